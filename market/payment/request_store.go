package payment

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/deal"
)

const requestColumns = `id, state, state_since, version, engagement_id, conversation_id, customer_id, seller_id, asked_by,
	amount, currency, kind, due_on, milestone_id, work, work_lang, final, fee, net, reason, reason_lang, decided_by, approved_at, silent,
	deadline, remind_at, reminded, purchase_order, method_id, write_off_id, made_at`

func scanRequest(row db.Scanner) (Request, error) {
	var q Request
	err := row.Scan(&q.ID, &q.State, &q.StateSince, &q.Version, &q.Engagement, &q.Conversation, &q.Customer, &q.Seller, &q.AskedBy,
		&q.Amount.Minor, &q.Amount.Currency, &q.Kind, &q.DueOn, &q.Milestone, &q.Work, &q.WorkLang, &q.Final, &q.Fee.Minor, &q.Net.Minor,
		&q.Reason, &q.ReasonLang, &q.DecidedBy, &q.ApprovedAt, &q.Silent, &q.Deadline, &q.RemindAt, &q.Reminded, &q.PurchaseOrder,
		&q.Method, &q.WriteOff, &q.MadeAt)
	q.Fee.Currency, q.Net.Currency = q.Amount.Currency, q.Amount.Currency
	return q, err
}

var (
	requestFind   = db.Read("payment.request.find", `SELECT `+requestColumns+` FROM payment_request WHERE id = $1`)
	requestHold   = db.Write("payment.request.hold", `UPDATE payment_request SET version = version + 1 WHERE id = $1 RETURNING `+requestColumns)
	requestsAfter = db.Read("payment.request.of_engagement", `SELECT `+requestColumns+` FROM payment_request
		WHERE engagement_id = $1 AND id > $2 ORDER BY id LIMIT $3`)
	requestsBefore = db.Read("payment.request.newest", `SELECT `+requestColumns+` FROM payment_request
		WHERE engagement_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`)
	// Each half of it is answered by an index of its own; what both find is given once.
	requestsOpen = db.Read("payment.request.open_or_newest", `SELECT `+requestColumns+` FROM payment_request WHERE id IN (
			SELECT id FROM payment_request WHERE engagement_id = $1 AND state IN ('scheduled', 'awaiting', 'approved', 'uncollected')
			UNION ALL SELECT id FROM (SELECT id FROM payment_request WHERE engagement_id = $1 ORDER BY id DESC LIMIT `+strconv.Itoa(Newest)+`) newest)
		ORDER BY id`)
	requestAskers = db.Read("payment.request.askers", `SELECT DISTINCT asked_by FROM payment_request WHERE engagement_id = $1 ORDER BY asked_by`)
	requestAwaits = db.Read("payment.request.awaits", `SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN final THEN 1 ELSE 0 END), 0) AS BIGINT)
		FROM payment_request WHERE id IN (SELECT id FROM payment_request WHERE engagement_id = $1 AND state = 'awaiting')`)  // from the index
	requestScheduled = db.Read("payment.request.scheduled", `SELECT 1 FROM payment_request
		WHERE engagement_id = $1 AND state = 'scheduled' LIMIT 1`)
	requestOpen = db.Read("payment.request.open", `SELECT 1 FROM payment_request
		WHERE engagement_id = $1 AND state IN ('scheduled', 'awaiting', 'approved', 'uncollected') LIMIT 1`)
	requestPaid = db.Read("payment.request.paid", `SELECT 1 FROM payment_request
		WHERE engagement_id = $1 AND state = 'collected' LIMIT 1`)
	requestInsert = db.Write("payment.request.insert", `INSERT INTO payment_request (id, state, state_since, deadline, version, engagement_id,
		conversation_id, customer_id, seller_id, asked_by, amount, currency, kind, due_on, milestone_id, work, work_lang, final, remind_at,
		method_id, fee, net, reason, reason_lang, made_at)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0, 0, '', '', $3)`)
	requestApprove = db.Write("payment.request.approve", `UPDATE payment_request SET fee = $2, net = $3, decided_by = $4, approved_at = $5,
		silent = $6, method_id = $7, purchase_order = $8, remind_at = NULL WHERE id = $1`)
	requestMethod   = db.Write("payment.request.method", `UPDATE payment_request SET method_id = $2, remind_at = NULL WHERE id = $1`)
	requestExpect   = db.Write("payment.request.expect", `UPDATE payment_request SET remind_at = $2 WHERE id = $1`)
	requestRemind   = db.Write("payment.request.remind", `UPDATE payment_request SET remind_at = $2, reminded = reminded + 1 WHERE id = $1`)
	requestWriteOff = db.Write("payment.request.write_off", `UPDATE payment_request SET write_off_id = $2, write_off_reason = $3, written_off_by = $4 WHERE id = $1`)
	scheduledOf     = db.Read("payment.request.scheduled_of", `SELECT `+requestColumns+` FROM payment_request
		WHERE engagement_id = $1 AND state = 'scheduled' ORDER BY id LIMIT 500`)
	remindNext = db.Read("payment.request.remind_next", `SELECT remind_at FROM payment_request
		WHERE remind_at IS NOT NULL AND state IN ('awaiting', 'scheduled', 'approved') ORDER BY remind_at, id LIMIT 1`)
	remindDue = db.Read("payment.request.remind_due", `SELECT id FROM payment_request
		WHERE remind_at IS NOT NULL AND remind_at <= $1 AND state IN ('awaiting', 'scheduled', 'approved') ORDER BY remind_at, id LIMIT 500`)
	writeOffBlank  = db.Write("payment.request.blank_write_off", `UPDATE payment_request SET write_off_reason = '', erased_at = $2 WHERE written_off_by = $1`)
	requestDecline = db.Write("payment.request.decline", `UPDATE payment_request SET decided_by = $2, reason = $3, reason_lang = $4 WHERE id = $1`)
	workBlank      = db.Write("payment.request.blank_work", `UPDATE payment_request SET work = '', erased_at = $2 WHERE asked_by = $1`)
	reasonBlank    = db.Write("payment.request.blank_reason", `UPDATE payment_request SET reason = '', erased_at = $2 WHERE decided_by = $1`)
	requestsBy     = db.Read("payment.request.by_person", `SELECT `+requestColumns+` FROM payment_request WHERE asked_by = $1 ORDER BY id`)
)

// Newest is how many of an engagement's newest payment requests OpenOrNewest gives.
const Newest = 6

// hold takes the engagement and then the payment request for this change.
func hold(ctx context.Context, tx *journal.Tx, request id.ID) (deal.Engagement, Request, error) {
	q, err := found(db.One(ctx, tx, requestFind, scanRequest, request))
	if err != nil {
		return deal.Engagement{}, q, err
	}
	e, err := deal.HoldEngagement(ctx, tx, q.Engagement)
	if err != nil {
		return e, q, err
	}
	q, err = found(db.One(ctx, tx, requestHold, scanRequest, request))
	return e, q, err
}

func found(q Request, err error) (Request, error) {
	if errors.Is(err, db.ErrNone) {
		return q, fault.Missing("payment_request.missing")
	}
	return q, err
}

// FindRequest gives a payment request to one of its two sides, the house or the
// operator, or Missing.
func FindRequest(ctx context.Context, r db.Reader, who policy.Actor, request id.ID) (Request, error) {
	q, err := found(db.One(ctx, r, requestFind, scanRequest, request))
	if err != nil {
		return q, err
	}
	_, err = deal.StandingOf(ctx, r, who, q.Customer, q.Seller, "payment_request.missing")
	return q, err
}

// RequestsOf lists the payment requests of an engagement, oldest first, 500 at most;
// whoever asks may see the engagement.
func RequestsOf(ctx context.Context, r db.Reader, engagement id.ID) ([]Request, error) {
	return RequestsAfter(ctx, r, engagement, id.None, 500)
}

// RequestsAfter is a page of RequestsOf: behind the one given, None for the oldest.
func RequestsAfter(ctx context.Context, r db.Reader, engagement, after id.ID, limit int) ([]Request, error) {
	return db.All(ctx, r, requestsAfter, scanRequest, engagement, after.OrFirst(), limit)
}

// RequestsBefore lists the payment requests of an engagement, newest first, before the
// one given, None for the newest; whoever asks may see the engagement.
func RequestsBefore(ctx context.Context, r db.Reader, engagement, before id.ID, limit int) ([]Request, error) {
	return db.All(ctx, r, requestsBefore, scanRequest, engagement, before.OrLast(), limit)
}

// OpenOrNewest lists those of an engagement that can still lead to a payment
// (scheduled, awaiting, approved or uncollected) and its newest, oldest first; whoever
// asks may see the engagement.
func OpenOrNewest(ctx context.Context, r db.Reader, engagement id.ID) ([]Request, error) {
	return db.All(ctx, r, requestsOpen, scanRequest, engagement)
}

// IsOpen tells whether it can still lead to a payment.
func (q Request) IsOpen() bool {
	return slices.Contains([]flow.State{Scheduled, Awaiting, Approved, Uncollected}, q.State)
}

// AskersOf are the people who asked for payments of an engagement.
func AskersOf(ctx context.Context, r db.Reader, engagement id.ID) ([]id.ID, error) {
	return db.All(ctx, r, requestAskers, db.ScanValue[id.ID], engagement)
}

// awaits counts the requests of an engagement that wait for an answer, and the
// final ones among them.
func awaits(ctx context.Context, r db.Reader, engagement id.ID) (all, final int64, err error) {
	type pair struct{ all, final int64 }
	p, err := db.One(ctx, r, requestAwaits, func(row db.Scanner) (pair, error) {
		var p pair
		err := row.Scan(&p.all, &p.final)
		return p, err
	}, engagement)
	return p.all, p.final, err
}

// AnyAwaiting tells whether a payment request of the engagement waits for an
// answer.
func AnyAwaiting(ctx context.Context, r db.Reader, engagement id.ID) (bool, error) {
	all, _, err := awaits(ctx, r, engagement)
	return all > 0, err
}

// AnyOpen tells whether a payment request of the engagement can still lead to a
// payment: it is scheduled, awaits, is approved, or is uncollected.
func AnyOpen(ctx context.Context, r db.Reader, engagement id.ID) (bool, error) {
	return db.Exists(ctx, r, requestOpen, engagement)
}

// AnyCollected tells whether anything was ever paid for the engagement.
func AnyCollected(ctx context.Context, r db.Reader, engagement id.ID) (bool, error) {
	return db.Exists(ctx, r, requestPaid, engagement)
}

var methodShared = db.Read("payment.method.shared", `SELECT 1 FROM payment_charge c
	JOIN payment_request q ON q.id = c.request_id
	JOIN payment_method m ON m.id = c.method_id
	JOIN payment_method s ON s.kind = m.kind AND s.brand = m.brand AND s.last4 = m.last4 AND s.expires = m.expires
	WHERE q.engagement_id = $1 AND s.organisation_id = q.seller_id AND m.kind <> 'net_terms'`)

// PaidBySellersMethod tells whether the engagement was charged to a card or bank
// account that the seller's organisation has entered too, now or once. A method is
// known again by what may be shown of it, for its number is with the processor only.
func PaidBySellersMethod(ctx context.Context, r db.Reader, engagement id.ID) (bool, error) {
	return db.Exists(ctx, r, methodShared, engagement)
}

// Standing is what the actor is towards a payment request, with the facts that its
// moves need: for commands, buttons and the API alike.
func Standing(ctx context.Context, r db.Reader, who policy.Actor, q Request) (deal.Standing, flow.Facts, error) {
	s, err := deal.StandingOf(ctx, r, who, q.Customer, q.Seller, "payment_request.missing")
	if err != nil {
		return s, nil, err
	}
	facts := flow.Facts{MayPropose: s.Member.MayPropose && s.Member.Acts(), MayPay: s.Member.Pays()}
	if s.Role == flow.Customer {
		facts[CanPay], err = AnyMethod(ctx, r, q.Customer, q.Amount.Currency)
	}
	return s, facts, err
}

// AskStanding is the same for asking: it tells whether the actor may ask for a
// payment of this engagement at this moment.
func AskStanding(ctx context.Context, r db.Reader, who policy.Actor, e deal.Engagement, now clock.Micros) (deal.Standing, flow.Facts, error) {
	s, err := deal.StandingOf(ctx, r, who, e.Customer, e.Seller, "engagement.missing")
	if err != nil {
		return s, nil, err
	}
	_, final, err := awaits(ctx, r, e.ID)
	return s, flow.Facts{MayPropose: s.Member.MayPropose && s.Member.Acts(),
		EngagementOpen: e.TakesRequests(now), NoFinal: final == 0}, err
}

// Erase blanks what a person wrote, inside a change. Invoices stay for the
// operator's retention period (RULES.md 2).
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	if _, err := tx.Exec(ctx, workBlank, person, int64(tx.Now)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, methodReasons, person); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, writeOffBlank, person, int64(tx.Now)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, reasonBlank, person, int64(tx.Now))
	return err
}
