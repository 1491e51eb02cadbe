package sandbox

import (
	"context"
	"errors"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/market/payment"
)

// TestNumber is a number that the processor knows, of a card, of an account that is
// debited (ACH), or of an account that pays on net terms. Hint is a text key that
// says what it does.
type TestNumber struct {
	Number, Brand, Hint string
	conduct             string // of conducts, else the code of its refusal
}

// TestCards are the only cards taken. They are the ones that other processors'
// sandboxes use, where there is one for the case.
var TestCards = []TestNumber{
	{"4242424242424242", "Visa", "sandbox.card.pays", "pays"},
	{"5555555555554444", "Mastercard", "sandbox.card.pays", "pays"},
	{"3566002020360505", "JCB", "sandbox.card.pays", "pays"},
	{"4000000000000002", "Visa", "sandbox.card.declined", "card_declined"},
	{"4000000000009995", "Visa", "sandbox.card.insufficient_funds", "insufficient_funds"},
	{"4000000000000069", "Visa", "sandbox.card.expired", "card_expired"},
	{"4000000000000101", "Visa", "sandbox.card.retry", "retry"},
	{"4000000000000119", "Visa", "sandbox.card.loses", "loses"},
	{"4000000000000218", "Visa", "sandbox.card.twice", "twice"},
	{"4000000000000325", "Visa", "sandbox.card.late", "late"},
	{"4000000000000432", "Visa", "sandbox.card.early", "early"},
	{"4000000000005126", "Visa", "sandbox.card.returns", "returns"},
	{"4000000000000259", "Visa", "sandbox.card.disputed_lost", "disputed_lost"},
	{"4000000000002685", "Visa", "sandbox.card.disputed_won", "disputed_won"},
	{"4000000000001976", "Visa", "sandbox.card.disputed_early", "disputed_early"},
}

// TestDebits are the only accounts debited; their routing number is TestRouting.
var TestDebits = []TestNumber{
	{"000123456789", "ACH", "sandbox.ach.pays", "ach_pays"},
	{"000222222227", "ACH", "sandbox.ach.returns", "ach_returns"},
	{"000333333335", "ACH", "sandbox.ach.returns_late", "ach_returns_late"},
	{"000111111113", "ACH", "sandbox.ach.closed", "account_closed"},
}

// TestRouting is the routing number of the sandbox's bank in the United States.
const TestRouting = "110000000"

// TestPayers are the only accounts from which net terms are paid.
var TestPayers = []TestNumber{
	{"000100000030", "", "sandbox.terms.on_time", "terms_on_time"},
	{"000100000045", "", "sandbox.terms.late", "terms_late"},
	{"000100000099", "", "sandbox.terms.never", "terms_never"},
}

// How long a settlement by debit takes, and net terms run, in business time
// (AWS_IQ.md 4.3).
const (
	day          = 24 * time.Hour
	DebitsAfter  = 7 * day
	TermsFor     = 30 * day
	DisputeFee   = 1500 // what the processor takes for a chargeback, in minor units of any currency
	lateBy       = 5 * day
	disputeOn    = 10 * day
	disputeUntil = 30 * day
)

// turn is something that happens to a charge, so long after it was taken.
type turn struct {
	kind  string
	after time.Duration
	// moves is what it does to the house's account, as a share of the amount: it
	// comes, goes, or neither.
	moves int64
	fee   int64
	times int64
}

// conduct is what a test number does: what the processor promises, what happens,
// and whether its answer arrives.
type conduct struct {
	promises time.Duration // when it says that the money comes
	turns    []turn
	loses    bool // the answer never reaches the house
	retries  bool // the first attempt asks to be tried again
	atOnce   bool // the settlement is reported before the answer is given
	invoiced bool // what it promises is the day on which an invoice is due, whatever weekday that is
}

var (
	settles  = turn{kind: "settle", after: SettlesAfter, moves: 1, times: 1}
	chargeIn = turn{kind: "charge_back", after: disputeOn, moves: -1, fee: DisputeFee, times: 1}
	wins     = turn{kind: "win", after: disputeUntil, moves: 1, fee: DisputeFee, times: 1}
	loses    = turn{kind: "lose", after: disputeUntil, fee: DisputeFee, times: 1}
)

// conducts is every way in which a number can behave; whatever is not here is the
// code of a refusal.
var conducts = map[string]conduct{
	"pays":  {promises: SettlesAfter, turns: []turn{settles}},
	"retry": {promises: SettlesAfter, turns: []turn{settles}, retries: true},
	"loses": {promises: SettlesAfter, turns: []turn{settles}, loses: true},
	"twice": {promises: SettlesAfter, turns: []turn{{kind: "settle", after: SettlesAfter, moves: 1, times: 2}}},
	"late":  {promises: SettlesAfter, turns: []turn{{kind: "settle", after: SettlesAfter + lateBy, moves: 1, times: 1}}},
	"early": {promises: SettlesAfter, turns: []turn{{kind: "settle", moves: 1, times: 1}}, atOnce: true},
	"returns": {promises: SettlesAfter, turns: []turn{
		{kind: "return", after: SettlesAfter / 2, times: 1}}},
	"disputed_lost": {promises: SettlesAfter, turns: []turn{settles, chargeIn, loses}},
	"disputed_won":  {promises: SettlesAfter, turns: []turn{settles, chargeIn, wins}},
	"disputed_early": {promises: SettlesAfter, turns: []turn{ // The settlement is never told of.
		{kind: "charge_back", after: SettlesAfter / 2, fee: DisputeFee, times: 2}, loses}},

	"ach_pays":         {promises: DebitsAfter, turns: []turn{{kind: "settle", after: DebitsAfter, moves: 1, times: 1}}},
	"ach_returns":      {promises: DebitsAfter, turns: []turn{{kind: "return", after: 4 * day, times: 1}}},
	"ach_returns_late": {promises: DebitsAfter, turns: []turn{{kind: "settle", after: DebitsAfter, moves: 1, times: 1}, {kind: "return", after: 20 * day, moves: -1, times: 1}}},

	"terms_on_time": {promises: TermsFor, turns: []turn{{kind: "settle", after: TermsFor, moves: 1, times: 1}}, invoiced: true},
	"terms_late":    {promises: TermsFor, turns: []turn{{kind: "settle", after: 45 * day, moves: 1, times: 1}}, invoiced: true},
	"terms_never":   {promises: TermsFor, invoiced: true},
}

// ErrNoAnswer is the connection that broke before the processor's answer came.
var ErrNoAnswer = errors.New("sandbox: the processor's answer was lost")

// askedAgain marks a charge that the processor wants to be sent once more.
const askedAgain = "try_later"

var (
	cardInsert   = db.Keep("sandbox.card.insert", `INSERT INTO sandbox_card (token, conduct, made_at) VALUES ($1, $2, $3)`)
	cardFind     = db.Read("sandbox.card.find", `SELECT conduct FROM sandbox_card WHERE token = $1`)
	chargeInsert = db.Keep("sandbox.charge.insert", `INSERT INTO sandbox_charge (id, token, amount, currency, failure, ends, due_at, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`)
	chargeAgain = db.Keep("sandbox.charge.again", `UPDATE sandbox_charge SET failure = '', ends = $2, due_at = $3
		WHERE id = $1 AND failure = '`+askedAgain+`'`)
	chargeFind = db.Read("sandbox.charge.find", `SELECT failure, due_at FROM sandbox_charge WHERE id = $1 AND failure <> '`+askedAgain+`'`)
	turnInsert = db.Keep("sandbox.turn.insert", `INSERT INTO sandbox_turn (charge_id, number, kind, moves, fee, times, due_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`)
)

// keep gives a token for a test number. Any other number is refused: nobody's real
// one is wanted here.
func (s *Sandbox) keep(ctx context.Context, number string, among []TestNumber, prefix, refusal string) (payment.Kept, error) {
	for _, known := range among {
		if known.Number != number {
			continue
		}
		kept := payment.Kept{Token: seal.Hide(prefix + seal.Token()), Brand: known.Brand, Last4: known.Number[len(known.Number)-4:]}
		return kept, s.write(ctx, func(ctx context.Context, tx *db.Tx, now clock.Micros) error {
			_, err := tx.Exec(ctx, cardInsert, kept.Token.Reveal(), known.conduct, int64(now))
			return err
		})
	}
	return payment.Kept{}, fault.Invalid("form.invalid", fault.At("number", refusal))
}

// KeepCard gives a token for a test card.
func (s *Sandbox) KeepCard(ctx context.Context, card payment.Card) (payment.Kept, error) {
	return s.keep(ctx, card.Number.Reveal(), TestCards, "card_", "card_not_test")
}

// KeepDebit gives a token for a test account that is debited.
func (s *Sandbox) KeepDebit(ctx context.Context, debit payment.Debit) (payment.Kept, error) {
	if debit.Routing != TestRouting {
		return payment.Kept{}, fault.Invalid("form.invalid", fault.At("routing", "routing_not_test"))
	}
	return s.keep(ctx, debit.Number.Reveal(), TestDebits, "debit_", "account_not_test")
}

// KeepPayer gives a token for a test account that pays on net terms.
func (s *Sandbox) KeepPayer(ctx context.Context, payer payment.Payer) (payment.Kept, error) {
	return s.keep(ctx, payer.Number.Reveal(), TestPayers, "payer_", "account_not_test")
}

// Charge charges a card or an account once per id, or notes that a payment on net
// terms is expected. The same id again gives the same outcome.
func (s *Sandbox) Charge(ctx context.Context, order payment.Order) (payment.Outcome, error) {
	if journal.Inside(ctx) {
		return payment.Outcome{}, ErrInside
	}
	name, err := db.Value[string](ctx, s.journal.DB, cardFind, order.Token.Reveal())
	if err != nil {
		return payment.Outcome{}, err
	}
	does, known := conducts[name]
	first := false
	err = s.write(ctx, func(ctx context.Context, tx *db.Tx, now clock.Micros) error {
		failure, ends, due := name, "", clock.Micros(0)
		if known {
			failure, ends, due = "", "settle", now.Add(does.promises)
			if !does.invoiced {
				due = due.BankDay(s.zone)
			}
		}
		put := failure
		if does.retries {
			put = askedAgain
		}
		made, err := tx.Exec(ctx, chargeInsert, order.Charge, order.Token.Reveal(), order.Amount.Minor, order.Amount.Currency,
			put, ends, due.OrNull(), int64(now))
		if err != nil {
			return err
		}
		if does.retries {
			if first = made > 0; first {
				return nil
			}
			if made, err = tx.Exec(ctx, chargeAgain, order.Charge, ends, int64(due)); err != nil {
				return err
			}
		}
		if made == 0 { // Sent before.
			return nil
		}
		return s.turns(ctx, tx, order, does.turns, now)
	})
	switch {
	case err != nil:
		return payment.Outcome{}, err
	case first:
		return payment.Outcome{}, payment.ErrTryLater
	case does.loses:
		return payment.Outcome{}, ErrNoAnswer
	case does.atOnce:
		now, err := s.journal.Now(ctx)
		if err != nil {
			return payment.Outcome{}, err
		}
		if err := s.RunDue(ctx, now); err != nil {
			return payment.Outcome{}, err
		}
	}
	return s.FindCharge(ctx, order.Charge)
}

// turns writes down what will happen to a charge. Money comes on a day on which banks
// book, unless it is here at once.
func (s *Sandbox) turns(ctx context.Context, tx *db.Tx, order payment.Order, list []turn, now clock.Micros) error {
	for i, t := range list {
		moves := t.moves * order.Amount.Minor
		if t.kind == "charge_back" {
			moves -= t.fee
		}
		at := now.Add(t.after)
		if t.kind == "settle" && t.after > 0 {
			at = at.BankDay(s.zone)
		}
		if _, err := tx.Exec(ctx, turnInsert, order.Charge, i+1, t.kind, moves, t.fee, t.times, int64(at)); err != nil {
			return err
		}
	}
	return nil
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
