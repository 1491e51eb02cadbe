package registration

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
)

// PaperID is how a paper is written outside.
const PaperID id.Prefix = "ppr"

// The states of a paper.
const (
	PaperKept   flow.State = "kept"
	PaperErased flow.State = "erased" // without name and bytes
)

// PaperFlow is the life of a paper: a picture or PDF shown for a check.
var PaperFlow = flow.Define("paper", "registration_paper",
	flow.Stops(flow.Waits(PaperKept, flow.Clock), flow.End(PaperErased)),
	flow.Rows{
		{Move: "keep", To: PaperKept, By: flow.Expert, Op: "uploadSellerPaper"},
		{Move: "take_back", From: PaperKept, To: PaperErased, By: flow.Expert, Op: "takeBackSellerPaper"},
		{Move: "reject", From: PaperKept, To: PaperErased, By: flow.Operator, Op: "rejectSellerPaper"},
		{Move: "erase", From: PaperKept, To: PaperErased, By: flow.System},
	})

// Paper is a picture or PDF shown for a check. Its bytes and name are sealed; an
// erased one has neither.
type Paper struct {
	ID           id.ID
	State        flow.State
	Registration id.ID
	Check        id.ID
	Person       id.ID // who showed it
	MediaType    string
	Image        bool // drawn anew by the house: may be shown in a page
	Bytes        int64
	Width        int64 // pixels; 0 when it is no image
	Height       int64
	MadeAt       clock.Micros
	// Name is as it was uploaded, safe to save under; only where it was opened for
	// somebody who may read it.
	Name string

	blob string
	name []byte // sealed
}

const paperColumns = `id, state, registration_id, check_id, person_id, media_type, image, bytes, width, height, made_at, blob, name_sealed`

func scanPaper(row db.Scanner) (Paper, error) {
	var p Paper
	err := row.Scan(&p.ID, &p.State, &p.Registration, &p.Check, &p.Person, &p.MediaType, &p.Image, &p.Bytes, &p.Width, &p.Height, &p.MadeAt,
		&p.blob, &p.name)
	return p, err
}

var (
	paperFind   = db.Read("registration.paper.find", `SELECT `+paperColumns+` FROM registration_paper WHERE id = $1`)
	papersOf    = db.Read("registration.papers.of", `SELECT `+paperColumns+` FROM registration_paper WHERE check_id = $1 AND state = 'kept' ORDER BY id`)
	papersBy    = db.Read("registration.papers.by", `SELECT `+paperColumns+` FROM registration_paper WHERE person_id = $1 AND state = 'kept' ORDER BY id`)
	paperInsert = db.Write("registration.paper.insert", `INSERT INTO registration_paper (`+paperColumns+`, state_since, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $11, 1)`)
	paperBlank = db.Write("registration.paper.blank", `UPDATE registration_paper SET name_sealed = NULL, blob = '', bytes = 0, width = 0, height = 0, erased_at = $2 WHERE id = $1`)
)

// PapersOf lists what is kept of a check's papers, the oldest first, without names.
func PapersOf(ctx context.Context, r db.Reader, check id.ID) ([]Paper, error) {
	return db.All(ctx, r, papersOf, scanPaper, check)
}

// FindPaper gives a paper, or Missing; without its name.
func FindPaper(ctx context.Context, r db.Reader, paper id.ID) (Paper, error) {
	p, err := db.One(ctx, r, paperFind, scanPaper, paper)
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("paper.missing")
	}
	return p, err
}

func paperContext(paper id.ID) string { return "registration.paper:" + paper.String() }

func paperNameContext(paper id.ID) string { return "registration.paper.name:" + paper.String() }

// named opens the names of papers for somebody who may read them.
func (r *Room) named(list []Paper) error {
	for i := range list {
		name, err := r.Keys.Open(list[i].name, paperNameContext(list[i].ID))
		if err != nil {
			return err
		}
		list[i].Name = string(name)
	}
	return nil
}

func paperData(p Paper, kind Kind) map[string]any {
	return map[string]any{"kind": string(kind), "check": p.Check.String(), "registration": p.Registration.String()}
}
