// Package sse writes server-sent events (WHATWG HTML, section 9.2): one open
// answer over which a server tells things as they happen.
//
// Invariants: every event is on its way when Send returns, also through
// compression; a line break cannot leave its field; a reader that takes nothing for
// a minute is given up.
//
// It does not know what the events mean, nor who may read them.
package sse

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// patience is how long one write may wait for a reader that takes nothing.
const patience = time.Minute

// Stream is one open answer.
type Stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// Open begins the answer. Proxies are told to pass everything on at once.
func Open(w http.ResponseWriter) (*Stream, error) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	s := &Stream{w: w, control: http.NewResponseController(w)}
	return s, s.write("retry: 1000\n\n")
}

// LastID is the id of the last event a returning reader has had, or "".
func LastID(r *http.Request) string { return r.Header.Get("Last-Event-ID") }

// Send tells one event. id and name may be empty; without data a reader only
// remembers the id.
func (s *Stream) Send(id, name, data string) error {
	var b strings.Builder
	if id != "" {
		fmt.Fprintf(&b, "id: %s\n", oneLine(id))
	}
	if name != "" {
		fmt.Fprintf(&b, "event: %s\n", oneLine(name))
	}
	if data != "" {
		for line := range strings.Lines(data) {
			fmt.Fprintf(&b, "data: %s\n", oneLine(line))
		}
	}
	b.WriteByte('\n')
	return s.write(b.String())
}

// SendJSON is Send with the data written as JSON.
func (s *Stream) SendJSON(id, name string, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return s.Send(id, name, string(raw))
}

// Beat sends a comment, so that nothing on the way takes the line for dead.
func (s *Stream) Beat() error { return s.write(":\n\n") }

func (s *Stream) write(text string) error {
	// Where the deadline cannot be set the kernel decides when to give up.
	_ = s.control.SetWriteDeadline(time.Now().Add(patience))
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}

func oneLine(s string) string {
	return strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(s)
}
