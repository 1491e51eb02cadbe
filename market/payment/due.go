package payment

import (
	"context"
	"fmt"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/market/deal"
)

// The room answers deal.Dues.
var _ deal.Dues = (*Room)(nil)

// Awaiting tells whether a payment request of the engagement waits for an answer.
func (r *Room) Awaiting(ctx context.Context, rd db.Reader, engagement id.ID) (bool, error) {
	return AnyAwaiting(ctx, rd, engagement)
}

// Scheduled tells whether a payment of the engagement is scheduled that has not
// fallen due.
func (r *Room) Scheduled(ctx context.Context, rd db.Reader, engagement id.ID) (bool, error) {
	return db.Exists(ctx, rd, requestScheduled, engagement)
}

// Begin writes down what an acceptance agreed to. A milestone proposal agrees to
// nothing yet.
func (r *Room) Begin(_ context.Context, _ *journal.Tx, e deal.Engagement, _ []deal.Line) error {
	if e.Kind != deal.KindMilestone {
		return fmt.Errorf("engagement %s: no payments of kind %s", e.ID, e.Kind)
	}
	return nil
}

// CancelScheduled cancels what has not fallen due. Nothing is scheduled yet.
func (r *Room) CancelScheduled(context.Context, *journal.Tx, deal.Engagement) error { return nil }
