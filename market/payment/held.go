package payment

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

// Holds tells whose money has to wait, and is told nothing.
type Holds interface {
	Held(ctx context.Context, r db.Reader, organisations ...id.ID) (map[id.ID]bool, error)
}

// errHeld ends a change that would have begun a charge while money waits.
var errHeld = errors.New("payment: held")

// held tells whether a charge has to wait, because the customer's money or the
// seller's does. The request stays approved meanwhile.
func (r *Room) held(ctx context.Context, tx *journal.Tx, q Request) (bool, error) {
	if r.Holds == nil {
		return false, nil
	}
	holds, err := r.Holds.Held(ctx, tx, q.Customer, q.Seller)
	return len(holds) > 0, err
}

// resumeAtOnce is how many waiting requests are queued in one transaction.
const resumeAtOnce = 200

var waitingOf = db.Read("payment.request.waiting_of", `SELECT q.id FROM payment_request q WHERE q.state = 'approved' AND (q.customer_id = $1 OR q.seller_id = $1) AND q.id > $2
	AND NOT EXISTS (SELECT 1 FROM payment_charge c WHERE c.request_id = q.id AND c.state IN ('started', 'unknown', 'succeeded')) ORDER BY q.id LIMIT $3`)

// Resume charges what waited while an organisation's money was held: every approved
// payment request of it, on either side, that nobody is charging. It may be called at
// any time, and again: one that is still held goes on waiting.
func (r *Room) Resume(ctx context.Context, organisation id.ID) error {
	var after id.ID
	for {
		list, err := db.All(ctx, r.Journal.DB, waitingOf, db.ScanValue[id.ID], organisation, after[:], resumeAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		err = r.Journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
			for _, request := range list {
				if err := r.Jobs.InsertKept(ctx, tx, collectArgs{Request: request}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(list) < resumeAtOnce {
			return err
		}
		after = list[len(list)-1]
	}
}
