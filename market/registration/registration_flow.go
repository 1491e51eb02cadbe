package registration

import "guildhall/engine/flow"

// The states.
const (
	Started        flow.State = "started"
	Checking       flow.State = "checking"
	ActionRequired flow.State = "action_required"
	Active         flow.State = "active"
	Suspended      flow.State = "suspended"
	Contested      flow.State = "contested" // suspended, and its expert appeals against that
	Refused        flow.State = "refused"   // by a published rule; may be appealed against for 30 days
	Appealed       flow.State = "appealed"  // the desk looks again
	Closed         flow.State = "closed"    // refused for good, unless the desk opens it again
	Withdrawn      flow.State = "withdrawn" // by its owner, who may begin anew
)

// Facts that the moves need.
const (
	// DetailsGiven: legal name, country and both declarations are there.
	DetailsGiven flow.Fact = "details_given"
	// EveryCheckGiven: nothing of what applies is still to be given.
	EveryCheckGiven flow.Fact = "every_check_given"
	// EveryCheckPassed: all that applies has passed.
	EveryCheckPassed flow.Fact = "every_check_passed"
	// Uncontested: nobody has appealed against this suspension yet.
	Uncontested flow.Fact = "uncontested"
)

// AppealDays is how long a refusal may be appealed against; AppealDecideDays how
// long the desk then has.
const (
	AppealDays       = 30
	AppealDecideDays = 14
)

// Flow is the life of a registration. An active one waits for the expert to use it.
var Flow = flow.Define("registration", "registration_seller",
	flow.Stops(
		flow.Waits(Started, flow.Expert),
		flow.Waits(Checking, flow.Operator),
		flow.Waits(ActionRequired, flow.Expert),
		flow.Waits(Active, flow.Expert),
		flow.Waits(Suspended, flow.Operator),
		flow.Waits(Contested, flow.Operator),
		flow.Waits(Refused, flow.Expert),
		flow.Waits(Appealed, flow.Operator),
		flow.Rest(Closed, Withdrawn),
	),
	flow.Rows{
		{Move: "start", To: Started, By: flow.Expert, Op: "createSeller"},
		{Move: "submit", From: Started, To: Checking, By: flow.Expert, Needs: flow.Needs(DetailsGiven, EveryCheckGiven), Op: "submitSeller"},
		{Move: "ask_more", From: Checking, To: ActionRequired, By: flow.Operator, Reason: true, Op: "askMoreOfSeller"},
		{Move: "resubmit", From: ActionRequired, To: Checking, By: flow.Expert, Needs: flow.Needs(DetailsGiven, EveryCheckGiven), Op: "resubmitSeller"},
		{Move: "activate", From: Checking, To: Active, By: flow.Operator, Needs: flow.Needs(EveryCheckPassed), Op: "activateSeller"},
		{Move: "refuse", From: Checking, To: Refused, By: flow.Operator, Needs: flow.Needs(SecondLookOff), Reason: true, Op: "refuseSeller"},
		{Move: "propose_refusal", From: Checking, To: Checking, By: flow.Operator, Needs: flow.Needs(SecondLookOn), Reason: true, Op: "proposeSellerRefusal"},
		{Move: "confirm_refusal", From: Checking, To: Refused, By: flow.Operator, Needs: flow.Needs(RefusalProposed), Op: "confirmSellerRefusal"},
		{Move: "reject_refusal", From: Checking, To: Checking, By: flow.Operator, Needs: flow.Needs(RefusalProposed), Reason: true, Op: "rejectSellerRefusal"},
		{Move: "appeal", From: Refused, To: Appealed, By: flow.Expert, Reason: true, Op: "appealSeller"},
		{Move: "close", From: Refused, To: Closed, By: flow.Clock, After: flow.Days(AppealDays)},
		{Move: "uphold", From: Appealed, To: Closed, By: flow.Operator, Reason: true, Op: "upholdSellerRefusal"},
		{Move: "overturn", From: Appealed, To: Checking, By: flow.Operator, Reason: true, Op: "overturnSellerRefusal"},
		{Move: "reopen", From: Closed, To: Started, By: flow.Operator, Reason: true, Op: "reopenSeller"},
		{Move: "withdraw", From: Started, To: Withdrawn, By: flow.Expert, Op: "withdrawSeller"},
		{Move: "withdraw", From: Checking, To: Withdrawn, By: flow.Expert, Op: "withdrawSeller"},
		{Move: "withdraw", From: ActionRequired, To: Withdrawn, By: flow.Expert, Op: "withdrawSeller"},
		{Move: "restart", From: Withdrawn, To: Started, By: flow.Expert, Op: "restartSeller"},
		{Move: "lapse", From: Active, To: ActionRequired, By: flow.System},
		{Move: "suspend", From: Active, To: Suspended, By: flow.Operator, Reason: true, Op: "suspendSeller"},
		{Move: "restore", From: Suspended, To: Active, By: flow.Operator, Reason: true, Op: "restoreSeller"},
		{Move: "contest", From: Suspended, To: Contested, By: flow.Expert, Needs: flow.Needs(Uncontested), Reason: true, Op: "appealSuspension"},
		{Move: "keep", From: Contested, To: Suspended, By: flow.Operator, Reason: true, Op: "keepSuspension"},
		{Move: "restore", From: Contested, To: Active, By: flow.Operator, Reason: true, Op: "restoreSeller"},
		{Move: "resume", From: Suspended, To: Active, By: flow.Clock, At: "deadline"},
		{Move: "resume", From: Contested, To: Active, By: flow.Clock, At: "deadline"},
		{Move: "prolong", From: Suspended, To: Suspended, By: flow.System},
		{Move: "prolong", From: Contested, To: Contested, By: flow.System},
	})
