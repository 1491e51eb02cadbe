package certify

import (
	"time"

	"guildhall/engine/flow"
)

// The states of a proof.
const (
	Pending    flow.State = "pending"    // being verified
	Unanswered flow.State = "unanswered" // nobody answered; it is tried again
	Shown      flow.State = "shown"      // evidence for the desk
	Linked     flow.State = "linked"
	Refused    flow.State = "refused"
	Withdrawn  flow.State = "withdrawn"
)

// The states of an issuer and of a kind.
const (
	Open    flow.State = "open"
	Retired flow.State = "retired"
)

// lostAfter is when a badge that is still being verified is taken up anew.
const lostAfter = time.Hour

// ProofFlow is the life of what a person hands in.
var ProofFlow = flow.Define("certification_proof", "certify_proof",
	flow.Stops(
		flow.Waits(Pending, flow.System),
		flow.Waits(Unanswered, flow.Clock),
		flow.Waits(Shown, flow.Operator),
		flow.Rest(Refused),
		flow.End(Linked, Withdrawn),
	),
	flow.Rows{
		{Move: "link", To: Pending, By: flow.Expert, Op: "linkAwsCertification"},
		{Move: "show", To: Shown, By: flow.Expert, Op: "showCertificationEvidence"},
		{Move: "prove", From: Pending, To: Linked, By: flow.System},
		{Move: "refuse", From: Pending, To: Refused, By: flow.System},
		{Move: "wait", From: Pending, To: Unanswered, By: flow.System},
		{Move: "retry", From: Pending, To: Pending, By: flow.Clock, After: lostAfter},
		{Move: "retry", From: Unanswered, To: Pending, By: flow.Clock, At: "retry_at"},
		{Move: "accept", From: Shown, To: Linked, By: flow.Operator, Reason: true, Op: "acceptCertificationEvidence"},
		{Move: "turn_down", From: Shown, To: Refused, By: flow.Operator, Reason: true, Op: "refuseCertificationEvidence"},
		{Move: "hand_over", From: Refused, To: Pending, By: flow.Operator, Reason: true, Op: "moveCertificationRecipient"},
		{Move: "withdraw", From: Pending, To: Withdrawn, By: flow.Expert, Op: "withdrawCertificationProof"},
		{Move: "withdraw", From: Unanswered, To: Withdrawn, By: flow.Expert, Op: "withdrawCertificationProof"},
		{Move: "withdraw", From: Shown, To: Withdrawn, By: flow.Expert, Op: "withdrawCertificationProof"},
	})

// IssuerFlow is the life of an issuer on the operator's list. A shipped one has no row
// until the desk changes or retires it.
var IssuerFlow = flow.Define("certification_issuer", "certify_issuer", flow.Stops(flow.Waits(Open, flow.Operator), flow.Waits(Retired, flow.Operator)), entryRows("Issuer"))

// KindFlow is the life of a certification in the catalogue, likewise.
var KindFlow = flow.Define("certification_kind", "certify_kind", flow.Stops(flow.Waits(Open, flow.Operator), flow.Waits(Retired, flow.Operator)), entryRows("Kind"))

func entryRows(noun string) flow.Rows {
	return flow.Rows{
		{Move: "add", To: Open, By: flow.Operator, Reason: true, Op: "saveCertification" + noun},
		{Move: "retire", To: Retired, By: flow.Operator, Reason: true, Op: "retireCertification" + noun},
		{Move: "change", From: Open, To: Open, By: flow.Operator, Reason: true, Op: "saveCertification" + noun},
		{Move: "retire", From: Open, To: Retired, By: flow.Operator, Reason: true, Op: "retireCertification" + noun},
		{Move: "reopen", From: Retired, To: Open, By: flow.Operator, Reason: true, Op: "reopenCertification" + noun},
	}
}
