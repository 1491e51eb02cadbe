package payment

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
)

var disputedIn = db.Read("payment.disputed_in", `SELECT q.id, q.milestone_id FROM payment_charge c JOIN payment_request q ON q.id = c.request_id
	WHERE c.state = 'charged_back' AND q.conversation_id = $1`)

// Disputes are what the customer's bank has taken back without anybody having decided
// yet: the ids of the payment requests, and of the milestones they are for. Nothing of
// it is called paid.
type Disputes map[id.ID]bool

// DisputesIn gives those between the two sides of a conversation; whoever asks may see
// it.
func DisputesIn(ctx context.Context, r db.Reader, conversation id.ID) (Disputes, error) {
	found := Disputes{}
	_, err := db.All(ctx, r, disputedIn, func(row db.Scanner) (bool, error) {
		var request, milestone id.ID
		err := row.Scan(&request, &milestone)
		found[request] = true
		if !milestone.IsNone() {
			found[milestone] = true
		}
		return true, err
	}, conversation)
	return found, err
}
