package registration

import (
	"context"
	"errors"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
)

const columns = `id, state, state_since, version, organisation_id, person_id, legal_name, country, not_employed, terms_accepted, answer, reason,
	spent, submitted_at, made_at, deadline, seller, rule, judge_id, appeal, proposed_rule, proposed_reason, proposed_by, rejected_reason`

func scan(row db.Scanner) (Registration, error) {
	var g Registration
	var spent int64
	err := row.Scan(&g.ID, &g.State, &g.Since, &g.Version, &g.Organisation, &g.Person, &g.LegalName, &g.Country, &g.NotEmployed,
		&g.TermsAccepted, &g.Answer, &g.Reason, &spent, &g.SubmittedAt, &g.MadeAt, &g.Deadline, &g.Seller, &g.Rule, &g.Judge, &g.Appeal,
		&g.ProposedRule, &g.ProposedReason, &g.ProposedBy, &g.RejectedReason)
	g.Spent = time.Duration(spent) * time.Microsecond
	return g, err
}

var (
	find   = db.Read("registration.find", `SELECT `+columns+` FROM registration_seller WHERE id = $1`)
	findOf = db.Read("registration.of", `SELECT `+columns+` FROM registration_seller WHERE organisation_id = $1`)
	insert = db.Write("registration.insert", `INSERT INTO registration_seller (id, state, state_since, version, organisation_id, person_id,
		legal_name, country, not_employed, terms_accepted, answer, reason, spent, made_at, seller)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, '', 0, $3, $11)`)
	guard   = db.Write("registration.guard", `UPDATE registration_seller SET version = version + 1 WHERE id = $1 RETURNING `+columns)
	guardOf = db.Write("registration.guard_of", `UPDATE registration_seller SET version = version + 1 WHERE organisation_id = $1 RETURNING `+columns)
	update  = db.Write("registration.update", `UPDATE registration_seller SET legal_name = $2, country = $3, not_employed = $4,
		terms_accepted = $5, answer = $6, seller = $7 WHERE id = $1`)
	handedIn = db.Write("registration.handed_in", `UPDATE registration_seller SET submitted_at = COALESCE(submitted_at, $2) WHERE id = $1`)
	refused  = db.Write("registration.refused", `UPDATE registration_seller SET rule = $2, judge_id = $3, appeal = '' WHERE id = $1`)
	appealed = db.Write("registration.appealed", `UPDATE registration_seller SET appeal = $2 WHERE id = $1`)
	anew     = db.Write("registration.anew", `UPDATE registration_seller SET submitted_at = NULL, spent = 0, reason = '', rule = '', appeal = '', judge_id = NULL, decided_at = NULL,
		proposed_rule = '', proposed_reason = '', proposed_by = NULL, rejected_reason = '' WHERE id = $1`)
	note       = db.Write("registration.note", `UPDATE registration_seller SET reason = $2, spent = $3 WHERE id = $1`)
	decided    = db.Write("registration.decided", `UPDATE registration_seller SET decided_at = $2 WHERE id = $1`)
	blankWords = db.Write("registration.blank_words", `UPDATE registration_seller SET answer = '', reason = '', appeal = '', proposed_reason = '', rejected_reason = '', erased_at = $2 WHERE person_id = $1`)
	blankName  = db.Write("registration.blank_name", `UPDATE registration_seller SET legal_name = '' WHERE organisation_id = $1 AND person_id = $2`)
	exported   = db.Read("registration.of_person", `SELECT `+columns+` FROM registration_seller WHERE person_id = $1 ORDER BY id LIMIT 100`)
)

// Find gives a registration, or Missing.
func Find(ctx context.Context, r db.Reader, registration id.ID) (Registration, error) {
	return one(ctx, r, find, registration)
}

// Of gives the organisation's registration, or Missing when it never started one.
func Of(ctx context.Context, r db.Reader, organisation id.ID) (Registration, error) {
	return one(ctx, r, findOf, organisation)
}

func one(ctx context.Context, r db.Reader, q *db.Query, args ...any) (Registration, error) {
	g, err := db.One(ctx, r, q, scan, args...)
	if errors.Is(err, db.ErrNone) {
		return g, fault.Missing("registration.missing")
	}
	return g, err
}
