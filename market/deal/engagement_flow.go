package deal

import "guildhall/engine/flow"

// States of an engagement.
const (
	Active    flow.State = "active"
	Stopping  flow.State = "stopping"
	Completed flow.State = "completed"
)

// EngagementFlow is the life of an engagement: it begins when a proposal is
// accepted, and ends when the expert completes it or the customer approves the
// final payment (AWS_IQ.md 1.5). A customer may stop a schedule: what has not fallen
// due is cancelled, and the expert has ten days to ask for work done before
// (RULES.md 4). It ends then, or when the last request of those days is answered:
// until that the end is put off.
var EngagementFlow = flow.Define("engagement", "deal_engagement",
	flow.Stops(flow.Waits(Active, flow.Expert), flow.Waits(Stopping, flow.Expert), flow.End(Completed)),
	flow.Rows{
		{Move: "begin", To: Active, By: flow.System},
		{Move: "complete", From: Active, To: Completed, By: flow.Expert, Needs: flow.Needs(MayPropose, NothingAwaiting), Op: "completeProposal"},
		{Move: "complete", From: Stopping, To: Completed, By: flow.Expert, Needs: flow.Needs(MayPropose, NothingAwaiting), Op: "completeProposal"},
		{Move: "finish", From: Active, To: Completed, By: flow.System, Needs: flow.Needs(NothingAwaiting)},
		{Move: "finish", From: Stopping, To: Completed, By: flow.System, Needs: flow.Needs(NothingAwaiting)},
		{Move: "stop", From: Active, To: Stopping, By: flow.Customer, Needs: flow.Needs(MayBuy, Scheduled), Op: "stopSchedule"},
		{Move: "close", From: Stopping, To: Completed, By: flow.Clock, At: "deadline", Needs: flow.Needs(NothingAwaiting)},
		{Move: "put_off", From: Stopping, To: Stopping, By: flow.System},
	})
