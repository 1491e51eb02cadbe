package payment

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
)

// Buyer is what an expert may know of a customer's payments before the work begins:
// how the customer pays, and how often that went well here. Never more.
type Buyer struct {
	// Kind is of the preferred method; blank when there is none yet.
	Kind string
	// DaysFrom and DaysTo are how long the money usually takes to arrive.
	DaysFrom, DaysTo int
	// Paid counts payments that were collected; Late those that were not collected
	// at first, or are not yet.
	Paid, Late int64
}

var (
	buyerPaid = db.Read("payment.buyer.paid", `SELECT CAST(COUNT(*) AS BIGINT) FROM payment_request WHERE customer_id = $1 AND state = 'collected'`)
	buyerLate = db.Read("payment.buyer.late", `SELECT CAST(COUNT(DISTINCT q.id) AS BIGINT) FROM payment_request q
		LEFT JOIN payment_charge c ON c.request_id = q.id AND c.state IN ('failed', 'returned', 'charged_back', 'lost')
		WHERE q.customer_id = $1 AND (q.state IN ('uncollected', 'written_off', 'taken_back') OR c.id IS NOT NULL)`)
)

// StandingOfBuyer gives it; whoever asks is about to work for the organisation, or
// runs the house.
func StandingOfBuyer(ctx context.Context, r db.Reader, organisation id.ID) (Buyer, error) {
	var b Buyer
	m, has, err := PreferredMethod(ctx, r, organisation)
	if err != nil {
		return b, err
	}
	if has {
		b.Kind = m.Kind
		b.DaysFrom, b.DaysTo = Takes(m.Kind)
	}
	if b.Paid, err = db.Value[int64](ctx, r, buyerPaid, organisation); err != nil {
		return b, err
	}
	b.Late, err = db.Value[int64](ctx, r, buyerLate, organisation)
	return b, err
}
