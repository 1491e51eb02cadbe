package review_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/review"
	"guildhall/test/naughty"
	"guildhall/test/till"
)

// done is a completed and paid engagement.
func done(c *till.Till) id.ID {
	c.T.Helper()
	e := c.Engage("USD", "100")
	c.Pay(c.Ask(e, "100", true))
	c.Advance(48 * time.Hour)
	return e
}

// in is an actor who wears another organisation's hat.
func in(who policy.Actor, organisation id.ID) policy.Actor {
	who.Organisation = organisation
	return who
}

func TestWhoHasAnInterestCannotReview(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		card := done(c)
		c.Card(c.Ben, "4242 4242 4242 4242")
		if _, err := c.Reviews.Write(t.Context(), c.Aiko, good(card)); !fault.Is(err, "need.other_method") {
			t.Errorf("paid by a card the seller has too: %v", err)
		}
	})
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := done(c)
		c.Enrol(c.Aiko, c.Ben, account.Member)
		if _, err := c.Reviews.Write(t.Context(), in(c.Ben, c.Aiko.Organisation), good(e)); !fault.Is(err, "need.other_person") {
			t.Errorf("by who did the work: %v", err)
		}
		if _, err := c.Reviews.Write(t.Context(), c.Aiko, good(e)); !fault.Is(err, "need.other_organisation") {
			t.Errorf("with a member in both organisations: %v", err)
		}
	})
}

func TestTwentyReviewsAtOnceAreOne(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := done(c)
		var written atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				_, err := c.Reviews.Write(t.Context(), c.Aiko, good(e))
				if err == nil {
					written.Add(1)
				} else if !fault.Is(err, "review.written_already") {
					t.Error(err)
				}
			})
		}
		all.Wait()
		tally, err := review.TallyOf(t.Context(), c.DB, c.Ben.Organisation)
		c.Must(err)
		if written.Load() != 1 || tally.Count != 1 {
			t.Errorf("%d were written, %d are there", written.Load(), tally.Count)
		}
	})
}

func TestAReviewIsAnsweredOnceByTheExpertsSide(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		v, err := c.Reviews.Write(t.Context(), c.Aiko, good(done(c)))
		c.Must(err)
		reply := review.ReplyInput{Review: v, Reply: "Thank you."}
		if err := c.Reviews.Reply(t.Context(), c.Aiko, reply); !fault.Is(err, "review.not_yours") {
			t.Errorf("by the customer: %v", err)
		}
		if err := c.Reviews.Reply(t.Context(), c.Person("Dora"), reply); !fault.Is(err, "review.missing") {
			t.Errorf("by a stranger: %v", err)
		}
		for _, s := range []string{"", strings.Repeat("良", 501)} {
			if err := c.Reviews.Reply(t.Context(), c.Ben, review.ReplyInput{Review: v, Reply: s}); !fault.IsKind(err, fault.KindInvalid) {
				t.Errorf("%d characters: %v", len([]rune(s)), err)
			}
		}
		c.Must(c.Reviews.Reply(t.Context(), c.Ben, reply))
		if err := c.Reviews.Reply(t.Context(), c.Ben, reply); !fault.Is(err, "need.not_replied") {
			t.Errorf("twice: %v", err)
		}
		got, err := review.Find(t.Context(), c.DB, v)
		if err != nil || got.Reply != "Thank you." || got.RepliedBy != c.Ben.Person {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestAReviewTakenDownIsShownToNobodyAndCountsNowhere(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		chie := policy.Actor{Kind: policy.Operator, Person: c.Person("Chie").Person}
		v, err := c.Reviews.Write(t.Context(), c.Aiko, good(done(c)))
		c.Must(err)
		if _, err := c.Reviews.Report(t.Context(), c.Ben, review.ReportInput{Review: v, Ground: "dull"}); !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("on no ground: %v", err)
		}
		mine, err := c.Reviews.Report(t.Context(), c.Ben, review.ReportInput{Review: v, Ground: "copied", Note: "Seen before."})
		c.Must(err)
		if _, err := c.Reviews.Report(t.Context(), c.Ben, review.ReportInput{Review: v, Ground: "paid"}); !fault.Is(err, "review_report.made_already") {
			t.Errorf("twice: %v", err)
		}
		if err := c.Reviews.TakeDown(t.Context(), c.Ben, review.DecideInput{Report: mine, Reason: "No."}); !fault.Is(err, "review_report.missing") {
			t.Errorf("by the expert: %v", err)
		}
		c.Must(c.Reviews.Keep(t.Context(), chie, review.DecideInput{Report: mine, Reason: "It is about the work."}))
		if _, err := review.Find(t.Context(), c.DB, v); err != nil {
			t.Errorf("a kept one: %v", err)
		}
		dora, err := c.Reviews.Report(t.Context(), c.Person("Dora"), review.ReportInput{Review: v, Ground: "contact"})
		c.Must(err)
		emi, err := c.Reviews.Report(t.Context(), c.Person("Emi"), review.ReportInput{Review: v, Ground: "contact"})
		c.Must(err)
		c.Must(c.Reviews.TakeDown(t.Context(), chie, review.DecideInput{Report: emi, Reason: "It holds an address."}))
		if err := c.Reviews.Keep(t.Context(), chie, review.DecideInput{Report: dora, Reason: "No."}); !fault.Is(err, "review_report.moved_already") {
			t.Errorf("the other report of it: %v", err)
		}
		if _, err := review.Find(t.Context(), c.DB, v); !fault.Is(err, "review.missing") {
			t.Errorf("found: %v", err)
		}
		list, _, err := review.List(t.Context(), c.DB, review.Asked{Seller: c.Ben.Organisation, Order: review.Newest, Limit: 10})
		tally, err2 := review.TallyOf(t.Context(), c.DB, c.Ben.Organisation)
		if err != nil || err2 != nil || len(list) != 0 || tally.Count != 0 {
			t.Errorf("%d listed, %+v, %v, %v", len(list), tally, err, err2)
		}
		p, found, err := review.Decided(t.Context(), c.DB, v)
		if err != nil || !found || p.State != review.TakenDownFor || p.Reason != "It holds an address." {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func TestNaughtyStringsInReviewsRepliesAndReports(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	v, err := c.Reviews.Write(t.Context(), c.Aiko, good(done(c)))
	c.Must(err)
	for _, s := range naughty.Strings() {
		clean, _ := prose.Clean(s)
		err := c.Reviews.Reply(t.Context(), c.Ben, review.ReplyInput{Review: v, Reply: s})
		if err != nil && !fault.IsKind(err, fault.KindInvalid) {
			t.Fatalf("%q: %v", s, err)
		}
		if err != nil {
			continue
		}
		got, err := review.Find(t.Context(), c.DB, v)
		if err != nil || got.Reply != clean {
			t.Errorf("%q became %q, %v", s, got.Reply, err)
		}
		if v, err = c.Reviews.Write(t.Context(), c.Aiko, good(done(c))); err != nil {
			t.Fatal(err)
		}
		if len(s) > 40 {
			break // Each needs an engagement of its own; a few kinds are enough here.
		}
	}
}
