package sandbox

import (
	"context"
	"errors"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/market/payment"
)

// What a card does when it is charged.
const (
	cardPays    = "pays"
	cardLoses   = "loses"   // pays, but the answer never reaches the house
	cardReturns = "returns" // pays, and comes back before it settles
)

// TestCard is a number that the processor knows. Hint is a text key that says what
// it does.
type TestCard struct {
	Number, Brand, Hint string
	conduct             string // else the code of its refusal
}

// TestCards are the only numbers taken. They are the ones that other processors'
// sandboxes use, where there is one for the case.
var TestCards = []TestCard{
	{"4242424242424242", "Visa", "sandbox.card.pays", cardPays},
	{"5555555555554444", "Mastercard", "sandbox.card.pays", cardPays},
	{"3566002020360505", "JCB", "sandbox.card.pays", cardPays},
	{"4000000000000002", "Visa", "sandbox.card.declined", "card_declined"},
	{"4000000000009995", "Visa", "sandbox.card.insufficient_funds", "insufficient_funds"},
	{"4000000000000069", "Visa", "sandbox.card.expired", "card_expired"},
	{"4000000000000119", "Visa", "sandbox.card.loses", cardLoses},
	{"4000000000005126", "Visa", "sandbox.card.returns", cardReturns},
}

// ErrNoAnswer is the connection that broke before the processor's answer came.
var ErrNoAnswer = errors.New("sandbox: the processor's answer was lost")

var (
	cardInsert   = db.Keep("sandbox.card.insert", `INSERT INTO sandbox_card (token, conduct, made_at) VALUES ($1, $2, $3)`)
	cardFind     = db.Read("sandbox.card.find", `SELECT conduct FROM sandbox_card WHERE token = $1`)
	chargeInsert = db.Keep("sandbox.charge.insert", `INSERT INTO sandbox_charge (id, token, amount, currency, failure, ends, due_at, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`)
	chargeFind = db.Read("sandbox.charge.find", `SELECT failure, due_at FROM sandbox_charge WHERE id = $1`)
)

// KeepCard gives a token for a test card. Any other number is refused: nobody's
// real card is wanted here.
func (s *Sandbox) KeepCard(ctx context.Context, card payment.Card) (payment.Kept, error) {
	for _, known := range TestCards {
		if known.Number != card.Number.Reveal() {
			continue
		}
		kept := payment.Kept{Token: seal.Hide("card_" + seal.Token()), Brand: known.Brand, Last4: known.Number[len(known.Number)-4:]}
		return kept, s.write(ctx, func(ctx context.Context, tx *db.Tx, now clock.Micros) error {
			_, err := tx.Exec(ctx, cardInsert, kept.Token.Reveal(), known.conduct, int64(now))
			return err
		})
	}
	return payment.Kept{}, fault.Invalid("form.invalid", fault.At("number", "card_not_test"))
}

// Charge charges a card once per id. The same id again gives the same outcome.
func (s *Sandbox) Charge(ctx context.Context, order payment.Order) (payment.Outcome, error) {
	if journal.Inside(ctx) {
		return payment.Outcome{}, ErrInside
	}
	conduct, err := db.Value[string](ctx, s.journal.DB, cardFind, order.Token.Reveal())
	if err != nil {
		return payment.Outcome{}, err
	}
	err = s.write(ctx, func(ctx context.Context, tx *db.Tx, now clock.Micros) error {
		failure, ends, due := conduct, "", clock.Micros(0)
		switch conduct {
		case cardPays, cardLoses:
			failure, ends, due = "", "settle", now.Add(SettlesAfter)
		case cardReturns:
			failure, ends, due = "", "return", now.Add(SettlesAfter/2)
		}
		_, err := tx.Exec(ctx, chargeInsert, order.Charge, order.Token.Reveal(), order.Amount.Minor, order.Amount.Currency,
			failure, ends, due.OrNull(), int64(now))
		return err
	})
	if err != nil {
		return payment.Outcome{}, err
	}
	if conduct == cardLoses {
		return payment.Outcome{}, ErrNoAnswer
	}
	return s.FindCharge(ctx, order.Charge)
}

// FindCharge tells what the processor knows of a charge.
func (s *Sandbox) FindCharge(ctx context.Context, charge id.ID) (payment.Outcome, error) {
	if journal.Inside(ctx) {
		return payment.Outcome{}, ErrInside
	}
	outcome, err := db.One(ctx, s.journal.DB, chargeFind, func(row db.Scanner) (payment.Outcome, error) {
		o := payment.Outcome{Known: true}
		err := row.Scan(&o.Failure, &o.SettlesAt)
		o.Succeeded = o.Failure == ""
		return o, err
	}, charge)
	if errors.Is(err, db.ErrNone) {
		return payment.Outcome{}, nil
	}
	return outcome, err
}

// Spaced writes a test number in groups of four, as on a card.
func Spaced(number string) string {
	var b strings.Builder
	for i, digit := range number {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(digit)
	}
	return b.String()
}
