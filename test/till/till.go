// Package till gives the tests of the money rooms a market with a card processor
// and a bank: Aiko buys, Ben sells, both have what they need. Everything is made
// through the rooms' own commands; jobs are done by hand, so that a test decides
// when.
package till

import (
	"context"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
	"guildhall/engine/policy"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/review"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/outside/sandbox"
	"guildhall/test/cast"
	"guildhall/test/dbtest"
)

// Currencies that are open: two decimals, none, three.
var Currencies = []string{"USD", "JPY", "KWD"}

// Till is a market that can handle money.
type Till struct {
	*cast.Cast
	Talks    *talk.Room
	Deals    *deal.Room
	Payments *payment.Room
	Payouts  *payout.Room
	Reviews  *review.Room
	Sandbox  *sandbox.Sandbox
	Jobs     *job.Jobs

	Aiko, Ben    policy.Actor
	Conversation id.ID
}

type asks struct{}

func (asks) PaidIn(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error) {
	return payout.PaidIn(ctx, r, organisation, currency)
}
func (asks) CanPay(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error) {
	return payment.AnyMethod(ctx, r, organisation, currency)
}
func (asks) PaysWith(ctx context.Context, r db.Reader, organisation, method id.ID, currency string) (bool, error) {
	return payment.PaysWith(ctx, r, organisation, method, currency)
}

// Each runs a test on each database.
func Each(t *testing.T, test func(t *testing.T, c *Till)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, Open(t, d)) })
}

// Open builds the rooms, lets Aiko and Ben join, and Ben answer Aiko's request.
// Aiko has a card that pays, Ben an account in every currency.
func Open(t testing.TB, d *db.DB) *Till {
	t.Helper()
	c := &Till{Cast: cast.Open(t, d)}
	var err error
	c.Jobs, err = job.New(c.Journal, job.Options{Impatient: true})
	c.Must(err)
	c.Talks = talk.New(c.Journal)
	c.Sandbox = sandbox.New(c.Journal, time.UTC)
	keys := seal.New()
	c.Deals = deal.New(deal.Deps{Journal: c.Journal, Fee: deal.FeeRate, Currencies: Currencies, Zone: time.UTC,
		PayoutAccounts: asks{}, Cards: asks{}})
	c.Payments = payment.New(payment.Deps{Journal: c.Journal, Deals: c.Deals, Processor: c.Sandbox, Jobs: c.Jobs, Keys: keys, Zone: time.UTC, PayTo: sandbox.PayTo})
	c.Payouts = payout.New(payout.Deps{Journal: c.Journal, Jobs: c.Jobs, Bank: c.Sandbox, Keys: keys, Zone: time.UTC, Currencies: Currencies})
	c.Reviews = review.New(c.Journal)
	c.Sandbox.Reports = sandbox.Reports{Settled: c.Payments.Settle, Returned: c.Payments.Return,
		ChargedBack: c.Payments.ChargeBack, Won: c.Payments.WinDispute, Lost: c.Payments.LoseDispute, Arrived: c.Payouts.Arrive, Rejected: c.Payouts.Reject, Bounced: c.Payouts.Return}
	c.Aiko, c.Ben = c.Person("Aiko"), c.Expert("Ben")
	c.Conversation = c.Talk(c.Aiko, c.Ben)
	c.Card(c.Aiko, "4242 4242 4242 4242")
	for _, currency := range Currencies {
		c.Account(c.Ben, currency, "000123456789")
	}
	return c
}

// Must fails the test on an error.
func (c *Till) Must(err error) {
	c.T.Helper()
	if err != nil {
		c.T.Fatal(err)
	}
}

// Talk opens a conversation: the customer asks, the expert answers.
func (c *Till) Talk(customer, expert policy.Actor) id.ID {
	c.T.Helper()
	q := c.Request(customer, "Our nightly job times out")
	con, err := c.Talks.Answer(c.T.Context(), expert, talk.AnswerInput{Request: q, Text: "I can look at it today."})
	c.Must(err)
	return con
}

// Card is entered by its owner, and what was paid with before is taken away.
func (c *Till) Card(who policy.Actor, number string) {
	c.T.Helper()
	c.NoMethod(who)
	_, err := c.Payments.AddCard(c.T.Context(), who, payment.CardInput{Number: seal.Hide(number), Expires: "12/99"})
	c.Must(err)
}

// Account is entered by its owner; where there was one before, the time passes until
// it takes effect.
func (c *Till) Account(who policy.Actor, currency, number string) {
	c.T.Helper()
	made := c.Named(who, currency, number)
	a, err := payout.FindAccount(c.T.Context(), c.DB, made)
	c.Must(err)
	if a.State == payout.AccountWaiting {
		c.Advance(payout.ReplaceWaits)
		c.Must(c.Payouts.TakeEffect(c.T.Context(), policy.As(policy.Clock, "sweep"), made))
	}
}

// Named is an account that its owner has named, whether it counts yet or not.
func (c *Till) Named(who policy.Actor, currency, number string) id.ID {
	c.T.Helper()
	made, err := c.Payouts.AddAccount(c.T.Context(), who, payout.AccountInput{Currency: currency, Bank: "Test Bank", Holder: "Ben", Number: seal.Hide(number)})
	c.Must(err)
	return made
}

// Engage sends a proposal by Ben and accepts it by Aiko.
func (c *Till) Engage(currency, total string) id.ID {
	c.T.Helper()
	p, err := c.Deals.Propose(c.T.Context(), c.Ben, deal.ProposeInput{Conversation: c.Conversation, Currency: currency, Total: total, Terms: "Find and mend it."})
	c.Must(err)
	e, err := c.Accept(p)
	c.Must(err)
	return e
}

// Accept accepts a proposal by Aiko; payments are approved by hand.
func (c *Till) Accept(proposal id.ID) (id.ID, error) {
	return c.Deals.Accept(c.T.Context(), c.Aiko, deal.AcceptInput{Proposal: proposal, Approval: deal.ApprovalManual})
}

// Ask asks for a payment by Ben.
func (c *Till) Ask(engagement id.ID, amount string, final bool) id.ID {
	c.T.Helper()
	q, err := c.Payments.Ask(c.T.Context(), c.Ben, payment.AskInput{Engagement: engagement, Amount: amount, Work: "Mended.", Final: final})
	c.Must(err)
	return q
}

// Pay lets Aiko approve and the job charge the card, until the outcome is known.
func (c *Till) Pay(request id.ID) {
	c.T.Helper()
	c.Must(c.Payments.Approve(c.T.Context(), c.Aiko, payment.PayInput{Request: request}))
	c.Collect(request)
}

// Collect does the job of charging, again while the outcome is not known.
func (c *Till) Collect(request id.ID) {
	c.T.Helper()
	var err error
	for range 3 {
		if err = c.Payments.Collect(c.T.Context(), request); err == nil {
			return
		}
	}
	c.T.Fatal(err)
}

// Advance moves business time on and lets the sandbox do what is due on the way. It
// ends on a day on which banks book (clock.BankDay), so that what takes so long has
// happened; AdvanceTo stops wherever it is told to.
func (c *Till) Advance(d time.Duration) {
	c.T.Helper()
	now, err := c.Journal.Now(c.T.Context())
	c.Must(err)
	c.AdvanceTo(now.Add(d).BankDay(time.UTC))
}

// Monday moves business time to the next Monday, at the same hour.
func (c *Till) Monday() {
	c.T.Helper()
	now := c.Now()
	c.AdvanceTo(now.Add(time.Duration(8-int(now.Time().Weekday())) % 7 * 24 * time.Hour))
}

// AdvanceTo moves business time to a moment and lets the sandbox do what is due on the
// way.
func (c *Till) AdvanceTo(end clock.Micros) {
	c.T.Helper()
	for {
		next, err := c.Sandbox.NextDue(c.T.Context())
		c.Must(err)
		if next == 0 || next > end {
			break
		}
		c.moveTo(next)
		c.Must(c.Sandbox.RunDue(c.T.Context(), next))
	}
	c.moveTo(end)
}

func (c *Till) moveTo(at clock.Micros) {
	c.T.Helper()
	who := policy.As(policy.System, "test")
	c.Must(c.Journal.Change(c.T.Context(), who, func(ctx context.Context, tx *journal.Tx) error {
		if at > tx.Now {
			if err := c.Journal.MoveClock(ctx, tx, at); err != nil {
				return err
			}
		}
		return tx.Record(ctx, journal.Event{Name: "clock.move", Subject: id.New()})
	}))
}

// PayOut does today's run and sends what it started.
func (c *Till) PayOut() []payout.Payout {
	c.T.Helper()
	now, err := c.Journal.Now(c.T.Context())
	c.Must(err)
	c.Must(c.Payouts.RunDaily(c.T.Context(), now))
	list, err := payout.PayoutsOf(c.T.Context(), c.DB, c.Ben.Organisation, id.None, 100)
	c.Must(err)
	started := make([]id.ID, len(list)) // Those sent before are not sent again.
	for i, p := range list {
		started[i] = p.ID
	}
	c.Must(c.Payouts.Send(c.T.Context(), started...))
	list, err = payout.PayoutsOf(c.T.Context(), c.DB, c.Ben.Organisation, id.None, 100)
	c.Must(err)
	return list
}

// RequestState reads where a payment request stands.
func (c *Till) RequestState(request id.ID) string {
	c.T.Helper()
	q, err := payment.FindRequest(c.T.Context(), c.DB, c.Aiko, request)
	c.Must(err)
	return string(q.State)
}

// Payable is what the house owes Ben.
func (c *Till) Payable(currency string) int64 {
	c.T.Helper()
	b, err := ledger.PartyBalance(c.T.Context(), c.DB, ledger.ExpertPayable, c.Ben.Organisation, currency)
	c.Must(err)
	return b.Minor
}

// Balanced proves the books, and that the sandbox's own record agrees to the cent.
func (c *Till) Balanced() {
	c.T.Helper()
	report, err := view.VerifyBooks(c.T.Context(), c.DB)
	c.Must(err)
	for _, problem := range report.Problems {
		c.T.Error(problem)
	}
	totals, err := c.Sandbox.Totals(c.T.Context())
	c.Must(err)
	for _, total := range totals {
		bank, err := ledger.HouseBalance(c.T.Context(), c.DB, ledger.Bank, total.Held.Currency)
		c.Must(err)
		clearing, err := ledger.HouseBalance(c.T.Context(), c.DB, ledger.ProcessorClearing, total.Held.Currency)
		c.Must(err)
		if bank != total.Held || !clearing.IsZero() {
			c.T.Errorf("the bank holds %s, the books say %s (and %s on the way)", total.Held, bank, clearing)
		}
	}
}

// SQLite is a fresh database, for tests of rules that both share.
func SQLite(t testing.TB) *db.DB { return dbtest.SQLite(t) }

// Now is business time.
func (c *Till) Now() clock.Micros {
	c.T.Helper()
	now, err := c.Journal.Now(c.T.Context())
	c.Must(err)
	return now
}

// AccountsOf lists where somebody is paid.
func (c *Till) AccountsOf(who policy.Actor) ([]payout.Account, error) {
	return payout.AccountsOf(c.T.Context(), c.DB, who.Organisation)
}

// RegistrationOf is somebody's registration as a seller.
func (c *Till) RegistrationOf(who policy.Actor) id.ID {
	c.T.Helper()
	r, err := registration.Of(c.T.Context(), c.DB, who.Organisation)
	c.Must(err)
	return r.ID
}

// NoMethod takes away everything somebody pays with.
func (c *Till) NoMethod(who policy.Actor) {
	c.T.Helper()
	list, err := payment.MethodsOf(c.T.Context(), c.DB, who.Organisation)
	c.Must(err)
	for _, m := range list {
		c.Must(c.Payments.RemoveMethod(c.T.Context(), who, m.ID))
	}
}
