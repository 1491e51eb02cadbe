package request

import "guildhall/engine/flow"

// The states.
const (
	Open   flow.State = "open"
	Paused flow.State = "paused"
	Closed flow.State = "closed"
)

// Flow is the life of a request. The badge of an open one points at the experts.
var Flow = flow.Define("request", "request",
	flow.Stops(flow.Waits(Open, flow.Expert), flow.Waits(Paused, flow.Customer), flow.End(Closed)),
	flow.Rows{
		{Move: "post", To: Open, By: flow.Customer, Op: "createRequest"},
		{Move: "pause", From: Open, To: Paused, By: flow.Customer, Op: "hideRequest"},
		{Move: "resume", From: Paused, To: Open, By: flow.Customer, Op: "resumeRequest"},
		{Move: "close", From: Open, To: Closed, By: flow.Customer, Op: "closeRequest"},
		{Move: "close", From: Paused, To: Closed, By: flow.Customer, Op: "closeRequest"},
		{Move: "take_down", From: Open, To: Closed, By: flow.Operator, Reason: true, Op: "takeDownRequest"},
		{Move: "take_down", From: Paused, To: Closed, By: flow.Operator, Reason: true, Op: "takeDownRequest"},
		{Move: "end", From: Open, To: Closed, By: flow.System},
		{Move: "end", From: Paused, To: Closed, By: flow.System},
	})
