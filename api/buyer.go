package api

import (
	"context"

	"guildhall/market/payment"
	"guildhall/market/talk"
)

// BuyerStanding is what an expert may know of a customer's payments.
type BuyerStanding struct {
	CanPay   bool   `json:"can_pay" doc:"A way to pay is on file that has not expired"`
	Kind     string `json:"kind,omitempty" enum:"card,ach,net_terms" doc:"Of the preferred one"`
	DaysFrom int    `json:"days_from,omitempty" doc:"How long the money usually takes to arrive by it: at least so many days"`
	DaysTo   int    `json:"days_to,omitempty" doc:"And usually at most so many"`
	NetTerms bool   `json:"net_terms" doc:"The operator lets the customer pay on invoice"`
	Paid     int64  `json:"paid" doc:"Payments made here"`
	OnTime   int64  `json:"on_time" doc:"Those of them that came at the first attempt, and on net terms by the day they were due"`
	Unpaid   int64  `json:"unpaid" doc:"Payments that should be here and are not: overdue, uncollected, given up, or taken back by the customer's bank"`
}

func (f *Face) buyerStanding(ctx context.Context, in *ByID) (*Out[BuyerStanding], error) {
	i, err := in.Parse(talk.ConversationID)
	if err != nil {
		return nil, err
	}
	c, _, err := talk.Enter(ctx, f.DB, Who(ctx), i)
	if err != nil {
		return nil, err
	}
	now, err := f.Journal.Now(ctx)
	if err != nil {
		return nil, err
	}
	b, err := payment.StandingOfBuyer(ctx, f.DB, c.CustomerOrganisation, now)
	return ok(BuyerStanding{CanPay: b.CanPay, Kind: b.Kind, DaysFrom: b.DaysFrom, DaysTo: b.DaysTo, NetTerms: b.NetTerms,
		Paid: b.Paid, OnTime: b.OnTime(), Unpaid: b.Unpaid}, err)
}
