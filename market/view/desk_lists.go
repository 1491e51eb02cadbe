package view

import (
	"context"
	"errors"
	"math"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/talk"
)

// RegistrationRow is one registration in the operator's list.
type RegistrationRow struct {
	ID    id.ID
	State flow.State
	Since clock.Micros
	// Counted is when the days began that count for the desk: those in which the expert
	// had to act are left out.
	Counted      clock.Micros
	Organisation string
	Kind         string
	Person       string
	Country      string
}

const registrationRow = `SELECT g.id, g.state, g.state_since, g.state_since - g.spent, o.name, o.kind, p.name, g.country FROM registration_seller g
	JOIN account_organisation o ON o.id = g.organisation_id JOIN account_person p ON p.id = g.person_id`

var (
	deskRegistrationsOf = db.Read("view.desk.registrations.of", registrationRow+`
		WHERE g.state = $1 AND ($2 = '%%' OR LOWER(o.name) LIKE $2 ESCAPE '\' OR LOWER(g.legal_name) LIKE $2 ESCAPE '\' OR o.name LIKE $5 ESCAPE '\' OR g.legal_name LIKE $5 ESCAPE '\')
			AND g.state_since - g.spent >= $6 AND (g.state_since - g.spent, g.id) > ($6, $3)
		ORDER BY g.state_since - g.spent, g.id LIMIT $4`)
	deskRegistrationsAll = db.Read("view.desk.registrations.all", registrationRow+`
		WHERE $1 = '' AND ($2 = '%%' OR LOWER(o.name) LIKE $2 ESCAPE '\' OR LOWER(g.legal_name) LIKE $2 ESCAPE '\' OR o.name LIKE $5 ESCAPE '\' OR g.legal_name LIKE $5 ESCAPE '\') AND g.id < $3
		ORDER BY g.id DESC LIMIT $4`)
	deskRegistrationDue    = db.Read("view.desk.registrations.due", `SELECT state_since - spent FROM registration_seller WHERE id = $1`)
	deskRegistrationCounts = db.Read("view.desk.registrations.counts", `SELECT
		(SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 FROM registration_seller WHERE state = 'checking' LIMIT $1) c),
		(SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 FROM registration_seller WHERE state = 'appealed' LIMIT $1) a),
		(SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 FROM registration_seller WHERE state = 'contested' LIMIT $1) b)`)
)

// DeskRegistrations lists registrations in a state, whatever is due first on top; or
// all of them ("" for the state), newest first.
func DeskRegistrations(ctx context.Context, r db.Reader, state flow.State, words string, after id.ID, limit int) ([]RegistrationRow, bool, error) {
	q := deskRegistrationsOf
	args := []any{string(state), pattern(words), after, limit + 1, asTyped(words)}
	if state == "" {
		q, args[2] = deskRegistrationsAll, after.OrLast()
	} else {
		// The place after which to go on is read first: a comparison with a known place is
		// answered from the index, however long the queue is.
		due := int64(math.MinInt64)
		if !after.IsNone() {
			var err error
			if due, err = db.Value[int64](ctx, r, deskRegistrationDue, after); err != nil && !errors.Is(err, db.ErrNone) {
				return nil, false, err
			}
		}
		args = append(args, due)
	}
	list, err := db.All(ctx, r, q, func(row db.Scanner) (RegistrationRow, error) {
		var g RegistrationRow
		err := row.Scan(&g.ID, &g.State, &g.Since, &g.Counted, &g.Organisation, &g.Kind, &g.Person, &g.Country)
		return g, err
	}, args...)
	return cut(list, limit, err)
}

// CountedMost is up to how many registrations of a state are counted, one more for
// "and others": nobody reads a longer number off a tab, and counting them all on every
// look would cost more than the list itself.
const CountedMost = 999

// StateCounts tells how many registrations stand in each state that waits for the desk,
// CountedMost + 1 at most.
func StateCounts(ctx context.Context, r db.Reader) (map[flow.State]int, error) {
	var checking, appealed, contested int
	_, err := db.One(ctx, r, deskRegistrationCounts, func(row db.Scanner) (struct{}, error) {
		return struct{}{}, row.Scan(&checking, &appealed, &contested)
	}, CountedMost+1)
	return map[flow.State]int{registration.Checking: checking, registration.Appealed: appealed, registration.Contested: contested}, err
}

// DeskRegistration is one registration with those it is about.
type DeskRegistration struct {
	registration.Registration
	Organisation account.Organisation
	Person       account.Person
	Can          registration.Capability
	Checks       registration.Checks
	// Needed are the facts that the desk's moves ask for.
	Needed flow.Facts
	// Proposer is who proposed to refuse it, while that waits for another person.
	Proposer account.Person
	// UnderWay is what goes on meanwhile, of one that sells or is suspended.
	UnderWay UnderWay
}

// DeskRegistrationOf gathers it, or Missing.
func DeskRegistrationOf(ctx context.Context, r db.Reader, g id.ID) (DeskRegistration, error) {
	var d DeskRegistration
	var err error
	if d.Registration, err = registration.Find(ctx, r, g); err != nil {
		return d, err
	}
	if d.Organisation, err = account.FindOrganisation(ctx, r, d.Registration.Organisation); err != nil {
		return d, err
	}
	if d.Person, err = account.FindPerson(ctx, r, d.Registration.Person); err != nil {
		return d, err
	}
	if d.Checks, err = registration.ChecksOf(ctx, r, g); err != nil {
		return d, err
	}
	if d.Needed, err = registration.DeskFacts(ctx, r, d.Registration, d.Checks); err != nil {
		return d, err
	}
	if d.Registration.ProposedRule != "" {
		if d.Proposer, err = account.FindPerson(ctx, r, d.Registration.ProposedBy); err != nil {
			return d, err
		}
	}
	if d.Registration.State == registration.Active || d.Registration.Stopped() {
		if d.UnderWay, err = UnderWayOf(ctx, r, d.Organisation.ID); err != nil {
			return d, err
		}
	}
	d.Can, err = registration.Capabilities(ctx, r, d.Organisation.ID, d.Person.ID)
	return d, err
}

// RequestRow is one request in the operator's list.
type RequestRow struct {
	ID           id.ID
	State        flow.State
	Title        string
	Lang         string
	Organisation string
	Responses    int64
	PostedAt     clock.Micros
}

const requestRow = `SELECT q.id, q.state, q.title, q.lang, o.name, q.responses, q.posted_at FROM request q
	JOIN account_organisation o ON o.id = q.organisation_id`

var deskRequests = db.Read("view.desk.requests", requestRow+`
	WHERE ($1 = '' OR q.state = $1) AND ($2 = '%%' OR LOWER(q.title) LIKE $2 ESCAPE '\' OR q.title LIKE $5 ESCAPE '\')
		AND (CAST($3 AS BYTEA) IS NULL OR (q.posted_at, q.id) < (SELECT b.posted_at, b.id FROM request b WHERE b.id = $3))
	ORDER BY q.posted_at DESC, q.id DESC LIMIT $4`)

func scanRequestRow(row db.Scanner) (RequestRow, error) {
	var q RequestRow
	err := row.Scan(&q.ID, &q.State, &q.Title, &q.Lang, &q.Organisation, &q.Responses, &q.PostedAt)
	return q, err
}

// DeskRequests lists requests whose title holds the words, newest first.
func DeskRequests(ctx context.Context, r db.Reader, state flow.State, words string, after id.ID, limit int) ([]RequestRow, bool, error) {
	list, err := db.All(ctx, r, deskRequests, scanRequestRow, string(state), pattern(words), after, limit+1, asTyped(words))
	return cut(list, limit, err)
}

// DeskReport is a report with the message it is about and who is concerned.
type DeskReport struct {
	talk.Report
	Words    talk.Message
	Reporter account.Person
	Writer   account.Person
}

// DeskReports lists reports in a state, oldest first.
func DeskReports(ctx context.Context, r db.Reader, state flow.State, after id.ID, limit int) ([]DeskReport, bool, error) {
	list, err := talk.Reports(ctx, r, state, after, limit+1)
	if err != nil {
		return nil, false, err
	}
	more := len(list) > limit
	var all []DeskReport
	for _, p := range list[:min(limit, len(list))] {
		d, err := deskReport(ctx, r, p)
		if err != nil {
			return nil, false, err
		}
		all = append(all, d)
	}
	return all, more, nil
}

func deskReport(ctx context.Context, r db.Reader, p talk.Report) (d DeskReport, err error) {
	d.Report = p
	if d.Words, err = talk.FindMessage(ctx, r, p.Message); err != nil {
		return d, err
	}
	if d.Reporter, err = account.FindPerson(ctx, r, p.Person); err != nil {
		return d, err
	}
	d.Writer, err = account.FindPerson(ctx, r, d.Words.Person)
	return d, err
}
