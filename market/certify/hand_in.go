package certify

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"guildhall/base/badge"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/guard"
	"guildhall/base/id"
	"guildhall/base/picture"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
)

// EvidenceMax is how large evidence may be, in bytes; a badge is at most
// badge.MaxBytes.
const EvidenceMax = 5 << 20

// openMax is how many undecided proofs one person may have.
const openMax = 10

// LinkInput is a badge: an address that was pasted, or a file.
type LinkInput struct {
	Address string
	Name    string
	Bytes   []byte `json:"-"`
	// Email is one of the person's own addresses as the badge writes it, when that
	// differs in capital letters; "" when it does not.
	Email string
}

// EvidenceInput is a file for the desk to look at.
type EvidenceInput struct {
	Code       string
	ValidUntil string
	Words      string
	Name       string
	Bytes      []byte `json:"-"`
}

// twice is a hand-in as its idempotency key remembers it.
type twice struct {
	In   any
	Hash []byte
}

func hashOf(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// count takes one of the hand-ins that a person has within the hour.
func (r *Room) count(ctx context.Context, who policy.Actor) error {
	if !who.IsSignedIn() {
		return fault.Unauthenticated("account.sign_in_first")
	}
	if r.LinksPerHour <= 0 {
		return nil
	}
	return limit.Take(ctx, r.Journal, "certify:"+who.Person.String(), r.LinksPerHour, time.Hour)
}

// Link hands in a badge. It is verified by a job; the proof says how that goes.
func (r *Room) Link(ctx context.Context, who policy.Actor, in LinkInput) (id.ID, error) {
	if err := r.count(ctx, who); err != nil {
		return id.None, err
	}
	var form fault.Form
	in.Address = strings.TrimSpace(in.Address)
	switch {
	case in.Address == "" && len(in.Bytes) == 0:
		form.Add("address", "certify_nothing")
	case in.Address != "" && len(in.Bytes) > 0:
		form.Add("address", "certify_both")
	case len(in.Bytes) > badge.MaxBytes:
		form.Add("file", "certify_large", "Megabytes", badge.MaxBytes>>20)
	case in.Address != "":
		if len(in.Address) > 2000 || guard.Check(in.Address, guard.Options{}) != nil {
			form.Add("address", "certify_address")
		}
	}
	if in.Email != "" {
		if _, ok := account.NormalEmail(in.Email); !ok {
			form.Add("email", "email")
		}
	}
	if err := form.Err(); err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.Journal, who, "certification_proof.link", twice{in, hashOf(in.Bytes)}, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		p := Proof{Kind: ByBadge, FileName: picture.SafeName(in.Name), MediaType: "application/octet-stream"}
		if in.Address != "" {
			p.FileName, p.MediaType = "", ""
		}
		proof, err := r.keep(ctx, tx, "link", p, source{Address: in.Address, Email: strings.TrimSpace(in.Email)}, in.Bytes)
		if err != nil {
			return id.None, err
		}
		return proof, r.Jobs.Insert(ctx, tx, verifyArgs{proof})
	})
}

// ShowEvidence hands in a file for the desk, when no badge can be had.
func (r *Room) ShowEvidence(ctx context.Context, who policy.Actor, in EvidenceInput) (id.ID, error) {
	if err := r.count(ctx, who); err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.Journal, who, "certification_proof.show", twice{in, hashOf(in.Bytes)}, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		var form fault.Form
		kind := evidenceType(&form, in)
		kinds, err := OpenKinds(ctx, tx)
		if err != nil {
			return id.None, err
		}
		if _, known := findBy(kinds, func(k Kind) bool { return k.Code == in.Code }); !known {
			form.Add("code", "certify_kind")
		}
		r.Experts.CheckLastDay(&form, tx.Now, in.ValidUntil)
		p := Proof{Kind: ByEvidence, Code: in.Code, ValidUntil: in.ValidUntil, FileName: picture.SafeName(in.Name), MediaType: kind}
		p.Words = prose.Check(&form, prose.Rule{Field: "words", Max: 1000}, in.Words)
		p.WordsLang = prose.Guess(p.Words)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		return r.keep(ctx, tx, "show", p, source{}, in.Bytes)
	})
}

// evidenceType wants a picture or a PDF by its bytes; it is kept as it came.
func evidenceType(form *fault.Form, in EvidenceInput) string {
	kind := picture.Sniff(in.Bytes[:min(len(in.Bytes), picture.SniffLen)], in.Name)
	switch {
	case len(in.Bytes) == 0:
		form.Add("file", "required")
	case len(in.Bytes) > EvidenceMax:
		form.Add("file", "certify_large", "Megabytes", EvidenceMax>>20)
	case kind.Class != picture.Image && kind.MediaType != "application/pdf":
		form.Add("file", "certify_evidence")
	}
	return kind.MediaType
}

// keep writes the row of a proof.
func (r *Room) keep(ctx context.Context, tx *journal.Tx, move string, p Proof, from source, file []byte) (id.ID, error) {
	profile, err := expert.FindByPerson(ctx, tx, tx.Who.Person)
	if fault.IsKind(err, fault.KindMissing) {
		return id.None, fault.Conflict("certification_proof.no_profile")
	}
	if err != nil {
		return id.None, err
	}
	if n, err := db.Value[int64](ctx, tx, proofOpen, tx.Who.Person); err != nil || n >= openMax {
		return id.None, errors.Join(err, fault.Conflict("certification_proof.too_many"))
	}
	p.ID = id.New()
	state, deadline, err := ProofFlow.Make(ctx, tx, flow.Step{Move: move, ID: p.ID, By: flow.Expert,
		Data: map[string]any{"person": profile.Person.String(), "expert": profile.ID.String(), "kind": p.Kind}})
	if err != nil {
		return id.None, err
	}
	sealed, err := r.sealJSON("source", p.ID, from)
	if err != nil {
		return id.None, err
	}
	var sealedFile any
	if len(file) > 0 {
		sealedFile = r.Keys.Seal(file, sealContext("file", p.ID))
	}
	_, err = tx.Exec(ctx, proofInsert, p.ID, string(state), int64(tx.Now), deadline.OrNull(), p.Kind, profile.Person, profile.ID, p.Code, p.ValidUntil,
		p.Words, p.WordsLang, p.FileName, p.MediaType, int64(len(file)), sealed, sealedFile)
	tx.Wake(profile.Person)
	return p.ID, err
}

// Withdraw takes back what is not decided yet.
func (r *Room) Withdraw(ctx context.Context, who policy.Actor, proof id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "certification_proof.withdraw", proof, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if _, err := Mine(ctx, tx, who.Person, proof); err != nil {
			return id.None, err
		}
		p, err := oneProof(ctx, tx, proofGuard, proof)
		if err != nil {
			return id.None, err
		}
		return p.ID, r.move(ctx, tx, p, "withdraw", flow.Expert, 0)
	})
	return err
}

// Retry lets the clock take up what nobody answered for.
func (r *Room) Retry(ctx context.Context, who policy.Actor, proof id.ID) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		p, err := oneProof(ctx, tx, proofGuard, proof)
		if err != nil {
			return err
		}
		if tx.Now < p.Deadline || p.Deadline.IsZero() {
			return fault.Conflict("certification_proof.moved_already")
		}
		if err := r.move(ctx, tx, p, "retry", flow.Clock, 0); err != nil {
			return err
		}
		return r.Jobs.Insert(ctx, tx, verifyArgs{p.ID})
	})
}

func (r *Room) move(ctx context.Context, tx *journal.Tx, p Proof, move string, by flow.Role, wait time.Duration) error {
	step := flow.Step{Move: move, ID: p.ID, From: p.State, By: by, Data: map[string]any{"person": p.Person.String(), "expert": p.Profile.String(), "kind": p.Kind}}
	if wait > 0 {
		step.Until = tx.Now.Add(wait)
	}
	_, err := ProofFlow.Move(ctx, tx, step)
	tx.Wake(p.Person)
	return err
}

// File gives the file of a proof to its owner or to the desk, as it came. It is never
// shown in place: whoever serves it makes it a download.
func (r *Room) File(ctx context.Context, who policy.Actor, proof id.ID) (Proof, []byte, error) {
	p, err := Find(ctx, r.Journal.DB, proof)
	if err == nil && p.Person != who.Person && !who.IsOperator() {
		err = fault.Missing("certification_proof.missing")
	}
	if err != nil {
		return Proof{}, nil, err
	}
	sealed, err := db.Value[[]byte](ctx, r.Journal.DB, proofFile, proof)
	if err != nil {
		return Proof{}, nil, err
	}
	if len(sealed) == 0 {
		return Proof{}, nil, fault.Missing("certification_proof.missing")
	}
	raw, err := r.Keys.Open(sealed, sealContext("file", proof))
	return p, raw, err
}
