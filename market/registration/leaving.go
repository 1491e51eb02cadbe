package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/market/account"
)

// Erase blanks the words a leaving person wrote or were written about them. The
// legal name of a personal organisation is the person's own and goes too; a
// company's stays.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	list, err := db.All(ctx, tx, exported, scan, person)
	if err != nil {
		return err
	}
	for _, g := range list {
		o, err := account.FindOrganisation(ctx, tx, g.Organisation)
		if err != nil {
			return err
		}
		if o.Kind == account.KindPersonal {
			if _, err := tx.Exec(ctx, blankName, g.Organisation, person); err != nil {
				return err
			}
		}
	}
	if _, err = tx.Exec(ctx, blankWords, person, int64(tx.Now)); err != nil {
		return err
	}
	checks, err := db.All(ctx, tx, checksBy, scanCheck, person)
	if err != nil {
		return err
	}
	for _, c := range checks {
		if forms[c.Kind].Keep {
			continue
		}
		if err := r.wipe(ctx, tx, c); err != nil {
			return err
		}
	}
	if err := r.erasePapersOf(ctx, tx, person); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, checkHush, person, int64(tx.Now))
	return err
}

// erasePapersOf erases every paper that a leaving person showed; the bytes go with the
// next sweep of loose files.
func (r *Room) erasePapersOf(ctx context.Context, tx *journal.Tx, person id.ID) error {
	papers, err := db.All(ctx, tx, papersBy, scanPaper, person)
	if err != nil {
		return err
	}
	for _, p := range papers {
		c, err := FindCheck(ctx, tx, p.Check)
		if err != nil {
			return err
		}
		g, err := Find(ctx, tx, p.Registration)
		if err != nil {
			return err
		}
		if err := r.erasePaper(ctx, tx, g, c, p, "erase", flow.System); err != nil {
			return err
		}
	}
	return nil
}

// Export gives what this room holds about a person, for "download my data".
func (r *Room) Export(ctx context.Context, d db.Reader, person id.ID) (any, error) {
	list, err := db.All(ctx, d, exported, scan, person)
	if err != nil {
		return nil, err
	}
	checks, err := db.All(ctx, d, checksBy, scanCheck, person)
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	for _, g := range list {
		out = append(out, map[string]any{"id": ID.Text(g.ID), "state": g.State, "legal_name": g.LegalName, "country": g.Country,
			"answer": g.Answer, "reason": g.Reason, "appeal": g.Appeal, "submitted_at": g.SubmittedAt.Time()})
	}
	for _, c := range checks {
		answer, err := r.answer(ctx, d, c)
		if err != nil {
			return nil, err
		}
		out = append(out, map[string]any{"id": CheckID.Text(c.ID), "check": c.Kind, "state": c.State, "answer": answer, "because": c.Because, "reason": c.Reason})
	}
	return out, nil
}

// ExportedPaper is a paper in a person's download of their data.
type ExportedPaper struct {
	ID        string `json:"id"`
	Check     string `json:"check"`
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Bytes     int64  `json:"bytes"`
	Shown     int64  `json:"shown_micros"`
	// Open gives the bytes, for whoever writes the archive.
	Open func(ctx context.Context) ([]byte, error) `json:"-"`
}

// ExportPapers lists what is kept of the papers that a person showed.
func (r *Room) ExportPapers(ctx context.Context, d db.Reader, person id.ID) (any, error) {
	papers, err := db.All(ctx, d, papersBy, scanPaper, person)
	if err == nil {
		err = r.named(papers)
	}
	if err != nil {
		return nil, err
	}
	list := []ExportedPaper{}
	for _, p := range papers {
		list = append(list, ExportedPaper{ID: PaperID.Text(p.ID), Check: CheckID.Text(p.Check), Name: p.Name, MediaType: p.MediaType, Bytes: p.Bytes,
			Shown: int64(p.MadeAt), Open: func(ctx context.Context) ([]byte, error) { return r.read(ctx, &p) }})
	}
	return list, nil
}
