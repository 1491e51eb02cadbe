package browser

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"guildhall/base/i18n"
	"guildhall/engine/ledger"
	"guildhall/engine/sweep"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// deed presses what opens a question and answers it with the deed.
func (tab *Tab) deed(label, deed string) {
	tab.T.Helper()
	tab.PressIn("main", label)
	tab.Until("the question is open", `[...document.querySelectorAll("dialog")].some(d => d.open || d.matches(":popover-open"))`)
	tab.stamp()
	tab.PressIn("dialog[open], dialog:popover-open", deed)
	tab.arrive("answering " + deed)
}

// teller is two browsers and the words of one language.
type money struct {
	t         *testing.T
	w         *world.World
	r         *room
	lang      i18n.Lang
	aiko, ben *Tab
	shots     string
}

func (m *money) say(key string, pairs ...any) string { return i18n.House().Say(m.lang, key, pairs...) }

// look checks the page for everybody, and photographs it where that is wanted.
func (m *money) look(tab *Tab, name string) {
	m.t.Helper()
	tab.Accessible()
	if px := tab.Sideways(); px > 0 {
		m.t.Errorf("%s scrolls sideways by %d", tab.Path(), px)
	}
	if m.shots != "" {
		tab.Shot(fmt.Sprintf("%s/%s.%s.png", m.shots, name, m.lang))
	}
}

// advance moves the sandbox's clock.
func (m *money) advance(d time.Duration) {
	m.t.Helper()
	if err := m.w.House.Sweeper.Advance(m.t.Context(), m.r.Chie, sweep.By(d)); err != nil {
		m.t.Fatal(err)
	}
}

// TestFromAProposalToAPayoutAndAReview is the thin straight line of money, by hand
// in two browsers: Ben proposes, Aiko enters a card and accepts, Ben asks, Aiko
// approves, the card is charged, the house keeps 2.5 %, Ben is paid out, Aiko
// reviews, and the books balance.
func TestFromAProposalToAPayoutAndAReview(t *testing.T) {
	for _, look := range []struct{ aiko, ben Look }{
		{Look{Lang: "en"}, Look{Lang: "en", Width: 390, Dark: true}},
		{Look{Lang: "ja", Width: 390}, Look{Lang: "ja", Dark: true}},
	} {
		t.Run(look.aiko.Lang, func(t *testing.T) {
			tool.NeedChromium(t)
			w := world.Start(t, world.Config(t, ""))
			m := &money{t: t, w: w, r: conversation(t, w), lang: i18n.Lang(look.aiko.Lang), shots: os.Getenv("GUILDHALL_SHOTS")}
			m.aiko, m.ben = Open(t, w, look.aiko), Open(t, w, look.ben)
			m.aiko.SignIn(world.At(t, w.Address, m.r.AikoToken))
			m.ben.SignIn(world.At(t, w.Address, m.r.BenToken))
			m.r.NoAccount(m.r.Ben)
			m.agree()
			m.pay()
			m.finish()
		})
	}
}

func (m *money) agree() {
	m.ben.Open(m.r.path + "?lang=" + string(m.lang))
	m.look(m.ben, "01-nothing-yet")
	m.ben.Follow(m.say("proposal.new"))
	m.look(m.ben, "02-needs-account")
	m.ben.Follow(m.say("proposal.needs.account.do"))
	m.ben.Fill("currency", "USD")
	m.ben.Fill("bank", "Test Bank")
	m.ben.Fill("holder", "Ben Carter")
	m.ben.Script(`document.querySelector("#account-form-number").value = "000123456789"`)
	m.look(m.ben, "03-settings")
	m.ben.Submit(m.say("settings.payment.account.add"))
	m.ben.Fill("total", "1,200.00")
	m.ben.Until("the fee is worked out", `document.querySelector("#xray").innerText.includes("30.00")`)
	m.ben.Fill("terms", "**Plan**\n\n1. Remove the idle replica\n2. Bring storage back to size\n\nDone by Friday.")
	m.look(m.ben, "04-propose")
	m.ben.Submit(m.say("proposal.send"))
	m.look(m.ben, "05-proposed-expert")

	m.aiko.Open(m.r.path + "?lang=" + string(m.lang))
	m.look(m.aiko, "06-proposed-customer")
	m.aiko.Follow(m.say("between.proposed.customer.read"))
	m.look(m.aiko, "07-proposal")
	m.aiko.Follow(m.say("proposal.accept"))
	m.look(m.aiko, "08-accept-no-card")
	m.aiko.Follow(m.say("proposal.accept.add"))
	m.aiko.Script(`document.querySelector("#card-form-number").value = "4242 4242 4242 4243"`)
	m.aiko.Fill("expires", "12/39")
	m.aiko.Expect("422")
	m.aiko.Submit(m.say("settings.payment.card.save"))
	m.look(m.aiko, "09-card-refused")
	m.aiko.Script(`document.querySelector("#card-form-number").value = "4242 4242 4242 4242"`)
	m.aiko.Submit(m.say("settings.payment.card.save"))
	m.look(m.aiko, "10-accept")
	m.aiko.Submit(m.say("proposal.accept.deed.milestone", "Amount", "$1,200.00"))
	m.look(m.aiko, "11-at-work")
}

// Script runs JavaScript for its effect.
func (tab *Tab) Script(code string) {
	tab.T.Helper()
	Script[bool](tab, "("+code+", true)")
}

func (m *money) pay() {
	m.ben.Open(m.r.path)
	m.look(m.ben, "12-at-work-expert")
	m.ben.Follow(m.say("payment_request.new"))
	m.ben.Fill("amount", "400.00")
	m.ben.Fill("work", "The idle replica is gone; the graph attached shows no query was missed.")
	m.look(m.ben, "13-ask")
	m.ben.Submit(m.say("payment_request.ask"))

	m.aiko.Open(m.r.path)
	m.look(m.aiko, "14-awaiting")
	m.aiko.PressIn("main", m.say("payment_request.approve.deed", "Amount", "$400.00"))
	if m.shots != "" {
		m.look(m.aiko, "15-approve-question")
	}
	m.aiko.stamp()
	m.aiko.PressIn("dialog[open], dialog:popover-open", m.say("payment_request.approve.deed", "Amount", "$400.00"))
	m.aiko.arrive("approving")
	m.aiko.Until("the card is charged", `document.body.innerText.includes("4242")`)
	m.look(m.aiko, "16-approved")
	m.advance(49 * time.Hour)
	m.aiko.Open(m.r.path)
	m.aiko.See(m.say("way.collected"))
	m.look(m.aiko, "17-collected")
	m.ben.Open("/payouts")
	m.look(m.ben, "18-payouts-before")
}

func (m *money) finish() {
	m.advance(48 * time.Hour) // the next daily run, and a day to arrive
	m.ben.Open("/payouts")
	m.ben.See("390")
	m.look(m.ben, "19-payouts")
	m.ben.Follow(m.say("payouts.statement"))
	m.look(m.ben, "20-statement")
	m.ben.Open(m.r.path)
	m.look(m.ben, "21-paid-out")
	m.ben.deed(m.say("engagement.complete"), m.say("engagement.complete.deed"))
	m.aiko.Open(m.r.path)
	m.look(m.aiko, "22-review-asked")
	m.aiko.Follow(m.say("between.review.do"))
	m.aiko.Fill("succeeded", "yes")
	m.aiko.Fill("stars", "5")
	m.aiko.Fill("again", "yes")
	m.aiko.Fill("body", "Found it within a day and explained it well.")
	m.look(m.aiko, "23-review")
	m.aiko.Submit(m.say("review.write"))
	m.look(m.aiko, "24-engagement")
	m.aiko.Open("/payments")
	m.look(m.aiko, "25-payments")
	m.aiko.Click(`a[href^="/invoices/"]`)
	m.aiko.See(m.say("invoice.total"))
	m.look(m.aiko, "26-invoice")

	report, err := m.w.House.VerifyBooks(context.Background())
	if err != nil || len(report.Problems) > 0 {
		m.t.Errorf("the books are wrong: %v %v", report.Problems, err)
	}
	fee, err := ledger.HouseBalance(m.t.Context(), m.w.House.DB, ledger.FeeRevenue, "USD")
	if err != nil || fee.Minor != 1000 {
		m.t.Errorf("the house keeps %s, %v", fee, err)
	}
	var journal strings.Builder
	if err := ledger.Export(m.t.Context(), m.w.House.DB, &journal, ledger.Formats[0], time.UTC); err != nil || !strings.Contains(journal.String(), "payout_arrived") {
		m.t.Errorf("the export lacks the payout: %v", err)
	}
}
