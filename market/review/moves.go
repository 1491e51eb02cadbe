package review

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/deal"
	"guildhall/market/payment"
)

// Write publishes a review of a completed engagement, once. The people named are
// who sent the proposal and who asked for its payments.
func (r *Room) Write(ctx context.Context, who policy.Actor, in Input) (id.ID, error) {
	if err := in.check(); err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.journal, who, "review.write", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		e, err := deal.HoldEngagement(ctx, tx, in.Engagement)
		if err != nil {
			return id.None, err
		}
		s, facts, err := Standing(ctx, tx, who, e)
		if err != nil {
			return id.None, err
		}
		if _, written, err := Of(ctx, tx, e.ID); err != nil || written {
			if err == nil {
				err = fault.Conflict("review.written_already")
			}
			return id.None, err
		}
		v := id.New()
		state, _, err := Flow.Make(ctx, tx, flow.Step{Move: "write", ID: v, By: s.Role, Facts: facts, Stream: e.Conversation,
			Organisation: e.Customer, Data: map[string]any{"engagement": e.ID.String(), "seller": e.Seller.String(), "stars": in.Stars}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, insert, v, string(state), int64(tx.Now), e.ID, e.Seller, e.Customer, who.Person, in.Succeeded,
			in.Again == "yes", in.Stars, in.Body, prose.Guess(in.Body))
		if err != nil {
			return id.None, err
		}
		return v, r.name(ctx, tx, v, e)
	})
}

// workersOf are those of the expert's side who took part: who sent the proposal, and
// who asked for its payments.
func workersOf(ctx context.Context, r db.Reader, e deal.Engagement) ([]id.ID, error) {
	p, err := deal.FindProposal(ctx, r, policy.As(policy.System, "review"), e.Proposal)
	if err != nil {
		return nil, err
	}
	askers, err := payment.AskersOf(ctx, r, e.ID)
	workers := []id.ID{p.SentBy}
	for _, asker := range askers {
		if asker != p.SentBy {
			workers = append(workers, asker)
		}
	}
	return workers, err
}

// name writes down who did the work.
func (r *Room) name(ctx context.Context, tx *journal.Tx, v id.ID, e deal.Engagement) error {
	workers, err := workersOf(ctx, tx, e)
	if err != nil {
		return err
	}
	for _, person := range workers {
		if _, err := tx.Exec(ctx, personInsert, v, person); err != nil {
			return err
		}
	}
	return nil
}

// ReplyInput is what the expert's side answers.
type ReplyInput struct {
	Review id.ID
	Reply  string // 1 to 500 characters, public
}

// Reply answers a review, once, beside it and in public. Whoever may propose for
// the seller may answer.
func (r *Room) Reply(ctx context.Context, who policy.Actor, in ReplyInput) error {
	var form fault.Form
	in.Reply = prose.Check(&form, prose.Rule{Field: "reply", Min: 1, Max: bodyMax}, in.Reply)
	if err := form.Err(); err != nil {
		return err
	}
	_, err := journal.Do(ctx, r.journal, who, "review.reply", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		v, err := held(ctx, tx, in.Review)
		if err != nil {
			return id.None, err
		}
		if v.State != Published {
			return id.None, fault.Missing("review.missing")
		}
		s, facts, err := ReplyStanding(ctx, tx, who, v)
		if err != nil {
			return id.None, err
		}
		e, err := deal.FindEngagement(ctx, tx, who, v.Engagement)
		if err != nil {
			return id.None, err
		}
		_, err = Flow.Move(ctx, tx, flow.Step{Move: "reply", ID: v.ID, From: v.State, By: s.Role, Facts: facts, Stream: e.Conversation,
			Organisation: v.Seller, Data: map[string]any{"engagement": e.ID.String()}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, setReply, v.ID, in.Reply, prose.Guess(in.Reply), who.Person, int64(tx.Now))
		return v.ID, err
	})
	return err
}

// ReplyStanding is what the actor is towards answering a review, with the facts that
// it needs; Missing for whoever is on neither side.
func ReplyStanding(ctx context.Context, r db.Reader, who policy.Actor, v Review) (deal.Standing, flow.Facts, error) {
	s, err := deal.StandingOf(ctx, r, who, v.Customer, v.Seller, "review.missing")
	facts := v.facts()
	facts[MayPropose] = s.Member.MayPropose && s.Member.Acts()
	return s, facts, err
}

// held takes hold of a review's row; Missing when there is none.
func held(ctx context.Context, tx *journal.Tx, review id.ID) (Review, error) {
	v, err := db.One(ctx, tx, hold, scan, review)
	if errors.Is(err, db.ErrNone) {
		err = fault.Missing("review.missing")
	}
	return v, err
}
