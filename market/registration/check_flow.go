package registration

import "guildhall/engine/flow"

// The states of a check.
const (
	Todo    flow.State = "todo"
	Given   flow.State = "given"
	Passed  flow.State = "passed"
	Failed  flow.State = "failed"
	Expired flow.State = "expired"
	Dropped flow.State = "dropped" // does not apply any more
)

// CheckFlow is the one life of every check. What the house can judge by itself is
// given and passed in one go, by the system.
var CheckFlow = flow.Define("check", "registration_check",
	flow.Stops(
		flow.Waits(Todo, flow.Expert),
		flow.Waits(Given, flow.Operator),
		flow.Waits(Passed, flow.Clock),
		flow.Waits(Failed, flow.Expert),
		flow.Waits(Expired, flow.Expert),
		flow.Rest(Dropped),
	),
	flow.Rows{
		{Move: "ask", To: Todo, By: flow.System},
		{Move: "ask", From: Dropped, To: Todo, By: flow.System},
		{Move: "give", From: Todo, To: Given, By: flow.Expert, Op: "giveSellerCheck"},
		{Move: "give", From: Given, To: Given, By: flow.Expert, Op: "giveSellerCheck"},
		{Move: "give", From: Failed, To: Given, By: flow.Expert, Op: "giveSellerCheck"},
		{Move: "give", From: Expired, To: Given, By: flow.Expert, Op: "giveSellerCheck"},
		{Move: "give", From: Passed, To: Given, By: flow.Expert, Op: "giveSellerCheck"},
		{Move: "pass", From: Given, To: Passed, By: flow.Operator, Op: "passSellerCheck"},
		{Move: "fail", From: Given, To: Failed, By: flow.Operator, Reason: true, Op: "failSellerCheck"},
		{Move: "settle", From: Todo, To: Passed, By: flow.System},
		{Move: "settle", From: Given, To: Passed, By: flow.System},
		{Move: "settle", From: Failed, To: Passed, By: flow.System},
		{Move: "settle", From: Expired, To: Passed, By: flow.System},
		{Move: "unsettle", From: Passed, To: Todo, By: flow.System},
		{Move: "reopen", From: Passed, To: Failed, By: flow.Operator, Reason: true, Op: "reopenSellerCheck"},
		{Move: "expire", From: Passed, To: Expired, By: flow.Clock, At: "valid_until"},
		{Move: "drop", From: Todo, To: Dropped, By: flow.System},
		{Move: "drop", From: Given, To: Dropped, By: flow.System},
		{Move: "drop", From: Passed, To: Dropped, By: flow.System},
		{Move: "drop", From: Failed, To: Dropped, By: flow.System},
		{Move: "drop", From: Expired, To: Dropped, By: flow.System},
	})
