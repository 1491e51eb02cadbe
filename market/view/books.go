package view

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/ledger"
)

var (
	booksEngagement = db.Read("view.books.engagement", `SELECT 1 FROM deal_engagement e WHERE e.id = $1 AND e.state = 'completed'
		AND NOT EXISTS (SELECT 1 FROM payment_request q WHERE q.engagement_id = e.id AND q.state IN ('scheduled', 'awaiting', 'approved', 'uncollected'))
		AND NOT EXISTS (SELECT 1 FROM payment_charge c JOIN payment_request p ON p.id = c.request_id WHERE p.engagement_id = e.id AND c.state = 'charged_back')`)
	booksPayout = db.Read("view.books.payout", `SELECT 1 FROM payout_line WHERE id = $1 AND state IN ('arrived', 'rejected', 'returned', 'netted')`)
)

// VerifyBooks proves the books: ledger.Verify with what the rooms know. An
// engagement is finished when it is completed, nothing can be paid for it any more
// and no dispute is open.
func VerifyBooks(ctx context.Context, r db.Reader) (ledger.Report, error) {
	return ledger.Verify(ctx, r, func(ctx context.Context, owner ledger.Owner, party id.ID) (bool, error) {
		switch owner {
		case ledger.Engagement:
			return db.Exists(ctx, r, booksEngagement, party)
		case ledger.PayoutLine:
			return db.Exists(ctx, r, booksPayout, party)
		}
		return true, nil // Nothing is posted for receipts and refunds.
	})
}
