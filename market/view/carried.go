package view

import (
	"context"
	"maps"
	"slices"
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

// carriedSome is how many movements one query asks about.
const carriedSome = 12

var (
	carriedItems = db.Read("view.carried.items", `SELECT p.reference, i.payout_id FROM ledger_posting p JOIN payout_item i ON i.posting_id = p.id
		WHERE p.currency = $1 AND p.reference IN (`+db.Places(2, carriedSome)+`)
			AND p.template IN ('collected', 'collected_bank', 'chargeback_won', 'payout_rejected', 'payout_returned')`)
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

// carry follows the expert's share of each collected payment through the books: the
// movement that collected it, or gave it back after a dispute, belongs to one payout; a
// payout that came back is a movement of its own, which belongs to a later one. The
// payments are in one currency.
func carry(ctx context.Context, r db.Reader, list []Payment) error {
	waiting := map[id.ID][]*Payment{} // by the movement
	for i := range list {
		if p := &list[i]; p.Invoiced && p.State == payment.Collected {
			from := p.Charge.ID
			if p.Charge.State == payment.Won && p.Charge.Frozen > 0 { // What was frozen was given back by the decision.
				from = p.Charge.Dispute
			}
			waiting[from] = append(waiting[from], p)
		}
	}
	for len(waiting) > 0 {
		carried, err := carriedBy(ctx, r, list[0].Amount.Currency, slices.Collect(maps.Keys(waiting)))
		if err != nil {
			return err
		}
		next := map[id.ID][]*Payment{}
		for line, from := range carried {
			by, err := payout.Load(ctx, r, line)
			if err != nil {
				return err
			}
			for _, movement := range from {
				for _, p := range waiting[movement] {
					switch {
					case p.Charge.State == payment.ChargedBack && by.MadeAt >= p.Charge.StateSince: // It was frozen before anything went out.
					case by.State == payout.Rejected, by.State == payout.Returned:
						p.Bounced = by
						next[by.ID] = append(next[by.ID], p)
					default:
						p.Payout, p.PaidOut = by, true
					}
				}
			}
		}
		waiting = next
	}
	return nil
}

// carriedBy gives the payouts to which movements belong, each with its movements.
func carriedBy(ctx context.Context, r db.Reader, currency string, movements []id.ID) (map[id.ID][]id.ID, error) {
	found := map[id.ID][]id.ID{}
	for some := range slices.Chunk(movements, carriedSome) {
		rows, err := db.All(ctx, r, carriedItems, func(row db.Scanner) (pair [2]id.ID, err error) {
			err = row.Scan(&pair[0], &pair[1])
			return pair, err
		}, append([]any{currency}, db.Padded(some, carriedSome)...)...)
		if err != nil {
			return nil, err
		}
		for _, pair := range rows {
			found[pair[1]] = append(found[pair[1]], pair[0])
		}
	}
	return found, nil
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
	case p.State == payment.Approved && p.Charge.State == payment.Succeeded && p.Charge.SettlesAt.BankDay(zone) >= now:
		here = p.Charge.SettlesAt.BankDay(zone)
	}
	if here.IsZero() {
		return 0
	}
	return p.To.Next(here, zone)
}
