package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/view"
)

// Registration is an organisation's way to selling.
type Registration struct {
	ID            string `json:"id"`
	State         string `json:"state" enum:"started,checking,action_required,active,suspended,contested,refused,appealed,closed,withdrawn"`
	WaitsFor      string `json:"waits_for,omitempty" enum:"expert,operator"`
	Since         string `json:"state_since" format:"date-time"`
	Organisation  string `json:"organisation"`
	Seller        string `json:"seller,omitempty" enum:"freelancer,company,both"`
	LegalName     string `json:"legal_name"`
	Country       string `json:"country"`
	NotEmployed   bool   `json:"not_employed" doc:"Declares not to be employed by the operator"`
	TermsAccepted bool   `json:"terms_accepted"`
	Reason        string `json:"reason,omitempty" doc:"What the operator wrote last"`
	Rule          string `json:"rule,omitempty" doc:"The published rule that a refusal or suspension names; see /eligibility"`
	Appeal        string `json:"appeal,omitempty" doc:"What was said against a refusal or suspension"`
	AppealUntil   string `json:"appeal_until,omitempty" format:"date-time"`
	// Of a suspension.
	SuspendedUntil string     `json:"suspended_until,omitempty" format:"date-time" doc:"When it ends by itself; none where the operator has to end it"`
	UnderWay       []UnderWay `json:"under_way,omitempty" doc:"What goes on while it is suspended; only proposals wait"`
	Checks         []Check    `json:"checks"`
	DecideBy       string     `json:"decide_by,omitempty" format:"date-time" doc:"While it is checked: when a decision or a named missing thing is due"`
	DecideLast     string     `json:"decide_at_last,omitempty" format:"date-time"`
	SecondLook     bool       `json:"second_look,omitempty" doc:"A second person of the desk looks at it before it is decided; the days above stand"`
	HouseCheck     bool       `json:"house_check,omitempty" doc:"A check by the house is open that asks nothing of anybody; the days above stand"`
	Submitted      string     `json:"submitted_at,omitempty" format:"date-time"`
	Moves          []Move     `json:"moves"`
	Capabilities   Rights     `json:"capabilities"`
}

// Rights are what the caller may do for the organisation now.
type Rights struct {
	PublicPage     bool `json:"public_page" doc:"Have a public page, receive and answer direct messages"`
	SeesPool       bool `json:"sees_pool" doc:"See and answer the requests of everybody"`
	Proposes       bool `json:"proposes" doc:"Send proposals; payments for what is agreed can always be asked for"`
	EntersAccounts bool `json:"enters_accounts" doc:"Ask for access to a customer's account"`
}

// Check is one thing that has to be right before an organisation may sell.
type Check struct {
	ID         string `json:"id,omitempty" doc:"None while what the table has begun to ask for since is not written down yet"`
	Kind       string `json:"kind"`
	State      string `json:"state" enum:"todo,given,passed,failed,expired,dropped"`
	WaitsFor   string `json:"waits_for,omitempty" enum:"expert,operator"`
	Since      string `json:"state_since" format:"date-time"`
	Rule       string `json:"rule,omitempty" doc:"The published rule that a failure names"`
	Because    string `json:"because,omitempty" doc:"Why it went back, by a code of the operator's list"`
	Reason     string `json:"reason,omitempty" doc:"What the operator wrote last"`
	ValidUntil string `json:"valid_until,omitempty" format:"date-time"`
}

func checksOf(list registration.Checks) []Check {
	out := []Check{}
	for _, c := range list {
		if !c.Applies() {
			continue
		}
		out = append(out, checkOf(c))
	}
	return out
}

func checkOf(c registration.Check) Check {
	return Check{ID: idOrNone(registration.CheckID, c.ID), Kind: string(c.Kind), State: string(c.State), WaitsFor: string(c.WaitsFor()), Since: instant(c.Since),
		Rule: c.Rule, Because: c.Because, Reason: c.Reason, ValidUntil: instant(c.Deadline)}
}

// RegistrationBody is what a registration is made of.
type RegistrationBody struct {
	LegalName     string `json:"legal_name" maxLength:"5000" doc:"At most 100 characters"`
	Country       string `json:"country" maxLength:"2" doc:"ISO 3166-1, an open one"`
	NotEmployed   bool   `json:"not_employed"`
	TermsAccepted bool   `json:"terms_accepted"`
	Seller        string `json:"seller,omitempty" enum:"freelancer,company,both" doc:"Who registers; left out: the first that the organisation may be"`
	Answer        string `json:"answer,omitempty" maxLength:"50000" doc:"To the operator's question, when there is one"`
}

func (b RegistrationBody) details() registration.Details {
	return registration.Details{LegalName: b.LegalName, Country: b.Country, NotEmployed: b.NotEmployed, TermsAccepted: b.TermsAccepted,
		Seller: registration.Seller(b.Seller), Answer: b.Answer}
}

func (f *Face) myRegistration(ctx context.Context) (Registration, error) {
	who := Who(ctx)
	m, err := account.Hat(ctx, f.DB, who)
	if err != nil {
		return Registration{}, err
	}
	g, err := registration.Of(ctx, f.DB, who.Organisation)
	if err != nil {
		return Registration{}, err
	}
	checks, err := f.Registrations.Checks(ctx, f.DB, g)
	if err != nil {
		return Registration{}, err
	}
	looks, err := f.Registrations.HouseLooks(ctx, f.DB, g)
	if err != nil {
		return Registration{}, err
	}
	can, err := registration.Capabilities(ctx, f.DB, who.Organisation, who.Person)
	due, last := g.DecideBy()
	out := Registration{ID: registration.ID.Text(g.ID), State: string(g.State), WaitsFor: string(registration.Flow.WaitsFor(g.State)), Since: instant(g.Since),
		Organisation: account.OrganisationID.Text(g.Organisation), Seller: string(g.Seller), Rule: g.Rule, Appeal: g.Appeal, AppealUntil: instant(g.AppealBy()), SuspendedUntil: instant(g.Until()), Checks: checksOf(checks), LegalName: g.LegalName, Country: g.Country, NotEmployed: g.NotEmployed,
		TermsAccepted: g.TermsAccepted, Reason: g.Reason, DecideBy: instant(due), DecideLast: instant(last), SecondLook: g.ProposedRule != "", HouseCheck: looks, Submitted: instant(g.SubmittedAt), Moves: movesOf(nil),
		Capabilities: Rights{PublicPage: can.PublicPage, SeesPool: can.SeesPool, Proposes: can.Proposes, EntersAccounts: can.EntersAccounts}}
	if g.Stopped() {
		going, err := view.UnderWayOf(ctx, f.DB, who.Organisation)
		if err != nil {
			return out, err
		}
		out.UnderWay = underWay(going)
	}
	if m.Manages() {
		out.Moves = movesOf(registration.Flow.Moves(g.State, checks.Facts(g.Facts()), "expert"))
	}
	return out, err
}

// Buyer is the caller's organisation as a customer; there is no registration of buyers.
type Buyer struct {
	Organisation string `json:"organisation"`
	Name         string `json:"name"`
	Kind         string `json:"kind" enum:"personal,company"`
	Country      string `json:"country,omitempty"`
	MayBuy       bool   `json:"may_buy" doc:"Whether the caller's role may post requests and accept proposals"`
	MayPay       bool   `json:"may_pay" doc:"Whether the caller's role may approve payments"`
}

func (f *Face) sellerOperations(api huma.API) {
	add(f, api, Op{ID: "getMarketplaceSeller", Method: "GET", Path: "/seller", Tag: "experts", Scope: "experts:read", Summary: "The registration of one's organisation"},
		func(ctx context.Context, _ *struct{}) (*Out[Registration], error) { return ok(f.myRegistration(ctx)) })
	write := func(operation, method, path, summary string, status int, do func(ctx context.Context, in registration.Details) error) {
		add(f, api, Op{ID: operation, Method: method, Path: path, Tag: "experts", Scope: "experts:write", Status: status, Summary: summary},
			func(ctx context.Context, in *struct{ Body RegistrationBody }) (*Out[Registration], error) {
				if err := do(ctx, in.Body.details()); err != nil {
					return nil, err
				}
				return ok(f.myRegistration(ctx))
			})
	}
	write("createSeller", "POST", "/seller", "Start the registration of one's organisation", 201, func(ctx context.Context, in registration.Details) error {
		_, err := f.Registrations.Start(ctx, Who(ctx), in)
		return err
	})
	write("updateSeller", "PUT", "/seller", "Correct the details before handing the registration in", 200, func(ctx context.Context, in registration.Details) error {
		_, err := f.Registrations.Change(ctx, Who(ctx), in)
		return err
	})
	submit := func(ctx context.Context, in registration.Details) error {
		_, err := f.Registrations.Submit(ctx, Who(ctx), in)
		return err
	}
	write("submitSeller", "POST", "/seller/submit", "Hand the registration in", 200, submit)
	write("resubmitSeller", "POST", "/seller/resubmit", "Answer the operator and hand it in again", 200, submit)
	f.sellerCheckOperations(api)
	add(f, api, Op{ID: "getBuyer", Method: "GET", Path: "/buyer", Tag: "requests", Scope: "requests:read", Summary: "One's organisation as a customer"},
		func(ctx context.Context, _ *struct{}) (*Out[Buyer], error) {
			who := Who(ctx)
			m, err := account.Hat(ctx, f.DB, who)
			if err != nil {
				return nil, err
			}
			o, err := account.FindOrganisation(ctx, f.DB, who.Organisation)
			return ok(Buyer{Organisation: account.OrganisationID.Text(o.ID), Name: o.Name, Kind: o.Kind, Country: o.Country, MayBuy: m.Acts(), MayPay: m.Pays()}, err)
		})
}
