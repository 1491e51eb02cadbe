package payment

import "guildhall/engine/flow"

// States of a payment request.
const (
	Awaiting    flow.State = "awaiting"
	Approved    flow.State = "approved"
	Collected   flow.State = "collected"
	Uncollected flow.State = "uncollected"
	Declined    flow.State = "declined"
	Withdrawn   flow.State = "withdrawn"
)

// RequestFlow is the life of a payment request (AWS_IQ.md 1.6), approved by hand.
var RequestFlow = flow.Define("payment_request", "payment_request",
	flow.Stops(
		flow.Waits(Awaiting, flow.Customer),
		flow.Waits(Approved, flow.Processor),
		flow.Waits(Uncollected, flow.Customer),
		flow.End(Collected, Declined, Withdrawn),
	),
	flow.Rows{
		{Move: "ask", To: Awaiting, By: flow.Expert, Needs: flow.Needs(MayPropose, EngagementOpen, NoFinal), Op: "createPaymentRequest"},
		{Move: "approve", From: Awaiting, To: Approved, By: flow.Customer, Needs: flow.Needs(MayPay, CanPay), Op: "approvePaymentRequest"},
		{Move: "decline", From: Awaiting, To: Declined, By: flow.Customer, Needs: flow.Needs(MayPay), Reason: true, Op: "rejectPaymentRequest"},
		{Move: "withdraw", From: Awaiting, To: Withdrawn, By: flow.Expert, Needs: flow.Needs(MayPropose), Op: "withdrawPaymentRequest"},
		{Move: "collect", From: Approved, To: Collected, By: flow.Processor},
		{Move: "fail", From: Approved, To: Uncollected, By: flow.Processor},
		{Move: "retry", From: Uncollected, To: Approved, By: flow.Customer, Needs: flow.Needs(MayPay, CanPay), Op: "retryPaymentRequest"},
	})
