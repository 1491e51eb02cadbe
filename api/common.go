package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
)

// ByID is an operation on one thing.
type ByID struct {
	ID string `path:"id" maxLength:"64"`
}

// Parse reads the id; a malformed one is as missing as an unknown one.
func (b ByID) Parse(prefix id.Prefix) (id.ID, error) { return parseID(b.ID, prefix) }

func parseID(s string, prefix id.Prefix) (id.ID, error) {
	i, ok := prefix.Parse(s)
	if !ok {
		return id.None, fault.Missing("page.missing")
	}
	return i, nil
}

// Done is an answer without a body: 204.
type Done struct{}

func done(err error) (*Done, error) {
	if err != nil {
		return nil, err
	}
	return &Done{}, nil
}

// Made names what an operation made.
type Made struct {
	ID string `json:"id" doc:"The id of what was made"`
}

// Move is something the caller may do with a thing now.
type Move struct {
	Move      string `json:"move"`
	Operation string `json:"operation,omitempty" doc:"The operation that makes it, where there is one"`
}

// movesOf writes the rows of a flow that are open to the caller.
func movesOf(rows flow.Rows) []Move {
	moves := []Move{}
	for _, r := range rows {
		moves = append(moves, Move{r.Move, r.Op})
	}
	return moves
}

// instant writes a moment as RFC 3339 in UTC; never is empty.
func instant(t clock.Micros) string {
	if t.IsZero() {
		return ""
	}
	return t.Time().Format(time.RFC3339Nano)
}

// withWait adds how long to wait (RFC 9110, 10.2.3) to a refusal that says so.
func withWait(p *Problem, err error) error {
	seconds, ok := fault.Of(err).Args["RetryAfter"].(int)
	if !ok {
		return p
	}
	return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {strconv.Itoa(seconds)}})
}

// idOrNone is a typed id, or nothing for what has none yet.
func idOrNone(p id.Prefix, of id.ID) string {
	if of.IsNone() {
		return ""
	}
	return p.Text(of)
}
