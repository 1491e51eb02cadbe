package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// OpenPaper gives an operator a paper with its name and bytes. Each opening is an event,
// which names neither the paper nor the person.
func (r *Room) OpenPaper(ctx context.Context, who policy.Actor, paper id.ID) (Paper, []byte, error) {
	if !who.IsOperator() {
		return Paper{}, nil, fault.Missing("paper.missing")
	}
	p, err := FindPaper(ctx, r.journal.DB, paper)
	if err != nil {
		return p, nil, err
	}
	c, err := FindCheck(ctx, r.journal.DB, p.Check)
	if err != nil {
		return p, nil, err
	}
	plain, err := r.read(ctx, &p)
	if err != nil {
		return p, nil, err
	}
	return p, plain, r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		return tx.Record(ctx, journal.Event{Name: "paper.open", Subject: p.ID, Data: paperData(p, c.Kind)})
	})
}

// MyPaper gives somebody their own paper with its name and bytes.
func (r *Room) MyPaper(ctx context.Context, who policy.Actor, paper id.ID) (Paper, []byte, error) {
	p, err := r.ownPaper(ctx, r.journal.DB, who, paper)
	if err != nil {
		return p, nil, err
	}
	plain, err := r.read(ctx, &p)
	return p, plain, err
}

// ownPaper gives a paper to whoever showed it; papers of a company also to the others
// who manage it. Missing for everybody else.
func (r *Room) ownPaper(ctx context.Context, d db.Reader, who policy.Actor, paper id.ID) (Paper, error) {
	if !who.IsSignedIn() {
		return Paper{}, fault.Unauthenticated("account.sign_in_first")
	}
	p, err := FindPaper(ctx, d, paper)
	if err != nil || p.Person == who.Person {
		return p, err
	}
	c, err := FindCheck(ctx, d, p.Check)
	if err != nil {
		return Paper{}, err
	}
	g, err := Find(ctx, d, p.Registration)
	if err != nil {
		return Paper{}, err
	}
	if c.Kind == Identity || g.Organisation != who.Organisation {
		return Paper{}, fault.Missing("paper.missing")
	}
	if m, err := account.Hat(ctx, d, who); err != nil || !m.Manages() {
		return Paper{}, fault.Missing("paper.missing")
	}
	return p, nil
}

// read opens the bytes and the name of a paper for somebody who may read them.
func (r *Room) read(ctx context.Context, p *Paper) ([]byte, error) {
	if p.State != PaperKept || r.Files == nil {
		return nil, fault.Missing("paper.missing")
	}
	sealed, err := r.Files.OpenSealed(ctx, p.blob)
	if fault.IsKind(err, fault.KindMissing) { // Erased a moment ago.
		return nil, fault.Missing("paper.missing")
	}
	if err != nil {
		return nil, err
	}
	plain, err := r.Keys.Open(sealed, paperContext(p.ID))
	if err != nil {
		return nil, err
	}
	list := []Paper{*p}
	err = r.named(list)
	*p = list[0]
	return plain, err
}
