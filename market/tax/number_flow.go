package tax

import "guildhall/engine/flow"

// The states of a number.
const (
	Unconfirmed flow.State = "unconfirmed" // arithmetic holds, nobody has said that it was given out
	Confirmed   flow.State = "confirmed"   // a register knows it
	ByHand      flow.State = "by_hand"     // somebody at the desk saw evidence
	Unknown     flow.State = "unknown"     // a register was asked and does not know it
	Differs     flow.State = "differs"     // a register knows it under another name than the seller's
	Dropped     flow.State = "dropped"     // another number was given, or none
)

// NumberFlow is the life of a number.
var NumberFlow = flow.Define("tax_number", "tax_number",
	flow.Stops(
		flow.Waits(Unconfirmed, flow.Operator),
		flow.Waits(Unknown, flow.Operator),
		flow.Waits(Differs, flow.Operator),
		flow.Rest(Confirmed, ByHand),
		flow.End(Dropped),
	),
	flow.Rows{
		{Move: "enter", To: Unconfirmed, By: flow.Expert},
		{Move: "confirm", From: Unconfirmed, To: Confirmed, By: flow.System},
		{Move: "confirm", From: Unknown, To: Confirmed, By: flow.System},
		{Move: "deny", From: Unconfirmed, To: Unknown, By: flow.System},
		{Move: "confirm", From: Differs, To: Confirmed, By: flow.System},
		{Move: "deny", From: Differs, To: Unknown, By: flow.System},
		{Move: "differ", From: Unconfirmed, To: Differs, By: flow.System},
		{Move: "differ", From: Unknown, To: Differs, By: flow.System},
		{Move: "differ", From: Confirmed, To: Differs, By: flow.System},
		{Move: "lapse", From: Confirmed, To: Unconfirmed, By: flow.System},
		{Move: "vouch", From: Unconfirmed, To: ByHand, By: flow.Operator, Reason: true, Op: "vouchTaxNumber"},
		{Move: "vouch", From: Unknown, To: ByHand, By: flow.Operator, Reason: true, Op: "vouchTaxNumber"},
		{Move: "vouch", From: Differs, To: ByHand, By: flow.Operator, Reason: true, Op: "vouchTaxNumber"},
		{Move: "drop", From: Unconfirmed, To: Dropped, By: flow.Expert},
		{Move: "drop", From: Unknown, To: Dropped, By: flow.Expert},
		{Move: "drop", From: Differs, To: Dropped, By: flow.Expert},
		{Move: "drop", From: Confirmed, To: Dropped, By: flow.Expert},
		{Move: "drop", From: ByHand, To: Dropped, By: flow.Expert},
	})
