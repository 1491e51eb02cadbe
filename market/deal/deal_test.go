package deal_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/registration"
	"guildhall/test/till"
)

var update = flag.Bool("update", false, "write the golden files")

func TestWhoMayDoWhatIsGolden(t *testing.T) {
	for _, f := range []*flow.Flow{deal.ProposalFlow, deal.EngagementFlow, deal.MilestoneFlow} {
		path := filepath.Join("testdata", f.Noun+".flow.golden")
		if *update {
			if err := os.WriteFile(path, []byte(f.Matrix()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || string(want) != f.Matrix() {
			t.Errorf("%s differs from %s (%v):\n%s", f.Noun, path, err, f.Matrix())
		}
	}
}

func propose(c *till.Till, who policy.Actor, currency, total, terms string) (id.ID, error) {
	return c.Deals.Propose(c.T.Context(), who, deal.ProposeInput{Conversation: c.Conversation, Currency: currency, Total: total, Terms: terms})
}

func accept(c *till.Till, who policy.Actor, proposal id.ID) (id.ID, error) {
	return c.Deals.Accept(c.T.Context(), who, deal.AcceptInput{Proposal: proposal, Approval: deal.ApprovalAutomatic})
}

func TestTheFeeIsHalfUpInEveryCurrency(t *testing.T) {
	for _, c := range []struct {
		price    money.Amount
		fee, net int64
	}{
		{money.Of(100000, "USD"), 2500, 97500},     // AWS_IQ.md 4.1
		{money.Of(33333, "USD"), 833, 32500},       // 8.33
		{money.Of(20, "USD"), 1, 19},               // 0.5 of a cent is a cent
		{money.Of(19, "USD"), 0, 19},               // 0.475 is none
		{money.Of(60000, "JPY"), 1500, 58500},      // no decimals
		{money.Of(1020, "JPY"), 26, 994},           // 25.5 is 26
		{money.Of(1234567, "KWD"), 30864, 1203703}, // three decimals
		{money.Of(money.Max, "USD"), money.Max / 40, money.Max - money.Max/40},
	} {
		s := deal.SplitOf(c.price, deal.FeeRate)
		if s.Fee.Minor != c.fee || s.Net.Minor != c.net || s.Fee.Minor+s.Net.Minor != c.price.Minor {
			t.Errorf("%s: fee %s, net %s", c.price, s.Fee, s.Net)
		}
	}
}

func TestAProposalIsCheckedFieldByField(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	for name, in := range map[string]struct{ currency, total, terms, want string }{
		"no amount":         {"USD", "", "Work", "total: total_or_lines"},
		"nothing":           {"USD", "0", "Work", "total: money_zero"},
		"too many decimals": {"JPY", "10.5", "Work", "total: money_no_decimals"},
		"closed currency":   {"EUR", "10", "Work", "currency: currency"},
		"no terms":          {"USD", "10", "  ", "terms: required"},
		"long terms":        {"USD", "10", strings.Repeat("長", 5001), "terms: too_long"},
	} {
		_, err := propose(c, c.Ben, in.currency, in.total, in.terms)
		if err == nil || !strings.Contains(err.Error(), in.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := propose(c, c.Ben, "JPY", "￥１，２００，０００", "**Plan**\n\n1. look\n2. mend 𠮷")
	if err != nil {
		t.Fatal(err)
	}
	got, err := deal.FindProposal(t.Context(), c.DB, c.Aiko, p)
	if err != nil || got.Total != money.Of(1200000, "JPY") || got.Terms != "**Plan**\n\n1. look\n2. mend 𠮷" || got.Seller != c.Ben.Organisation {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestASellerNeedsARegistrationAndAnAccountInTheCurrency(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		accounts, err := c.AccountsOf(c.Ben)
		c.Must(err)
		for _, a := range accounts {
			if a.Currency == "USD" {
				c.Must(c.Payouts.RemoveAccount(t.Context(), c.Ben, a.ID))
			}
		}
		if _, err := propose(c, c.Ben, "USD", "10", "Work"); !fault.Is(err, "need.paid_in_currency") {
			t.Errorf("without an account: %v", err)
		}
		if _, err := propose(c, c.Ben, "JPY", "10", "Work"); err != nil {
			t.Errorf("with one: %v", err)
		}
		c.Must(c.Registrations.Suspend(t.Context(), c.Desk("Chie"), registration.SuspendInput{Registration: c.RegistrationOf(c.Ben), Rule: "conduct", Reason: "Looking into it."}))
		if _, err := propose(c, c.Ben, "JPY", "10", "Work"); !fault.Is(err, "need.seller_active") {
			t.Errorf("suspended: %v", err)
		}
	})
}

func TestACustomerWithoutACardCannotAccept(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	p, err := propose(c, c.Ben, "USD", "10", "Work")
	c.Must(err)
	c.NoMethod(c.Aiko)
	if _, err := accept(c, c.Aiko, p); !fault.Is(err, "need.can_pay") {
		t.Errorf("accepted without a card: %v", err)
	}
}

func TestExpertCannotWithdrawAnAcceptedProposal(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		p, err := propose(c, c.Ben, "USD", "10", "Work")
		c.Must(err)
		_, err = accept(c, c.Aiko, p)
		c.Must(err)
		if err := c.Deals.Withdraw(t.Context(), c.Ben, p); !fault.Is(err, "proposal.moved_already") {
			t.Errorf("%v", err)
		}
		got, err := deal.FindProposal(t.Context(), c.DB, c.Ben, p)
		c.Must(err)
		if got.State != deal.Accepted {
			t.Errorf("it is %s", got.State)
		}
	})
}

func TestStrangersSeeNoProposal(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	p, err := propose(c, c.Ben, "USD", "10", "Work")
	c.Must(err)
	dora := c.Person("Dora")
	if _, err := deal.FindProposal(t.Context(), c.DB, dora, p); !fault.Is(err, "proposal.missing") {
		t.Errorf("seen: %v", err)
	}
	if _, err := accept(c, dora, p); !fault.Is(err, "proposal.missing") {
		t.Errorf("accepted: %v", err)
	}
	if err := c.Deals.Withdraw(t.Context(), dora, id.New()); !fault.Is(err, "proposal.missing") {
		t.Errorf("one that is not there: %v", err)
	}
	if _, err := accept(c, c.Ben, p); !fault.Is(err, "proposal.not_yours") {
		t.Errorf("accepted by the expert: %v", err)
	}
	if _, err := propose(c, c.Aiko, "USD", "10", "Work"); !fault.Is(err, "proposal.not_yours") {
		t.Errorf("proposed by the customer: %v", err)
	}
}

func TestAViewerOfTheCustomerDecidesNothing(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	p, err := propose(c, c.Ben, "USD", "10", "Work")
	c.Must(err)
	viewer := c.Enrol(c.Aiko, c.Person("Emi"), account.Viewer)
	if _, err := accept(c, viewer, p); !fault.Is(err, "need.may_buy") {
		t.Errorf("%v", err)
	}
}

func TestAProposalExpiresAfterThirtyDays(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	p, err := propose(c, c.Ben, "USD", "10", "Work")
	c.Must(err)
	who := policy.As(policy.Clock, "sweep")
	c.Advance(30*24*time.Hour - time.Minute)
	if err := c.Deals.Expire(t.Context(), who, p); !fault.Is(err, "proposal.moved_already") {
		t.Errorf("expired early: %v", err)
	}
	c.Advance(2 * time.Minute)
	due, err := deal.ProposalFlow.Due(t.Context(), c.DB, c.Now(), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("due: %v, %v", due, err)
	}
	c.Must(c.Deals.Expire(t.Context(), who, p))
	if _, err := accept(c, c.Aiko, p); !fault.Is(err, "proposal.moved_already") {
		t.Errorf("accepted after it expired: %v", err)
	}
}

func TestTwentyAcceptsHaveOneWinner(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		p, err := propose(c, c.Ben, "USD", "10", "Work")
		c.Must(err)
		won := race(t, 20, "proposal.moved_already", func(n int) error {
			if n%2 == 0 {
				return c.Deals.Decline(t.Context(), c.Aiko, deal.DeclineInput{Proposal: p})
			}
			_, err := accept(c, c.Aiko, p)
			return err
		})
		if won != 1 {
			t.Errorf("%d won", won)
		}
		list, err := deal.EngagementsIn(t.Context(), c.DB, c.Conversation)
		c.Must(err)
		got, err := deal.FindProposal(t.Context(), c.DB, c.Aiko, p)
		c.Must(err)
		if (got.State == deal.Accepted) != (len(list) == 1) {
			t.Errorf("%s with %d engagements", got.State, len(list))
		}
	})
}

// race runs n at once and counts who won; the others must be refused with code.
func race(t *testing.T, n int, code string, do func(n int) error) int64 {
	t.Helper()
	var wait sync.WaitGroup
	var won atomic.Int64
	for i := range n {
		wait.Go(func() {
			switch err := do(i); {
			case err == nil:
				won.Add(1)
			case !fault.Is(err, code):
				t.Errorf("refused with %v", err)
			}
		})
	}
	wait.Wait()
	return won.Load()
}

func TestTheSameKeyAcceptsOnce(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		p, err := propose(c, c.Ben, "USD", "10", "Work")
		c.Must(err)
		aiko := c.Aiko
		aiko.Key = "one-form"
		first, err := accept(c, aiko, p)
		c.Must(err)
		again, err := accept(c, aiko, p)
		if err != nil || again != first {
			t.Errorf("again: %v, %v", again == first, err)
		}
	})
}

func TestItem5AnEngagementIsNotCompletedWhileARequestAwaits(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := c.Engage("USD", "100")
		q := c.Ask(e, "10", false)
		if err := c.Deals.Complete(t.Context(), c.Ben, e); !fault.Is(err, "need.nothing_awaiting") {
			t.Errorf("completed: %v", err)
		}
		c.Must(c.Payments.Withdraw(t.Context(), c.Ben, q))
		c.Must(c.Deals.Complete(t.Context(), c.Ben, e))
		if _, err := c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Amount: "1", Work: "More."}); !fault.Is(err, "need.engagement_open") {
			t.Errorf("asked after it was completed: %v", err)
		}
	})
}

// Ten complete while ten ask: either it is completed and nothing awaits, or
// something awaits and it is not.
func TestCompletingAndAskingAtOnceLeaveOneTruth(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for range 3 {
			e := c.Engage("USD", "100")
			var wait sync.WaitGroup
			var completed, asked atomic.Int64
			for range 10 {
				wait.Go(func() {
					if c.Deals.Complete(t.Context(), c.Ben, e) == nil {
						completed.Add(1)
					}
				})
				wait.Go(func() {
					_, err := c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Amount: "1", Work: "Done."})
					if err == nil {
						asked.Add(1)
					}
				})
			}
			wait.Wait()
			if completed.Load() > 1 || completed.Load() == 1 && asked.Load() > 0 || completed.Load() == 0 && asked.Load() != 10 {
				t.Errorf("%d completed, %d asked", completed.Load(), asked.Load())
			}
		}
	})
}
