package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/view"
)

// PaymentRequest asks for a part of an engagement's total.
type PaymentRequest struct {
	ID         string   `json:"id"`
	State      string   `json:"state" enum:"awaiting,approved,collected,uncollected,declined,withdrawn"`
	WaitsFor   string   `json:"waits_for,omitempty" enum:"customer,processor"`
	Engagement string   `json:"engagement"`
	Amount     Money    `json:"amount"`
	Fee        *Money   `json:"fee,omitempty" doc:"What the house keeps; to the seller, once approved"`
	Net        *Money   `json:"net,omitempty" doc:"What the expert receives; to the seller, once approved"`
	Final      bool     `json:"final" doc:"The last one: the engagement ends when it is approved"`
	Work       *Text    `json:"work,omitempty" doc:"What was delivered; absent once erased"`
	Reason     *Text    `json:"reason,omitempty" doc:"Why it was sent back"`
	Approved   string   `json:"approved_at,omitempty" format:"date-time"`
	Made       string   `json:"made_at" format:"date-time"`
	Invoice    string   `json:"invoice,omitempty" doc:"Once numbered; only on one payment request"`
	Charges    []Charge `json:"charges,omitempty" doc:"Attempts at a card, oldest first; only on one payment request"`
	Moves      []Move   `json:"moves,omitempty" doc:"What the caller may do now; only on one payment request"`
}

// Charge is one attempt at one card.
type Charge struct {
	ID      string `json:"id"`
	State   string `json:"state" enum:"started,succeeded,failed,unknown,settled,returned"`
	Amount  Money  `json:"amount"`
	Card    string `json:"card" example:"Visa 4242"`
	Failure string `json:"failure,omitempty" doc:"A code, once it failed or came back" example:"card_declined"`
	Settles string `json:"settles_at,omitempty" format:"date-time" doc:"When the money is expected, business time"`
	Made    string `json:"made_at" format:"date-time"`
}

func paymentOf(q payment.Request, seller bool) PaymentRequest {
	out := PaymentRequest{
		ID: payment.RequestID.Text(q.ID), State: string(q.State), WaitsFor: string(payment.RequestFlow.WaitsFor(q.State)),
		Engagement: deal.EngagementID.Text(q.Engagement), Amount: moneyOf(q.Amount), Final: q.Final, Work: textOf(q.Work, q.WorkLang),
		Reason: textOf(q.Reason, q.ReasonLang), Approved: instant(q.ApprovedAt), Made: instant(q.MadeAt),
	}
	if seller && !q.ApprovedAt.IsZero() {
		fee, net := moneyOf(q.Fee), moneyOf(q.Net)
		out.Fee, out.Net = &fee, &net
	}
	return out
}

func (f *Face) onePayment(ctx context.Context, request id.ID) (PaymentRequest, error) {
	q, err := payment.FindRequest(ctx, f.DB, Who(ctx), request)
	if err != nil {
		return PaymentRequest{}, err
	}
	s, facts, err := payment.Standing(ctx, f.DB, Who(ctx), q)
	if err != nil {
		return PaymentRequest{}, err
	}
	out := paymentOf(q, s.Role != flow.Customer)
	out.Moves = movesOf(payment.RequestFlow.Moves(q.State, facts, s.Role))
	v, found, err := payment.InvoiceOf(ctx, f.DB, q.ID)
	if err != nil {
		return out, err
	}
	if found && v.IsNumbered() {
		out.Invoice = payment.InvoiceID.Text(v.ID)
	}
	charges, err := payment.ChargesOf(ctx, f.DB, q.ID)
	if err != nil {
		return out, err
	}
	for _, c := range charges {
		m, err := payment.FindMethod(ctx, f.DB, c.Method)
		if err != nil {
			return out, err
		}
		out.Charges = append(out.Charges, Charge{ID: payment.ChargeID.Text(c.ID), State: string(c.State), Amount: moneyOf(c.Amount),
			Card: m.Brand + " " + m.Last4, Failure: c.Failure, Settles: instant(c.SettlesAt), Made: instant(c.MadeAt)})
	}
	return out, nil
}

// NewPaymentRequest is what an expert asks for.
type NewPaymentRequest struct {
	Body struct {
		Engagement string `json:"engagement" maxLength:"64"`
		Amount     string `json:"amount" maxLength:"200" doc:"As a person writes it, at most what remains" example:"400.00"`
		Work       string `json:"work" maxLength:"100000" doc:"What was delivered, at most 2,000 characters; it stands on the invoice"`
		Final      bool   `json:"final,omitempty" doc:"The last one: the engagement ends when it is approved"`
	}
}

// PaymentFilter chooses what is listed: one engagement, or everything the caller's
// organisation buys or sells.
type PaymentFilter struct {
	Paging
	Engagement string `query:"engagement" maxLength:"64" doc:"All of one engagement, oldest first"`
	Side       string `query:"side" enum:"customer,expert" default:"customer" doc:"What the organisation pays, or is paid"`
}

func (f *Face) listPayments(ctx context.Context, in *PaymentFilter) (*Out[List[PaymentRequest]], error) {
	who := Who(ctx)
	if in.Engagement != "" {
		e, err := typed(in.Engagement, deal.EngagementID, "engagement.missing")
		if err != nil {
			return nil, err
		}
		found, err := deal.FindEngagement(ctx, f.DB, who, e)
		if err != nil {
			return nil, err
		}
		s, err := deal.StandingOf(ctx, f.DB, who, found.Customer, found.Seller, "engagement.missing")
		if err != nil {
			return nil, err
		}
		list, err := payment.RequestsOf(ctx, f.DB, e)
		out := List[PaymentRequest]{Items: []PaymentRequest{}}
		for _, q := range list {
			out.Items = append(out.Items, paymentOf(q, s.Role != flow.Customer))
		}
		return ok(out, err)
	}
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	before, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := view.PaymentsOf(ctx, f.DB, who.Organisation, flow.Role(in.Side), before, in.Limit)
	if err != nil {
		return nil, err
	}
	out := List[PaymentRequest]{Items: []PaymentRequest{}}
	for _, r := range rows {
		q, err := payment.FindRequest(ctx, f.DB, who, r.ID)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, paymentOf(q, in.Side == string(flow.Expert)))
	}
	if more {
		out.Next = cursorAt(rows[len(rows)-1].ID)
	}
	return ok(out, nil)
}

func (f *Face) createPayment(ctx context.Context, in *NewPaymentRequest) (*Out[PaymentRequest], error) {
	e, err := typed(in.Body.Engagement, deal.EngagementID, "engagement.missing")
	if err != nil {
		return nil, err
	}
	q, err := f.Payments.Ask(ctx, Who(ctx), payment.AskInput{Engagement: e, Amount: in.Body.Amount, Work: in.Body.Work, Final: in.Body.Final})
	if err != nil {
		return nil, err
	}
	return ok(f.onePayment(ctx, q))
}

func (f *Face) movePayment(ctx context.Context, in ByID, move func(q id.ID) error) (*Out[PaymentRequest], error) {
	q, err := in.Parse(payment.RequestID)
	if err != nil {
		return nil, err
	}
	if err := move(q); err != nil {
		return nil, err
	}
	return ok(f.onePayment(ctx, q))
}

func (f *Face) paymentOperations(api huma.API) {
	add(f, api, Op{ID: "listPaymentRequests", Method: "GET", Path: "/payment-requests", Tag: "payments", Scope: "payments:read", Summary: "Payment requests of an engagement or an organisation"}, f.listPayments)
	add(f, api, Op{ID: "createPaymentRequest", Method: "POST", Path: "/payment-requests", Tag: "payments", Scope: "payments:write", Status: 201, Summary: "Ask for a payment"}, f.createPayment)
	add(f, api, Op{ID: "getPaymentRequest", Method: "GET", Path: "/payment-requests/{id}", Tag: "payments", Scope: "payments:read", Summary: "One payment request, with its charges and what you may do"},
		func(ctx context.Context, in *ByID) (*Out[PaymentRequest], error) {
			return f.movePayment(ctx, *in, func(id.ID) error { return nil })
		})
	add(f, api, Op{ID: "approvePaymentRequest", Method: "POST", Path: "/payment-requests/{id}/approve", Tag: "payments", Scope: "payments:write",
		Summary: "Approve and pay", Detail: "The invoice is written and the card is charged soon after. It cannot be taken back."},
		func(ctx context.Context, in *ByID) (*Out[PaymentRequest], error) {
			return f.movePayment(ctx, *in, func(q id.ID) error { return f.Payments.Approve(ctx, Who(ctx), q) })
		})
	add(f, api, Op{ID: "rejectPaymentRequest", Method: "POST", Path: "/payment-requests/{id}/decline", Tag: "payments", Scope: "payments:write",
		Summary: "Send a payment request back", Detail: "With a reason; the amount may be asked for again."},
		func(ctx context.Context, in *ByIDWithReason) (*Out[PaymentRequest], error) {
			return f.movePayment(ctx, in.ByID, func(q id.ID) error {
				return f.Payments.Decline(ctx, Who(ctx), payment.DeclineInput{Request: q, Reason: in.Body.Reason})
			})
		})
	add(f, api, Op{ID: "withdrawPaymentRequest", Method: "POST", Path: "/payment-requests/{id}/withdraw", Tag: "payments", Scope: "payments:write", Summary: "Take a payment request back"},
		func(ctx context.Context, in *ByID) (*Out[PaymentRequest], error) {
			return f.movePayment(ctx, *in, func(q id.ID) error { return f.Payments.Withdraw(ctx, Who(ctx), q) })
		})
	add(f, api, Op{ID: "retryPaymentRequest", Method: "POST", Path: "/payment-requests/{id}/retry", Tag: "payments", Scope: "payments:write",
		Summary: "Try again to pay", Detail: "For a payment that could not be collected, with the card on file now."},
		func(ctx context.Context, in *ByID) (*Out[PaymentRequest], error) {
			return f.movePayment(ctx, *in, func(q id.ID) error { return f.Payments.Retry(ctx, Who(ctx), q) })
		})
}
