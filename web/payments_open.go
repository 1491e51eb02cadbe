package web

import (
	"github.com/a-h/templ"

	"guildhall/engine/flow"
	"guildhall/market/payment"
	"guildhall/market/view"
	pages "guildhall/web/page/money"
	"guildhall/web/part"
)

// openShown is how many payments that have not come yet stand on top of the money.
const openShown = 20

// openPayments says of everything the reader's organisation still has to pay, or to be
// paid, what it waits for, who must act and when the money comes.
func (f *Face) openPayments(v *Visit, side flow.Role) (pages.Open, error) {
	list, more, err := view.OpenPayments(v.Ctx, f.DB, v.Who.Organisation, side, openShown)
	other, amount := "party.seller", "payment_request.amount"
	if side == flow.Expert {
		other, amount = "party.customer", "proposal.xray.you"
	}
	open := pages.Open{Title: v.T("payments.open." + string(side)), Table: part.Table{Caption: v.T("payments.open." + string(side)), Quiet: true, Cols: []part.Col{
		{Label: v.T("payment_request.work"), Bare: true}, {Label: v.T(other)}, {Label: v.T("common.state"), Short: true},
		{Label: v.T("payments.next")}, {Label: v.T(amount), Num: true}}}}
	for _, p := range list {
		shown := p.Amount
		if side == flow.Expert {
			shown = p.Share
		}
		open.Table.Rows = append(open.Table.Rows, part.Row{Href: requestOfPay(p.ID), Cells: []templ.Component{
			part.Text(v.workOf(p.PaymentRow)), part.Text(p.Other), v.badge("payment_request", p.State), part.Text(v.waitsFor(p, side)), part.Money{Amount: shown}}})
	}
	if more {
		open.More = v.T("payments.open.more", "Count", openShown)
	}
	return open, err
}

func (v *Visit) workOf(r view.PaymentRow) string {
	return v.workLine(payment.Request{Kind: r.Kind, Work: r.Work, WorkLang: r.WorkLang})
}

// waitsFor says in a few words what a payment waits for and when that comes.
func (v *Visit) waitsFor(p view.OpenPayment, side flow.Role) string {
	key := "payments.next." + string(side) + "."
	switch {
	case p.State == payment.Scheduled:
		return v.T("payments.next.scheduled", "Day", v.houseDay(p.Deadline))
	case p.State == payment.Awaiting && !p.Deadline.IsZero():
		return v.T(key+"silence", "Day", v.day(p.Deadline))
	case p.State == payment.Awaiting:
		return v.T(key + "answer")
	case p.State == payment.Uncollected && p.Failure != "":
		return v.T(key+"uncollected", "Why", v.T("charge.failure."+p.Failure))
	case p.State == payment.Uncollected:
		return v.T(key+"uncollected", "Why", v.T("charge.failure."+payment.FailureNoMethod))
	case p.Charge != payment.Succeeded:
		return v.T("payments.next.charging")
	}
	late, day := v.late(p.SettlesAt), v.houseDay(p.SettlesAt)
	switch {
	case p.ChargeKind == payment.KindNetTerms && late:
		return v.T(key+"overdue", "Day", day)
	case p.ChargeKind == payment.KindNetTerms:
		return v.T(key+"invoice", "Day", day)
	case late:
		return v.T("payments.next.late", "Day", day)
	}
	return v.T("payments.next.coming", "Day", day)
}
