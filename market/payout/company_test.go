package payout_test

import (
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/engine/ledger"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/talk"
	"guildhall/test/till"
)

// AWS_IQ.md R13b: the operator pays out to the bank account of the expert or of the
// expert's company. RULES.md 1: which of them is fixed by the proposal's seller, the
// organisation for which the work was answered; the voice in the chat changes nothing.
func TestR13WorkAnsweredForTheCompanyIsPaidToTheCompanyAndOnesOwnToOneself(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		ctx := t.Context()
		company := c.Company(c.Ben, "Carter Cloud")
		c.Register(company)
		c.Account(company, "USD", "000123456789")
		own, theirs := accountOf(c, c.Ben), accountOf(c, company)
		if own.ID == theirs.ID {
			t.Fatalf("the accounts are not two: %+v and %+v", own, theirs)
		}

		answered := func(who policy.Actor, title, voice string) id.ID {
			t.Helper()
			con, err := c.Talks.Answer(ctx, who, talk.AnswerInput{Request: c.Request(c.Aiko, title), Voice: voice, Text: "I can look at it today."})
			c.Must(err)
			return con
		}
		asOneself := answered(c.Ben, "Our nightly job times out", account.VoiceSelf)
		asCompany := answered(company, "Move a server to Fargate", account.VoiceCompany)
		inOwnVoice := answered(company, "Review who may do what", account.VoiceSelf) // for the company all the same

		// What one says afterwards, in which voice and under which hat, moves no money.
		_, err := c.Talks.Send(ctx, company, talk.SendInput{Conversation: asCompany, Voice: account.VoiceSelf, Text: "Ben here."})
		c.Must(err)
		work := []struct {
			conversation id.ID
			by, hat      policy.Actor // whose work it is, and the hat they wear as they propose and ask
			total        string
		}{{asOneself, c.Ben, company, "100"}, {asCompany, company, c.Ben, "200"}, {inOwnVoice, company, company, "400"}}
		for _, w := range work {
			p, err := c.Deals.Propose(ctx, w.hat, deal.ProposeInput{Conversation: w.conversation, Currency: "USD", Total: w.total, Terms: "Find and mend it."})
			c.Must(err)
			e, err := c.Accept(p)
			c.Must(err)
			agreed, err := deal.FindEngagement(ctx, c.DB, c.Aiko, e)
			c.Must(err)
			if agreed.Seller != w.by.Organisation {
				t.Errorf("%s: the seller is not whoever answered", w.total)
			}
			q, err := c.Payments.Ask(ctx, w.hat, payment.AskInput{Engagement: e, Amount: w.total, Work: "Done.", Final: true})
			c.Must(err)
			c.Pay(q)
			paper, found, err := payment.InvoiceOf(ctx, c.DB, q)
			c.Must(err)
			if !found || paper.Issuer != w.by.Organisation {
				t.Errorf("%s: the invoice is not the seller's: %+v", w.total, paper)
			}
		}
		c.Advance(3 * 24 * time.Hour)
		c.PayOut()

		for _, one := range []struct {
			who     policy.Actor
			account payout.Account
			minor   int64 // less the fee of 2.5 %
		}{{c.Ben, own, 9_750}, {company, theirs, 58_500}} {
			list, err := payout.PayoutsOf(ctx, c.DB, one.who.Organisation, id.None, 10)
			c.Must(err)
			for _, p := range list {
				c.Must(c.Payouts.Send(ctx, p.ID))
			}
			if len(list) != 1 || list[0].Account != one.account.ID || list[0].Amount.Minor != one.minor {
				t.Errorf("to %s: %+v", one.account.ID, list)
			}
		}
		c.Advance(2 * 24 * time.Hour)
		for _, who := range []policy.Actor{c.Ben, company} {
			left, err := ledger.PartyBalance(ctx, c.DB, ledger.ExpertPayable, who.Organisation, "USD")
			c.Must(err)
			list, err := payout.PayoutsOf(ctx, c.DB, who.Organisation, id.None, 10)
			c.Must(err)
			if !left.IsZero() || list[0].State != payout.Arrived {
				t.Errorf("%s is still owed; the payout is %s", left, list[0].State)
			}
		}
		c.Balanced()
	})
}

// accountOf is where somebody is paid in dollars.
func accountOf(c *till.Till, who policy.Actor) payout.Account {
	c.T.Helper()
	a, found, err := payout.ActiveAccount(c.T.Context(), c.DB, who.Organisation, "USD")
	c.Must(err)
	if !found {
		c.T.Fatal("there is no account")
	}
	return a
}
