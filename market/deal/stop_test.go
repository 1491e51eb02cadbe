package deal_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/test/till"
)

var clockwork = policy.As(policy.Clock, "sweep")

// scheduled is an accepted schedule of one payment for each number of days from now.
func scheduled(c *till.Till, days ...int) (id.ID, error) {
	var lines []deal.LineInput
	for _, d := range days {
		lines = append(lines, deal.LineInput{Amount: "100", DueOn: dayIn(c, d)})
	}
	p, err := offer(c, deal.KindSchedule, "USD", "", lines...)
	if err != nil {
		return p, err
	}
	return accept(c, c.Aiko, p)
}

func find(c *till.Till, engagement id.ID) deal.Engagement {
	c.T.Helper()
	e, err := deal.FindEngagement(c.T.Context(), c.DB, c.Aiko, engagement)
	c.Must(err)
	return e
}

func states(c *till.Till, engagement id.ID) map[string]int {
	c.T.Helper()
	list, err := payment.RequestsOf(c.T.Context(), c.DB, engagement)
	c.Must(err)
	count := map[string]int{}
	for _, q := range list {
		count[string(q.State)]++
	}
	return count
}

func TestAStoppedScheduleLeavesTenDaysToAskForWorkDoneBefore(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e, err := scheduled(c, 20, 40, 60)
		c.Must(err)
		if got := find(c, e); got.Asked.Minor != 30000 || got.Remaining().Minor != 0 {
			t.Fatalf("asked %s, remaining %s", got.Asked, got.Remaining())
		}
		if err := c.Deals.Stop(t.Context(), c.Ben, e); !fault.Is(err, "engagement.not_yours") {
			t.Errorf("the expert stops: %v", err)
		}
		c.Must(c.Deals.Stop(t.Context(), c.Aiko, e))
		got := find(c, e)
		if got.State != deal.Stopping || got.Remaining().Minor != 30000 || got.Deadline != got.StoppedAt.Add(240*time.Hour) || states(c, e)["cancelled"] != 3 {
			t.Fatalf("%+v, %v", got, states(c, e))
		}
		if err := c.Deals.Stop(t.Context(), c.Aiko, e); !fault.IsKind(err, fault.KindForbidden) && !fault.IsKind(err, fault.KindConflict) {
			t.Errorf("stopped twice: %v", err)
		}
		c.Advance(239 * time.Hour)
		q := c.Ask(e, "50", false)
		c.Advance(2 * time.Hour)
		if _, err := c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Amount: "1", Work: "More"}); err == nil {
			t.Error("asked after ten days")
		}
		c.Must(c.Deals.Close(t.Context(), clockwork, e))
		if got := find(c, e); got.State != deal.Stopping || got.Deadline <= c.Now() {
			t.Errorf("while a request waits: %s until %v", got.State, got.Deadline)
		}
		c.Must(c.Payments.Withdraw(t.Context(), c.Ben, q))
		c.Advance(25 * time.Hour)
		c.Must(c.Deals.Close(t.Context(), clockwork, e))
		if got := find(c, e); got.State != deal.Completed {
			t.Errorf("after that: %s", got.State)
		}
		if err := c.Deals.Close(t.Context(), clockwork, e); !fault.Is(err, "engagement.moved_already") {
			t.Errorf("closed twice: %v", err)
		}
	})
}

// AWS_IQ.md 8, item 5.
func TestItem5CompleteCancelsWhatIsScheduledAndIsRefusedWhileARequestAwaits(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e, err := scheduled(c, 20, 40)
		c.Must(err)
		c.Must(c.Deals.Complete(t.Context(), c.Ben, e))
		if got := find(c, e); got.State != deal.Completed || got.Asked.Minor != 0 || states(c, e)["cancelled"] != 2 {
			t.Errorf("%s, asked %s, %v", got.State, got.Asked, states(c, e))
		}
		if err := c.Deals.Stop(t.Context(), c.Aiko, e); err == nil {
			t.Error("a completed engagement was stopped")
		}
	})
}

// AWS_IQ.md 8, items 6 and 15: an upfront price is charged at the click, and fixed.
func TestAcceptingUpfrontApprovesThePriceAtOnceAndLeavesNothingToAskFor(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for currency, total := range map[string]string{"USD": "1,000.00", "JPY": "120000", "KWD": "99.999"} {
			p, err := offer(c, deal.KindUpfront, currency, total)
			c.Must(err)
			e, err := accept(c, c.Aiko, p)
			c.Must(err)
			got := find(c, e)
			if got.Remaining().Minor != 0 || states(c, e)["approved"] != 1 || got.Agreement != deal.AgreementVersion {
				t.Errorf("%s: remaining %s, %v", currency, got.Remaining(), states(c, e))
			}
			if _, err := c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Amount: "1", Work: "More"}); err == nil {
				t.Errorf("%s: asked for more than the price", currency)
			}
		}
		c.Balanced()
	})
}

func TestTwentyAcceptancesOfOneUpfrontProposalPayOnce(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		p, err := offer(c, deal.KindUpfront, "USD", "10")
		c.Must(err)
		var won atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := accept(c, c.Aiko, p); err == nil {
					won.Add(1)
				} else if !fault.Is(err, "proposal.moved_already") {
					t.Errorf("%v", err)
				}
			})
		}
		all.Wait()
		list, err := deal.EngagementsIn(t.Context(), c.DB, c.Conversation)
		c.Must(err)
		if won.Load() != 1 || len(list) != 1 || states(c, list[0].ID)["approved"] != 1 {
			t.Errorf("%d won, %d engagements", won.Load(), len(list))
		}
	})
}

// both runs two deeds at once, and gives what each said.
func both(a, b func() error) (error, error) {
	var all sync.WaitGroup
	var first, second error
	all.Go(func() { first = a() })
	all.Go(func() { second = b() })
	all.Wait()
	return first, second
}

func TestAcceptAgainstReplaceHasOneOutcome(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for range 8 {
			p, err := propose(c, c.Ben, "USD", "10", "Work")
			c.Must(err)
			accepted, replaced := both(func() error { _, err := accept(c, c.Aiko, p); return err }, func() error {
				_, err := c.Deals.Propose(context.WithoutCancel(t.Context()), c.Ben, deal.ProposeInput{Conversation: c.Conversation,
					Currency: "USD", Total: "11", Terms: "More", Supersedes: p})
				return err
			})
			if (accepted == nil) == (replaced == nil) {
				t.Fatalf("accept: %v, replace: %v", accepted, replaced)
			}
			_, agreed, err := deal.EngagementOf(t.Context(), c.DB, p)
			c.Must(err)
			if agreed != (accepted == nil) {
				t.Errorf("agreed %v, but accept said %v", agreed, accepted)
			}
		}
	})
}

func TestCompleteAgainstAskHasOneOutcome(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for range 8 {
			e := c.Engage("USD", "10")
			completed, asked := both(func() error { return c.Deals.Complete(t.Context(), c.Ben, e) }, func() error {
				_, err := c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Amount: "10", Work: "Mended."})
				return err
			})
			if (completed == nil) == (asked == nil) {
				t.Fatalf("complete: %v, ask: %v", completed, asked)
			}
		}
	})
}

func TestStopAgainstFallDueChargesOrCancelsEachPaymentOnce(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for range 4 {
			e, err := scheduled(c, 1, 40)
			c.Must(err)
			c.Advance(48 * time.Hour)
			list, err := payment.RequestsOf(t.Context(), c.DB, e)
			c.Must(err)
			stopped, fell := both(func() error { return c.Deals.Stop(t.Context(), c.Aiko, e) },
				func() error { return c.Payments.FallDue(t.Context(), clockwork, list[0].ID) })
			c.Must(stopped)
			count, got := states(c, e), find(c, e)
			if fell == nil && (count["approved"] != 1 || count["cancelled"] != 1 || got.Asked.Minor != 10000) ||
				fell != nil && (count["cancelled"] != 2 || got.Asked.Minor != 0) {
				t.Errorf("fall due said %v: %v, asked %s", fell, count, got.Asked)
			}
		}
	})
}

func TestTheAgreementOfTheDayIsKeptAndAnOldOneIsRefused(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		p, err := propose(c, c.Ben, "USD", "10", "Work")
		c.Must(err)
		in := deal.AcceptInput{Proposal: p, Approval: deal.ApprovalAutomatic, Agreement: "2020-01-01", Lang: "ja", PurchaseOrder: " PO-７ "}
		if _, err := c.Deals.Accept(t.Context(), c.Aiko, in); !fault.Is(err, "agreement.changed") {
			t.Errorf("an old text: %v", err)
		}
		in.Agreement = deal.AgreementVersion
		e, err := c.Deals.Accept(t.Context(), c.Aiko, in)
		c.Must(err)
		got := find(c, e)
		if got.Agreement != deal.AgreementVersion || got.AgreementLang != "ja" || got.Approval != deal.ApprovalAutomatic || got.PurchaseOrder != "PO-７" {
			t.Errorf("%+v", got)
		}
		a, err := deal.FindAgreement(t.Context(), c.DB, got.Agreement, "ja")
		c.Must(err)
		if a.Title() != "案件契約" || len(a.Sections()) != 12 || len(a.Hash) != 64 {
			t.Errorf("%s, %d sections", a.Title(), len(a.Sections()))
		}
		if _, err := deal.FindAgreement(t.Context(), c.DB, "../proposal.go", "en"); !fault.Is(err, "agreement.missing") {
			t.Errorf("%v", err)
		}
	})
}

func TestAcceptingAsksHowPaymentsAreApproved(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	p, err := propose(c, c.Ben, "USD", "10", "Work")
	c.Must(err)
	for approval, want := range map[string]string{"": "approval: required", "perhaps": "approval: choice"} {
		_, err := c.Deals.Accept(t.Context(), c.Aiko, deal.AcceptInput{Proposal: p, Approval: approval})
		if err == nil || fault.Of(err).Fields[0].Name+": "+fault.Of(err).Fields[0].Code != want {
			t.Errorf("%q: %v", approval, err)
		}
	}
}

func TestTermsAreComparedLineByLine(t *testing.T) {
	got := ""
	for _, l := range deal.DiffTerms("調査\n- 報告書\n\n終わり", "調査\n- 報告書と図\n\n終わり") {
		got += string(l.Mark) + l.Text + "|"
	}
	if want := " 調査|-- 報告書|+- 報告書と図| | 終わり|"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if same := deal.DiffTerms("a", "a\n"); same != nil {
		t.Errorf("the same terms: %v", same)
	}
}
