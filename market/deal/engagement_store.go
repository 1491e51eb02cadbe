package deal

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

const engagementColumns = `id, state, state_since, version, proposal_id, conversation_id, customer_id, seller_id, accepted_by,
	kind, total, currency, asked, fee_rate, approval, purchase_order, agreement_version, agreement_lang, method_id, deadline, stopped_at, made_at`

func scanEngagement(row db.Scanner) (Engagement, error) {
	var e Engagement
	err := row.Scan(&e.ID, &e.State, &e.StateSince, &e.Version, &e.Proposal, &e.Conversation, &e.Customer, &e.Seller, &e.AcceptedBy,
		&e.Kind, &e.Total.Minor, &e.Total.Currency, &e.Asked.Minor, &e.FeeRate, &e.Approval, &e.PurchaseOrder,
		&e.Agreement, &e.AgreementLang, &e.Method, &e.Deadline, &e.StoppedAt, &e.MadeAt)
	e.Asked.Currency = e.Total.Currency
	return e, err
}

var (
	engagementFind     = db.Read("deal.engagement.find", `SELECT `+engagementColumns+` FROM deal_engagement WHERE id = $1`)
	engagementProposal = db.Read("deal.engagement.of_proposal", `SELECT `+engagementColumns+` FROM deal_engagement WHERE proposal_id = $1`)
	engagementsIn      = db.Read("deal.engagement.in", `SELECT `+engagementColumns+` FROM deal_engagement WHERE conversation_id = $1 ORDER BY id LIMIT 200`)
	engagementHold     = db.Write("deal.engagement.hold", `UPDATE deal_engagement SET version = version + 1 WHERE id = $1 RETURNING `+engagementColumns)
	engagementReserve  = db.Write("deal.engagement.reserve", `UPDATE deal_engagement SET asked = asked + $2
		WHERE id = $1 AND asked + $2 <= total`)
	engagementReturn = db.Write("deal.engagement.return", `UPDATE deal_engagement SET asked = asked - $2 WHERE id = $1`)
	engagementInsert = db.Write("deal.engagement.insert", `INSERT INTO deal_engagement (id, state, state_since, version, proposal_id, conversation_id,
		customer_id, seller_id, accepted_by, total, currency, asked, fee_rate, fee_base, fee_rounding,
		kind, approval, purchase_order, agreement_version, agreement_lang, method_id, made_at)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, $14, $15, $16, $17, $18, $19, $3)`)
	engagementStopped = db.Write("deal.engagement.stopped", `UPDATE deal_engagement SET stopped_at = $2 WHERE id = $1`)
)

// HoldEngagement takes the engagement for this change, before anything under it
// is read: until the change ends, nobody else asks, approves or completes.
func HoldEngagement(ctx context.Context, tx *journal.Tx, engagement id.ID) (Engagement, error) {
	e, err := db.One(ctx, tx, engagementHold, scanEngagement, engagement)
	if errors.Is(err, db.ErrNone) {
		return e, fault.Missing("engagement.missing")
	}
	return e, err
}

// Reserve counts an amount as asked for, inside a change that holds the
// engagement. More than remains is refused.
func Reserve(ctx context.Context, tx *journal.Tx, e Engagement, minor int64) error {
	if !e.TakesRequests(tx.Now) {
		return fault.Conflict("engagement.completed")
	}
	n, err := tx.Exec(ctx, engagementReserve, e.ID, minor)
	if err == nil && n == 0 {
		return fault.Invalid("form.invalid", fault.At("amount", "above_remaining"))
	}
	return err
}

// Release gives an amount back that was declined, withdrawn or cancelled.
func Release(ctx context.Context, tx *journal.Tx, engagement id.ID, minor int64) error {
	_, err := tx.Exec(ctx, engagementReturn, engagement, minor)
	return err
}

// FindEngagement gives an engagement to one of its two sides, the house or the
// operator, or Missing.
func FindEngagement(ctx context.Context, r db.Reader, who policy.Actor, engagement id.ID) (Engagement, error) {
	e, _, err := FindEngagementAs(ctx, r, who, engagement)
	return e, err
}

// FindEngagementAs is FindEngagement with what the actor is towards it.
func FindEngagementAs(ctx context.Context, r db.Reader, who policy.Actor, engagement id.ID) (Engagement, Standing, error) {
	e, err := db.One(ctx, r, engagementFind, scanEngagement, engagement)
	if errors.Is(err, db.ErrNone) {
		return e, Standing{}, fault.Missing("engagement.missing")
	}
	if err != nil {
		return e, Standing{}, err
	}
	s, err := StandingOf(ctx, r, who, e.Customer, e.Seller, "engagement.missing")
	return e, s, err
}

// EngagementOf gives the engagement that a proposal became; found is false when
// it was not accepted.
func EngagementOf(ctx context.Context, r db.Reader, proposal id.ID) (e Engagement, found bool, err error) {
	e, err = db.One(ctx, r, engagementProposal, scanEngagement, proposal)
	if errors.Is(err, db.ErrNone) {
		return e, false, nil
	}
	return e, err == nil, err
}

// EngagementsIn lists the engagements of a conversation, oldest first; whoever
// asks has been let into the conversation.
func EngagementsIn(ctx context.Context, r db.Reader, conversation id.ID) ([]Engagement, error) {
	return db.All(ctx, r, engagementsIn, scanEngagement, conversation)
}
