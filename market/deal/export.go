package deal

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
)

var (
	proposalsDecided = db.Read("deal.proposal.decided_by", `SELECT `+proposalColumns+` FROM deal_proposal WHERE decided_by = $1 ORDER BY id`)
	engagementsBy    = db.Read("deal.engagement.by_person", `SELECT `+engagementColumns+` FROM deal_engagement WHERE accepted_by = $1 ORDER BY id`)
)

// exported is a person's part in this room, for the download of one's data.
type exported struct {
	Sent     []exportedProposal
	Answered []exportedAnswer
	Accepted []exportedEngagement
}

// exportedProposal is one that the person sent.
type exportedProposal struct {
	ID, State, Kind, Total, Terms string
	SentAt                        string
	Lines                         []exportedLine `json:",omitempty"`
}

// exportedLine is a milestone, or a payment of a schedule.
type exportedLine struct {
	Number                           int
	Title, Amount, DueOn, Acceptance string
}

// exportedAnswer is what the person decided about a proposal of the other side.
type exportedAnswer struct{ ID, State, Total, Reason, At string }

// exportedEngagement is one that the person began by accepting.
type exportedEngagement struct {
	ID, State, Proposal, Kind, Total            string
	Approval, PurchaseOrder, Agreement, BeganAt string
}

// Export gives what a person wrote and agreed to in this room, for the download of
// one's data: the proposals they sent with their milestones and schedules, what they
// answered, and what they accepted with their purchase order.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	out := exported{Sent: []exportedProposal{}, Answered: []exportedAnswer{}, Accepted: []exportedEngagement{}}
	sent, err := db.All(ctx, r, proposalsBy, scanProposal, person)
	if err != nil {
		return nil, err
	}
	for _, p := range sent {
		one := exportedProposal{ID: ProposalID.Text(p.ID), State: string(p.State), Kind: p.Kind, Total: p.Total.String(), Terms: p.Terms, SentAt: exportedAt(p.MadeAt)}
		lines, err := LinesOf(ctx, r, p)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			one.Lines = append(one.Lines, exportedLine{l.Number, l.Title, l.Amount.String(), l.DueOn, l.Acceptance})
		}
		out.Sent = append(out.Sent, one)
	}
	answered, err := db.All(ctx, r, proposalsDecided, scanProposal, person)
	if err != nil {
		return nil, err
	}
	for _, p := range answered {
		out.Answered = append(out.Answered, exportedAnswer{ProposalID.Text(p.ID), string(p.State), p.Total.String(), p.Reason, exportedAt(p.StateSince)})
	}
	accepted, err := db.All(ctx, r, engagementsBy, scanEngagement, person)
	for _, e := range accepted {
		out.Accepted = append(out.Accepted, exportedEngagement{EngagementID.Text(e.ID), string(e.State), ProposalID.Text(e.Proposal), e.Kind, e.Total.String(),
			e.Approval, e.PurchaseOrder, e.Agreement, exportedAt(e.MadeAt)})
	}
	return out, err
}

func exportedAt(at clock.Micros) string { return at.Time().UTC().Format("2006-01-02T15:04:05Z") }
