package talk

import (
	"context"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/policy"
)

// termsMax is how many words of a search are looked at.
const termsMax = 4

var (
	searchOne = db.Read("talk.search.one", `SELECT `+messageColumns+` FROM talk_message m
		WHERE m.conversation_id = $1 AND m.id < $2
		AND m.folded LIKE $3 ESCAPE '\' AND m.folded LIKE $4 ESCAPE '\' AND m.folded LIKE $5 ESCAPE '\' AND m.folded LIKE $6 ESCAPE '\'
		ORDER BY m.id DESC LIMIT $7`)
	searchAll = db.Read("talk.search.all", `SELECT `+messageColumns+` FROM talk_message m
		JOIN talk_member w ON w.conversation_id = m.conversation_id
		WHERE w.person_id = $1 AND w.organisation_id = $8 AND w.removed_at IS NULL AND m.id < $2
		AND m.folded LIKE $3 ESCAPE '\' AND m.folded LIKE $4 ESCAPE '\' AND m.folded LIKE $5 ESCAPE '\' AND m.folded LIKE $6 ESCAPE '\'
		ORDER BY m.id DESC LIMIT $7`)
)

// SearchInput looks for words: all of them must be in a message, in any order.
// Conversation None means all of the actor's own under this hat. Before goes on
// behind a message found earlier.
type SearchInput struct {
	Conversation id.ID
	Words        string
	Before       id.ID
	Limit        int
}

// Search finds messages, newest first, among those the actor may read.
func Search(ctx context.Context, r db.Reader, who policy.Actor, in SearchInput) ([]Message, error) {
	var form fault.Form
	terms := strings.Fields(Fold(prose.Check(&form, prose.Rule{Field: "q", Min: 1, Max: 200, SingleLine: true}, in.Words)))
	if err := form.Err(); err != nil {
		return nil, err
	}
	before := in.Before
	if before.IsNone() {
		before = last
	}
	query, args := searchAll, []any{who.Person, before}
	if !in.Conversation.IsNone() {
		if _, _, err := Enter(ctx, r, who, in.Conversation); err != nil {
			return nil, err
		}
		query, args = searchOne, []any{in.Conversation, before}
	} else if !who.IsSignedIn() {
		return nil, fault.Unauthenticated("account.sign_in_first")
	}
	for n := range termsMax {
		pattern := "%"
		if n < len(terms) {
			pattern = "%" + likeEscape.Replace(terms[n]) + "%"
		}
		args = append(args, pattern)
	}
	args = append(args, min(max(in.Limit, 1), 100))
	if query == searchAll {
		args = append(args, who.Organisation)
	}
	return db.All(ctx, r, query, scanMessage, args...)
}

// last is behind every id.
var last = func() (l id.ID) {
	for i := range l {
		l[i] = 0xff
	}
	return l
}()

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
