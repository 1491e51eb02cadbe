package web

import (
	"slices"

	"guildhall/engine/flow"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/view"
	"guildhall/web/page/desk"
)

// deskKind is the kind of payment method asked for; anything else is all of them.
func (v *Visit) deskKind() string {
	kind := v.Query("kind")
	if !slices.Contains([]string{payment.KindCard, payment.KindACH, payment.KindNetTerms}, kind) {
		return ""
	}
	return kind
}

// deskEngagements lists engagements.
func (f *Face) deskEngagements(v *Visit) error {
	page := desk.Engagements{State: v.Query("state"), Words: v.Query("q")}
	var more bool
	var err error
	page.Rows, more, err = view.DeskEngagements(v.Ctx, f.DB, flow.State(page.State), page.Words, v.deskAfter(deal.EngagementID), deskPage)
	if err != nil {
		return err
	}
	if len(page.Rows) > 0 {
		page.Pages = v.deskPages(more, deal.EngagementID.Text(page.Rows[len(page.Rows)-1].ID))
	}
	return v.Page(Shell{Title: v.T("desk.engagements"), At: "money"}, page.Show())
}

// deskCharges lists the attempts to be paid.
func (f *Face) deskCharges(v *Visit) error {
	page := desk.Charges{State: v.Query("state"), Kind: v.deskKind(), Words: v.Query("q")}
	var more bool
	var err error
	page.Rows, more, err = view.DeskCharges(v.Ctx, f.DB, flow.State(page.State), page.Kind, page.Words, v.deskAfter(payment.ChargeID), deskPage)
	if err != nil {
		return err
	}
	if len(page.Rows) > 0 {
		page.Pages = v.deskPages(more, payment.ChargeID.Text(page.Rows[len(page.Rows)-1].ID))
	}
	return v.Page(Shell{Title: v.T("desk.charges"), At: "money"}, page.Show())
}

// deskOverdue lists what is not paid past its day, with what it comes to.
func (f *Face) deskOverdue(v *Visit) error {
	page := desk.Overdue{Kind: v.deskKind(), Words: v.Query("q")}
	today := v.now().Date(f.Zone)
	var more bool
	var err error
	page.Rows, more, err = view.DeskOverdues(v.Ctx, f.DB, today, page.Kind, page.Words, v.deskAfter(payment.InvoiceID), deskPage)
	if err != nil {
		return err
	}
	if page.Owed, err = view.DeskOwedNow(v.Ctx, f.DB, today, page.Kind, page.Words); err != nil {
		return err
	}
	if len(page.Rows) > 0 {
		page.Pages = v.deskPages(more, payment.InvoiceID.Text(page.Rows[len(page.Rows)-1].Invoice))
	}
	return v.Page(Shell{Title: v.T("desk.overdue_invoices"), At: "money"}, page.Show())
}
