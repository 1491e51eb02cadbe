package account

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

var (
	operatorsGuard = db.Write("account.operators.guard", `UPDATE account_person SET version = version + 1
		WHERE operator = TRUE AND state = 'active' RETURNING id`)
	operatorsFind = db.Read("account.operators", `SELECT `+personColumns+` FROM account_person WHERE operator = TRUE AND state = 'active' ORDER BY made_at, id LIMIT 200`)
	operatorSet   = db.Write("account.operator.set", `UPDATE account_person SET operator = $1, version = version + 1 WHERE id = $2 AND state = 'active'`)
	setupVoid     = db.Keep("account.setup.void", `UPDATE account_token SET used_at = $1 WHERE purpose = 'setup' AND used_at IS NULL`)
)

// Operators lists who runs the house.
func (r *Room) Operators(ctx context.Context) ([]Person, error) {
	return OperatorsOf(ctx, r.journal.DB)
}

// OperatorsOf lists who runs the house, inside or outside a change.
func OperatorsOf(ctx context.Context, r db.Reader) ([]Person, error) {
	return db.All(ctx, r, operatorsFind, scanPerson)
}

// SetupToken gives the one-time token for /setup/{token} while the house has no
// operator, and "" once it has one. Each start makes a new one, good for 24 hours;
// the one before stops working.
func (r *Room) SetupToken(ctx context.Context) (string, error) {
	has, err := db.Exists(ctx, r.journal.DB, operatorsFind)
	if err != nil || has {
		return "", err
	}
	var text string
	err = r.journal.Change(ctx, policy.As(policy.System, "setup"), func(ctx context.Context, tx *journal.Tx) (err error) {
		if _, err := tx.Exec(ctx, setupVoid, int64(tx.Wall)); err != nil {
			return err
		}
		if text, err = issue(ctx, tx, ForSetup, "", id.None, tokenData{}); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "setup.offer", Subject: id.New()})
	})
	return text, err
}

// PeekSetup tells whether the set-up link works, without using it.
func (r *Room) PeekSetup(ctx context.Context, text string) error {
	_, err := peek(ctx, r.journal.DB, ForSetup, text)
	return err
}

// SetUp is what the first operator types. The password is asked for because there
// may be no mail yet.
type SetUp struct {
	Token    string
	Email    string
	Name     string
	Lang     string
	Zone     string
	Password seal.Secret
	Browser  Browser
}

// SetUp makes the first operator and signs them in. It works once.
func (r *Room) SetUp(ctx context.Context, who policy.Actor, in SetUp) (SignedIn, error) {
	if err := limit.Take(ctx, r.journal, "link.network:"+limit.Network(in.Browser.Address), linkTriesPerNet, linksWindow); err != nil {
		return SignedIn{}, err
	}
	if err := r.PeekSetup(ctx, in.Token); err != nil {
		return SignedIn{}, err
	}
	var form fault.Form
	email := checkEmail(&form, "email", in.Email)
	p := checkPerson(&form, NewPerson{Name: in.Name, Email: email, Lang: in.Lang, Zone: in.Zone, Operator: true})
	CheckPassword(&form, "password", in.Password, p.Name, email)
	if err := form.Err(); err != nil {
		return SignedIn{}, err
	}
	hash, err := seal.HashPassword(ctx, in.Password)
	if err != nil {
		return SignedIn{}, err
	}
	done := SignedIn{Joined: true, Next: "/desk"}
	err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if _, err := use(ctx, tx, ForSetup, in.Token); err != nil {
			return err
		}
		if has, err := db.Exists(ctx, tx, operatorsFind); err != nil || has {
			if err == nil {
				err = fault.Conflict("account.link_used")
			}
			return err
		}
		var err error
		if done.Person, err = r.personFor(ctx, tx, p); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, passwordSet, hash, done.Person); err != nil {
			return err
		}
		tx.Who.Kind, tx.Who.Person = policy.Operator, done.Person
		if err := makeOperator(ctx, tx, done.Person); err != nil {
			return err
		}
		return r.signedIn(ctx, tx, done.Person, in.Browser, &done)
	})
	return done, err
}

// personFor gives the person with the address, or makes them.
func (r *Room) personFor(ctx context.Context, tx *journal.Tx, in NewPerson) (id.ID, error) {
	p, err := FindPersonByEmail(ctx, tx, in.Email)
	if err == nil {
		return p.ID, nil
	}
	if !fault.IsKind(err, fault.KindMissing) {
		return id.None, err
	}
	tx.Who.Kind = policy.Person
	in.Operator = false // makeOperator says so, and records it.
	person, _, err := Join(ctx, tx, in)
	return person, err
}

// makeOperator gives a person the desk, in a change.
func makeOperator(ctx context.Context, tx *journal.Tx, person id.ID) error {
	n, err := tx.Exec(ctx, operatorSet, true, person)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Missing("person.missing")
	}
	tx.Wake(person)
	return tx.Record(ctx, journal.Event{Name: "operator.begin", Subject: person})
}

// InviteOperator sends an invitation to run the house and gives the path of its
// link, for `guildhall operator invite` where there is no mail yet. An operator or
// the house itself invites.
func (r *Room) InviteOperator(ctx context.Context, who policy.Actor, email, lang string) (string, error) {
	if !who.IsOperator() && who.Kind != policy.System {
		return "", fault.Forbidden("account.not_operator")
	}
	var form fault.Form
	email = checkEmail(&form, "email", email)
	if err := form.Err(); err != nil {
		return "", err
	}
	var path string
	err := r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) (err error) {
		i := Invitation{Email: email, Role: "operator", Lang: lang, InvitedBy: who.Person}
		if who.IsSignedIn() {
			me, err := FindPerson(ctx, tx, who.Person)
			if err != nil {
				return err
			}
			i.InviterName = me.Name
		}
		_, path, err = r.sendInvitation(ctx, tx, i, roleManager)
		return err
	})
	return path, err
}

// OperatorInvitations lists the invitations to the desk.
func (r *Room) OperatorInvitations(ctx context.Context, who policy.Actor) ([]Invitation, error) {
	if !who.IsOperator() {
		return nil, fault.Forbidden("account.not_operator")
	}
	return db.All(ctx, r.journal.DB, invitationsDesk, scanInvitation)
}

// RetireOperator takes the desk from a person; one operator always remains.
func (r *Room) RetireOperator(ctx context.Context, who policy.Actor, person id.ID) error {
	if !who.IsOperator() {
		return fault.Forbidden("account.not_operator")
	}
	return r.once(ctx, who, "operator.end", person, func(ctx context.Context, tx *journal.Tx) error {
		return retireOperator(ctx, tx, person)
	})
}

// retireOperator holds every operator's row, so that two who retire each other at
// once leave one.
func retireOperator(ctx context.Context, tx *journal.Tx, person id.ID) error {
	all, err := db.All(ctx, tx, operatorsGuard, db.ScanValue[id.ID])
	if err != nil {
		return err
	}
	is := false
	for _, one := range all {
		is = is || one == person
	}
	if !is {
		return fault.Missing("person.missing")
	}
	left, err := db.All(ctx, tx, operatorsFind, scanPerson) // As it stands now that the rows are held.
	if err != nil {
		return err
	}
	if len(left) < 2 {
		return fault.Conflict("account.last_operator")
	}
	if _, err := tx.Exec(ctx, operatorSet, false, person); err != nil {
		return err
	}
	tx.Wake(person)
	return tx.Record(ctx, journal.Event{Name: "operator.end", Subject: person})
}
