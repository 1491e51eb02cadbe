package web

import (
	"net/http"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/view"
	"guildhall/web/page/between"
	"guildhall/web/page/engagement"
	"guildhall/web/part"
)

// paymentRequest shows one.
func (f *Face) paymentRequest(v *Visit) error {
	return f.showPaymentRequest(v, http.StatusOK, "", nil)
}

// showPaymentRequest shows one, with the form of a move that was refused.
func (f *Face) showPaymentRequest(v *Visit, status int, move string, refused error) error {
	v.remember()
	i, err := v.ID("id", payment.RequestID)
	if err != nil {
		return fault.Missing("payment_request.missing")
	}
	q, err := payment.FindRequest(v.Ctx, f.DB, v.Who, i)
	if err != nil {
		return err
	}
	var s deal.Standing
	var facts flow.Facts
	var p view.Payment
	var e deal.Engagement
	var crumbs []part.Link
	err = v.together(
		func(v *Visit) (err error) { s, facts, err = payment.Standing(v.Ctx, f.DB, v.Who, q); return err },
		func(v *Visit) (err error) { p, err = view.PaymentWith(v.Ctx, f.DB, q); return err },
		func(v *Visit) (err error) { e, err = deal.FindEngagement(v.Ctx, f.DB, v.Who, q.Engagement); return err },
		func(v *Visit) error {
			crumbs = f.crumbs(v, q.Conversation, part.Link{Label: v.T("engagement.title"), Href: engagementPath(q.Engagement)}, part.Link{Label: v.T("payment_request.title", "Amount", v.amount(q.Amount))})
			return nil
		},
		(*Visit).aheadShell,
	)
	if err != nil {
		return err
	}
	page := engagement.Request{
		Title: v.T("payment_request.title", "Amount", v.amount(q.Amount)), Payment: v.payment(p, s.Role), Reason: q.Reason, ReasonL: shownLang(q.ReasonLang),
		Crumbs: crumbs, Why: v.why(p, s.Role),
		Facts: []part.Fact{{Label: v.T("payment_request.amount"), Value: part.Money{Amount: q.Amount, Strong: true}}},
	}
	page.Guide = part.Link{Label: v.T("guide.customer-payouts.way"), Href: "/guides/customer/payouts#way"}
	if s.Role != flow.Customer {
		page.Guide = part.Link{Label: v.T("guide.expert-payouts.why"), Href: "/guides/expert/payouts#why"}
		split := e.Split(q.Amount)
		page.Facts = append(page.Facts, part.Fact{Label: v.T("proposal.xray.fee", "Rate", e.FeeRate.String()), Value: part.Money{Amount: split.Fee}},
			part.Fact{Label: v.T("proposal.xray.you"), Value: part.Money{Amount: split.Net, Strong: true}})
	}
	if s.Role == flow.Customer {
		page.Facts = append(page.Facts, v.paysFact(p)...)
	}
	order := q.PurchaseOrder
	if order == "" {
		order = e.PurchaseOrder
	}
	if order != "" {
		page.Facts = append(page.Facts, part.Fact{Label: v.T("payment_request.purchase_order"), Text: order})
	}
	if !q.Milestone.IsNone() {
		m, err := deal.FindMilestone(v.Ctx, f.DB, q.Milestone)
		if err != nil {
			return err
		}
		page.Facts = append(page.Facts, part.Fact{Label: v.T("payment_request.milestone"), Text: m.Title})
	}
	if q.Kind == payment.KindAsked {
		page.Facts = append(page.Facts, part.Fact{Label: v.T("way.asked"), Value: part.Time{At: q.MadeAt}})
	}
	onInvoice := owedOnInvoice(p) && s.Role != flow.Operator
	if onInvoice || q.State == payment.Awaiting || q.State == payment.Uncollected || q.State == payment.WrittenOff && s.Role == flow.Customer {
		b, err := f.alone(v, e)
		if err != nil {
			return err
		}
		n := nexting{f: f, v: v, b: b, s: s, customer: s.Role == flow.Customer}
		next := n.onInvoice(p)
		if !onInvoice {
			next, err = n.payment(p)
		}
		if err != nil {
			return err
		}
		page.Next = between.Turn(next)
	}
	if refused != nil && payment.RequestFlow.Can(move, q.State, facts, s.Role) {
		methods, err := v.methodsFor(f, q, s.Role)
		if err != nil {
			return err
		}
		m := v.paymentMove(q, methods, move, "-again")
		page.Next = nil // The same form is in it.
		page.Again = &engagement.Again{Form: v.FormOf(m.Action, refused), Title: m.Confirm.Title, Text: m.Confirm.Text, Deed: m.Confirm.Deed, Fields: m.Confirm.Fields}
	}
	return v.PageStatus(status, Shell{Title: page.Title, At: "talk"}, engagement.RequestPage(page))
}

// requestMove makes a move of the payment request of the address and goes back.
func (f *Face) requestMove(v *Visit, said string, do func(q id.ID) error) error {
	i, err := v.ID("id", payment.RequestID)
	if err != nil {
		return fault.Missing("payment_request.missing")
	}
	if err := do(i); err != nil {
		return err
	}
	v.Flash(said)
	return v.Back(requestOfPay(i))
}

func (f *Face) approvePayment(v *Visit) error {
	err := f.requestMove(v, "payment_request.approved", func(q id.ID) error {
		in, err := v.payInput(q)
		if err != nil {
			return err
		}
		return f.Payments.Approve(v.Ctx, v.Who, in)
	})
	return f.orAgain(v, "approve", err)
}

// orAgain shows the payment request with the form of a move whose input was refused.
func (f *Face) orAgain(v *Visit, move string, err error) error {
	if v.Refused(err) != nil {
		return f.showPaymentRequest(v, v.StatusOf(err), move, err)
	}
	return err
}

// payInput reads how the customer pays; without a choice it is the preferred method.
func (v *Visit) payInput(q id.ID) (payment.PayInput, error) {
	in := payment.PayInput{Request: q, PurchaseOrder: v.Value("purchase_order")}
	if chosen := v.Value("method"); chosen != "" {
		var ok bool
		if in.Method, ok = payment.MethodID.Parse(chosen); !ok {
			return in, fault.Missing("payment_method.missing")
		}
	}
	return in, nil
}

func (f *Face) withdrawPayment(v *Visit) error {
	return f.requestMove(v, "payment_request.withdrawn", func(q id.ID) error { return f.Payments.Withdraw(v.Ctx, v.Who, q) })
}

func (f *Face) retryPayment(v *Visit) error {
	return f.requestMove(v, "payment_request.retried", func(q id.ID) error {
		in, err := v.payInput(q)
		if err != nil {
			return err
		}
		return f.Payments.Retry(v.Ctx, v.Who, in)
	})
}

// declinePayment sends the request back, or asks for the reason again.
func (f *Face) declinePayment(v *Visit) error {
	err := f.requestMove(v, "payment_request.declined", func(q id.ID) error {
		return f.Payments.Decline(v.Ctx, v.Who, payment.DeclineInput{Request: q, Reason: v.Value("reason")})
	})
	return f.orAgain(v, "decline", err)
}

// writeOffPayment gives up a payment, by the operator.
func (f *Face) writeOffPayment(v *Visit) error {
	err := f.requestMove(v, "payment_request.written_off", func(q id.ID) error {
		return f.Payments.WriteOff(v.Ctx, v.Who, payment.WriteOffInput{Request: q, Reason: v.Value("reason")})
	})
	return f.orAgain(v, "write_off", err)
}
