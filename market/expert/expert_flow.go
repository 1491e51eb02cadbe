package expert

import "guildhall/engine/flow"

// States of a profile, a company profile and a certification.
const (
	Hidden    flow.State = "hidden"
	Public    flow.State = "public"
	Erased    flow.State = "erased"
	Valid     flow.State = "valid"
	Withdrawn flow.State = "withdrawn"
	Expired   flow.State = "expired"
	Unlinked  flow.State = "unlinked" // its owner took it off
	Revoked   flow.State = "revoked"  // its badge holds no more
)

// Facts that moves need.
const (
	// DetailsComplete: a name, a photo and a biography are there (R3d).
	DetailsComplete flow.Fact = "details_complete"
	// CompanyComplete: name, description, logo and website are there (R6b).
	CompanyComplete flow.Fact = "company_complete"
)

// ProfileFlow is the life of an individual profile.
var ProfileFlow = flow.Define("expert", "expert_profile",
	flow.Stops(flow.Waits(Hidden, flow.Expert), flow.Waits(Public, flow.Expert), flow.End(Erased)),
	flow.Rows{
		{Move: "create", To: Hidden, By: flow.Expert, Op: "createExpert"},
		{Move: "show", From: Hidden, To: Public, By: flow.Expert, Needs: flow.Needs(DetailsComplete), Op: "enableIndividualPublicProfile"},
		{Move: "hide", From: Public, To: Hidden, By: flow.Expert, Op: "disableIndividualPublicProfile"},
		{Move: "erase", From: Hidden, To: Erased, By: flow.System},
		{Move: "erase", From: Public, To: Erased, By: flow.System},
	})

// CompanyFlow is the life of a company profile.
var CompanyFlow = flow.Define("company", "expert_company",
	flow.Stops(flow.Waits(Hidden, flow.Expert), flow.Waits(Public, flow.Expert)),
	flow.Rows{
		{Move: "create", To: Hidden, By: flow.Expert, Op: "updateCompanyProfile"},
		{Move: "show", From: Hidden, To: Public, By: flow.Expert, Needs: flow.Needs(CompanyComplete), Op: "enableCompanyPublicProfile"},
		{Move: "hide", From: Public, To: Hidden, By: flow.Expert, Op: "disableCompanyPublicProfile"},
	})

// CertificationFlow is the life of a certification.
var CertificationFlow = flow.Define("certification", "expert_certification",
	flow.Stops(flow.Waits(Valid, flow.Clock), flow.End(Withdrawn, Expired, Unlinked, Revoked)),
	flow.Rows{
		{Move: "enter", To: Valid, By: flow.Operator, Reason: true, Op: "enterCertification"},
		{Move: "link", To: Valid, By: flow.System},
		{Move: "renew", From: Valid, To: Valid, By: flow.System},
		{Move: "withdraw", From: Valid, To: Withdrawn, By: flow.Operator, Reason: true, Op: "withdrawCertification"},
		{Move: "unlink", From: Valid, To: Unlinked, By: flow.Expert, Op: "unlinkAwsCertification"},
		{Move: "revoke", From: Valid, To: Revoked, By: flow.System},
		{Move: "lapse", From: Valid, To: Expired, By: flow.Clock, At: "valid_until"},
	})
