package request

import (
	"context"
	"errors"
	"math"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/page"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

const columns = `r.id, r.state, r.state_since, r.edition, r.organisation_id, r.person_id, r.title, r.description, r.lang, r.services, r.country,
	r.budget_currency, r.budget_band, r.preferred_name, r.email, r.responses, r.reason, r.posted_at, r.erased_at`

func scan(row db.Scanner) (Request, error) {
	var q Request
	var codes string
	err := row.Scan(&q.ID, &q.State, &q.Since, &q.Edition, &q.Organisation, &q.Person, &q.Title, &q.Description, &q.Lang, &codes, &q.Country,
		&q.BudgetCurrency, &q.BudgetBand, &q.PreferredName, &q.Email, &q.Responses, &q.Reason, &q.PostedAt, &q.ErasedAt)
	q.Services = strings.Fields(codes)
	return q, err
}

// bare is columns for RETURNING, where there is no alias.
var bare = strings.ReplaceAll(columns, "r.", "")

var (
	find   = db.Read("request.find", `SELECT `+columns+` FROM request r WHERE r.id = $1`)
	listOf = db.Read("request.list", `SELECT `+columns+` FROM request r WHERE r.organisation_id = $1
		AND (r.posted_at, r.id) < ($2, $3) ORDER BY r.posted_at DESC, r.id DESC LIMIT $4`)
	listAll = db.Read("request.list_all", `SELECT `+columns+` FROM request r WHERE (r.posted_at, r.id) < ($1, $2)
		ORDER BY r.posted_at DESC, r.id DESC LIMIT $3`)
	ofPerson = db.Read("request.of_person", `SELECT `+columns+` FROM request r WHERE r.person_id = $1 ORDER BY r.posted_at, r.id`)
	insert   = db.Write("request.insert", `INSERT INTO request (id, state, state_since, version, edition, organisation_id, person_id, title, description,
		lang, services, country, budget_currency, budget_band, preferred_name, email, responses, source, reason, posted_at)
		VALUES ($1, $2, $3, 1, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15, '', $3)`)
	// The root is updated before anything under it is read (RULES.md 3).
	guard = db.Write("request.guard", `UPDATE request SET version = version + 1 WHERE id = $1 RETURNING `+bare)
	take  = db.Write("request.take_response", `UPDATE request SET version = version + 1, responses = responses + 1
		WHERE id = $1 AND state = 'open' RETURNING `+bare)
	update = db.Write("request.update", `UPDATE request SET edition = edition + 1, title = $2, description = $3, lang = $4, services = $5,
		country = $6, budget_currency = $7, budget_band = $8, preferred_name = $9, email = $10 WHERE id = $1`)
	note          = db.Write("request.note", `UPDATE request SET reason = $2 WHERE id = $1`)
	blank         = db.Write("request.blank", `UPDATE request SET title = '', description = '', preferred_name = '', email = '', reason = '', erased_at = $2 WHERE id = $1`)
	serviceInsert = db.Write("request.service.insert", `INSERT INTO request_service (service, posted_at, request_id) VALUES ($1, $2, $3)
		ON CONFLICT (service, posted_at, request_id) DO NOTHING`)
	serviceClear = db.Write("request.service.clear", `DELETE FROM request_service WHERE request_id = $1`)
	sourced      = db.Read("request.sourced", `SELECT id FROM request WHERE source = $1`)
)

// Find gives a request, or Missing. Who may see it is the caller's question: View.
func Find(ctx context.Context, r db.Reader, request id.ID) (Request, error) {
	return one(ctx, r, find, request)
}

func one(ctx context.Context, r db.Reader, q *db.Query, args ...any) (Request, error) {
	found, err := db.One(ctx, r, q, scan, args...)
	if errors.Is(err, db.ErrNone) {
		return found, fault.Missing("request.missing")
	}
	return found, err
}

// Mine gives a request of the actor's own organisation; another's looks missing.
func Mine(ctx context.Context, r db.Reader, who policy.Actor, request id.ID) (Request, error) {
	q, err := Find(ctx, r, request)
	if err == nil && q.RoleOf(who) != "customer" {
		return Request{}, fault.Missing("request.missing")
	}
	return q, err
}

// Place of a request in lists, which are newest first.
func (q Request) Place() page.Cursor { return page.Cursor{Key: int64(q.PostedAt), ID: q.ID} }

// before turns a place into the bounds of a query; the beginning is after everything.
func before(c page.Cursor) (int64, id.ID) {
	if c.IsZero() {
		return math.MaxInt64, id.None.OrLast()
	}
	return c.Key, c.ID
}

// List gives an organisation's requests, newest first.
func List(ctx context.Context, r db.Reader, organisation id.ID, after page.Cursor, limit int) ([]Request, error) {
	at, last := before(after)
	return db.All(ctx, r, listOf, scan, organisation, at, last, limit)
}

// ListAll gives everybody's requests, newest first, for the desk.
func ListAll(ctx context.Context, r db.Reader, after page.Cursor, limit int) ([]Request, error) {
	at, last := before(after)
	return db.All(ctx, r, listAll, scan, at, last, limit)
}

// keepServices writes the rows the pool is filtered by.
func keepServices(ctx context.Context, tx *journal.Tx, q Request) error {
	if _, err := tx.Exec(ctx, serviceClear, q.ID); err != nil {
		return err
	}
	for _, code := range q.Services {
		if _, err := tx.Exec(ctx, serviceInsert, code, int64(q.PostedAt), q.ID); err != nil {
			return err
		}
	}
	return nil
}

func put(ctx context.Context, tx *journal.Tx, q Request, source any) error {
	_, err := tx.Exec(ctx, insert, q.ID, string(q.State), int64(q.PostedAt), q.Organisation, q.Person, q.Title, q.Description, q.Lang,
		strings.Join(q.Services, " "), q.Country, q.BudgetCurrency, q.BudgetBand, q.PreferredName, q.Email, source)
	if err != nil {
		return err
	}
	return keepServices(ctx, tx, q)
}
