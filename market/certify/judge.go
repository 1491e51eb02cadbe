package certify

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/expert"
)

// JudgeInput is the desk's word about evidence. Code and ValidUntil correct what the
// person said; blank, that stands.
type JudgeInput struct {
	Proof      id.ID
	Code       string
	ValidUntil string
	Reason     string
}

// Accept makes evidence count: the profile says that it was checked by hand.
func (r *Room) Accept(ctx context.Context, who policy.Actor, in JudgeInput) error {
	return r.judged(ctx, who, "accept", in, func(ctx context.Context, tx *journal.Tx, p *Proof) error {
		var form fault.Form
		if in.Code != "" {
			p.Code = in.Code
		}
		if in.ValidUntil != "" {
			p.ValidUntil = in.ValidUntil
		}
		kinds, err := Kinds(ctx, tx)
		if err != nil {
			return err
		}
		kind, known := findBy(kinds, func(k Kind) bool { return k.Code == p.Code })
		if !known {
			form.Add("code", "certify_kind")
		}
		until := r.Experts.CheckLastDay(&form, tx.Now, p.ValidUntil)
		if err := form.Err(); err != nil {
			return err
		}
		p.Certification, err = r.Experts.Count(ctx, tx, expert.Proved{Profile: p.Profile, Code: kind.Code, Issuer: kind.Issuer, Name: kind.Name,
			Level: kind.Level, ValidUntil: p.ValidUntil, Until: until, How: expert.ByHand, Reason: in.Reason})
		return err
	})
}

// TurnDown refuses evidence, with a reason for the person.
func (r *Room) TurnDown(ctx context.Context, who policy.Actor, in JudgeInput) error {
	return r.judged(ctx, who, "turn_down", in, func(context.Context, *journal.Tx, *Proof) error { return nil })
}

func (r *Room) judged(ctx context.Context, who policy.Actor, move string, in JudgeInput, then func(context.Context, *journal.Tx, *Proof) error) error {
	_, err := journal.Do(ctx, r.Journal, who, "certification_proof."+move, in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("certification.desk_only")
		}
		var form fault.Form
		reason := reasonOf(&form, in.Reason)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		p, err := oneProof(ctx, tx, proofGuard, in.Proof)
		if err != nil {
			return id.None, err
		}
		if p.State != Shown {
			return id.None, fault.Conflict("certification_proof.moved_already")
		}
		if p.Person == who.Person {
			return id.None, fault.Forbidden("certification_proof.own")
		}
		if err := then(ctx, tx, &p); err != nil {
			return id.None, err
		}
		if err := r.move(ctx, tx, p, move, flow.Operator, 0); err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, proofJudged, p.ID, who.Person, reason, orNull(p.Certification), p.Code, p.ValidUntil)
		return p.ID, err
	})
	return err
}
