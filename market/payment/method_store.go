package payment

import (
	"context"
	"errors"
	"slices"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

const methodColumns = `id, state, kind, preferred, organisation_id, person_id, brand, last4, expires, reason, reason_lang, made_at`

func scanMethod(row db.Scanner) (Method, error) {
	var m Method
	err := row.Scan(&m.ID, &m.State, &m.Kind, &m.Preferred, &m.Organisation, &m.Person, &m.Brand, &m.Last4, &m.Expires,
		&m.Reason, &m.ReasonLang, &m.MadeAt)
	return m, err
}

var (
	methodPreferred = db.Read("payment.method.preferred", `SELECT `+methodColumns+` FROM payment_method
		WHERE organisation_id = $1 AND state = 'active' AND preferred`)
	methodFind  = db.Read("payment.method.find", `SELECT `+methodColumns+` FROM payment_method WHERE id = $1`)
	methodHold  = db.Write("payment.method.hold", `UPDATE payment_method SET version = version + 1 WHERE id = $1 RETURNING `+methodColumns)
	methodToken = db.Read("payment.method.token", `SELECT token_sealed FROM payment_method WHERE id = $1`)
	methodsOf   = db.Read("payment.method.of", `SELECT `+methodColumns+` FROM payment_method
		WHERE organisation_id = $1 AND state IN ('active', 'asked', 'refused') ORDER BY id LIMIT 100`).Once()
	methodsAsked = db.Read("payment.method.asked", `SELECT `+methodColumns+` FROM payment_method WHERE state = 'asked' ORDER BY id LIMIT 100`)
	methodInsert = db.Write("payment.method.insert", `INSERT INTO payment_method (id, state, state_since, version, kind, preferred, organisation_id,
		person_id, brand, last4, expires, token_sealed, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $3)`)
	methodsPlain  = db.Write("payment.method.plain", `UPDATE payment_method SET preferred = FALSE WHERE organisation_id = $1 AND preferred`)
	methodPrefer  = db.Write("payment.method.prefer", `UPDATE payment_method SET preferred = TRUE WHERE id = $1`)
	methodDecide  = db.Write("payment.method.decide", `UPDATE payment_method SET decided_by = $2, reason = $3, reason_lang = $4 WHERE id = $1`)
	methodReasons = db.Write("payment.method.blank_reason", `UPDATE payment_method SET reason = '' WHERE decided_by = $1`)
)

// PreferredMethod gives the method an organisation pays with unless it chooses
// another; found is false when it has none.
func PreferredMethod(ctx context.Context, r db.Reader, organisation id.ID) (m Method, found bool, err error) {
	m, err = db.One(ctx, r, methodPreferred, scanMethod, organisation)
	if errors.Is(err, db.ErrNone) {
		return m, false, nil
	}
	return m, err == nil, err
}

// MethodsOf lists what an organisation pays with and has asked for, oldest first;
// whoever asks belongs to it.
func MethodsOf(ctx context.Context, r db.Reader, organisation id.ID) ([]Method, error) {
	return db.All(ctx, r, methodsOf, scanMethod, organisation)
}

// UsableMethods lists the active methods that can pay in a currency, the preferred
// one first; whoever asks belongs to the organisation.
func UsableMethods(ctx context.Context, r db.Reader, organisation id.ID, currency string) ([]Method, error) {
	all, err := MethodsOf(ctx, r, organisation)
	return usable(all, currency), err
}

// usable are those of an organisation's methods that can be charged in a currency,
// the preferred first.
func usable(all []Method, currency string) []Method {
	var first, rest []Method
	for _, m := range all {
		switch {
		case m.State != MethodActive || !m.PaysIn(currency):
		case m.Preferred:
			first = append(first, m)
		default:
			rest = append(rest, m)
		}
	}
	return append(first, rest...)
}

// TermsAsked lists the net terms that wait for the operator, oldest first.
func TermsAsked(ctx context.Context, r db.Reader) ([]Method, error) {
	return db.All(ctx, r, methodsAsked, scanMethod)
}

// FindMethod gives a method by its id, removed or not, for what was paid with it.
func FindMethod(ctx context.Context, r db.Reader, method id.ID) (Method, error) {
	m, err := db.One(ctx, r, methodFind, scanMethod, method)
	if errors.Is(err, db.ErrNone) {
		return m, fault.Missing("payment_method.missing")
	}
	return m, err
}

// AnyMethod tells whether an organisation has a method that pays in a currency: the
// answer to deal.Cards.
func AnyMethod(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error) {
	list, err := UsableMethods(ctx, r, organisation, currency)
	return len(list) > 0, err
}

// PaysWith tells whether a method is the organisation's and can be used in a
// currency: the answer to deal.Cards.
func PaysWith(ctx context.Context, r db.Reader, organisation, method id.ID, currency string) (bool, error) {
	list, err := UsableMethods(ctx, r, organisation, currency)
	return slices.ContainsFunc(list, func(m Method) bool { return m.ID == method }), err
}

// MethodFor is the method to charge for a request: the one chosen for it while that
// can be used, else the preferred, else another that pays in the currency; found is
// false when there is none.
func MethodFor(ctx context.Context, r db.Reader, q Request) (m Method, found bool, err error) {
	all, err := MethodsOf(ctx, r, q.Customer)
	m, found = q.MethodAmong(all)
	return m, found, err
}

// MethodAmong is MethodFor where the customer's methods are known.
func (q Request) MethodAmong(all []Method) (m Method, found bool) {
	list := usable(all, q.Amount.Currency)
	if len(list) == 0 {
		return m, false
	}
	for _, m := range list {
		if m.ID == q.Method {
			return m, true
		}
	}
	return list[0], true
}

// mayUse refuses a method that the customer cannot pay this request with; None
// leaves it to MethodFor.
func mayUse(ctx context.Context, tx *journal.Tx, q Request, method id.ID) error {
	if method.IsNone() {
		return nil
	}
	q.Method = method
	m, _, err := MethodFor(ctx, tx, q)
	if err == nil && m.ID != method {
		err = fault.Invalid("form.invalid", fault.At("method", "method"))
	}
	return err
}

func sealContext(method id.ID) string { return "payment.method:" + method.String() }
