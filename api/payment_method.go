package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/market/payment"
)

// PaymentMethod is the card an organisation pays with. Its number is never given.
type PaymentMethod struct {
	ID      string `json:"id"`
	Brand   string `json:"brand" example:"Visa"`
	Last4   string `json:"last4" example:"4242"`
	Expires string `json:"expires" doc:"Year and month" example:"2030-12"`
}

// NewPaymentMethod is a card. The number goes to the card processor and is not
// kept.
type NewPaymentMethod struct {
	Body struct {
		Number  string `json:"number" maxLength:"64" doc:"In a sandbox one of its test numbers" example:"4242424242424242"`
		Expires string `json:"expires" maxLength:"16" example:"12/30"`
	}
}

func (f *Face) activeMethod(ctx context.Context) (PaymentMethod, error) {
	who := Who(ctx)
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return PaymentMethod{}, err
	}
	m, found, err := payment.ActiveMethod(ctx, f.DB, who.Organisation)
	if err == nil && !found {
		err = fault.Missing("payment_method.missing")
	}
	return PaymentMethod{payment.MethodID.Text(m.ID), m.Brand, m.Last4, m.Expires}, err
}

func (f *Face) methodOperations(api huma.API) {
	add(f, api, Op{ID: "getPaymentMethod", Method: "GET", Path: "/payment-method", Tag: "payments", Scope: "payments:read", Summary: "The card your organisation pays with"},
		func(ctx context.Context, _ *struct{}) (*Out[PaymentMethod], error) { return ok(f.activeMethod(ctx)) })
	add(f, api, Op{ID: "addPaymentMethod", Method: "POST", Path: "/payment-method", Tag: "payments", Scope: "payments:write", Status: 201,
		Summary: "Add a card", Detail: "It takes the place of the one before."},
		func(ctx context.Context, in *NewPaymentMethod) (*Out[PaymentMethod], error) {
			if _, err := f.Payments.AddCard(ctx, Who(ctx), payment.CardInput{Number: seal.Hide(in.Body.Number), Expires: in.Body.Expires}); err != nil {
				return nil, err
			}
			return ok(f.activeMethod(ctx))
		})
	add(f, api, Op{ID: "removePaymentMethod", Method: "DELETE", Path: "/payment-method", Tag: "payments", Scope: "payments:write", Status: 204, Summary: "Remove the card"},
		func(ctx context.Context, _ *struct{}) (*Done, error) {
			return done(f.Payments.RemoveCard(ctx, Who(ctx)))
		})
}
