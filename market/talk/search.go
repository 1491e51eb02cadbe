package talk

import (
	"context"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

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
	before := in.Before.OrLast()
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

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Hits tells where the words of a search stand in a text, as the search compares
// them: byte ranges in order, none touching another, whole characters each.
func Hits(text, words string) [][2]int {
	var folded strings.Builder
	var from, to []int // For each folded byte the character it comes from.
	for g := uniseg.NewGraphemes(text); g.Next(); {
		f := Fold(g.Str())
		start, end := g.Positions()
		folded.WriteString(f)
		for range len(f) {
			from, to = append(from, start), append(to, end)
		}
	}
	terms := strings.Fields(Fold(words))
	var hits [][2]int
	for _, term := range terms[:min(len(terms), termsMax)] {
		for at := 0; ; {
			n := strings.Index(folded.String()[at:], term)
			if n < 0 {
				break
			}
			at += n + len(term)
			hits = append(hits, [2]int{from[at-len(term)], to[at-1]})
		}
	}
	slices.SortFunc(hits, func(a, b [2]int) int { return a[0] - b[0] })
	var apart [][2]int
	for _, h := range hits {
		if n := len(apart); n > 0 && h[0] <= apart[n-1][1] {
			apart[n-1][1] = max(apart[n-1][1], h[1])
			continue
		}
		apart = append(apart, h)
	}
	return apart
}
