package web

import (
	"github.com/a-h/templ"

	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/web/part"
)

// returning sends one back to the page one was on.
func (v *Visit) returning() []part.Value { return []part.Value{{Name: "_back", Value: v.here()}} }

// paymentMove is the button of a move of a payment request, with what a person
// reads before it. tail tells its fields from those of another on the same page.
func (v *Visit) paymentMove(q payment.Request, methods []payment.Method, move, tail string) part.Move {
	amount := v.amount(q.Amount)
	m := part.Move{Action: requestOfPay(q.ID) + "/" + move, Key: NewKey(), Values: v.returning(), ID: "ask-" + move + "-" + payment.RequestID.Text(q.ID)}
	m.Label = v.T("payment_request." + move)
	c := &part.Confirm{Title: v.T("payment_request."+move+".title", "Amount", amount), Deed: v.T("payment_request."+move+".deed", "Amount", amount)}
	m.Confirm = c
	switch move {
	case "approve", "retry":
		m.Kind, m.Label = part.Main, c.Deed
		c.Text = v.payText(q, methods)
		if q.Final && move == "approve" {
			c.Text += " " + v.T("payment_request.approve.final")
		}
		c.Fields = v.payFields(q, methods, move, tail)
	case "decline":
		c.Text = v.T("payment_request.decline.text")
		c.Fields = part.Field{Name: "reason", Kind: part.LongField, Label: v.T("payment_request.decline.reason"), Limit: 500, Rows: 3,
			ID: "reason-" + payment.RequestID.Text(q.ID) + tail}
	case "write_off":
		m.Action = "/desk/payment-requests/" + payment.RequestID.Text(q.ID) + "/write-off"
		m.Kind, c.Text = part.Danger, v.T("payment_request.write_off.text", "Amount", amount)
		c.Fields = part.Field{Name: "reason", Kind: part.LongField, Label: v.T("payment_request.write_off.reason"), Limit: 500, Rows: 3,
			ID: "reason-off-" + payment.RequestID.Text(q.ID) + tail}
	default:
		c.Text = v.T("payment_request."+move+".text", "Amount", amount)
	}
	return m
}

// payText says what paying does: which method is charged and when the money goes.
func (v *Visit) payText(q payment.Request, methods []payment.Method) string {
	if len(methods) == 0 {
		return ""
	}
	m := methods[0]
	if len(methods) > 1 {
		return v.T("payment_request.pay.choose", "Amount", v.amount(q.Amount))
	}
	return v.T("payment_request.pay."+m.Kind, "Amount", v.amount(q.Amount), "Method", v.card(m))
}

// payFields let the customer choose among several methods, and give this payment a
// purchase order of its own.
func (v *Visit) payFields(q payment.Request, methods []payment.Method, move, tail string) templ.Component {
	var fields []templ.Component
	tail = "-" + move + "-" + payment.RequestID.Text(q.ID) + tail
	if len(methods) > 1 {
		method := part.Field{Name: "method", Kind: part.SelectField, Label: v.T("payment_request.method"), ID: "method" + tail}
		for _, m := range methods {
			method.Options = append(method.Options, part.Option{Value: payment.MethodID.Text(m.ID), Label: v.card(m)})
		}
		if move == "approve" { // What was agreed; after a refusal one chooses anew.
			method.Value = method.Options[0].Value
		}
		fields = append(fields, method)
	}
	if move == "approve" {
		fields = append(fields, part.Field{Name: "purchase_order", Label: v.T("payment_request.purchase_order"), Optional: true, Limit: 64,
			Hint: v.T("payment_request.purchase_order.hint"), ID: "order" + tail})
	}
	if len(fields) == 0 {
		return nil
	}
	return templ.Join(fields...)
}

// withdrawProposalMove takes a proposal back.
func (v *Visit) withdrawProposalMove(p deal.Proposal) templ.Component {
	return part.Move{Action: proposalPath(p.ID) + "/withdraw", Key: NewKey(), Values: v.returning(), Label: v.T("proposal.withdraw"),
		ID: "ask-withdraw-" + deal.ProposalID.Text(p.ID),
		Confirm: &part.Confirm{Title: v.T("proposal.withdraw.title"), Text: v.T("proposal.withdraw.text", "Amount", v.amount(p.Total)),
			Deed: v.T("proposal.withdraw.deed")}}
}

// declineProposalMove says no, with a reason or without.
func (v *Visit) declineProposalMove(p deal.Proposal, seller string) templ.Component {
	return part.Move{Action: proposalPath(p.ID) + "/decline", Key: NewKey(), Label: v.T("proposal.decline"), ID: "ask-decline-" + deal.ProposalID.Text(p.ID),
		Confirm: &part.Confirm{Title: v.T("proposal.decline.title"), Text: v.T("proposal.decline.text", "Seller", seller), Deed: v.T("proposal.decline.deed"),
			Fields: part.Field{Name: "reason", Kind: part.LongField, Label: v.T("proposal.decline.reason"), Optional: true, Limit: 500, Rows: 3, ID: "decline-reason"}}}
}

// workButtons are what the expert's side may do with an engagement that goes on.
func (v *Visit) workButtons(f *Face, e deal.Engagement) ([]templ.Component, error) {
	var buttons []templ.Component
	now, err := f.Journal.Now(v.Ctx)
	if err != nil {
		return nil, err
	}
	s, ask, err := payment.AskStanding(v.Ctx, f.DB, v.Who, e, now)
	if err != nil {
		return nil, err
	}
	if ask[payment.MayPropose] && ask[payment.EngagementOpen] && ask[payment.NoFinal] && e.Remaining().IsPositive() {
		buttons = append(buttons, part.Button{Label: v.T("payment_request.new"), Href: engagementPath(e.ID) + "/ask", Kind: part.Main})
	}
	_, facts, err := f.Deals.EngagementStanding(v.Ctx, f.DB, v.Who, e)
	if err != nil {
		return nil, err
	}
	if deal.EngagementFlow.Can("complete", e.State, facts, s.Role) {
		text := v.T("engagement.complete.text", "Remaining", v.amount(e.Remaining()), "Amount", v.amount(e.Total))
		if !e.Remaining().IsPositive() {
			text = v.T("engagement.complete.text_full", "Amount", v.amount(e.Total))
		}
		buttons = append(buttons, part.Move{Action: engagementPath(e.ID) + "/complete", Key: NewKey(), Values: v.returning(), Label: v.T("engagement.complete"),
			ID:      "ask-complete-" + deal.EngagementID.Text(e.ID),
			Confirm: &part.Confirm{Title: v.T("engagement.complete.title"), Text: text, Deed: v.T("engagement.complete.deed")}})
	}
	return buttons, nil
}
