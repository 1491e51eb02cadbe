package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guildhall/app"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/outside/sandbox"
	"guildhall/test/world"
)

// Kinds of numbered ids in the market.
const (
	kindMethod byte = iota + 32
	kindSeller
	kindAccount
	kindProposal
	kindEngagement
	kindPayment
	kindPosting // of before the payout before
	kindPayout
	kindFresh // postings of after it
	kindReference
	kindInvoice
	kindCharge
)

// market is a street on which many buy from many: engagements copied from one that
// was made through the rooms. The first `parties` engagements have a seller each,
// the next `parties` all have Ben.
type market struct {
	*world.Street
	bench        *bench
	outside      *till
	parties      int
	conversation id.ID
	engagement   id.ID
	request      id.ID // awaits an answer; the others are its copies
	stored       int   // copies of it
	seen         int64 // the newest event that was asked for
}

// till stands where the processor and the bank stand: outside, answering at once and
// keeping nothing, so that only the house is measured.
type till struct {
	took func(charge id.ID)
}

var errNotHere = errors.New("bench: nobody enters anything here")

func (t *till) KeepCard(context.Context, payment.Card) (payment.Kept, error) {
	return payment.Kept{Token: seal.Hide("card"), Brand: "Visa", Last4: "4242"}, nil
}
func (t *till) KeepDebit(context.Context, payment.Debit) (payment.Kept, error) {
	return payment.Kept{}, errNotHere
}
func (t *till) KeepPayer(context.Context, payment.Payer) (payment.Kept, error) {
	return payment.Kept{}, errNotHere
}
func (t *till) KeepAccount(context.Context, payout.BankAccount) (payout.Kept, error) {
	return payout.Kept{Token: seal.Hide("account"), Last4: "6789"}, nil
}

// IsTest: its accounts are of any country (payout.Tester).
func (t *till) IsTest(string) bool { return true }

func (t *till) FindCharge(context.Context, id.ID) (payment.Outcome, error) {
	return payment.Outcome{}, nil
}

func (t *till) Charge(_ context.Context, order payment.Order) (payment.Outcome, error) {
	t.took(order.Charge)
	return payment.Outcome{Known: true, Succeeded: true, SettlesAt: clock.Wall().Add(sandbox.SettlesAfter)}, nil
}

func (t *till) Send(context.Context, payout.Transfer) (clock.Micros, error) {
	return clock.Wall().Add(sandbox.ArrivesAfter), nil
}

// settleIn puts the till in the place of the sandbox's processor and bank.
func settleIn(h *app.House) *till {
	t := &till{took: func(id.ID) {}}
	h.Payments.Processor, h.Payouts.Bank = t, t
	return t
}

// market opens the market in a house: Aiko agrees with Ben on something, Ben asks for
// a payment, and both stand for many others.
func (b *bench) market(h *app.House, parties int) *market {
	m := &market{bench: b, Street: world.People(b, h), outside: settleIn(h), parties: parties}
	m.conversation = m.Talk(m.Post("Our RDS bill doubled in October"))
	_, err := h.Payments.AddCard(b.ctx, m.Aiko, payment.CardInput{Number: seal.Hide("4242424242424242"), Expires: "12/99"})
	b.must(err)
	_, err = h.Payouts.AddAccount(b.ctx, m.Ben, payout.AccountInput{Currency: "USD", Bank: "Test Bank", Holder: "Ben Carter", Number: seal.Hide("000123456789")})
	b.must(err)
	proposal, err := h.Deals.Propose(b.ctx, m.Ben, deal.ProposeInput{Conversation: m.conversation, Currency: "USD", Total: "99999999", Terms: "Find out why, and mend it."})
	b.must(err)
	m.engagement, err = h.Deals.Accept(b.ctx, m.Aiko, deal.AcceptInput{Proposal: proposal, Approval: deal.ApprovalManual})
	b.must(err)
	m.request = m.ask()
	m.sellers(0, parties)
	m.buyers(parties)
	d := h.DB
	b.clone(d, "deal_proposal", "id = $1", proposal[:], 2*parties, func(i int, row map[string]any) { row["id"] = numbered(kindProposal, i) })
	b.clone(d, "deal_engagement", "id = $1", m.engagement[:], 2*parties, func(i int, row map[string]any) {
		row["id"], row["proposal_id"] = numbered(kindEngagement, i), numbered(kindProposal, i)
		row["customer_id"], row["seller_id"] = m.customer(i), m.seller(i)
		row["asked"] = row["total"]
	})
	return m
}

func (m *market) ask() id.ID {
	q, err := m.House.Payments.Ask(m.bench.ctx, m.Ben, payment.AskInput{Engagement: m.engagement, Amount: "100", Work: words})
	m.bench.must(err)
	return q
}

func (m *market) customer(engagement int) id.ID {
	return numbered(kindOrganisation, engagement%m.parties)
}

func (m *market) seller(engagement int) id.ID {
	if engagement >= m.parties {
		return m.Ben.Organisation
	}
	return numbered(kindSeller, engagement)
}

// sellers makes n more organisations that are paid to an account each.
func (m *market) sellers(from, n int) {
	b, d := m.bench, m.House.DB
	b.clone(d, "account_organisation", "id = $1", m.Ben.Organisation[:], n, func(i int, row map[string]any) {
		row["id"], row["handle"] = numbered(kindSeller, from+i), nil
	})
	b.clone(d, "payout_account", "currency = 'USD' AND organisation_id = $1", m.Ben.Organisation[:], n, func(i int, row map[string]any) {
		account := numbered(kindAccount, from+i)
		row["id"], row["organisation_id"] = account, numbered(kindSeller, from+i)
		row["token_sealed"] = m.House.Keys.SealSecret(seal.Hide("account"), "payout.account:"+account.String())
	})
}

// buyers makes n customers with a card each.
func (m *market) buyers(n int) {
	b, d := m.bench, m.House.DB
	b.clone(d, "account_person", "id = $1", m.Aiko.Person[:], n, func(i int, row map[string]any) {
		row["id"], row["email"], row["handle"] = numbered(kindPerson, i), fmt.Sprintf("customer%d@example.org", i), nil
	})
	b.clone(d, "account_organisation", "id = $1", m.Aiko.Organisation[:], n, func(i int, row map[string]any) {
		row["id"], row["handle"] = numbered(kindOrganisation, i), nil
	})
	b.clone(d, "account_membership", "person_id = $1", m.Aiko.Person[:], n, func(i int, row map[string]any) {
		row["person_id"], row["organisation_id"] = numbered(kindPerson, i), numbered(kindOrganisation, i)
	})
	b.clone(d, "payment_method", "organisation_id = $1", m.Aiko.Organisation[:], n, func(i int, row map[string]any) {
		row["id"], row["organisation_id"], row["person_id"] = numbered(kindMethod, i), numbered(kindOrganisation, i), numbered(kindPerson, i)
		row["token_sealed"] = m.House.Keys.SealSecret(seal.Hide("card"), "payment.method:"+numbered(kindMethod, i).String())
	})
	b.sessions(m.Street, n)
}

// asked stores n more payment requests that await an answer, spread over all sellers
// or all of Ben's, and gives the number of the first.
func (m *market) asked(n int, hot bool) int {
	first := m.stored
	m.bench.clone(m.House.DB, "payment_request", "id = $1", m.request[:], n, func(i int, row map[string]any) {
		e := m.engagementOf(first+i, hot)
		row["id"], row["engagement_id"] = numbered(kindPayment, first+i), numbered(kindEngagement, e)
		row["customer_id"], row["seller_id"] = m.customer(e), m.seller(e)
	})
	m.stored += n
	m.bench.settleDown(m.House.DB)
	return first
}

// engagementOf is the number of the engagement under which a request was stored.
func (m *market) engagementOf(request int, hot bool) int {
	if hot {
		return m.parties + request%m.parties
	}
	return request % m.parties
}

// sell lets a payment request be approved, charged and settled, and waits for it.
func (m *market) sell(request id.ID) {
	var charge id.ID
	m.outside.took = func(c id.ID) { charge = c }
	m.bench.must(m.House.Payments.Approve(m.bench.ctx, m.Aiko, payment.PayInput{Request: request}))
	m.bench.quiet(m.House)
	m.bench.must(m.House.Payments.Settle(m.bench.ctx, charge))
	m.bench.quiet(m.House)
}

// settleDown lets the database look at what it holds.
func (b *bench) settleDown(d *db.DB) {
	text := "PRAGMA optimize"
	if d.Dialect == db.Postgres {
		text = "ANALYZE"
	}
	_, err := d.Handle().ExecContext(b.ctx, text)
	b.must(err)
}

// quiet waits until nothing is left to do: sealed, followed, every job done.
func (b *bench) quiet(h *app.House) {
	for end := time.Now().Add(20 * time.Minute); ; pause(b.ctx, 5*time.Millisecond) {
		sealed, err := h.Journal.Quiet(b.ctx)
		b.must(err)
		done, err := h.Jobs.Quiet(b.ctx)
		b.must(err)
		if sealed && done {
			return
		}
		if time.Now().After(end) || b.ctx.Err() != nil {
			b.Fatal("the house does not come to rest")
		}
	}
}
