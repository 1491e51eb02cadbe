package view

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/market/payment"
	"guildhall/market/payout"
)

// Carriage is how a payment reaches the expert, and what came of it.
type Carriage struct {
	// To says when the seller wants to be paid in the currency; HasAccount whether
	// there is an account to pay to.
	To         payout.Preference
	HasAccount bool
	// Payout carried the payment on, once PaidOut; one that came back counts no longer,
	// and is Bounced, the newest of them, whose state is blank when there is none.
	Payout  payout.Payout
	PaidOut bool
	Bounced payout.Payout
	// Owes is what the expert owes because the customer's money went back after it had
	// been paid out; zero otherwise.
	Owes money.Amount
}

var (
	carriedItem = db.Read("view.carried.item", `SELECT i.payout_id FROM ledger_posting p JOIN payout_item i ON i.posting_id = p.id
		WHERE p.reference = $1 AND p.currency = $2 AND p.template IN ('collected', 'collected_bank', 'chargeback_won', 'payout_rejected', 'payout_returned')`)
	carriedOwes = db.Read("view.carried.owes", `SELECT CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) FROM ledger_posting p
		JOIN ledger_line l ON l.posting_id = p.id AND l.debit = 'expert_receivable'
		WHERE p.reference IN ($1, $2) AND p.currency = $3 AND p.template IN ('collection_returned', 'chargeback_lost')`)
)

// payTo says how an organisation is paid in a currency.
func payTo(ctx context.Context, r db.Reader, seller id.ID, currency string) (c Carriage, err error) {
	err = db.Together(ctx, r,
		db.Into(&c.To, func(ctx context.Context) (payout.Preference, error) {
			return payout.PreferenceOf(ctx, r, seller, currency)
		}),
		db.Into(&c.HasAccount, func(ctx context.Context) (bool, error) { return payout.PaidIn(ctx, r, seller, currency) }),
	)
	return c, err
}

// carry follows the expert's share of a charge through the books: the movement that
// collected it, or gave it back after a dispute, belongs to one payout; a payout that
// came back is a movement of its own, which belongs to a later one.
func (c *Carriage) carry(ctx context.Context, r db.Reader, by payment.Charge) error {
	from := by.ID
	if by.State == payment.Won && by.Frozen > 0 { // What was frozen was given back by the decision.
		from = by.Dispute
	}
	for {
		line, err := db.Value[id.ID](ctx, r, carriedItem, from, by.Amount.Currency)
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		p, err := payout.Load(ctx, r, line)
		if err != nil {
			return err
		}
		if by.State == payment.ChargedBack && p.MadeAt >= by.StateSince { // It was frozen before anything went out.
			return nil
		}
		if p.State != payout.Rejected && p.State != payout.Returned {
			c.Payout, c.PaidOut = p, true
			return nil
		}
		c.Bounced, from = p, p.ID
	}
}

// owed reads what the expert owes because a charge's money went back.
func (c *Carriage) owed(ctx context.Context, r db.Reader, by payment.Charge) (err error) {
	c.Owes = money.Of(0, by.Amount.Currency)
	c.Owes.Minor, err = db.Value[int64](ctx, r, carriedOwes, by.ID, by.Dispute, by.Amount.Currency)
	return err
}

// NextPayout is when the expert's share goes out, at the earliest: by the first run on
// the day the expert chose after the money is here or is expected here. Zero while
// neither is known, once it has gone out, and without an account to pay to.
func (p Payment) NextPayout(now clock.Micros, zone *time.Location) clock.Micros {
	here := clock.Micros(0)
	switch {
	case !p.HasAccount || p.PaidOut:
	case p.State == payment.Collected && p.Charge.State != payment.ChargedBack:
		here = now
	case p.State == payment.Approved && p.Charge.State == payment.Succeeded && p.Charge.SettlesAt >= now:
		here = p.Charge.SettlesAt
	}
	if here.IsZero() {
		return 0
	}
	return p.To.Next(here, zone)
}
