package payment

import (
	"time"

	"guildhall/engine/flow"
)

// States of a payment request.
const (
	Scheduled   flow.State = "scheduled" // agreed with the proposal, not yet due
	Awaiting    flow.State = "awaiting"
	Approved    flow.State = "approved"
	Collected   flow.State = "collected"
	Uncollected flow.State = "uncollected"
	Declined    flow.State = "declined"
	Withdrawn   flow.State = "withdrawn"
	Cancelled   flow.State = "cancelled"
	WrittenOff  flow.State = "written_off"
	TakenBack   flow.State = "taken_back" // paid, and lost by a chargeback
)

// SilenceAfter is how long a customer who chose automatic approval may stay silent
// before the request is approved: day 10 is 240 hours after the ask (AWS_IQ.md 1.6).
const SilenceAfter = 10 * 24 * time.Hour

// RequestFlow is the life of a payment request (AWS_IQ.md 1.6): asked for and
// approved by hand or by silence, or agreed with the proposal and charged upfront
// or on its date.
var RequestFlow = flow.Define("payment_request", "payment_request",
	flow.Stops(
		flow.Waits(Scheduled, flow.Clock),
		flow.Waits(Awaiting, flow.Customer),
		flow.Waits(Approved, flow.Processor),
		flow.Waits(Uncollected, flow.Customer),
		flow.Rest(Collected, WrittenOff), // The one may come back, the other may be paid after all.
		flow.End(Declined, Withdrawn, Cancelled, TakenBack),
	),
	flow.Rows{
		{Move: "ask", To: Awaiting, By: flow.Expert, Needs: flow.Needs(MayPropose, EngagementOpen, NoFinal), Op: "createPaymentRequest"},
		{Move: "upfront", To: Approved, By: flow.System},
		{Move: "schedule", To: Scheduled, By: flow.System},
		{Move: "fall_due", From: Scheduled, To: Approved, By: flow.Clock, At: "due_on"},
		{Move: "cancel", From: Scheduled, To: Cancelled, By: flow.System},
		{Move: "approve", From: Awaiting, To: Approved, By: flow.Customer, Needs: flow.Needs(MayPay, CanPay), Op: "approvePaymentRequest"},
		{Move: "approve_silently", From: Awaiting, To: Approved, By: flow.Clock, At: "silent_at"},
		{Move: "decline", From: Awaiting, To: Declined, By: flow.Customer, Needs: flow.Needs(MayPay), Reason: true, Op: "rejectPaymentRequest"},
		{Move: "withdraw", From: Awaiting, To: Withdrawn, By: flow.Expert, Needs: flow.Needs(MayPropose), Op: "withdrawPaymentRequest"},
		{Move: "collect", From: Approved, To: Collected, By: flow.Processor},
		{Move: "fail", From: Approved, To: Uncollected, By: flow.Processor},
		{Move: "retry", From: Uncollected, To: Approved, By: flow.Customer, Needs: flow.Needs(MayPay, CanPay), Op: "retryPaymentRequest"},
		{Move: "return", From: Collected, To: Uncollected, By: flow.Processor},
		{Move: "take_back", From: Collected, To: TakenBack, By: flow.Processor},
		{Move: "write_off", From: Uncollected, To: WrittenOff, By: flow.Operator, Reason: true, Op: "writeOffPaymentRequest"},
		{Move: "retry", From: WrittenOff, To: Approved, By: flow.Customer, Needs: flow.Needs(MayPay, CanPay), Op: "retryPaymentRequest"},
	})
