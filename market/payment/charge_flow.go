package payment

import "guildhall/engine/flow"

// States of a charge.
const (
	Started   flow.State = "started"
	Succeeded flow.State = "succeeded" // the card said yes; the money is not there yet
	Failed    flow.State = "failed"
	Unknown   flow.State = "unknown" // the answer was lost; the processor is asked
	Settled   flow.State = "settled" // the money is there
	Returned  flow.State = "returned"
)

// ChargeFlow is the life of one attempt at one card (RULES.md 4).
var ChargeFlow = flow.Define("charge", "payment_charge",
	flow.Stops(
		flow.Waits(Started, flow.Processor),
		flow.Waits(Unknown, flow.System),
		flow.Waits(Succeeded, flow.Processor),
		flow.End(Failed, Settled, Returned),
	),
	flow.Rows{
		{Move: "start", To: Started, By: flow.System},
		{Move: "succeed", From: Started, To: Succeeded, By: flow.Processor},
		{Move: "fail", From: Started, To: Failed, By: flow.Processor},
		{Move: "lose", From: Started, To: Unknown, By: flow.System},
		{Move: "succeed", From: Unknown, To: Succeeded, By: flow.Processor},
		{Move: "fail", From: Unknown, To: Failed, By: flow.Processor},
		{Move: "settle", From: Succeeded, To: Settled, By: flow.Processor},
		{Move: "return", From: Succeeded, To: Returned, By: flow.Processor},
	})
