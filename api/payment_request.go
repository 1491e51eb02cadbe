package api

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/view"
)

// PaymentRequest asks for a part of an engagement's total.
type PaymentRequest struct {
	ID         string   `json:"id"`
	State      string   `json:"state" enum:"scheduled,awaiting,approved,uncollected,collected,written_off,declined,withdrawn,cancelled,taken_back"`
	WaitsFor   string   `json:"waits_for,omitempty" enum:"customer,processor,clock"`
	Disputed   bool     `json:"disputed,omitempty" doc:"The customer's bank has taken it back and nobody has decided yet: it does not count as paid"`
	Kind       string   `json:"kind" enum:"asked,upfront,scheduled"`
	Engagement string   `json:"engagement"`
	Milestone  string   `json:"milestone,omitempty" doc:"What it asks for"`
	Due        string   `json:"due_on,omitempty" format:"date" doc:"When a scheduled payment is charged"`
	Approves   string   `json:"approves_at,omitempty" format:"date-time" doc:"When silence approves it, if the customer chose automatic approval; business time"`
	Silent     bool     `json:"silent,omitempty" doc:"It was approved by silence"`
	Order      string   `json:"purchase_order,omitempty" doc:"The customer's own number for this payment"`
	Amount     Money    `json:"amount"`
	Fee        *Money   `json:"fee,omitempty" doc:"What the house keeps; to the seller, once approved"`
	Net        *Money   `json:"net,omitempty" doc:"What the expert receives; to the seller, once approved"`
	Final      bool     `json:"final" doc:"The last one: the engagement ends when it is approved"`
	Work       *Text    `json:"work,omitempty" doc:"What was delivered; absent once erased"`
	Reason     *Text    `json:"reason,omitempty" doc:"Why it was sent back"`
	Approved   string   `json:"approved_at,omitempty" format:"date-time"`
	Made       string   `json:"made_at" format:"date-time"`
	Invoice    string   `json:"invoice,omitempty" doc:"Once numbered; only on one payment request"`
	Payout     string   `json:"payout,omitempty" doc:"What carried it on to the expert; only on one payment request, to the seller"`
	PaysOut    string   `json:"pays_out_on,omitempty" format:"date" doc:"The day of the payout that carries it on, once it is collected or the money is expected; only on one payment request, to the seller"`
	Charges    []Charge `json:"charges,omitempty" doc:"Attempts to collect it, oldest first; only on one payment request"`
	Moves      []Move   `json:"moves,omitempty" doc:"What the caller may do now; only on one payment request"`
}

// Charge is one attempt at one method.
type Charge struct {
	ID      string `json:"id"`
	State   string `json:"state" enum:"started,succeeded,failed,unknown,settled,returned,charged_back,won,lost"`
	Amount  Money  `json:"amount"`
	Kind    string `json:"kind" enum:"card,ach,net_terms"`
	Method  string `json:"method" doc:"Brand and last digits" example:"Visa 4242"`
	Failure string `json:"failure,omitempty" doc:"A code, once it failed or came back" example:"card_declined"`
	Settles string `json:"settles_at,omitempty" format:"date-time" doc:"When the money is expected, business time"`
	Made    string `json:"made_at" format:"date-time"`
}

func paymentOf(q payment.Request, seller bool) PaymentRequest {
	out := PaymentRequest{
		ID: payment.RequestID.Text(q.ID), State: string(q.State), WaitsFor: string(payment.RequestFlow.WaitsFor(q.State)),
		Kind: q.Kind, Due: q.DueOn, Silent: q.Silent, Order: q.PurchaseOrder,
		Engagement: deal.EngagementID.Text(q.Engagement), Amount: moneyOf(q.Amount), Final: q.Final, Work: textOf(q.Work, q.WorkLang),
		Reason: textOf(q.Reason, q.ReasonLang), Approved: instant(q.ApprovedAt), Made: instant(q.MadeAt),
	}
	if q.State == payment.Awaiting {
		out.Approves = instant(q.Deadline)
	}
	if !q.Milestone.IsNone() {
		out.Milestone = deal.MilestoneID.Text(q.Milestone)
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
	disputes, err := payment.DisputesIn(ctx, f.DB, q.Conversation)
	if err != nil {
		return PaymentRequest{}, err
	}
	out := paymentOf(q, s.Role != flow.Customer)
	out.Disputed = disputes[q.ID]
	out.Moves = movesOf(payment.RequestFlow.Moves(q.State, facts, s.Role))
	v, found, err := payment.InvoiceOf(ctx, f.DB, q.ID)
	if err != nil {
		return out, err
	}
	if found && v.IsNumbered() {
		out.Invoice = payment.InvoiceID.Text(v.ID)
	}
	if s.Role != flow.Customer {
		if err := f.addPayout(ctx, &out, q); err != nil {
			return out, err
		}
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
			Kind: c.Kind, Method: strings.TrimSpace(m.Brand + " " + m.Last4), Failure: c.Failure, Settles: instant(c.SettlesAt), Made: instant(c.MadeAt)})
	}
	return out, nil
}

// addPayout adds how a payment reaches the expert.
func (f *Face) addPayout(ctx context.Context, out *PaymentRequest, q payment.Request) error {
	now, err := f.Journal.Now(ctx)
	if err != nil {
		return err
	}
	p, err := view.PaymentWith(ctx, f.DB, q)
	if p.PaidOut {
		out.Payout = payout.LineID.Text(p.Payout.ID)
	} else if day := p.NextPayout(now, f.Payouts.Zone); !day.IsZero() {
		out.PaysOut = day.Date(f.Payouts.Zone)
	}
	return err
}

// NewPaymentRequest is what an expert asks for.
type NewPaymentRequest struct {
	Body struct {
		Engagement string `json:"engagement" maxLength:"64"`
		Milestone  string `json:"milestone,omitempty" maxLength:"64" doc:"What is asked for; the amount is the milestone's"`
		Amount     string `json:"amount,omitempty" maxLength:"200" doc:"As a person writes it, at most what remains; may be left out for a milestone" example:"400.00"`
		Work       string `json:"work" maxLength:"100000" doc:"What was delivered, at most 2,000 characters; it stands on the invoice"`
		Final      bool   `json:"final,omitempty" doc:"The last one: the engagement ends when it is approved"`
	}
}

// PaymentFilter chooses what is listed: one engagement, or everything the caller's
// organisation buys or sells.
type PaymentFilter struct {
	Paging
	Engagement string `query:"engagement" maxLength:"64" doc:"Those of one engagement, oldest first"`
	Side       string `query:"side" enum:"customer,expert" default:"customer" doc:"What the organisation pays, or is paid"`
}

func (f *Face) listPayments(ctx context.Context, in *PaymentFilter) (*Out[List[PaymentRequest]], error) {
	who := Who(ctx)
	cursor, err := in.after()
	if err != nil {
		return nil, err
	}
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
		disputes, err := payment.DisputesIn(ctx, f.DB, found.Conversation)
		if err != nil {
			return nil, err
		}
		list, err := payment.RequestsAfter(ctx, f.DB, e, cursor, in.Limit+1)
		return ok(listOf(list, in.Limit, func(q payment.Request) id.ID { return q.ID },
			func(q payment.Request) PaymentRequest {
				out := paymentOf(q, s.Role != flow.Customer)
				out.Disputed = disputes[q.ID]
				return out
			}), err)
	}
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	rows, more, err := view.PaymentsOf(ctx, f.DB, who.Organisation, flow.Role(in.Side), cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := List[PaymentRequest]{Items: []PaymentRequest{}}
	for _, r := range rows {
		q, err := payment.FindRequest(ctx, f.DB, who, r.ID)
		if err != nil {
			return nil, err
		}
		one := paymentOf(q, in.Side == string(flow.Expert))
		one.Disputed = r.Disputed
		out.Items = append(out.Items, one)
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
	var milestone id.ID
	if in.Body.Milestone != "" {
		if milestone, err = typed(in.Body.Milestone, deal.MilestoneID, "milestone.missing"); err != nil {
			return nil, err
		}
	}
	q, err := f.Payments.Ask(ctx, Who(ctx), payment.AskInput{Engagement: e, Milestone: milestone, Amount: in.Body.Amount, Work: in.Body.Work, Final: in.Body.Final})
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

// ByIDPaying names a payment request, and how it is paid.
type ByIDPaying struct {
	ByID
	Body *struct {
		Method string `json:"method,omitempty" maxLength:"64" doc:"The method to charge; else the one chosen on acceptance, else the preferred one"`
		Order  string `json:"purchase_order,omitempty" maxLength:"400" doc:"Your own number for this payment, at most 64 characters; else the engagement's"`
	}
}

// pay makes a move by which the customer pays.
func (f *Face) pay(ctx context.Context, in *ByIDPaying, move func(ctx context.Context, who policy.Actor, in payment.PayInput) error) (*Out[PaymentRequest], error) {
	return f.movePayment(ctx, in.ByID, func(q id.ID) (err error) {
		how := payment.PayInput{Request: q}
		if in.Body != nil {
			how.PurchaseOrder = in.Body.Order
			if in.Body.Method != "" {
				if how.Method, err = typed(in.Body.Method, payment.MethodID, "payment_method.missing"); err != nil {
					return err
				}
			}
		}
		return move(ctx, Who(ctx), how)
	})
}

func (f *Face) paymentOperations(api huma.API) {
	add(f, api, Op{ID: "listPaymentRequests", Method: "GET", Path: "/payment-requests", Tag: "payments", Scope: "payments:read", Summary: "Payment requests of an engagement or an organisation"}, f.listPayments)
	add(f, api, Op{ID: "createPaymentRequest", Method: "POST", Path: "/payment-requests", Tag: "payments", Scope: "payments:write", Status: 201, Summary: "Ask for a payment"}, f.createPayment)
	add(f, api, Op{ID: "getPaymentRequest", Method: "GET", Path: "/payment-requests/{id}", Tag: "payments", Scope: "payments:read", Summary: "One payment request, with its charges and what you may do"},
		func(ctx context.Context, in *ByID) (*Out[PaymentRequest], error) {
			return f.movePayment(ctx, *in, func(id.ID) error { return nil })
		})
	add(f, api, Op{ID: "approvePaymentRequest", Method: "POST", Path: "/payment-requests/{id}/approve", Tag: "payments", Scope: "payments:write",
		Summary: "Approve and pay", Detail: "The invoice is written and the method is charged soon after. It cannot be taken back."},
		func(ctx context.Context, in *ByIDPaying) (*Out[PaymentRequest], error) {
			return f.pay(ctx, in, f.Payments.Approve)
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
		Summary: "Try again to pay", Detail: "For a payment that could not be collected, with the method chosen or the one preferred now."},
		func(ctx context.Context, in *ByIDPaying) (*Out[PaymentRequest], error) {
			return f.pay(ctx, in, f.Payments.Retry)
		})
}
