package web

import (
	"net/http"

	"github.com/a-h/templ"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/market/deal"
	"guildhall/market/view"
	"guildhall/web/page/proposal"
	"guildhall/web/part"
)

// proposalOf loads the proposal of the address for its reader.
func (f *Face) proposalOf(v *Visit) (deal.Proposal, deal.Standing, flow.Facts, error) {
	i, err := v.ID("id", deal.ProposalID)
	if err != nil {
		return deal.Proposal{}, deal.Standing{}, nil, fault.Missing("proposal.missing")
	}
	p, err := deal.FindProposal(v.Ctx, f.DB, v.Who, i)
	if err != nil {
		return p, deal.Standing{}, nil, err
	}
	s, facts, err := f.Deals.ProposalStanding(v.Ctx, f.DB, v.Who, p)
	return p, s, facts, err
}

// proposal shows one.
func (f *Face) proposal(v *Visit) error { return f.showProposal(v, http.StatusOK, nil) }

func (f *Face) showProposal(v *Visit, status int, refused error) error {
	p, s, facts, err := f.proposalOf(v)
	if err != nil {
		return err
	}
	show, err := f.proposalShow(v, p, s)
	if err != nil {
		return err
	}
	if s.Role == flow.Customer && p.State == deal.Proposed && facts[deal.MayBuy] {
		if show.Stopped = !facts[deal.SellerGoesOn]; !show.Stopped {
			show.Buttons = append(show.Buttons, part.Button{Label: v.T("proposal.accept"), Href: proposalPath(p.ID) + "/accept", Kind: part.Main})
		}
		if refused == nil {
			show.Buttons = append(show.Buttons, v.declineProposalMove(p, show.Seller))
		} else {
			form := v.FormOf(proposalPath(p.ID)+"/decline", refused)
			show.Decline = &form
		}
	}
	if deal.ProposalFlow.Can("withdraw", p.State, facts, s.Role) {
		show.Buttons = append(show.Buttons, v.replaceButton(p), v.withdrawProposalMove(p))
	}
	return v.PageStatus(status, Shell{Title: v.T("proposal.title"), At: "talk"}, proposal.ShowPage(show))
}

// endedKey names the day on which a proposal came to its end.
func endedKey(s flow.State) string {
	switch s {
	case deal.Superseded, deal.Expired, deal.Withdrawn:
		return "proposal.ended." + string(s)
	}
	return "proposal.decided_on"
}

// replacement leads from a proposal to the one that took its place.
func (f *Face) replacement(v *Visit, p deal.Proposal) ([]templ.Component, error) {
	list, err := deal.ProposalsIn(v.Ctx, f.DB, p.Conversation)
	for _, other := range list {
		if other.Supersedes == p.ID {
			return []templ.Component{part.Button{Label: v.T("proposal.replacement"), Href: proposalPath(other.ID), Kind: part.Main}}, nil
		}
	}
	return nil, err
}

func (f *Face) proposalShow(v *Visit, p deal.Proposal, s deal.Standing) (proposal.Show, error) {
	seller, err := view.SellerShown(v.Ctx, f.DB, p.Conversation, p.Seller)
	if err != nil {
		return proposal.Show{}, err
	}
	customer, err := view.CustomerShown(v.Ctx, f.DB, p.Conversation, p.Customer)
	if err != nil {
		return proposal.Show{}, err
	}
	e, agreed, err := deal.EngagementOf(v.Ctx, f.DB, p.ID)
	if err != nil {
		return proposal.Show{}, err
	}
	show := proposal.Show{
		Badge: v.badge("proposal", p.State), Total: p.Total, Seller: v.party(seller), Customer: v.party(customer),
		TermsLang: shownLang(p.TermsLang), Reason: p.Reason, ReasonLng: shownLang(p.ReasonLang), Deadline: p.Deadline,
		Crumbs: f.crumbs(v, p.Conversation, part.Link{Label: v.T("proposal.title")}),
		Facts: []part.Fact{{Label: v.T("proposal.kind"), Text: v.T("proposal.kind." + p.Kind)}, {Label: v.T("party.seller"), Text: seller.Name}, {Label: v.T("party.customer"), Text: customer.Name},
			{Label: v.T("proposal.sent_on"), Value: part.Time{At: p.MadeAt}}},
	}
	if p.Terms != "" {
		show.Terms = prose.Markdown(p.Terms)
	}
	if p.State == deal.Proposed {
		show.Facts = append(show.Facts, part.Fact{Label: v.T("proposal.expires_on"), Value: part.Deadline{At: p.Deadline}})
	} else {
		show.Facts = append(show.Facts, part.Fact{Label: v.T(endedKey(p.State)), Value: part.Time{At: p.StateSince}})
	}
	if p.State == deal.Superseded {
		if show.Buttons, err = f.replacement(v, p); err != nil {
			return show, err
		}
	}
	lines, err := deal.LinesOf(v.Ctx, f.DB, p)
	if err != nil {
		return show, err
	}
	if show.Diff, err = f.proposalDiff(v, p, lines); err != nil {
		return show, err
	}
	if p.FeeChanged(f.Deals.Fee) {
		show.FeeChanged = v.feeChanged(p, lines, f.Deals.Fee, s.Role)
	}
	show.LinesTitle = v.T("proposal.lines." + p.Kind)
	for _, l := range lines {
		show.Lines = append(show.Lines, v.proposalLine(p.Kind, l))
	}
	rate := f.Deals.Fee
	if agreed {
		rate = e.FeeRate
		show.Buttons = []templ.Component{part.Button{Label: v.T("engagement.title"), Href: engagementPath(e.ID), Small: true}}
	}
	if s.Role != flow.Customer {
		show.XRay = v.xrayOf(deal.QuoteOf(p.Total, lines, rate), "", rate, s.Role == flow.Expert)
	}
	return show, nil
}

// feeChanged tells each side what a fee that was changed after the proposal was sent
// means for it.
func (v *Visit) feeChanged(p deal.Proposal, lines []deal.Line, now money.Rate, role flow.Role) string {
	side := "expert"
	if role == flow.Customer {
		side = "customer"
	}
	return v.T("proposal.fee_changed."+side, "Then", p.FeeSent.String(), "Now", now.String(), "Amount", v.amount(p.Total),
		"Before", v.amount(deal.QuoteOf(p.Total, lines, p.FeeSent).Net), "Net", v.amount(deal.QuoteOf(p.Total, lines, now).Net))
}

// proposalLine is a milestone or a payment of a schedule, for a page.
func (v *Visit) proposalLine(kind string, l deal.Line) proposal.Line {
	line := proposal.Line{Number: v.T("proposal.line", "Number", l.Number), Title: l.Title, Lang: shownLang(l.TitleLang), Amount: l.Amount,
		Acceptance: l.Acceptance, AcceptanceLang: shownLang(l.AcceptanceLang)}
	switch {
	case l.DueOn == "":
	case kind == deal.KindSchedule:
		line.Due = v.T("proposal.line.on", "Day", i18n.DayOf(v.Reader, l.DueOn))
	default:
		line.Due = v.T("proposal.line.by", "Day", i18n.DayOf(v.Reader, l.DueOn))
	}
	if line.Title == "" && line.Due != "" {
		line.Number, line.Due = line.Due, ""
	}
	return line
}

// backToTalk goes to the conversation of a proposal.
func (f *Face) backToTalk(v *Visit, proposal id.ID) error {
	p, err := deal.FindProposal(v.Ctx, f.DB, v.Who, proposal)
	if err != nil {
		return err
	}
	return v.Back(f.talkOr(v, p.Conversation, proposalPath(p.ID)))
}

// declineProposal says no.
func (f *Face) declineProposal(v *Visit) error {
	i, err := v.ID("id", deal.ProposalID)
	if err != nil {
		return fault.Missing("proposal.missing")
	}
	if err := f.Deals.Decline(v.Ctx, v.Who, deal.DeclineInput{Proposal: i, Reason: v.Value("reason")}); err != nil {
		if v.Refused(err) != nil {
			return f.showProposal(v, v.StatusOf(err), err)
		}
		return err
	}
	v.Flash("proposal.declined")
	return f.backToTalk(v, i)
}

// withdrawProposal takes it back.
func (f *Face) withdrawProposal(v *Visit) error {
	i, err := v.ID("id", deal.ProposalID)
	if err != nil {
		return fault.Missing("proposal.missing")
	}
	if err := f.Deals.Withdraw(v.Ctx, v.Who, i); err != nil {
		return err
	}
	v.Flash("proposal.withdrawn")
	return f.backToTalk(v, i)
}
