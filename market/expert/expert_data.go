package expert

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/market/file"
)

// Erase blanks what a leaving person wrote about themselves; the public page and
// its address go with it. Certifications keep name and level, which are no words
// of the person; a company's profile stays with the company.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	p, err := oneProfile(ctx, tx, profileGuardPerson, person)
	if fault.IsKind(err, fault.KindMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := ProfileFlow.Move(ctx, tx, flow.Step{Move: "erase", ID: p.ID, From: p.State, By: flow.System}); err != nil {
		return err
	}
	if err := file.SwapPicture(ctx, tx, p.Picture, ""); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, certificationBlank, person); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, profileBlank, p.ID, int64(tx.Now))
	return err
}

// Export gives what this room holds about a person, for "download my data".
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	p, err := FindByPerson(ctx, r, person)
	if fault.IsKind(err, fault.KindMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := CertificationsOf(ctx, r, p.ID)
	if err != nil {
		return nil, err
	}
	certifications := []map[string]any{}
	for _, c := range list {
		certifications = append(certifications, map[string]any{"id": CertificationID.Text(c.ID), "state": c.State, "name": c.Name,
			"level": c.Level, "valid_until": c.ValidUntil})
	}
	return map[string]any{"id": ProfileID.Text(p.ID), "state": p.State, "handle": p.Handle, "name": p.Name, "country": p.Country,
		"languages": p.Languages, "biography": p.Biography, "experience": p.Experience, "rate_from": p.RateFrom, "rate_to": p.RateTo,
		"rate_currency": p.RateCurrency, "picture": p.Picture, "zone": p.Zone, "services": p.Services, "skills": p.Skills,
		"entries": p.Entries, "links": p.Links, "certifications": certifications}, nil
}
