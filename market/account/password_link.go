package account

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

// AskPassword sends a link to set a password, first or forgotten. Somebody unknown
// gets a link to join instead: one token and one letter either way, and the same
// answer.
func (r *Room) AskPassword(ctx context.Context, who policy.Actor, in AskSignIn) error {
	var form fault.Form
	email := checkEmail(&form, "email", in.Email)
	if err := form.Err(); err != nil {
		return err
	}
	if err := r.takeLink(ctx, email, in.Network); err != nil {
		return err
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		to, known, err := AddressAt(ctx, tx, email, in.Lang)
		if err != nil {
			return err
		}
		if !known {
			return r.sendLink(ctx, tx, to, in)
		}
		text, err := issue(ctx, tx, ForPassword, email, to.Person, tokenData{Lang: in.Lang})
		if err != nil {
			return err
		}
		if err := r.letter(ctx, tx, to, LetterSetPassword, map[string]any{"Path": "/password/" + text, "Minutes": 15}); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "sign_in.ask", Subject: id.New()})
	})
}

// PeekPassword looks at a link to set a password without using it.
func (r *Room) PeekPassword(ctx context.Context, text string) (Link, error) {
	t, err := peek(ctx, r.journal.DB, ForPassword, text)
	return Link{Email: t.Email, Known: true}, err
}

// SetPassword uses the link, signs the person out everywhere and in here. A
// password that is refused leaves the link usable.
func (r *Room) SetPassword(ctx context.Context, who policy.Actor, text string, password seal.Secret, b Browser) (SignedIn, error) {
	if err := limit.Take(ctx, r.journal, "link.network:"+limit.Network(b.Address), linkTriesPerNet, linksWindow); err != nil {
		return SignedIn{}, err
	}
	t, err := peek(ctx, r.journal.DB, ForPassword, text)
	if err != nil {
		return SignedIn{}, err
	}
	p, err := FindPerson(ctx, r.journal.DB, t.Person)
	if err != nil {
		return SignedIn{}, err
	}
	var form fault.Form
	CheckPassword(&form, "password", password, p.Name, p.Email)
	if err := form.Err(); err != nil {
		return SignedIn{}, err
	}
	done := SignedIn{Person: p.ID}
	who.Kind, who.Person = policy.Person, p.ID
	err = r.setPassword(ctx, who, p, password, func(ctx context.Context, tx *journal.Tx) error {
		t, err := use(ctx, tx, ForPassword, text)
		if err != nil {
			return err
		}
		if now, err := FindPerson(ctx, tx, t.Person); err != nil || now.Email != t.Email {
			return fault.Conflict("account.link_used") // The address has changed since.
		}
		if err := endSessions(ctx, tx, p.ID, id.None); err != nil {
			return err
		}
		return r.signedIn(ctx, tx, p.ID, b, &done)
	})
	return done, err
}
