package account

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

var (
	personChange  = db.Write("account.person.change", `UPDATE account_person SET name = $1, lang = $2, zone = $3 WHERE id = $4`)
	personLang    = db.Write("account.person.lang", `UPDATE account_person SET lang = $1, version = version + 1 WHERE id = $2 AND state = 'active'`)
	personPicture = db.Write("account.person.picture", `UPDATE account_person SET picture = $1 WHERE id = $2`)
	emailChange   = db.Write("account.person.email", `UPDATE account_person SET email = $1,
		email_before = CASE WHEN email_changed_at > $3 THEN email_before ELSE email END,
		email_changed_at = CASE WHEN email_changed_at > $3 THEN email_changed_at ELSE $4 END WHERE id = $2`)
	personalOf = db.Read("account.organisation.personal", `SELECT o.id, o.state, o.kind, o.name, o.country, COALESCE(o.handle, ''), o.made_at
		FROM account_membership m JOIN account_organisation o ON o.id = m.organisation_id AND o.kind = 'personal' AND o.state = 'active'
		WHERE m.person_id = $1 AND m.role = 'owner' AND m.left_at IS NULL ORDER BY o.made_at, o.id LIMIT 1`)
)

// Me gives the actor's own person, address included.
func (r *Room) Me(ctx context.Context, who policy.Actor) (Person, error) {
	if !who.IsSignedIn() {
		return Person{}, fault.Unauthenticated("account.sign_in_first")
	}
	return FindPerson(ctx, r.journal.DB, who.Person)
}

// ProfileInput is what the form about oneself holds.
type ProfileInput struct {
	Name string
	Lang string
	Zone string
}

// ChangeProfile sets the actor's name, language and zone. The personal
// organisation carries the person's name as long as it was not given another.
func (r *Room) ChangeProfile(ctx context.Context, who policy.Actor, in ProfileInput) error {
	var form fault.Form
	p := checkPerson(&form, NewPerson{Name: in.Name, Lang: in.Lang, Zone: in.Zone})
	if err := form.Err(); err != nil {
		return err
	}
	return r.once(ctx, who, "person.change", in, func(ctx context.Context, tx *journal.Tx) error {
		if err := guardPerson(ctx, tx, who.Person); err != nil {
			return err
		}
		before, err := FindPerson(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, personChange, p.Name, p.Lang, p.Zone, who.Person); err != nil {
			return err
		}
		own, err := db.All(ctx, tx, personalOf, scanOrganisation, who.Person)
		if err != nil {
			return err
		}
		for _, o := range own {
			if o.Name != before.Name {
				continue
			}
			if _, err := tx.Exec(ctx, organisationChange, p.Name, o.Country, o.ID); err != nil {
				return err
			}
		}
		return tx.Record(ctx, journal.Event{Name: "person.change", Subject: who.Person,
			Data: map[string]any{"lang": p.Lang, "zone": p.Zone}})
	})
}

// SetLang keeps the language the actor chose in place.
func (r *Room) SetLang(ctx context.Context, who policy.Actor, lang i18n.Lang) error {
	if _, ok := i18n.Parse(string(lang)); !ok {
		return fault.Invalid("form.invalid", fault.At("lang", "choice"))
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		n, err := tx.Exec(ctx, personLang, string(lang), who.Person)
		if err == nil && n == 0 {
			err = fault.Missing("person.missing")
		}
		if err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "person.change", Subject: who.Person, Data: map[string]any{"lang": string(lang)}})
	})
}

// SetPicture keeps the key of the actor's picture in the blob store; "" takes it
// away. The one before is let go of.
func (r *Room) SetPicture(ctx context.Context, who policy.Actor, key string) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := guardPerson(ctx, tx, who.Person); err != nil {
			return err
		}
		p, err := FindPerson(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		var stored any
		if key != "" {
			stored = key
		}
		if _, err := tx.Exec(ctx, personPicture, stored, who.Person); err != nil {
			return err
		}
		if err := r.swapPicture(ctx, tx, p.Picture, key); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "person.change_picture", Subject: who.Person})
	})
}

func (r *Room) swapPicture(ctx context.Context, tx *journal.Tx, before, now string) error {
	if r.Pictures == nil {
		return nil
	}
	return r.Pictures(ctx, tx, before, now)
}

// AskEmail begins a change of the actor's address: a link to the new one, a notice
// to the old one. Whether the new address is somebody else's does not show here.
func (r *Room) AskEmail(ctx context.Context, who policy.Actor, email string) error {
	var form fault.Form
	email = checkEmail(&form, "email", email)
	if err := form.Err(); err != nil {
		return err
	}
	p, err := r.Me(ctx, who)
	if err != nil {
		return err
	}
	if p.Email == email {
		return fault.Invalid("form.invalid", fault.At("email", "same"))
	}
	if err := limit.Take(ctx, r.journal, "email_change:"+who.Person.String(), linksPerEmail, linksWindow); err != nil {
		return err
	}
	return r.once(ctx, who, "person.ask_email", email, func(ctx context.Context, tx *journal.Tx) error {
		text, err := issue(ctx, tx, ForEmail, email, who.Person, tokenData{})
		if err != nil {
			return err
		}
		to := addressOf(p)
		to.Email = email
		if err := r.letter(ctx, tx, to, LetterEmailConfirm, map[string]any{"Path": "/email/" + text, "Hours": 24}); err != nil {
			return err
		}
		if err := r.letter(ctx, tx, addressOf(p), LetterEmailNotice, map[string]any{"Path": "/settings/sessions"}); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "person.ask_email", Subject: who.Person})
	})
}

// PeekEmail looks at a link that confirms an address: a new one, or one for notices.
func (r *Room) PeekEmail(ctx context.Context, text string) (Link, error) {
	t, err := peek(ctx, r.journal.DB, ForEmail, text)
	if fault.Is(err, "account.link_unknown") {
		t, err = peek(ctx, r.journal.DB, ForMailbox, text)
	}
	return Link{Email: t.Email, Known: true, Notices: t.Purpose == ForMailbox}, err
}

// ConfirmEmail uses the link, on whatever device. Links sent to the old address
// stop working.
func (r *Room) ConfirmEmail(ctx context.Context, who policy.Actor, text string) error {
	if link, err := r.PeekEmail(ctx, text); err != nil {
		return err
	} else if link.Notices {
		return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error { return confirmMailbox(ctx, tx, text) })
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		t, err := use(ctx, tx, ForEmail, text)
		if err != nil {
			return err
		}
		if err := guardPerson(ctx, tx, t.Person); err != nil {
			return err
		}
		p, err := FindPerson(ctx, tx, t.Person)
		if err != nil {
			return err
		}
		if holder, err := FindPersonByEmail(ctx, tx, t.Email); err == nil && holder.ID != p.ID {
			return fault.Conflict("account.email_taken")
		} else if err != nil && !fault.IsKind(err, fault.KindMissing) {
			return err
		}
		_, err = tx.Exec(ctx, emailChange, t.Email, p.ID, int64(tx.Wall.Add(-emailRemembered)), int64(tx.Wall))
		if db.IsUnique(err) {
			return fault.Conflict("account.email_taken")
		}
		if err != nil {
			return err
		}
		if err := voidLinks(ctx, tx, p); err != nil {
			return err
		}
		tx.Who.Kind, tx.Who.Person = policy.Person, p.ID
		return tx.Record(ctx, journal.Event{Name: "person.change_email", Subject: p.ID})
	})
}

// voidLinks makes every link to the person's (old) address useless.
func voidLinks(ctx context.Context, tx *journal.Tx, p Person) error {
	for _, purpose := range []Purpose{ForSignIn, ForPassword} {
		if _, err := tx.Exec(ctx, tokenVoid, int64(tx.Wall), string(purpose), p.Email); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, tokenVoidPerson, int64(tx.Wall), p.ID)
	return err
}

// PersonalOrganisation gives the organisation a person acts for alone.
func PersonalOrganisation(ctx context.Context, r db.Reader, person id.ID) (Organisation, error) {
	list, err := db.All(ctx, r, personalOf, scanOrganisation, person)
	if err == nil && len(list) == 0 {
		err = fault.Missing("organisation.missing")
	}
	if err != nil {
		return Organisation{}, err
	}
	return list[0], nil
}
