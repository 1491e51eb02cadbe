package deal

import "guildhall/engine/flow"

// States of a proposal.
const (
	Proposed  flow.State = "proposed"
	Accepted  flow.State = "accepted"
	Declined  flow.State = "declined"
	Withdrawn flow.State = "withdrawn"
	Expired   flow.State = "expired"
	// Superseded by a new one of the same seller in the same conversation.
	Superseded flow.State = "superseded"
)

// ProposalFlow is the life of a proposal (AWS_IQ.md 1.5). Its words never change:
// new terms are a new proposal, which may supersede this one in the same change.
var ProposalFlow = flow.Define("proposal", "deal_proposal",
	flow.Stops(
		flow.Waits(Proposed, flow.Customer),
		flow.End(Accepted, Declined, Withdrawn, Expired, Superseded),
	),
	flow.Rows{
		{Move: "send", To: Proposed, By: flow.Expert, Needs: flow.Needs(MayPropose, SellerActive, PaidIn), Op: "createMilestoneProposal"},
		{Move: "accept", From: Proposed, To: Accepted, By: flow.Customer, Needs: flow.Needs(MayBuy, SellerGoesOn, CanPay), Op: "approveProposal"},
		{Move: "decline", From: Proposed, To: Declined, By: flow.Customer, Needs: flow.Needs(MayBuy), Op: "rejectProposal"},
		{Move: "withdraw", From: Proposed, To: Withdrawn, By: flow.Expert, Needs: flow.Needs(MayPropose), Op: "withdrawProposal"},
		{Move: "expire", From: Proposed, To: Expired, By: flow.Clock, At: "deadline"},
		{Move: "supersede", From: Proposed, To: Superseded, By: flow.System},
	})
