package web

import (
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/market/deal"
	"guildhall/market/view"
	page "guildhall/web/page/request"
)

// offers are the newest proposals that wait or were accepted, by conversation, for
// setting them side by side.
func (f *Face) offers(v *Visit, chosen []view.Response) (map[id.ID]page.Offer, error) {
	out := map[id.ID]page.Offer{}
	for _, r := range chosen {
		list, err := deal.ProposalsIn(v.Ctx, f.DB, r.Conversation.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			if p.State != deal.Proposed && p.State != deal.Accepted {
				continue
			}
			if out[r.Conversation.ID], err = f.offer(v, p); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (f *Face) offer(v *Visit, p deal.Proposal) (page.Offer, error) {
	o := page.Offer{Href: proposalPath(p.ID), Total: p.Total, Kind: v.T("proposal.kind." + p.Kind), Badge: v.badge("proposal", p.State),
		Terms: prose.Preview(prose.Plain(p.Terms), 240, p.TermsLang), TermsLang: shownLang(p.TermsLang)}
	if p.State == deal.Proposed {
		o.Until = v.day(p.Deadline)
	}
	lines, err := deal.LinesOf(v.Ctx, f.DB, p)
	if err != nil {
		return o, err
	}
	switch {
	case p.Kind == deal.KindUpfront:
		o.When = v.T("compare.offer.when.upfront")
	case len(lines) > 0 && lines[0].DueOn != "" && lines[len(lines)-1].DueOn != "":
		o.When = v.T("compare.offer.when.parts_by", "Count", len(lines), "First", i18n.DayOf(v.Reader, lines[0].DueOn),
			"Last", i18n.DayOf(v.Reader, lines[len(lines)-1].DueOn))
	case len(lines) > 0:
		o.When = v.T("compare.offer.when.parts", "Count", len(lines))
	default:
		o.When = v.T("compare.offer.when.asked")
	}
	if now := f.Deals.AtOnce(p, lines, v.now()); p.State == deal.Proposed && len(now.Lines) > 0 {
		o.When += " · " + v.T("compare.offer.when.at_once", "Amount", v.amount(now.Amount))
	}
	return o, nil
}
