package view

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/registration"
)

// missingIsNone lets what need not be there be away.
func missingIsNone(err error) error {
	if fault.IsKind(err, fault.KindMissing) {
		return nil
	}
	return err
}

// Queued is one thing that waits for somebody.
type Queued struct {
	ID    id.ID
	Title string
	Since clock.Micros // business time
}

// Queue is what waits for the operator, or for whoever the operator should remind.
type Queue struct {
	Name   string
	Oldest []Queued // the ones that wait longest
	Count  int64
	Late   time.Duration // waiting longer than this is too long
}

// IsLate tells whether something in the queue has waited too long.
func (q Queue) IsLate(now clock.Micros) bool {
	return len(q.Oldest) > 0 && now.Sub(q.Oldest[0].Since) > q.Late
}

// queues are the desk's: what is counted, who waits, and when it is too long.
var queues = []struct {
	name        string
	late        time.Duration
	list, count *db.Query
}{
	queue("registrations", registration.RedAfter, `SELECT g.id, o.name, g.state_since - g.spent FROM registration_seller g
		JOIN account_organisation o ON o.id = g.organisation_id WHERE g.state = 'checking' ORDER BY g.state_since - g.spent, g.id LIMIT 5`,
		`FROM registration_seller WHERE state = 'checking'`),
	queue("sanctions", 24*time.Hour, `SELECT m.id, m.name, m.state_since FROM sanctions_match m WHERE m.state = 'open' ORDER BY m.id LIMIT 5`,
		`FROM sanctions_match WHERE state = 'open'`),
	queue("evidence", 48*time.Hour, `SELECT p.id, a.name, p.state_since FROM certify_proof p
		JOIN account_person a ON a.id = p.person_id WHERE p.state = 'shown' ORDER BY p.id LIMIT 5`,
		`FROM certify_proof WHERE state = 'shown'`),
	queue("reports", 24*time.Hour, `SELECT p.id, a.name, p.made_at FROM talk_report p
		JOIN account_person a ON a.id = p.person_id WHERE p.state = 'open' ORDER BY p.id LIMIT 5`,
		`FROM talk_report WHERE state = 'open'`),
	queue("review_reports", 24*time.Hour, `SELECT p.id, a.name, p.made_at FROM review_report p
		JOIN account_person a ON a.id = p.person_id WHERE p.state = 'open' ORDER BY p.id LIMIT 5`,
		`FROM review_report WHERE state = 'open'`),
	// A server that has refused twice, or does not answer, is to be seen before the house gives up.
	queue("mails", time.Hour, `SELECT id, subject, state_since FROM (
			SELECT * FROM (SELECT id, subject, state_since FROM notify_mail WHERE state = 'failed' ORDER BY id LIMIT 5) f UNION ALL
			SELECT * FROM (SELECT id, subject, state_since FROM notify_mail WHERE state = 'waiting' AND tries > 1 ORDER BY id LIMIT 5) w) m
			ORDER BY id LIMIT 5`,
		`FROM notify_mail WHERE state = 'failed' OR state = 'waiting' AND tries > 1`),
	queue("charges", time.Hour, `SELECT c.id, o.name, c.state_since FROM payment_charge c
		JOIN payment_request q ON q.id = c.request_id JOIN account_organisation o ON o.id = q.customer_id
		WHERE c.state = 'unknown' ORDER BY c.state_since, c.id LIMIT 5`,
		`FROM payment_charge WHERE state = 'unknown'`),
	queue("uncollected", 7*24*time.Hour, `SELECT q.conversation_id, o.name, q.state_since FROM payment_request q
		JOIN account_organisation o ON o.id = q.customer_id WHERE q.state = 'uncollected' ORDER BY q.state_since, q.id LIMIT 5`,
		`FROM payment_request WHERE state = 'uncollected'`),
}

func queue(name string, late time.Duration, list, count string) struct {
	name        string
	late        time.Duration
	list, count *db.Query
} {
	return struct {
		name        string
		late        time.Duration
		list, count *db.Query
	}{name, late, db.Read("view.desk.queue."+name, list), db.Read("view.desk.count."+name, `SELECT CAST(COUNT(*) AS BIGINT) `+count)}
}

// DeskQueues lists what waits, each with those who wait longest.
func DeskQueues(ctx context.Context, r db.Reader) ([]Queue, error) {
	var all []Queue
	for _, q := range queues {
		list, err := db.All(ctx, r, q.list, func(row db.Scanner) (Queued, error) {
			var w Queued
			err := row.Scan(&w.ID, &w.Title, &w.Since)
			return w, err
		})
		if err != nil {
			return nil, err
		}
		n, err := db.Value[int64](ctx, r, q.count)
		if err != nil {
			return nil, err
		}
		all = append(all, Queue{Name: q.name, Oldest: list, Count: n, Late: q.late})
	}
	return all, nil
}

// Numbers are how much there is.
type Numbers struct{ People, Experts, Companies, OpenRequests, Conversations, Engagements int64 }

var deskNumbers = db.Read("view.desk.numbers", `SELECT
	(SELECT CAST(COUNT(*) AS BIGINT) FROM account_person WHERE state = 'active'),
	(SELECT CAST(COUNT(*) AS BIGINT) FROM registration_seller WHERE state = 'active'),
	(SELECT CAST(COUNT(*) AS BIGINT) FROM account_organisation WHERE state = 'active' AND kind = 'company'),
	(SELECT CAST(COUNT(*) AS BIGINT) FROM request WHERE state = 'open'),
	(SELECT CAST(COUNT(*) AS BIGINT) FROM talk_conversation),
	(SELECT CAST(COUNT(*) AS BIGINT) FROM deal_engagement WHERE state = 'active')`)

// DeskNumbers counts people, active registrations, companies, open requests,
// conversations and engagements under way.
func DeskNumbers(ctx context.Context, r db.Reader) (Numbers, error) {
	return db.One(ctx, r, deskNumbers, func(row db.Scanner) (Numbers, error) {
		var n Numbers
		err := row.Scan(&n.People, &n.Experts, &n.Companies, &n.OpenRequests, &n.Conversations, &n.Engagements)
		return n, err
	})
}
