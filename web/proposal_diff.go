package web

import (
	"strconv"

	"guildhall/base/fault"
	"guildhall/market/deal"
	"guildhall/web/page/proposal"
	"guildhall/web/part"
)

// proposalDiff is what changed from the proposal that this one replaced; nil when it
// replaced none.
func (f *Face) proposalDiff(v *Visit, p deal.Proposal, lines []deal.Line) (*proposal.Diff, error) {
	if p.Supersedes.IsNone() {
		return nil, nil
	}
	before, err := deal.FindProposal(v.Ctx, f.DB, v.Who, p.Supersedes)
	if fault.IsKind(err, fault.KindMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	was, err := deal.LinesOf(v.Ctx, f.DB, before)
	if err != nil {
		return nil, err
	}
	d := &proposal.Diff{Before: proposalPath(before.ID), Title: v.T("proposal.diff", "Day", v.day(before.MadeAt))}
	row := func(label, was, now string) {
		if was != now {
			d.Rows = append(d.Rows, proposal.Change{Label: label, Was: was, Now: now})
		}
	}
	row(v.T("proposal.kind"), v.T("proposal.kind."+before.Kind), v.T("proposal.kind."+p.Kind))
	row(v.T("proposal.total"), v.amount(before.Total), v.amount(p.Total))
	row(v.T("proposal.expires"), v.openFor(before), v.openFor(p))
	for at := range max(len(was), len(lines)) {
		row(v.T("proposal.line", "Number", strconv.Itoa(at+1)), v.lineWords(before.Kind, was, at), v.lineWords(p.Kind, lines, at))
	}
	if before.Terms != "" && p.Terms != "" {
		for _, l := range deal.DiffTerms(before.Terms, p.Terms) {
			d.Terms = append(d.Terms, proposal.DiffLine{Gone: l.Mark == '-', New: l.Mark == '+', Text: l.Text})
		}
	}
	return d, nil
}

func (v *Visit) openFor(p deal.Proposal) string { return v.T("proposal.days", "Count", p.ExpiresDays) }

// lineWords is a line in one sentence; blank when there is none of that number.
func (v *Visit) lineWords(kind string, lines []deal.Line, at int) string {
	if at >= len(lines) {
		return ""
	}
	l := v.proposalLine(kind, lines[at])
	words := v.amount(l.Amount)
	for _, more := range []string{l.Title, l.Due, l.Acceptance} {
		if more != "" {
			words += " · " + more
		}
	}
	if l.Title == "" && l.Due == "" {
		words += " · " + l.Number
	}
	return words
}

// replaceButton leads an expert to new terms for a proposal that still waits.
func (v *Visit) replaceButton(p deal.Proposal) part.Button {
	return part.Button{Label: v.T("proposal.replace"), Href: proposePath(p.Conversation) + "?supersedes=" + deal.ProposalID.Text(p.ID)}
}
