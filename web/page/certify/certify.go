// Package certify draws where people link certifications: what counts already and how
// the house knows, what was handed in and what became of it, the forms for a badge and
// for evidence, and whom to ask when one is missing.
package certify

import (
	"context"
	"strconv"
	"strings"

	"guildhall/base/badge"
	"guildhall/base/clock"
	"guildhall/base/i18n"
	"guildhall/engine/flow"
	"guildhall/market/certify"
	"guildhall/market/expert"
	"guildhall/web/part"
)

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// Page is one's own certifications.
type Page struct {
	// There tells that there is a profile to link to.
	There    bool
	Held     []expert.Certification
	Proofs   []certify.Proof
	Issuers  []certify.Issuer
	Kinds    []certify.Kind
	Proved   []string // one's own addresses
	Link     part.Form
	Evidence part.Form
	Mailbox  part.Form
	Key      string
}

// ProofPage is one thing that was handed in.
type ProofPage struct {
	Proof certify.Proof
	Kind  certify.Kind // what it is for; its Name is blank when that is unknown
	Key   string
	// Contact is the issuer's, for who misses something.
	Issuers []certify.Issuer
}

var proofTones = map[flow.State]part.Tone{certify.Pending: part.Wait, certify.Unanswered: part.Wait, certify.Shown: part.Wait, certify.Linked: part.Good, certify.Refused: part.Bad}

func proofBadge(ctx context.Context, s flow.State) part.Badge {
	return part.Badge{Label: t(ctx, "certification_proof.state."+string(s)), Tone: proofTones[s]}
}

// HeldBadge says the state of a certification.
func HeldBadge(ctx context.Context, s flow.State) part.Badge {
	tone := part.Neutral
	if s == expert.Valid {
		tone = part.Good
	}
	return part.Badge{Label: t(ctx, "certification.state."+string(s)), Tone: tone}
}

// what a proof is called in a list.
func title(ctx context.Context, p certify.Proof, kinds []certify.Kind) string {
	for _, k := range kinds {
		if k.Code == p.Code {
			return k.Name
		}
	}
	if p.Achievement != "" {
		return p.Achievement
	}
	return t(ctx, "certification_proof.kind."+p.Kind)
}

func kindOptions(ctx context.Context, kinds []certify.Kind) []part.Option {
	list := []part.Option{{Value: "", Label: t(ctx, "certifications.evidence.choose")}}
	for _, k := range kinds {
		if k.State == certify.Open {
			list = append(list, part.Option{Value: k.Code, Label: k.Name})
		}
	}
	return list
}

func contactHref(contact string) string {
	if strings.Contains(contact, "@") && !strings.Contains(contact, "/") {
		return "mailto:" + contact
	}
	return contact
}

func open(list []certify.Issuer) []certify.Issuer {
	var some []certify.Issuer
	for _, i := range list {
		if i.State == certify.Open {
			some = append(some, i)
		}
	}
	return some
}

func turn(p certify.Proof) part.Turn {
	switch p.State {
	case certify.Linked:
		return part.Finished
	case certify.Refused:
		return part.Stuck
	}
	return part.Theirs
}

// Steps are the findings in words, in order; what was not looked at is left out.
func Steps(ctx context.Context, p certify.Proof) []part.Step {
	var list []part.Step
	for _, s := range p.Steps {
		if s.Result == badge.Skipped {
			continue
		}
		name := "badge.check." + s.Name
		if s.Name == "catalogue" || s.Name == "person" {
			name = "certification_proof.check." + s.Name
		}
		state := part.StepDone
		switch {
		case s.Result == badge.Fail && s.Again:
			state = part.StepNow
		case s.Result == badge.Fail:
			state = part.StepFailed
		}
		list = append(list, part.Step{Label: t(ctx, name), Sub: t(ctx, s.Key()), State: state})
	}
	return list
}

const badgeTypes = ".png,.svg,.json,.jsonld,.jwt,.txt,image/png,image/svg+xml,application/json"

const evidenceTypes = "application/pdf,image/png,image/jpeg,image/gif,image/webp"

func badgeOf(b part.Badge) *part.Badge { return &b }

// due is when it is tried again, if it is.
func (p ProofPage) due() clock.Micros {
	if p.Proof.State == certify.Unanswered {
		return p.Proof.Deadline
	}
	return 0
}

func (p ProofPage) mayWithdraw() bool {
	return certify.ProofFlow.Can("withdraw", p.Proof.State, nil, flow.Expert)
}

// Facts are what was handed in, and what a badge says whose proof holds.
func Facts(ctx context.Context, p certify.Proof) []part.Fact {
	list := []part.Fact{{Label: t(ctx, "certification_proof.kind"), Text: t(ctx, "certification_proof.kind."+p.Kind)},
		{Label: t(ctx, "certification_proof.made"), Value: part.Time{At: p.MadeAt, Full: true}}}
	if p.Issuer != "" {
		list = append(list, part.Fact{Label: t(ctx, "certification_proof.issuer"), Text: p.Issuer})
	}
	if p.Achievement != "" {
		list = append(list, part.Fact{Label: t(ctx, "certification_proof.achievement"), Text: p.Achievement})
	}
	if p.ValidUntil != "" {
		list = append(list, part.Fact{Label: t(ctx, "certification_proof.until"), Value: part.Date(p.ValidUntil)})
	}
	if p.Words != "" {
		list = append(list, part.Fact{Label: t(ctx, "certification_proof.words"), Text: p.Words})
	}
	if p.Tries > 1 {
		list = append(list, part.Fact{Label: t(ctx, "certification_proof.tries"), Text: strconv.FormatInt(p.Tries, 10)})
	}
	return list
}
