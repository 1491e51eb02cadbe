package registration

import "guildhall/engine/flow"

// The states.
const (
	Started        flow.State = "started"
	Checking       flow.State = "checking"
	ActionRequired flow.State = "action_required"
	Active         flow.State = "active"
	Suspended      flow.State = "suspended"
)

// DetailsGiven: legal name, country and both declarations are there.
const DetailsGiven flow.Fact = "details_given"

// Flow is the life of a registration. An active one waits for the expert to use it.
var Flow = flow.Define("registration", "registration_seller",
	flow.Stops(
		flow.Waits(Started, flow.Expert),
		flow.Waits(Checking, flow.Operator),
		flow.Waits(ActionRequired, flow.Expert),
		flow.Waits(Active, flow.Expert),
		flow.Waits(Suspended, flow.Operator),
	),
	flow.Rows{
		{Move: "start", To: Started, By: flow.Expert, Op: "createSeller"},
		{Move: "submit", From: Started, To: Checking, By: flow.Expert, Needs: flow.Needs(DetailsGiven), Op: "submitSeller"},
		{Move: "ask_more", From: Checking, To: ActionRequired, By: flow.Operator, Reason: true, Op: "askMoreOfSeller"},
		{Move: "resubmit", From: ActionRequired, To: Checking, By: flow.Expert, Needs: flow.Needs(DetailsGiven), Op: "resubmitSeller"},
		{Move: "activate", From: Checking, To: Active, By: flow.Operator, Op: "activateSeller"},
		{Move: "suspend", From: Active, To: Suspended, By: flow.Operator, Reason: true, Op: "suspendSeller"},
		{Move: "restore", From: Suspended, To: Active, By: flow.Operator, Reason: true, Op: "restoreSeller"},
	})
