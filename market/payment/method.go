package payment

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/text/width"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// States of a payment method.
const (
	MethodActive  flow.State = "active"
	MethodRemoved flow.State = "removed"
)

// MethodFlow is the life of a card: one is active per organisation, a new one
// takes its place.
var MethodFlow = flow.Define("payment_method", "payment_method",
	flow.Stops(flow.Waits(MethodActive, flow.Customer), flow.End(MethodRemoved)),
	flow.Rows{
		{Move: "add", To: MethodActive, By: flow.Customer, Needs: flow.Needs(MayPay), Op: "addPaymentMethod"},
		{Move: "remove", From: MethodActive, To: MethodRemoved, By: flow.Customer, Needs: flow.Needs(MayPay), Op: "removePaymentMethod"},
	})

// Method is a card, as its owner may see it.
type Method struct {
	ID           id.ID
	State        flow.State
	Organisation id.ID
	Person       id.ID
	Brand        string
	Last4        string
	Expires      string // YYYY-MM
	MadeAt       clock.Micros
}

// CardInput is what its owner types. Expires is as typed: "12/30" or "2030-12".
type CardInput struct {
	Number  seal.Secret
	Expires string
}

// check reads the form into a card; today is the business month.
func (in CardInput) check(now clock.Micros) (Card, error) {
	var form fault.Form
	number := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u3000' {
			return -1
		}
		return r
	}, width.Fold.String(in.Number.Reveal()))
	if number == "" {
		form.Add("number", "required")
	} else if len(number) < 12 || len(number) > 19 || strings.Trim(number, "0123456789") != "" {
		form.Add("number", "card_number")
	}
	expires, ok := month(in.Expires)
	switch {
	case strings.TrimSpace(in.Expires) == "":
		form.Add("expires", "required")
	case !ok:
		form.Add("expires", "card_expiry")
	case expires < now.Time().Format("2006-01"):
		form.Add("expires", "card_expired")
	}
	return Card{Number: seal.Hide(number), Expires: expires}, form.Err()
}

func month(typed string) (string, bool) {
	typed = strings.ReplaceAll(strings.TrimSpace(width.Fold.String(typed)), " ", "")
	for _, layout := range []string{"01/06", "1/06", "01/2006", "1/2006", "2006-01", "0106"} {
		if t, err := time.Parse(layout, typed); err == nil {
			if t.Year() < 2000 { // Go reads 99 as 1999; no card is that old.
				t = t.AddDate(100, 0, 0)
			}
			return t.Format("2006-01"), true
		}
	}
	return "", false
}

const methodColumns = `id, state, organisation_id, person_id, brand, last4, expires, made_at`

func scanMethod(row db.Scanner) (Method, error) {
	var m Method
	err := row.Scan(&m.ID, &m.State, &m.Organisation, &m.Person, &m.Brand, &m.Last4, &m.Expires, &m.MadeAt)
	return m, err
}

var (
	methodActive = db.Read("payment.method.active", `SELECT `+methodColumns+` FROM payment_method WHERE organisation_id = $1 AND state = 'active'`)
	methodFind   = db.Read("payment.method.find", `SELECT `+methodColumns+` FROM payment_method WHERE id = $1`)
	methodToken  = db.Read("payment.method.token", `SELECT token_sealed FROM payment_method WHERE id = $1`)
	methodInsert = db.Write("payment.method.insert", `INSERT INTO payment_method (id, state, state_since, version, organisation_id, person_id,
		brand, last4, expires, token_sealed, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $3)`)
)

// ActiveMethod gives the card an organisation pays with; found is false when it
// has none.
func ActiveMethod(ctx context.Context, r db.Reader, organisation id.ID) (m Method, found bool, err error) {
	m, err = db.One(ctx, r, methodActive, scanMethod, organisation)
	if errors.Is(err, db.ErrNone) {
		return m, false, nil
	}
	return m, err == nil, err
}

// FindMethod gives a card by its id, removed or not, for what was paid with it.
func FindMethod(ctx context.Context, r db.Reader, method id.ID) (Method, error) {
	m, err := db.One(ctx, r, methodFind, scanMethod, method)
	if errors.Is(err, db.ErrNone) {
		return m, fault.Missing("payment_method.missing")
	}
	return m, err
}

// HasCard tells whether an organisation has a card: the answer to deal.Cards.
func HasCard(ctx context.Context, r db.Reader, organisation id.ID) (bool, error) {
	_, found, err := ActiveMethod(ctx, r, organisation)
	return found, err
}

func sealContext(method id.ID) string { return "payment.method:" + method.String() }

// AddCard keeps a card for the organisation the actor acts for. The number goes
// to the processor and no further; the card before it is removed.
func (r *Room) AddCard(ctx context.Context, who policy.Actor, in CardInput) (id.ID, error) {
	hat, err := account.Hat(ctx, r.Journal.DB, who)
	if err != nil {
		return id.None, err
	}
	if !hat.Pays() {
		return id.None, fault.Forbidden("need." + string(MayPay))
	}
	now, err := r.Journal.Now(ctx)
	if err != nil {
		return id.None, err
	}
	card, err := in.check(now)
	if err != nil {
		return id.None, err
	}
	if r.Processor == nil {
		return id.None, fault.Unavailable("payment.no_processor")
	}
	kept, err := r.Processor.KeepCard(ctx, card)
	if err != nil {
		return id.None, err
	}
	same := struct{ Brand, Last4, Expires string }{kept.Brand, kept.Last4, card.Expires} // The number is not hashed either.
	return journal.Do(ctx, r.Journal, who, "payment_method.add", same, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		hat, err := account.Hat(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		facts := flow.Facts{MayPay: hat.Pays()}
		if err := r.removeActive(ctx, tx, who.Organisation, facts); err != nil {
			return id.None, err
		}
		method := id.New()
		state, _, err := MethodFlow.Make(ctx, tx, flow.Step{Move: "add", ID: method, By: flow.Customer, Facts: facts})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, methodInsert, method, string(state), int64(tx.Now), who.Organisation, who.Person,
			kept.Brand, kept.Last4, card.Expires, r.Keys.SealSecret(kept.Token, sealContext(method)))
		if db.IsUnique(err) {
			return id.None, fault.Conflict("payment_method.moved_already")
		}
		return method, err
	})
}

func (r *Room) removeActive(ctx context.Context, tx *journal.Tx, organisation id.ID, facts flow.Facts) error {
	m, found, err := ActiveMethod(ctx, tx, organisation)
	if err != nil || !found {
		return err
	}
	_, err = MethodFlow.Move(ctx, tx, flow.Step{Move: "remove", ID: m.ID, From: m.State, By: flow.Customer, Facts: facts})
	return err
}

// RemoveCard forgets the organisation's card. Charges already started go on.
func (r *Room) RemoveCard(ctx context.Context, who policy.Actor) error {
	_, err := journal.Do(ctx, r.Journal, who, "payment_method.remove", who.Organisation, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		hat, err := account.Hat(ctx, tx, who)
		if err != nil {
			return false, err
		}
		if _, found, err := ActiveMethod(ctx, tx, who.Organisation); err != nil || !found {
			if err == nil {
				err = fault.Missing("payment_method.missing")
			}
			return false, err
		}
		return true, r.removeActive(ctx, tx, who.Organisation, flow.Facts{MayPay: hat.Pays()})
	})
	return err
}
