package web

import (
	"github.com/a-h/templ"

	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/view"
	"guildhall/web/page/engagement"
	"guildhall/web/page/proposal"
	"guildhall/web/part"
)

// milestoneTones says what each state of a milestone means.
var milestoneTones = map[flow.State]part.Tone{
	deal.Planned: part.Neutral, deal.MilestoneAsked: part.Wait, deal.MilestoneApproved: part.Wait,
	deal.MilestonePaid: part.Good, deal.Cancelled: part.Neutral,
}

// milestones are those of an engagement, for its page; mayAsk leads the expert from
// one that is to do to asking for its payment.
func (f *Face) milestones(v *Visit, e deal.Engagement, mayAsk bool) ([]engagement.Milestone, error) {
	list, err := deal.MilestonesOf(v.Ctx, f.DB, e.ID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	disputes, err := payment.DisputesIn(v.Ctx, f.DB, e.Conversation)
	var out []engagement.Milestone
	for _, m := range list {
		one := engagement.Milestone{Line: v.proposalLine(deal.KindMilestone, m.Line),
			Badge: part.Badge{Label: v.T("milestone.state." + string(m.State)), Tone: milestoneTones[m.State]}}
		if m.State == deal.MilestonePaid && disputes[m.ID] {
			one.Badge = v.paidBadge(payment.Collected, true)
		}
		if mayAsk && m.State == deal.Planned {
			one.Ask = engagementPath(e.ID) + "/ask?milestone=" + deal.MilestoneID.Text(m.ID)
		}
		out = append(out, one)
	}
	return out, err
}

// scheduled is what has not fallen due of an engagement: how many payments, and what
// they come to.
func scheduled(e view.Engagement) (int, money.Amount) {
	count, sum := 0, money.Of(0, e.Total.Currency)
	for _, p := range e.Payments {
		if p.State == payment.Scheduled {
			count++
			sum.Minor += p.Amount.Minor
		}
	}
	return count, sum
}

// toCome are the payments of a schedule that have not fallen due, by date.
func (v *Visit) toCome(e view.Engagement) []proposal.Line {
	var lines []proposal.Line
	for _, p := range e.Payments {
		if p.State == payment.Scheduled {
			lines = append(lines, v.proposalLine(deal.KindSchedule, deal.Line{Title: p.Work, TitleLang: p.WorkLang, Amount: p.Amount, DueOn: p.DueOn}))
		}
	}
	return lines
}

// stopButtons are the customer's way out of a schedule.
func (v *Visit) stopButtons(f *Face, e view.Engagement) ([]templ.Component, error) {
	s, facts, err := f.Deals.EngagementStanding(v.Ctx, f.DB, v.Who, e.Engagement)
	if err != nil || !deal.EngagementFlow.Can("stop", e.State, facts, s.Role) {
		return nil, err
	}
	count, sum := scheduled(e)
	return []templ.Component{part.Move{Action: engagementPath(e.ID) + "/stop", Key: NewKey(), Values: v.returning(), Label: v.T("engagement.stop"),
		ID: "ask-stop-" + deal.EngagementID.Text(e.ID),
		Confirm: &part.Confirm{Title: v.T("engagement.stop.title"), Text: v.T("engagement.stop.text", "Count", count, "Amount", v.amount(sum)),
			Deed: v.T("engagement.stop.deed")}}}, nil
}

// stopEngagement stops a schedule's future payments.
func (f *Face) stopEngagement(v *Visit) error {
	e, _, err := f.engagementOf(v)
	if err != nil {
		return err
	}
	if err := f.Deals.Stop(v.Ctx, v.Who, e.ID); err != nil {
		return err
	}
	v.Flash("engagement.stopped")
	return v.Back(engagementPath(e.ID))
}

// agreedFacts are how an engagement was agreed to.
func (v *Visit) agreedFacts(e deal.Engagement) []part.Fact {
	facts := []part.Fact{{Label: v.T("proposal.kind"), Text: v.T("proposal.kind." + e.Kind)}}
	if e.Kind != deal.KindUpfront {
		facts = append(facts, part.Fact{Label: v.T("engagement.approval"), Text: v.T("proposal.approval." + e.Approval)})
	}
	if e.PurchaseOrder != "" {
		facts = append(facts, part.Fact{Label: v.T("proposal.purchase_order"), Value: part.Text(e.PurchaseOrder)})
	}
	if e.Agreement != "" {
		facts = append(facts, part.Fact{Label: v.T("agreement.title"), Value: engagement.Linked(agreementPath(e.Agreement), v.T("agreement.which", "Version", e.Agreement))})
	}
	return facts
}
