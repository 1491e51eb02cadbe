package web

import (
	"net/http"
	"net/url"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/engine/flow"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/web/page/proposal"
	"guildhall/web/part"
)

// acceptFields are what the form of accepting carries along while one leaves it to
// add a way to pay.
var acceptFields = []string{"method", "approval", "purchase_order"}

// proposalAccept is the page on which a customer agrees.
func (f *Face) proposalAccept(v *Visit) error { return f.showAccept(v, http.StatusOK, nil) }

func (f *Face) showAccept(v *Visit, status int, refused error) error {
	p, s, facts, err := f.proposalOf(v)
	if err != nil {
		return err
	}
	if s.Role != flow.Customer || p.State != deal.Proposed || !facts[deal.MayBuy] {
		return v.Redirect(proposalPath(p.ID))
	}
	show, err := f.proposalShow(v, p, s)
	if err != nil {
		return err
	}
	show.Stopped = !facts[deal.SellerGoesOn]
	lines, err := deal.LinesOf(v.Ctx, f.DB, p)
	if err != nil {
		return err
	}
	amount := v.amount(p.Total)
	show.Crumbs = []part.Link{show.Crumbs[0], {Label: v.T("proposal.title"), Href: proposalPath(p.ID)}, {Label: v.T("proposal.accept.title")}}
	page := proposal.Accept{Show: show, Form: v.FormOf(proposalPath(p.ID)+"/accept", refused),
		Lead:  v.T("proposal.accept.lead."+p.Kind, "Amount", amount, "Seller", show.Seller),
		Agree: v.T("proposal.accept.agreement", "Seller", show.Seller), Deed: v.T("proposal.accept.deed."+p.Kind, "Amount", amount),
		Agreement: agreementPath(deal.AgreementVersion), Version: deal.AgreementVersion, Choose: p.Kind != deal.KindUpfront}
	page.Form.Attrs = steady
	if refused == nil {
		page.Form.Values = keptFields(v.R.URL.Query())
	} else {
		page.Form.Values.Del("at_once") // What is charged at once is said anew.
	}
	v.atOnce(&page, p, f.Deals.AtOnce(p, lines, v.now()))
	methods, err := payment.UsableMethods(v.Ctx, f.DB, p.Customer, p.Total.Currency)
	if err != nil {
		return err
	}
	page.MayAdd = s.Member.Pays()
	page.Methods = v.methodOptions(methods)
	return v.PageStatus(status, Shell{Title: v.T("proposal.accept.title"), At: "talk"}, proposal.AcceptPage(page))
}

// keptFields are what a form was left with.
func keptFields(from url.Values) url.Values {
	kept := url.Values{}
	for _, name := range acceptFields {
		if from.Has(name) {
			kept.Set(name, from.Get(name))
		}
	}
	return kept
}

// atOnce says what accepting charges straight away, before anybody accepts.
func (v *Visit) atOnce(page *proposal.Accept, p deal.Proposal, now deal.AtOnce) {
	page.AtOnce = now.Amount.Decimal()
	if len(now.Lines) == 0 {
		return
	}
	page.Due = v.T("proposal.accept.due", "Count", len(now.Lines), "Amount", v.amount(now.Amount))
	for _, l := range now.Lines {
		page.DueLines = append(page.DueLines, i18n.DayOf(v.Reader, l.DueOn)+" · "+v.amount(l.Amount))
	}
	page.Deed = v.T("proposal.accept.deed.due", "Amount", v.amount(now.Amount))
}

// methodOptions are ways to pay to choose from, each with what it means for when
// money comes; the preferred one is first.
func (v *Visit) methodOptions(methods []payment.Method) []part.Option {
	var list []part.Option
	for _, m := range methods {
		o := part.Option{Value: payment.MethodID.Text(m.ID), Label: v.card(m), Hint: v.T("proposal.accept.by." + m.Kind)}
		if m.Preferred && len(methods) > 1 {
			o.Hint = v.T("proposal.accept.preferred") + " " + o.Hint
		}
		list = append(list, o)
	}
	return list
}

// acceptProposal agrees, or leaves to add a way to pay with the form kept.
func (f *Face) acceptProposal(v *Visit) error {
	i, err := v.ID("id", deal.ProposalID)
	if err != nil {
		return fault.Missing("proposal.missing")
	}
	if v.Value("add") != "" {
		form := keptFields(v.R.PostForm)
		form.Del("method") // The one to be added is preferred, and chosen then.
		return v.Redirect("/settings/payment?" + back(proposalPath(i)+"/accept?"+form.Encode()) + "#card")
	}
	in := deal.AcceptInput{Proposal: i, Approval: v.Value("approval"), PurchaseOrder: v.Value("purchase_order"),
		AtOnce: v.Value("at_once"), Agreement: v.Value("agreement"), Lang: string(v.Reader.Lang)}
	if chosen := v.Value("method"); chosen != "" {
		var ok bool
		if in.Method, ok = payment.MethodID.Parse(chosen); !ok {
			return f.showAccept(v, http.StatusUnprocessableEntity, fault.Invalid("form.invalid", fault.At("method", "method")))
		}
	}
	if _, err := f.Deals.Accept(v.Ctx, v.Who, in); err != nil {
		if v.Refused(err) != nil || fault.Is(err, "need.can_pay") || fault.Is(err, "need.seller_goes_on") || fault.Is(err, "agreement.changed") || fault.Is(err, "proposal.at_once_changed") {
			return f.showAccept(v, v.StatusOf(err), err)
		}
		return err
	}
	v.Flash("proposal.accepted")
	return f.backToTalk(v, i)
}
