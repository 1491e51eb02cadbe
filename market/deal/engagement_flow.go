package deal

import "guildhall/engine/flow"

// States of an engagement.
const (
	Active    flow.State = "active"
	Completed flow.State = "completed"
)

// EngagementFlow is the life of an engagement: it begins when a proposal is
// accepted, and ends when the expert completes it or the customer approves the
// final payment (AWS_IQ.md 1.5).
var EngagementFlow = flow.Define("engagement", "deal_engagement",
	flow.Stops(flow.Waits(Active, flow.Expert), flow.End(Completed)),
	flow.Rows{
		{Move: "begin", To: Active, By: flow.System},
		{Move: "complete", From: Active, To: Completed, By: flow.Expert, Needs: flow.Needs(MayPropose, NothingAwaiting), Op: "completeProposal"},
		{Move: "finish", From: Active, To: Completed, By: flow.System, Needs: flow.Needs(NothingAwaiting)},
	})
