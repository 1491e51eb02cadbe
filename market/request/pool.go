package request

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/page"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/registration"
)

// window is how many requests one page of the pool looks at. A filter that lets
// few through reads on from there with the next page, so that no page ever costs
// more than this, however many requests there are.
const window = 4000

// Filter is what an expert looks for. The zero Filter lets everything through.
type Filter struct {
	Service string
	Lang    string
	// Country lets through requests that prefer it or anywhere.
	Country string
	// Band is the least budget, 1 to 5; SaidOnly leaves out budgets not said.
	Band     int
	SaidOnly bool
	// Days is the greatest age.
	Days int
	// Words is searched in title and description as typed, whatever the case.
	Words string
	// Aside shows what the expert put aside instead of what they did not.
	Aside bool
}

// IsZero tells whether nothing is filtered.
func (f Filter) IsZero() bool { return f == Filter{} }

// Narrows tells that fewer requests are asked for than there are in the tab.
func (f Filter) Narrows() bool {
	f.Aside = false
	return !f.IsZero()
}

// $1, $2 are where the page begins; $3, $4 where its window ends, or nothing in the
// queries that have none: a planner that sees two bounds expects few rows between
// them and sorts, with one it walks the index and stops. The rest filter.
const poolWhere = ` AND r.state = 'open' AND r.organisation_id <> $5 AND (r.lang = $6 OR CAST($6 AS TEXT) = '')
	AND (r.country = '' OR r.country = $7 OR CAST($7 AS TEXT) = '') AND r.budget_band >= $8
	AND (CAST($9 AS TEXT) = '%%' OR lower(r.title) LIKE $9 ESCAPE '\' OR lower(r.description) LIKE $9 ESCAPE '\'
		OR lower(r.title) LIKE $10 ESCAPE '\' OR lower(r.description) LIKE $10 ESCAPE '\')
	AND EXISTS (SELECT 1 FROM request_aside a WHERE a.person_id = $11 AND a.request_id = r.id) = $12`

// unfiltered stands where poolWhere would, for the page most people look at.
const unfiltered = ` AND r.state = 'open' AND r.organisation_id <> $3
	AND NOT EXISTS (SELECT 1 FROM request_aside a WHERE a.person_id = $4 AND a.request_id = r.id)`

var (
	pool = db.Read("request.pool", `SELECT `+columns+` FROM request r WHERE (r.posted_at, r.id) < ($1, $2)`+unfiltered+`
		ORDER BY r.posted_at DESC, r.id DESC LIMIT $5`)
	poolOfService = db.Read("request.pool.of_service", `SELECT `+columns+` FROM request_service s JOIN request r ON r.id = s.request_id
		WHERE s.service = $6 AND (s.posted_at, s.request_id) < ($1, $2)`+unfiltered+`
		ORDER BY s.posted_at DESC, s.request_id DESC LIMIT $5`)
	poolFiltered = db.Read("request.pool.filtered", `SELECT `+columns+` FROM request r
		WHERE (r.posted_at, r.id) < ($1, $2) AND (r.posted_at, r.id) >= ($3, $4)`+poolWhere+`
		ORDER BY r.posted_at DESC, r.id DESC LIMIT $13`)
	poolFilteredOfService = db.Read("request.pool.filtered_of_service", `SELECT `+columns+` FROM request_service s JOIN request r ON r.id = s.request_id
		WHERE s.service = $14 AND (s.posted_at, s.request_id) < ($1, $2) AND (s.posted_at, s.request_id) >= ($3, $4)`+poolWhere+`
		ORDER BY s.posted_at DESC, s.request_id DESC LIMIT $13`)
	poolEnd = db.Read("request.pool.end", `SELECT posted_at, id FROM request WHERE state = 'open' AND (posted_at, id) < ($1, $2)
		AND posted_at >= $3 ORDER BY posted_at DESC, id DESC LIMIT 1 OFFSET $4`)
	poolEndOfService = db.Read("request.pool.end_of_service", `SELECT posted_at, request_id FROM request_service
		WHERE service = $5 AND (posted_at, request_id) < ($1, $2) AND posted_at >= $3
		ORDER BY posted_at DESC, request_id DESC LIMIT 1 OFFSET $4`)
	poolHas = db.Read("request.pool.has", `SELECT 1 FROM request_aside WHERE person_id = $1 AND request_id = $2`)
)

// Available gives one page of the pool, newest first, to who may see it, with the
// place where the next page begins; zero when there is no more. A page may be short
// and still have a next: then few of the requests it looked at matched.
func Available(ctx context.Context, r db.Reader, who policy.Actor, now clock.Micros, f Filter, after page.Cursor, limit int) ([]Request, page.Cursor, error) {
	var none page.Cursor
	can, err := registration.Capabilities(ctx, r, who.Organisation, who.Person)
	if err != nil {
		return nil, none, err
	}
	if err := can.NeedPool(); err != nil {
		return nil, none, err
	}
	f = f.clean()
	if f == (Filter{Service: f.Service}) {
		return newest(ctx, r, who, f.Service, after, limit)
	}
	return f.search(ctx, r, who, now, after, limit)
}

// newest reads the pool as it is, or of one service.
func newest(ctx context.Context, r db.Reader, who policy.Actor, service string, after page.Cursor, limit int) ([]Request, page.Cursor, error) {
	at, last := before(after)
	query, args := pool, []any{at, last, who.Organisation, who.Person, limit + 1}
	if service != "" {
		query, args = poolOfService, append(args, service)
	}
	list, err := db.All(ctx, r, query, scan, args...)
	list, next := page.Cut(list, limit, Request.Place)
	return list, next, err
}

// search looks through one window for what passes the filter.
func (f Filter) search(ctx context.Context, r db.Reader, who policy.Actor, now clock.Micros, after page.Cursor, limit int) ([]Request, page.Cursor, error) {
	at, last := before(after)
	oldest := int64(0)
	if f.Days > 0 {
		oldest = int64(now.Add(-time.Duration(f.Days) * 24 * time.Hour))
	}
	query, end, endArgs := poolFiltered, poolEnd, []any{at, last, oldest, window - 1}
	if f.Service != "" {
		query, end, endArgs = poolFilteredOfService, poolEndOfService, append(endArgs, f.Service)
	}
	stop, err := db.One(ctx, r, end, scanPlace, endArgs...)
	whole := errors.Is(err, db.ErrNone) // The pool ends before the window does.
	if whole {
		stop = page.Cursor{Key: oldest}
	} else if err != nil {
		return nil, page.Cursor{}, err
	}
	stopID := make([]byte, len(stop.ID)) // sixteen zeros, not NULL
	copy(stopID, stop.ID[:])
	typed, folded := likeOf(f.Words)
	args := []any{at, last, stop.Key, stopID, who.Organisation, f.Lang, f.Country, f.least(), typed, folded, who.Person, f.Aside, limit + 1}
	if f.Service != "" {
		args = append(args, f.Service)
	}
	list, err := db.All(ctx, r, query, scan, args...)
	list, next := page.Cut(list, limit, Request.Place)
	if next.IsZero() && !whole {
		next = stop
	}
	return list, next, err
}

// clean leaves out what no database can look for: an address may hold any bytes.
func (f Filter) clean() Filter {
	for _, s := range []*string{&f.Service, &f.Lang, &f.Country, &f.Words} {
		*s = strings.ReplaceAll(strings.ToValidUTF8(*s, ""), "\x00", "")
	}
	return f
}

// least is the lowest budget band let through; 0 is "not said".
func (f Filter) least() int {
	if f.SaidOnly && f.Band == 0 {
		return 1
	}
	return f.Band
}

func scanPlace(row db.Scanner) (page.Cursor, error) {
	var c page.Cursor
	err := row.Scan(&c.Key, &c.ID)
	return c, err
}

// likeOf makes the two patterns of what somebody typed: as it is, and with full
// and half width made equal (ＥＣ２ is EC2).
func likeOf(words string) (typed, folded string) {
	escape := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
	lower := strings.ToLower(strings.TrimSpace(words))
	return "%" + escape.Replace(lower) + "%", "%" + escape.Replace(norm.NFKC.String(lower)) + "%"
}

// View gives a request to its own organisation, to the desk, and to experts who may
// see the pool; to everybody else it looks missing. An expert sees a request that
// takes no answers as it is, with its state.
func View(ctx context.Context, r db.Reader, who policy.Actor, request id.ID) (Request, error) {
	q, err := Find(ctx, r, request)
	if err != nil || q.RoleOf(who) != "expert" {
		return q, err
	}
	can, err := registration.Capabilities(ctx, r, who.Organisation, who.Person)
	if err != nil {
		return Request{}, err
	}
	if err := can.NeedPool(); err != nil {
		return Request{}, err
	}
	if !q.ErasedAt.IsZero() {
		return Request{}, fault.Missing("request.missing")
	}
	return q, nil
}

// IsAside tells whether the expert put this request aside.
func IsAside(ctx context.Context, r db.Reader, person, request id.ID) (bool, error) {
	return db.Exists(ctx, r, poolHas, person, request)
}

var (
	asideInsert = db.Write("request.aside.insert", `INSERT INTO request_aside (person_id, request_id, at) VALUES ($1, $2, $3)
		ON CONFLICT (person_id, request_id) DO NOTHING`)
	asideDelete = db.Write("request.aside.delete", `DELETE FROM request_aside WHERE person_id = $1 AND request_id = $2`)
	asideClear  = db.Write("request.aside.clear", `DELETE FROM request_aside WHERE person_id = $1`)
)

// PutAside hides a request from the expert's own list; TakeBack shows it again.
func (r *Room) PutAside(ctx context.Context, who policy.Actor, request id.ID) error {
	return r.aside(ctx, who, request, "put_aside")
}

// TakeBack shows a request again that the expert put aside.
func (r *Room) TakeBack(ctx context.Context, who policy.Actor, request id.ID) error {
	return r.aside(ctx, who, request, "take_back")
}

func (r *Room) aside(ctx context.Context, who policy.Actor, request id.ID, what string) error {
	_, err := journal.Do(ctx, r.journal, who, "available."+what, request, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if _, err := View(ctx, tx, who, request); err != nil {
			return id.None, err
		}
		var err error
		if what == "put_aside" {
			_, err = tx.Exec(ctx, asideInsert, who.Person, request, int64(tx.Now))
		} else {
			_, err = tx.Exec(ctx, asideDelete, who.Person, request)
		}
		if err != nil {
			return id.None, err
		}
		return request, tx.Record(ctx, journal.Event{Name: "available." + what, Subject: request})
	})
	return err
}
