package account

import (
	"context"
	"errors"
	"slices"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Open is a kind of thing that still needs somebody at an organisation: Code names
// the words "open.<code>" ("Count" of them are said).
type Open struct {
	Code  string
	Count int64
}

// Duties is asked what is still open at an organisation, so that nobody leaves
// while others wait or money is on its way; answered in app/asks.go.
type Duties interface {
	OpenAt(ctx context.Context, tx *journal.Tx, organisation id.ID) ([]Open, error)
}

// Eraser is asked to blank a person's words in the later rooms, in the change that
// closes the account; answered in app/asks.go.
type Eraser interface {
	Erase(ctx context.Context, tx *journal.Tx, person id.ID) error
}

func (r *Room) openAt(ctx context.Context, tx *journal.Tx, organisation id.ID) ([]Open, error) {
	if r.Duties == nil {
		return nil, nil
	}
	list, err := r.Duties.OpenAt(ctx, tx, organisation)
	return slices.DeleteFunc(list, func(o Open) bool { return o.Count == 0 }), err
}

// stillOpen refuses in plain words: one complaint for each kind of open thing, about no
// field: nothing typed would mend it.
func stillOpen(open []Open) error {
	f := fault.Conflict("account.still_open")
	for _, o := range open {
		f.Fields = append(f.Fields, fault.At("open", "open_"+o.Code, "Count", o.Count))
	}
	return f
}

var (
	personErase = db.Write("account.person.erase", `UPDATE account_person SET name = '', email = NULL, email_before = NULL, password_hash = NULL,
		zone = 'UTC', operator = FALSE, picture = NULL, handle = NULL, erased_at = $1 WHERE id = $2`)
	organisationErase = db.Write("account.organisation.erase", `UPDATE account_organisation SET name = '', country = '', handle = NULL,
		erased_at = $1 WHERE id = $2`)
	sessionErase = db.Keep("account.session.erase", `DELETE FROM account_session WHERE person_id = $1`)
	membersCount = db.Read("account.members.count", `SELECT COUNT(*) FROM account_membership WHERE organisation_id = $1 AND left_at IS NULL`)
)

// CloseAccount ends the actor's account and blanks their words everywhere
// (RULES.md 2). Confirm is their own address, typed. It is refused while something
// is open at an organisation that would be left without them, or where they are
// the last owner of others.
func (r *Room) CloseAccount(ctx context.Context, who policy.Actor, confirm string) error {
	if !who.IsSignedIn() {
		return fault.Unauthenticated("account.sign_in_first")
	}
	return r.journal.Change(context.WithValue(ctx, leavingKey{}, true), who, func(ctx context.Context, tx *journal.Tx) error {
		p, err := r.leaving(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		if typed, ok := NormalEmail(confirm); !ok || typed != p.Email {
			return fault.Invalid("form.invalid", fault.At("confirm", "not_your_email"))
		}
		return r.erase(ctx, tx, p, "close", "self")
	})
}

// ErasePerson does the same at the operator's desk, when the law asks for it.
func (r *Room) ErasePerson(ctx context.Context, who policy.Actor, person id.ID) error {
	if !who.IsOperator() {
		return fault.Forbidden("account.not_operator")
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error { return r.Forget(ctx, tx, person) })
}

// Forget is ErasePerson inside the desk's own change, which keeps the reason.
func (r *Room) Forget(ctx context.Context, tx *journal.Tx, person id.ID) error {
	p, err := r.leaving(ctx, tx, person)
	if err != nil {
		return err
	}
	return r.erase(ctx, tx, p, "erase", flow.Operator)
}

// leaving holds the person and checks that the desk is not left empty.
func (r *Room) leaving(ctx context.Context, tx *journal.Tx, person id.ID) (Person, error) {
	p, err := FindPerson(ctx, tx, person)
	if err != nil {
		return p, err
	}
	if p.Operator {
		if err := retireOperator(ctx, tx, person); err != nil {
			return p, err
		}
	}
	if err := alone(ctx, tx, person); err != nil {
		return p, err
	}
	if err := guardPerson(ctx, tx, person); err != nil {
		return p, err
	}
	return FindPerson(ctx, tx, person)
}

func (r *Room) erase(ctx context.Context, tx *journal.Tx, p Person, move string, by flow.Role) error {
	places, err := MembershipsOf(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	slices.SortFunc(places, func(a, b Membership) int { return slices.Compare(a.Organisation[:], b.Organisation[:]) })
	for _, m := range places {
		if err := r.leaveForGood(ctx, tx, m); err != nil {
			return err
		}
	}
	if err := r.swapPicture(ctx, tx, p.Picture, ""); err != nil {
		return err
	}
	if r.Eraser != nil {
		if err := r.Eraser.Erase(ctx, tx, p.ID); err != nil {
			return err
		}
	}
	_, err = PersonFlow.Move(ctx, tx, flow.Step{Move: move, ID: p.ID, From: p.State, By: by, Facts: flow.Facts{"nothing_open": true}})
	if err != nil {
		return err
	}
	return blank(ctx, tx, p)
}

// leaveForGood ends one membership; an organisation that nobody else belongs to
// ends with it, if nothing is open there.
func (r *Room) leaveForGood(ctx context.Context, tx *journal.Tx, m Membership) error {
	o, err := guardOrganisation(ctx, tx, m.Organisation)
	if fault.IsKind(err, fault.KindMissing) {
		return nil // Closed since.
	}
	if err != nil {
		return err
	}
	members, err := db.Value[int64](ctx, tx, membersCount, o.ID)
	if err != nil {
		return err
	}
	if members > 1 {
		if m.Role == Owner {
			if err := keepsOwner(ctx, tx, o.ID); fault.Is(err, "organisation.last_owner") {
				return fault.Conflict("account.hand_over_first").With("Organisation", o.Name)
			} else if err != nil {
				return err
			}
		}
		return endMembership(ctx, tx, m)
	}
	if err := r.closeOrganisation(ctx, tx, o); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, organisationErase, int64(tx.Now), o.ID)
	return err
}

// blank removes a person's words from this room's rows: rows that others point at
// stay without words, housekeeping rows go.
func blank(ctx context.Context, tx *journal.Tx, p Person) error {
	if _, err := tx.Exec(ctx, sessionErase, p.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, tokenErase, p.Email, p.ID); err != nil {
		return err
	}
	for _, q := range []*db.Query{mailboxErase, keysErase, recoveryForget, challengeErase} {
		if _, err := tx.Exec(ctx, q, p.ID); err != nil {
			return err
		}
	}
	if err := eraseFactors(ctx, tx, p.ID); err != nil {
		return err
	}
	if err := endInvitations(ctx, tx, p); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, personErase, int64(tx.Now), p.ID)
	return err
}

// endInvitations withdraws what was sent to the address and blanks it everywhere.
func endInvitations(ctx context.Context, tx *journal.Tx, p Person) error {
	if p.Email == "" {
		return nil
	}
	open, err := db.All(ctx, tx, invitationsTo, scanInvitation, p.Email)
	if err != nil {
		return err
	}
	for _, i := range open {
		_, err := InvitationFlow.Move(ctx, tx, flow.Step{Move: "withdraw", ID: i.ID, From: i.State, By: flow.System, Organisation: i.Organisation})
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, invitationErase, p.Email)
	return err
}

// IsErased tells whether a person's words are gone.
func IsErased(ctx context.Context, r db.Reader, person id.ID) (bool, error) {
	p, err := db.One(ctx, r, personFind, scanPerson, person)
	if errors.Is(err, db.ErrNone) {
		return false, fault.Missing("person.missing")
	}
	return p.State == Closed, err
}
