package account

import (
	"context"

	"guildhall/base/i18n"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// AskMessage has a link sent that confirms an address for words kept elsewhere, and
// gives the text of the link. It joins a change. The letter is the same for a known and
// an unknown address, and holds nothing that was typed: to is what the house calls whom
// the words are for.
func (r *Room) AskMessage(ctx context.Context, tx *journal.Tx, in AskSignIn, to string) (string, error) {
	at, _, err := AddressAt(ctx, tx, in.Email, in.Lang)
	if err != nil {
		return "", err
	}
	text := seal.Token()
	path := "/direct/" + text
	if err := issueText(ctx, tx, ForMessage, text, at.Email, at.Person, tokenData{Next: path, Lang: in.Lang, Zone: in.Zone}); err != nil {
		return "", err
	}
	return text, r.letter(ctx, tx, at, LetterMessage, map[string]any{"Path": path, "Minutes": 15, "Name": to})
}

// PeekMessage looks at such a link without using it.
func (r *Room) PeekMessage(ctx context.Context, text string) (Link, error) {
	return r.peekLink(ctx, ForMessage, text)
}

// SignInToSend uses such a link as SignIn uses its own: it confirms the address and
// makes the person if nobody has it, under the name that was typed with the words.
func (r *Room) SignInToSend(ctx context.Context, who policy.Actor, in UseLink) (SignedIn, error) {
	if _, ok := i18n.Parse(in.Lang); !ok {
		in.Lang = string(i18n.En)
	}
	if !KnownZone(in.Zone) {
		in.Zone = "UTC"
	}
	return r.signInBy(ctx, who, ForMessage, in)
}
