package payment

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
)

// Buyer is what an expert may know of a customer's payments before the work begins
// (AWS_IQ.md 6, item 3): whether and how the customer can pay, and how that went
// here. Never more: no number of a card, no name, no amount, nothing of anybody else.
// The customer may read the same.
type Buyer struct {
	// CanPay tells whether a way to pay is on file that has not expired.
	CanPay bool
	// Kind is of the preferred method; blank when there is none.
	Kind string
	// DaysFrom and DaysTo are how long the money usually takes to arrive by it.
	DaysFrom, DaysTo int
	// NetTerms tells whether the operator has granted them.
	NetTerms bool
	// Paid counts payments that were collected and stayed; Late those of them that came
	// at a second attempt, or on net terms after the day they were due.
	Paid, Late int64
	// Unpaid counts payments that should be here and are not: overdue on net terms,
	// uncollected, given up, or taken back by the customer's bank.
	Unpaid int64
}

// OnTime is how many were paid when they should.
func (b Buyer) OnTime() int64 { return b.Paid - b.Late }

// grace is how long after its day a transfer still counts as on time: banks book on
// the next day, and nothing at a weekend.
const grace = 72 * time.Hour

// buyerRecord counts what a customer paid by an index alone, and corrects that by the
// few charges that say more: all that was ever paid is not read.
var buyerRecord = db.Read("payment.buyer.record", `WITH odd AS (
		SELECT q.state AS state, MAX(CASE WHEN c.state = 'charged_back' THEN 1 ELSE 0 END) AS disputed,
			MAX(CASE WHEN c.state IN ('failed', 'returned')
				OR c.kind = 'net_terms' AND c.state = 'settled' AND q.state_since > c.settles_at + $2 THEN 1 ELSE 0 END) AS late,
			MAX(CASE WHEN c.kind = 'net_terms' AND c.state = 'succeeded' AND c.settles_at < $3 THEN 1 ELSE 0 END) AS overdue
		FROM payment_method m
		JOIN payment_charge c ON c.method_id = m.id AND (c.state IN ('failed', 'returned', 'charged_back') OR c.kind = 'net_terms')
		JOIN payment_request q ON q.id = c.request_id
		WHERE m.organisation_id = $1 AND q.state IN ('approved', 'collected') GROUP BY q.id, q.state)
	SELECT `+buyerCount("'collected'")+` - (SELECT CAST(COUNT(*) AS BIGINT) FROM odd WHERE state = 'collected' AND disputed = 1),
		(SELECT CAST(COUNT(*) AS BIGINT) FROM odd WHERE state = 'collected' AND disputed = 0 AND late = 1),
		`+buyerCount("'uncollected', 'written_off', 'taken_back'")+` + (SELECT CAST(COUNT(*) AS BIGINT) FROM odd WHERE disputed = 1 OR overdue = 1)`)

// buyerCount counts a customer's payment requests in some states.
func buyerCount(states string) string {
	return `(SELECT CAST(COUNT(*) AS BIGINT) FROM deal_engagement e JOIN payment_request q ON q.engagement_id = e.id
			AND q.state IN (` + states + `) WHERE e.customer_id = $1)`
}

// StandingOfBuyer gives it at a moment; whoever asks is about to work for the
// organisation, belongs to it, or runs the house.
func StandingOfBuyer(ctx context.Context, r db.Reader, organisation id.ID, now clock.Micros) (Buyer, error) {
	methods, err := MethodsOf(ctx, r, organisation)
	if err != nil {
		return Buyer{}, err
	}
	b, err := db.One(ctx, r, buyerRecord, func(row db.Scanner) (Buyer, error) {
		var b Buyer
		err := row.Scan(&b.Paid, &b.Late, &b.Unpaid)
		return b, err
	}, organisation, grace.Microseconds(), int64(now.Add(-grace)))
	for _, m := range methods {
		if m.State != MethodActive {
			continue
		}
		b.CanPay = b.CanPay || m.Expires == "" || m.Expires >= now.Time().Format("2006-01")
		b.NetTerms = b.NetTerms || m.Kind == KindNetTerms
		if m.Preferred {
			b.Kind = m.Kind
			b.DaysFrom, b.DaysTo = Takes(m.Kind)
		}
	}
	return b, err
}
