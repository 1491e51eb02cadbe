package payment

import (
	"time"

	"guildhall/engine/flow"
)

// States of a charge.
const (
	Started     flow.State = "started"
	Succeeded   flow.State = "succeeded" // taken; the money is not there yet
	Failed      flow.State = "failed"
	Unknown     flow.State = "unknown"      // the answer was lost; the processor is asked
	Settled     flow.State = "settled"      // the money is there
	Returned    flow.State = "returned"     // it came back, or never came
	ChargedBack flow.State = "charged_back" // the customer's bank took it back; the dispute is open
	Won         flow.State = "won"          // the dispute: the money is there again
	Lost        flow.State = "lost"         // the dispute: the money is gone
)

// LapsesAfter is how long the house waits for a payment on net terms after the day
// it was due before it counts as not collected.
const LapsesAfter = 30 * 24 * time.Hour

// ChargeFlow is the life of one attempt at one method (RULES.md 4).
var ChargeFlow = flow.Define("charge", "payment_charge",
	flow.Stops(
		flow.Waits(Started, flow.Processor),
		flow.Waits(Unknown, flow.System),
		flow.Waits(Succeeded, flow.Processor),
		flow.Rest(Settled),
		flow.Waits(ChargedBack, flow.Processor),
		flow.End(Failed, Returned, Won, Lost),
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
		{Move: "lapse", From: Succeeded, To: Returned, By: flow.Clock, At: "lapses_at"},
		{Move: "return", From: Settled, To: Returned, By: flow.Processor},
		{Move: "charge_back", From: Settled, To: ChargedBack, By: flow.Processor},
		{Move: "win_dispute", From: ChargedBack, To: Won, By: flow.Processor},
		{Move: "lose_dispute", From: ChargedBack, To: Lost, By: flow.Processor},
	})
