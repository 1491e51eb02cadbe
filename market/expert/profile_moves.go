package expert

import (
	"context"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/file"
)

// Create makes the person's profile, hidden. One each: a second is a conflict.
func (r *Room) Create(ctx context.Context, who policy.Actor, in Details) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "expert.create", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsSignedIn() {
			return id.None, fault.Unauthenticated("account.sign_in_first")
		}
		p, err := in.check(Profile{ID: id.New(), Person: who.Person}, r.Currencies)
		if err != nil {
			return id.None, err
		}
		if _, err := FindByPerson(ctx, tx, who.Person); !fault.IsKind(err, fault.KindMissing) {
			if err == nil {
				err = fault.Conflict("expert.exists")
			}
			return id.None, err
		}
		if p.Handle == "" {
			p.Handle = makeHandle(p.Name, p.ID)
		}
		state, _, err := ProfileFlow.Make(ctx, tx, flow.Step{Move: "create", ID: p.ID, By: flow.Expert})
		if err != nil {
			return id.None, err
		}
		from, to := p.rateOrNull()
		_, err = tx.Exec(ctx, profileInsert, p.ID, string(state), int64(tx.Now), p.Person, p.Handle, p.Name, p.Country,
			strings.Join(p.Languages, " "), p.Biography, p.Experience, p.WordsLang, from, to, p.RateCurrency,
			p.Zone, strings.Join(p.Services, " "), strings.Join(p.Skills, "\n"), pack(p.Entries), pack(p.Links))
		return p.ID, takenHandle(err)
	})
}

// takenHandle says which field a unique rule refused.
func takenHandle(err error) error {
	if db.IsUnique(err) {
		return fault.Invalid("form.invalid", fault.At("handle", "handle_taken"))
	}
	return err
}

// UpdateInput is the whole profile as the person wants it. Edition is the one they
// saw; 0 overwrites whatever is there.
type UpdateInput struct {
	Details
	Edition int64
}

// Update changes the person's own profile.
func (r *Room) Update(ctx context.Context, who policy.Actor, in UpdateInput) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "expert.update", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		before, err := guardOwn(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		if in.Edition != 0 && in.Edition != before.Edition {
			return id.None, fault.Conflict("expert.edited_meanwhile")
		}
		p, err := in.check(before, r.Currencies)
		if err != nil {
			return id.None, err
		}
		if p.Handle == "" {
			p.Handle = before.Handle
		}
		if before.State == Public && p.Biography == "" {
			return id.None, fault.Invalid("form.invalid", fault.At("biography", "needed_while_public"))
		}
		from, to := p.rateOrNull()
		_, err = tx.Exec(ctx, profileUpdate, p.ID, p.Handle, p.Name, p.Country, strings.Join(p.Languages, " "), p.Biography,
			p.Experience, p.WordsLang, from, to, p.RateCurrency, p.Zone, strings.Join(p.Services, " "), strings.Join(p.Skills, "\n"), pack(p.Entries), pack(p.Links))
		if err != nil {
			return id.None, takenHandle(err)
		}
		return p.ID, tx.Record(ctx, journal.Event{Name: "expert.update", Subject: p.ID})
	})
}

// Preview gives the profile as Update would leave it, without changing anything.
func (r *Room) Preview(ctx context.Context, reader db.Reader, who policy.Actor, in Details) (Profile, error) {
	before, err := FindByPerson(ctx, reader, who.Person)
	if err != nil && !fault.IsKind(err, fault.KindMissing) {
		return before, err
	}
	return in.check(before, r.Currencies)
}

// SetPicture keeps the key of a staged photo (file.StagePicture); "" takes it away.
// The same form sent twice has staged two: the second is swept.
func (r *Room) SetPicture(ctx context.Context, who policy.Actor, key string) error {
	_, err := journal.Do(ctx, r.journal, who, "expert.picture", key != "", func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		p, err := guardOwn(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		if key == "" && p.State == Public {
			return id.None, fault.Invalid("form.invalid", fault.At("picture", "needed_while_public"))
		}
		if err := file.SwapPicture(ctx, tx, p.Picture, key); err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, profilePicture, p.ID, key); err != nil {
			return id.None, err
		}
		return p.ID, tx.Record(ctx, journal.Event{Name: "expert.picture", Subject: p.ID})
	})
	return err
}

// Show makes the public page of the person available; Hide takes it away.
func (r *Room) Show(ctx context.Context, who policy.Actor) error { return r.moveOwn(ctx, who, "show") }

// Hide takes the public page away.
func (r *Room) Hide(ctx context.Context, who policy.Actor) error { return r.moveOwn(ctx, who, "hide") }

func (r *Room) moveOwn(ctx context.Context, who policy.Actor, move string) error {
	_, err := journal.Do(ctx, r.journal, who, "expert."+move, nil, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		p, err := guardOwn(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		_, err = ProfileFlow.Move(ctx, tx, flow.Step{Move: move, ID: p.ID, From: p.State, By: flow.Expert, Facts: p.Facts()})
		return p.ID, err
	})
	return err
}

func guardOwn(ctx context.Context, tx *journal.Tx, who policy.Actor) (Profile, error) {
	if !who.IsSignedIn() {
		return Profile{}, fault.Unauthenticated("account.sign_in_first")
	}
	return oneProfile(ctx, tx, profileGuardPerson, who.Person)
}
