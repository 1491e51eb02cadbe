package deal

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// Milestone is a part of agreed work with an amount of its own. Its words stand in
// the proposal's line.
type Milestone struct {
	ID         id.ID
	State      flow.State
	StateSince clock.Micros
	Engagement id.ID
	Line
}

const milestoneSelect = `SELECT m.id, m.state, m.state_since, m.engagement_id, l.proposal_id, l.number, l.title, l.title_lang, l.amount, e.currency,
	l.due_on, l.acceptance, l.acceptance_lang
	FROM deal_milestone m
	JOIN deal_engagement e ON e.id = m.engagement_id
	JOIN deal_proposal_line l ON l.proposal_id = m.proposal_id AND l.number = m.number `

func scanMilestone(row db.Scanner) (Milestone, error) {
	var m Milestone
	err := row.Scan(&m.ID, &m.State, &m.StateSince, &m.Engagement, &m.Proposal, &m.Number, &m.Title, &m.TitleLang, &m.Amount.Minor,
		&m.Amount.Currency, &m.DueOn, &m.Acceptance, &m.AcceptanceLang)
	return m, err
}

var (
	milestoneFind   = db.Read("deal.milestone.find", milestoneSelect+`WHERE m.id = $1`)
	milestonesOf    = db.Read("deal.milestone.of", milestoneSelect+`WHERE m.engagement_id = $1 ORDER BY m.number`)
	milestoneInsert = db.Write("deal.milestone.insert", `INSERT INTO deal_milestone
		(id, state, state_since, version, engagement_id, proposal_id, number, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $3)`)
)

// MilestonesOf lists the milestones of an engagement in their order; whoever asks
// may see the engagement.
func MilestonesOf(ctx context.Context, r db.Reader, engagement id.ID) ([]Milestone, error) {
	return db.All(ctx, r, milestonesOf, scanMilestone, engagement)
}

// FindMilestone gives a milestone, or Missing; whoever asks has been let into its
// engagement, which the caller compares.
func FindMilestone(ctx context.Context, r db.Reader, milestone id.ID) (Milestone, error) {
	m, err := db.One(ctx, r, milestoneFind, scanMilestone, milestone)
	if errors.Is(err, db.ErrNone) {
		return m, fault.Missing("milestone.missing")
	}
	return m, err
}

// MoveMilestone makes a move of a milestone (ask, decline, withdraw, approve, pay,
// return) inside the change that moves the payment request for it and holds the
// engagement.
func MoveMilestone(ctx context.Context, tx *journal.Tx, milestone id.ID, move string) error {
	m, err := FindMilestone(ctx, tx, milestone)
	if err != nil {
		return err
	}
	return m.move(ctx, tx, move)
}

func (m Milestone) move(ctx context.Context, tx *journal.Tx, move string) error {
	_, err := MilestoneFlow.Move(ctx, tx, flow.Step{Move: move, ID: m.ID, From: m.State, By: flow.System, Data: m.data()})
	return err
}

func (m Milestone) data() map[string]any {
	return map[string]any{"engagement": m.Engagement.String(), "number": m.Number, "amount": m.Amount.Minor, "currency": m.Amount.Currency}
}

// planMilestones makes a milestone of each line of an accepted milestone proposal.
func planMilestones(ctx context.Context, tx *journal.Tx, e Engagement, lines []Line) error {
	for _, l := range lines {
		m := Milestone{ID: id.New(), Engagement: e.ID, Line: l}
		state, _, err := MilestoneFlow.Make(ctx, tx, flow.Step{Move: "plan", ID: m.ID, By: flow.System, Data: m.data()})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, milestoneInsert, m.ID, string(state), int64(tx.Now), e.ID, e.Proposal, l.Number); err != nil {
			return err
		}
	}
	return nil
}

// cancelPlanned cancels the milestones that nothing was asked for, inside a change
// that holds the engagement and ends it.
func cancelPlanned(ctx context.Context, tx *journal.Tx, engagement id.ID) error {
	list, err := MilestonesOf(ctx, tx, engagement)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.State != Planned {
			continue
		}
		if err := m.move(ctx, tx, "cancel"); err != nil {
			return err
		}
	}
	return nil
}
