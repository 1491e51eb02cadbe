package expert

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/file"
)

// CompanyInput is the whole company profile as its owner or admin wants it. Edition
// is the one they saw; 0 overwrites whatever is there.
type CompanyInput struct {
	CompanyDetails
	Edition int64
}

// UpdateCompany changes the company profile of the organisation the actor acts
// for, and makes it (hidden) the first time.
func (r *Room) UpdateCompany(ctx context.Context, who policy.Actor, in CompanyInput) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "company.update", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := manages(ctx, tx, who); err != nil {
			return id.None, err
		}
		before, err := oneCompany(ctx, tx, companyGuard, who.Organisation)
		if fault.IsKind(err, fault.KindMissing) {
			return r.makeCompany(ctx, tx, who, in)
		}
		if err != nil {
			return id.None, err
		}
		if in.Edition != 0 && in.Edition != before.Edition {
			return id.None, fault.Conflict("company.edited_meanwhile")
		}
		c, err := in.check(before)
		if err != nil {
			return id.None, err
		}
		if c.Handle == "" {
			c.Handle = before.Handle
		}
		if _, err = tx.Exec(ctx, companyUpdate, c.ID, c.Handle, c.Name, c.Description, c.WordsLang, c.Website, c.Country); err != nil {
			return id.None, takenHandle(err)
		}
		return c.ID, tx.Record(ctx, journal.Event{Name: "company.update", Subject: c.ID})
	})
}

func (r *Room) makeCompany(ctx context.Context, tx *journal.Tx, who policy.Actor, in CompanyInput) (id.ID, error) {
	c, err := in.check(Company{ID: who.Organisation})
	if err != nil {
		return id.None, err
	}
	if c.Handle == "" {
		c.Handle = makeHandle(c.Name, c.ID)
	}
	state, _, err := CompanyFlow.Make(ctx, tx, flow.Step{Move: "create", ID: c.ID, By: flow.Expert, Organisation: c.ID})
	if err != nil {
		return id.None, err
	}
	_, err = tx.Exec(ctx, companyInsert, c.ID, string(state), int64(tx.Now), c.Handle, c.Name, c.Description, c.WordsLang, c.Website, c.Country)
	return c.ID, takenHandle(err)
}

// PreviewCompany gives the profile as UpdateCompany would leave it.
func (r *Room) PreviewCompany(ctx context.Context, reader db.Reader, who policy.Actor, in CompanyDetails) (Company, error) {
	if err := manages(ctx, reader, who); err != nil {
		return Company{}, err
	}
	before, err := FindCompany(ctx, reader, who.Organisation)
	if err != nil && !fault.IsKind(err, fault.KindMissing) {
		return before, err
	}
	return in.check(before)
}

// SetLogo keeps the key of the company's logo; "" takes it away.
func (r *Room) SetLogo(ctx context.Context, who policy.Actor, key string) error {
	_, err := journal.Do(ctx, r.journal, who, "company.logo", key != "", func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		c, err := guardCompany(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		if key == "" && c.State == Public {
			return id.None, fault.Invalid("form.invalid", fault.At("logo", "needed_while_public"))
		}
		if err := file.SwapPicture(ctx, tx, c.Logo, key); err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, companyLogo, c.ID, key); err != nil {
			return id.None, err
		}
		return c.ID, tx.Record(ctx, journal.Event{Name: "company.logo", Subject: c.ID, Organisation: c.ID})
	})
	return err
}

// ShowCompany makes the company's public page available.
func (r *Room) ShowCompany(ctx context.Context, who policy.Actor) error {
	return r.moveCompany(ctx, who, "show")
}

// HideCompany takes the company's public page away.
func (r *Room) HideCompany(ctx context.Context, who policy.Actor) error {
	return r.moveCompany(ctx, who, "hide")
}

func (r *Room) moveCompany(ctx context.Context, who policy.Actor, move string) error {
	_, err := journal.Do(ctx, r.journal, who, "company."+move, nil, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		c, err := guardCompany(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		_, err = CompanyFlow.Move(ctx, tx, flow.Step{Move: move, ID: c.ID, From: c.State, By: flow.Expert, Facts: c.Facts(), Organisation: c.ID})
		return c.ID, err
	})
	return err
}

func guardCompany(ctx context.Context, tx *journal.Tx, who policy.Actor) (Company, error) {
	if err := manages(ctx, tx, who); err != nil {
		return Company{}, err
	}
	return oneCompany(ctx, tx, companyGuard, who.Organisation)
}

// manages refuses who may not speak for the organisation as a whole.
func manages(ctx context.Context, r db.Reader, who policy.Actor) error {
	m, err := account.Hat(ctx, r, who)
	if err == nil && !m.Manages() {
		return fault.Forbidden("company.managers_only")
	}
	return err
}
