package deal

import (
	"context"
	"errors"
	"slices"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

const proposalColumns = `id, state, state_since, deadline, version, conversation_id, customer_id, seller_id, sent_by,
	kind, expires_days, supersedes_id, total, currency, terms, terms_lang, reason, reason_lang, decided_by, made_at, fee_rate`

func scanProposal(row db.Scanner) (Proposal, error) {
	var p Proposal
	err := row.Scan(&p.ID, &p.State, &p.StateSince, &p.Deadline, &p.Version, &p.Conversation, &p.Customer, &p.Seller, &p.SentBy,
		&p.Kind, &p.ExpiresDays, &p.Supersedes, &p.Total.Minor, &p.Total.Currency, &p.Terms, &p.TermsLang, &p.Reason, &p.ReasonLang, &p.DecidedBy, &p.MadeAt, &p.FeeSent)
	return p, err
}

var (
	proposalFind = db.Read("deal.proposal.find", `SELECT `+proposalColumns+` FROM deal_proposal WHERE id = $1`)
	proposalHold = db.Write("deal.proposal.hold", `UPDATE deal_proposal SET version = version + 1 WHERE id = $1 RETURNING `+proposalColumns)
	proposalsIn  = db.Read("deal.proposal.in", `SELECT `+proposalColumns+` FROM deal_proposal
		WHERE conversation_id = $1 ORDER BY id LIMIT 200`)
	proposalsAlike = db.Read("deal.proposal.alike", `SELECT `+proposalColumns+` FROM deal_proposal WHERE conversation_id = $1
		AND state = 'proposed' AND seller_id = $2 AND kind = $3 AND total = $4 AND currency = $5 AND terms = $6 ORDER BY id LIMIT 50`)
	proposalInsert = db.Write("deal.proposal.insert", `INSERT INTO deal_proposal (id, state, state_since, deadline, version, conversation_id,
		customer_id, seller_id, sent_by, kind, expires_days, supersedes_id, total, currency, terms, terms_lang, reason, reason_lang, made_at, fee_rate)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', '', $3, $16)`)
	proposalDecide = db.Write("deal.proposal.decide", `UPDATE deal_proposal SET decided_by = $2, reason = $3, reason_lang = $4 WHERE id = $1`)
	termsBlank     = db.Write("deal.proposal.blank_terms", `UPDATE deal_proposal SET terms = '', erased_at = $2 WHERE sent_by = $1`)
	reasonBlank    = db.Write("deal.proposal.blank_reason", `UPDATE deal_proposal SET reason = '', erased_at = $2 WHERE decided_by = $1`)
	proposalsBy    = db.Read("deal.proposal.by_person", `SELECT `+proposalColumns+` FROM deal_proposal WHERE sent_by = $1 ORDER BY id`)
)

// holdProposal takes the proposal for this change: until it ends, nobody else moves it.
func holdProposal(ctx context.Context, tx *journal.Tx, proposal id.ID) (Proposal, error) {
	p, err := db.One(ctx, tx, proposalHold, scanProposal, proposal)
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("proposal.missing")
	}
	return p, err
}

// unsent refuses a proposal that the same seller has sent in these very words and
// amounts and that still waits for its answer: it came from a page one went back to,
// and two of them could both be accepted.
func unsent(ctx context.Context, tx *journal.Tx, in ProposeInput, o offer, seller id.ID) error {
	alike, err := db.All(ctx, tx, proposalsAlike, scanProposal, in.Conversation, seller, in.Kind, o.total.Minor, o.total.Currency, in.Terms)
	if err != nil {
		return err
	}
	for _, p := range alike {
		lines, err := LinesOf(ctx, tx, p)
		if err != nil {
			return err
		}
		if slices.EqualFunc(lines, o.lines, Line.says) {
			return fault.Conflict("proposal.sent_already")
		}
	}
	return nil
}

// FindProposal gives a proposal to one of its two sides, the house or the
// operator, or Missing.
func FindProposal(ctx context.Context, r db.Reader, who policy.Actor, proposal id.ID) (Proposal, error) {
	p, err := db.One(ctx, r, proposalFind, scanProposal, proposal)
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("proposal.missing")
	}
	if err != nil {
		return p, err
	}
	_, err = StandingOf(ctx, r, who, p.Customer, p.Seller, "proposal.missing")
	return p, err
}

// ProposalsIn lists the proposals of a conversation, oldest first; whoever asks
// has been let into the conversation.
func ProposalsIn(ctx context.Context, r db.Reader, conversation id.ID) ([]Proposal, error) {
	return db.All(ctx, r, proposalsIn, scanProposal, conversation)
}

// Erase blanks what a person wrote, inside a change. Agreed terms go too: the
// engagement keeps its amounts and dates.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	if _, err := tx.Exec(ctx, termsBlank, person, int64(tx.Now)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, linesBlank, person); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, reasonBlank, person, int64(tx.Now))
	return err
}
