package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/market/payment"
)

// PaymentMethod is a way an organisation pays. Its number is never given.
type PaymentMethod struct {
	ID        string `json:"id"`
	State     string `json:"state" enum:"asked,active,refused"`
	WaitsFor  string `json:"waits_for,omitempty" enum:"operator,customer"`
	Kind      string `json:"kind" enum:"card,ach,net_terms"`
	Preferred bool   `json:"preferred" doc:"Charged unless another is chosen"`
	Brand     string `json:"brand,omitempty" doc:"Of a card" example:"Visa"`
	Last4     string `json:"last4" example:"4242"`
	Expires   string `json:"expires,omitempty" doc:"Of a card, year and month" example:"2030-12"`
	Reason    *Text  `json:"reason,omitempty" doc:"Why net terms were refused"`
	DaysFrom  int    `json:"days_from" doc:"How long the money takes to arrive: at least so many days"`
	DaysTo    int    `json:"days_to" doc:"And usually at most so many"`
}

func methodOf(m payment.Method) PaymentMethod {
	from, to := payment.Takes(m.Kind)
	return PaymentMethod{ID: payment.MethodID.Text(m.ID), State: string(m.State), WaitsFor: string(payment.MethodFlow.WaitsFor(m.State)),
		Kind: m.Kind, Preferred: m.Preferred, Brand: m.Brand, Last4: m.Last4, Expires: m.Expires, Reason: textOf(m.Reason, m.ReasonLang),
		DaysFrom: from, DaysTo: to}
}

// NewPaymentMethod is a card, or a bank account in the United States. Its numbers go
// to the processor and are not kept.
type NewPaymentMethod struct {
	Body struct {
		Kind    string `json:"kind,omitempty" enum:"card,ach" default:"card"`
		Number  string `json:"number" maxLength:"64" doc:"In a sandbox one of its test numbers" example:"4242424242424242"`
		Expires string `json:"expires,omitempty" maxLength:"16" doc:"Of a card" example:"12/30"`
		Routing string `json:"routing,omitempty" maxLength:"64" doc:"Of a bank account: nine digits" example:"110000000"`
	}
}

// NewNetTerms asks for payment on invoice.
type NewNetTerms struct {
	Body struct {
		Number string `json:"number" maxLength:"64" doc:"The account you pay from, so that your transfers are recognised" example:"000100000030"`
	}
}

func (f *Face) methods(ctx context.Context) ([]payment.Method, error) {
	who := Who(ctx)
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	return payment.MethodsOf(ctx, f.DB, who.Organisation)
}

func (f *Face) listMethods(ctx context.Context, _ *struct{}) (*Out[List[PaymentMethod]], error) {
	methods, err := f.methods(ctx)
	out := List[PaymentMethod]{Items: []PaymentMethod{}}
	for _, m := range methods {
		out.Items = append(out.Items, methodOf(m))
	}
	return ok(out, err)
}

// added is a method of the caller's organisation, after it was made or moved.
func (f *Face) added(ctx context.Context, method id.ID, err error) (*Out[PaymentMethod], error) {
	if err != nil {
		return nil, err
	}
	methods, err := f.methods(ctx)
	for _, m := range methods {
		if m.ID == method {
			return ok(methodOf(m), nil)
		}
	}
	if err == nil {
		err = fault.Missing("payment_method.missing")
	}
	return nil, err
}

func (f *Face) addMethod(ctx context.Context, in *NewPaymentMethod) (*Out[PaymentMethod], error) {
	number := seal.Hide(in.Body.Number)
	if in.Body.Kind == payment.KindACH {
		m, err := f.Payments.AddDebit(ctx, Who(ctx), payment.DebitInput{Routing: in.Body.Routing, Number: number})
		return f.added(ctx, m, err)
	}
	m, err := f.Payments.AddCard(ctx, Who(ctx), payment.CardInput{Number: number, Expires: in.Body.Expires})
	return f.added(ctx, m, err)
}

func (f *Face) methodOperations(api huma.API) {
	add(f, api, Op{ID: "listPaymentMethods", Method: "GET", Path: "/payment-methods", Tag: "payments", Scope: "payments:read", Summary: "What your organisation pays with"}, f.listMethods)
	add(f, api, Op{ID: "addPaymentMethod", Method: "POST", Path: "/payment-methods", Tag: "payments", Scope: "payments:write", Status: 201,
		Summary: "Add a card or a bank account", Detail: "It becomes the preferred one. Bank accounts pay in US dollars only."}, f.addMethod)
	add(f, api, Op{ID: "askNetTerms", Method: "POST", Path: "/payment-methods/net-terms", Tag: "payments", Scope: "payments:write", Status: 201,
		Summary: "Ask to pay on invoice", Detail: "Within 30 days, by transfer. The operator grants or refuses it."},
		func(ctx context.Context, in *NewNetTerms) (*Out[PaymentMethod], error) {
			m, err := f.Payments.AskTerms(ctx, Who(ctx), payment.TermsInput{Number: seal.Hide(in.Body.Number)})
			return f.added(ctx, m, err)
		})
	add(f, api, Op{ID: "preferPaymentMethod", Method: "POST", Path: "/payment-methods/{id}/prefer", Tag: "payments", Scope: "payments:write", Summary: "Prefer a method"},
		func(ctx context.Context, in *ByID) (*Out[PaymentMethod], error) {
			m, err := in.Parse(payment.MethodID)
			if err != nil {
				return nil, err
			}
			return f.added(ctx, m, f.Payments.PreferMethod(ctx, Who(ctx), m))
		})
	add(f, api, Op{ID: "removePaymentMethod", Method: "DELETE", Path: "/payment-methods/{id}", Tag: "payments", Scope: "payments:write", Status: 204, Summary: "Remove a method"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			m, err := in.Parse(payment.MethodID)
			if err != nil {
				return nil, err
			}
			return done(f.Payments.RemoveMethod(ctx, Who(ctx), m))
		})
}
