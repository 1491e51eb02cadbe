package registration

import (
	"context"
	"io"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/file"
)

// PapersMax is how many papers one check keeps.
const PapersMax = 8

// PaperInput is one picture or PDF for a check.
type PaperInput struct {
	Kind Kind
	Name string
	Body io.Reader `json:"-"`
}

// AddPaper keeps a picture or PDF for a check of the registration of the organisation
// the actor acts for, sealed. Faults: those of file.StageSealed, paper.my_number where
// the file's name says that Japan's individual number is in it, paper.too_many.
func (r *Room) AddPaper(ctx context.Context, who policy.Actor, in PaperInput) (Paper, error) {
	if err := manages(ctx, r.journal.DB, who); err != nil {
		return Paper{}, err
	}
	g, err := Of(ctx, r.journal.DB, who.Organisation)
	if err != nil {
		return Paper{}, err
	}
	asked, err := r.Checks(ctx, r.journal.DB, g)
	if err != nil {
		return Paper{}, err
	}
	if _, err := r.papered(asked, g, in.Kind); err != nil {
		return Paper{}, err
	}
	if namesMyNumber(in.Name) {
		return Paper{}, fault.Invalid("paper.my_number")
	}
	p := Paper{ID: id.New()}
	staged, err := r.Files.StageSealed(ctx, who, in.Name, in.Body, true, func(plain []byte) []byte { return r.Keys.Seal(plain, paperContext(p.ID)) })
	if err != nil {
		return Paper{}, err
	}
	input := struct { // The same bytes for the same check are the same upload.
		Organisation id.ID
		Kind         Kind
		Hash         []byte
	}{who.Organisation, in.Kind, staged.Hash}
	kept, err := journal.Do(ctx, r.journal, who, "registration.paper.keep", input, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		// Who leaves meanwhile leaves no paper behind.
		if err := account.Hold(ctx, tx.Tx, who.Person); err != nil {
			return id.None, err
		}
		if err := manages(ctx, tx, who); err != nil {
			return id.None, err
		}
		g, err := one(ctx, tx, guardOf, who.Organisation)
		if err != nil {
			return id.None, err
		}
		asked, err := r.follow(ctx, tx, g, false)
		if err != nil {
			return id.None, err
		}
		c, err := r.papered(asked, g, in.Kind)
		if err != nil {
			return id.None, err
		}
		have, err := PapersOf(ctx, tx, c.ID)
		if err != nil {
			return id.None, err
		}
		if len(have) >= PapersMax {
			return id.None, fault.Conflict("paper.too_many").With("Count", PapersMax)
		}
		p = Paper{ID: p.ID, Registration: g.ID, Check: c.ID, Person: who.Person, MediaType: staged.MediaType, Image: staged.Image, Bytes: staged.Bytes,
			Width: staged.Width, Height: staged.Height, MadeAt: tx.Now, blob: staged.Key, name: r.Keys.Seal([]byte(staged.Name), paperNameContext(p.ID))}
		p.State, _, err = PaperFlow.Make(ctx, tx, flow.Step{Move: "keep", ID: p.ID, By: flow.Expert, Organisation: g.Organisation, Data: paperData(p, in.Kind)})
		if err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, paperInsert, p.ID, string(p.State), p.Registration, p.Check, p.Person, p.MediaType, p.Image, p.Bytes,
			p.Width, p.Height, int64(p.MadeAt), p.blob, p.name); err != nil {
			return id.None, err
		}
		return p.ID, file.KeepSealed(ctx, tx, p.blob)
	})
	if err != nil {
		return Paper{}, err
	}
	list := make([]Paper, 1)
	if list[0], err = FindPaper(ctx, r.journal.DB, kept); err == nil && list[0].State == PaperKept {
		err = r.named(list)
	}
	return list[0], err
}

// papered gives the check of a kind that wants papers and may be answered now.
func (r *Room) papered(checks Checks, g Registration, kind Kind) (Check, error) {
	c, found := checks.Of(kind)
	if !found || forms[kind].Papers == nil || r.Files == nil {
		return c, fault.Missing("check.missing")
	}
	if !g.mayGive() {
		return c, fault.Conflict("registration.moved_already")
	}
	return c, nil
}

// wantsPapers refuses an answer without as many papers as its document has sides.
func (r *Room) wantsPapers(ctx context.Context, tx *journal.Tx, g Registration, c Check, form Form, a Answer) error {
	if form.Papers == nil || r.Files == nil {
		return nil
	}
	have, err := PapersOf(ctx, tx, c.ID)
	if least := form.Papers(g, a); err == nil && len(have) < least {
		f := fault.At("papers", "papers")
		f.Args = map[string]any{"Count": least}
		err = fault.Invalid("form.invalid", f)
	}
	return err
}

// TakeBackPaper erases a paper that its owner does not want to show after all, unless
// the check rests on it by now.
func (r *Room) TakeBackPaper(ctx context.Context, who policy.Actor, paper id.ID) error {
	if _, err := r.ownPaper(ctx, r.journal.DB, who, paper); err != nil {
		return err
	}
	gone := ""
	_, err := journal.Do(ctx, r.journal, who, "registration.paper.take_back", paper, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		p, err := r.ownPaper(ctx, tx, who, paper)
		if err != nil {
			return id.None, err
		}
		g, err := one(ctx, tx, guard, p.Registration)
		if err != nil {
			return id.None, err
		}
		c, err := FindCheck(ctx, tx, p.Check)
		if err != nil {
			return id.None, err
		}
		if c.State == Given || c.State == Passed {
			have, err := PapersOf(ctx, tx, c.ID)
			if err != nil {
				return id.None, err
			}
			answer, err := r.answer(ctx, tx, c)
			if err != nil {
				return id.None, err
			}
			if form := forms[c.Kind]; form.Papers != nil && len(have) <= form.Papers(g, answer) {
				return id.None, fault.Conflict("paper.needed")
			}
		}
		gone = p.blob
		return p.ID, r.erasePaper(ctx, tx, g, c, p, "take_back", flow.Expert)
	})
	if err == nil && gone != "" {
		r.Files.DropSealed(ctx, gone)
	}
	return err
}

// erasePaper makes a paper erased inside a change; its bytes become loose.
func (r *Room) erasePaper(ctx context.Context, tx *journal.Tx, g Registration, c Check, p Paper, move string, by flow.Role) error {
	if _, err := PaperFlow.Move(ctx, tx, flow.Step{Move: move, ID: p.ID, From: p.State, By: by, Organisation: g.Organisation, Data: paperData(p, c.Kind)}); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, paperBlank, p.ID, int64(tx.Now)); err != nil {
		return err
	}
	tx.Wake(g.Person)
	return file.LetGoSealed(ctx, tx, p.blob)
}

// RejectPaper lets the desk say that a paper shows Japan's individual number: its bytes
// and name are erased at once, and the check goes back to be answered with another
// document (RULES.md 6; AWS_IQ.md 5). Nothing of it is kept.
func (r *Room) RejectPaper(ctx context.Context, who policy.Actor, paper id.ID) error {
	gone := ""
	_, err := journal.Do(ctx, r.journal, who, "registration.paper.reject", paper, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("registration.desk_only")
		}
		p, err := FindPaper(ctx, tx, paper)
		if err != nil {
			return id.None, err
		}
		if err := account.Hold(ctx, tx.Tx, p.Person); err != nil && !fault.IsKind(err, fault.KindMissing) {
			return id.None, err
		}
		g, err := one(ctx, tx, guard, p.Registration)
		if err != nil {
			return id.None, err
		}
		if p, err = FindPaper(ctx, tx, paper); err != nil {
			return id.None, err
		}
		c, err := FindCheck(ctx, tx, p.Check)
		if err != nil {
			return id.None, err
		}
		if err := r.erasePaper(ctx, tx, g, c, p, "reject", flow.Operator); err != nil {
			return id.None, err
		}
		gone = p.blob
		row, _ := asked(c.Kind)
		move := map[flow.State]string{Given: "fail", Passed: "reopen"}[c.State]
		if move == "" { // It waits for its owner anyway; they read why.
			_, err := tx.Exec(ctx, checkNote, c.ID, who.Person, row.Rule, "", int64(tx.Now), MyNumberShown)
			return p.ID, err
		}
		return p.ID, r.decide(ctx, tx, who, g, c, move, JudgeInput{Check: c.ID, Rule: row.Rule, Because: MyNumberShown})
	})
	if err == nil && gone != "" {
		r.Files.DropSealed(ctx, gone)
	}
	return err
}
