package view

import (
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/policy"
)

// answeredSome is how many requests one query asks about; the rest stays NULL.
const answeredSome = 20

var answered = db.Read("view.request.answered", `SELECT c.request_id, c.id FROM talk_conversation c
	JOIN talk_member m ON m.conversation_id = c.id AND m.person_id = $1 AND m.removed_at IS NULL
	WHERE c.voice_id IN ($1, $2) AND c.request_id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`)

// Answered gives, for each of these requests that the actor has answered, as
// themselves or as the organisation, the conversation about it, if they are in it: a
// colleague's conversation is not theirs to open.
func Answered(ctx context.Context, r db.Reader, who policy.Actor, requests []id.ID) (map[id.ID]id.ID, error) {
	found := map[id.ID]id.ID{}
	for some := range slices.Chunk(requests, answeredSome) {
		args := []any{who.Person, who.Organisation}
		for i := range answeredSome {
			one := id.None
			if i < len(some) {
				one = some[i]
			}
			args = append(args, one)
		}
		_, err := db.All(ctx, r, answered, func(row db.Scanner) (bool, error) {
			var request, conversation id.ID
			err := row.Scan(&request, &conversation)
			found[request] = conversation
			return true, err
		}, args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
