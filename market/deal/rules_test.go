package deal_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/deal"
	"guildhall/test/till"
)

// AWS_IQ.md section 8 item 4: a proposal is immutable. What was sent stays word for word
// and cent for cent: another one replaces it, an answer ends it, time ends it.
func TestItem4AProposalNeverChangesAfterItWasSent(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		ctx := t.Context()
		send := func(total, terms string, replaces id.ID) id.ID {
			t.Helper()
			p, err := c.Deals.Propose(ctx, c.Ben, deal.ProposeInput{Conversation: c.Conversation, Currency: "USD", Total: total, Terms: terms, Supersedes: replaces})
			c.Must(err)
			return p
		}
		read := func(p id.ID) deal.Proposal {
			t.Helper()
			got, err := deal.FindProposal(ctx, c.DB, c.Aiko, p)
			c.Must(err)
			return got
		}
		same := func(what string, was, is deal.Proposal) {
			t.Helper()
			was.State, was.StateSince, was.Deadline, was.Version = is.State, is.StateSince, is.Deadline, is.Version
			if was.DecidedBy, was.Reason, was.ReasonLang = is.DecidedBy, is.Reason, is.ReasonLang; !reflect.DeepEqual(was, is) {
				t.Errorf("%s: it was %+v and is %+v", what, was, is)
			}
		}
		first := send("100", "Find it.", id.None)
		sent := read(first)
		second := send("200", "Find and mend it.", first)
		same("replaced", sent, read(first))
		newer := read(second)
		if _, err := c.Accept(first); !fault.Is(err, "proposal.moved_already") {
			t.Errorf("the replaced one was accepted: %v", err)
		}
		_, err := c.Accept(second)
		c.Must(err)
		same("accepted", newer, read(second))
		third := send("300", "Watch it.", id.None)
		last := read(third)
		c.Must(c.Deals.Decline(ctx, c.Aiko, deal.DeclineInput{Proposal: third, Reason: "Later."}))
		c.AdvanceTo(c.Now().Add(40 * 24 * time.Hour))
		same("declined", last, read(third))
	})
}

// One who goes back to the form and sends it again has not made another offer: two of
// the same could both be accepted. Any other words, amounts or days are another one.
func TestTheSameProposalDoesNotWaitTwice(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		ctx := t.Context()
		in := deal.ProposeInput{Conversation: c.Conversation, Currency: "USD", Terms: "Find it.",
			Lines: []deal.LineInput{{Title: "Report", Amount: "100"}, {Title: "Repair", Amount: "200"}}}
		send := func(change func(*deal.ProposeInput)) (id.ID, error) {
			next := in
			next.Lines = slices.Clone(in.Lines)
			change(&next)
			return c.Deals.Propose(ctx, c.Ben, next)
		}
		asIs := func(*deal.ProposeInput) {}
		first, err := send(asIs)
		c.Must(err)
		if _, err := send(asIs); !fault.Is(err, "proposal.sent_already") {
			t.Errorf("sent twice: %v", err)
		}
		for what, change := range map[string]func(*deal.ProposeInput){
			"terms":  func(p *deal.ProposeInput) { p.Terms = "Find it and mend it." },
			"amount": func(p *deal.ProposeInput) { p.Lines[1].Amount = "201" },
			"title":  func(p *deal.ProposeInput) { p.Lines[0].Title = "Findings" },
			"order":  func(p *deal.ProposeInput) { slices.Reverse(p.Lines) },
		} {
			if _, err := send(change); err != nil {
				t.Errorf("another %s: %v", what, err)
			}
		}
		c.Must(c.Deals.Withdraw(ctx, c.Ben, first))
		if _, err := send(asIs); err != nil {
			t.Errorf("after the first was withdrawn: %v", err)
		}
	})
}
