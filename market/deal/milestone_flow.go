package deal

import "guildhall/engine/flow"

// States of a milestone.
const (
	Planned           flow.State = "planned"
	MilestoneAsked    flow.State = "asked"
	MilestoneApproved flow.State = "approved"
	MilestonePaid     flow.State = "paid"
	Cancelled         flow.State = "cancelled"
)

// MilestoneFlow is the life of a milestone of an engagement: it follows the payment
// request that asks for it, inside the same change. AWS IQ knew milestones as prose
// only (AWS_IQ.md 6, item 9).
var MilestoneFlow = flow.Define("milestone", "deal_milestone",
	flow.Stops(
		flow.Waits(Planned, flow.Expert),
		flow.Waits(MilestoneAsked, flow.Customer),
		flow.Waits(MilestoneApproved, flow.Processor),
		flow.Rest(MilestonePaid),
		flow.End(Cancelled),
	),
	flow.Rows{
		{Move: "plan", To: Planned, By: flow.System},
		{Move: "ask", From: Planned, To: MilestoneAsked, By: flow.System},
		{Move: "decline", From: MilestoneAsked, To: Planned, By: flow.System},
		{Move: "withdraw", From: MilestoneAsked, To: Planned, By: flow.System},
		{Move: "approve", From: MilestoneAsked, To: MilestoneApproved, By: flow.System},
		{Move: "pay", From: MilestoneApproved, To: MilestonePaid, By: flow.System},
		{Move: "return", From: MilestonePaid, To: MilestoneApproved, By: flow.System},
		{Move: "cancel", From: Planned, To: Cancelled, By: flow.System},
	})
