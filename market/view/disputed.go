package view

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/engine/ledger"
)

var disputedDays = db.Read("view.disputed.days", `SELECT template, at FROM ledger_posting
	WHERE template IN ('collected', 'collected_bank', 'chargeback_opened') AND reference IN ($1, $2) AND currency = $3`)

// disputedOn reads from the books when the money of a disputed charge came and when it
// was taken back: the rows keep only how it ended.
func (p *Payment) disputedOn(ctx context.Context, r db.Reader) error {
	if p.Charge.Dispute.IsNone() {
		return nil
	}
	_, err := db.All(ctx, r, disputedDays, func(row db.Scanner) (bool, error) {
		var template string
		var at clock.Micros
		err := row.Scan(&template, &at)
		if template == ledger.ChargebackOpened.Name {
			p.TakenBackAt = at
		} else {
			p.CollectedAt = at
		}
		return true, err
	}, p.Charge.ID, p.Charge.Dispute, p.Charge.Amount.Currency)
	return err
}
