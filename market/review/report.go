package review

import (
	"context"
	"errors"
	"slices"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
	"guildhall/market/deal"
)

// States of a report.
const (
	Open         flow.State = "open"
	Kept         flow.State = "kept"
	TakenDownFor flow.State = "taken_down"
)

// Reporter is whoever reports a review; everybody who is signed in sees it.
const Reporter flow.Role = "reporter"

// ReportFlow is the life of a report of a review: the operator keeps the review or
// takes it down, and every open report of it is answered by that.
var ReportFlow = flow.Define("review_report", "review_report",
	flow.Stops(flow.Waits(Open, flow.Operator), flow.End(Kept, TakenDownFor)),
	flow.Rows{
		{Move: "make", To: Open, By: Reporter, Op: "reportReview"},
		{Move: "keep", From: Open, To: Kept, By: flow.Operator, Reason: true, Op: "keepReview"},
		{Move: "take_down", From: Open, To: TakenDownFor, By: flow.Operator, Reason: true, Op: "takeDownReview"},
	})

// Grounds are why a review may go (AWS_IQ.md 1.14), as codes.
var Grounds = []string{"offensive", "unlawful", "advertising", "interest", "paid", "unverified", "copied", "contact", "other_reviews", "unrelated", "broken"}

// reportsPerHour is how many reviews one person may report in an hour.
const reportsPerHour = 60

// reasonMax is the limit of notes and reasons in characters.
const reasonMax = 1000

// Report is one of them.
type Report struct {
	ID         id.ID
	State      flow.State
	Review     id.ID
	Person     id.ID
	Ground     string
	Note       string
	NoteLang   string
	Reason     string // the operator's, once decided
	ReasonLang string
	MadeAt     clock.Micros
}

const reportColumns = `id, state, review_id, person_id, ground, note, note_lang, reason, reason_lang, made_at`

func scanReport(row db.Scanner) (Report, error) {
	var p Report
	err := row.Scan(&p.ID, &p.State, &p.Review, &p.Person, &p.Ground, &p.Note, &p.NoteLang, &p.Reason, &p.ReasonLang, &p.MadeAt)
	return p, err
}

var (
	reportInsert = db.Write("review.report.insert", `INSERT INTO review_report (`+reportColumns+`, state_since, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', $8, $8, 1) ON CONFLICT (review_id, person_id) DO NOTHING`)
	reportReason = db.Write("review.report.reason", `UPDATE review_report SET reason = $2, reason_lang = $3 WHERE id = $1`)
	reportFind   = db.Read("review.report.find", `SELECT `+reportColumns+` FROM review_report WHERE id = $1`)
	reportList   = db.Read("review.report.list", `SELECT `+reportColumns+` FROM review_report WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3`)
	reportsOpen  = db.Read("review.report.open", `SELECT `+reportColumns+` FROM review_report WHERE review_id = $1 AND state = 'open' ORDER BY id`)
	decided      = db.Read("review.report.decided", `SELECT `+reportColumns+` FROM review_report WHERE review_id = $1 AND state <> 'open' ORDER BY state_since DESC, id LIMIT 1`)
)

// ReportInput asks the operator to look at a review.
type ReportInput struct {
	Review id.ID
	Ground string // one of Grounds
	Note   string // up to 1,000 characters; may be blank
}

// Report asks the operator to look at a published review. One person reports one
// review once.
func (r *Room) Report(ctx context.Context, who policy.Actor, in ReportInput) (id.ID, error) {
	var form fault.Form
	if !slices.Contains(Grounds, in.Ground) {
		form.Add("ground", "choice")
	}
	in.Note = prose.Check(&form, prose.Rule{Field: "note", Max: reasonMax}, in.Note)
	if err := form.Err(); err != nil {
		return id.None, err
	}
	if !who.IsSignedIn() {
		return id.None, fault.Unauthenticated("account.sign_in_first")
	}
	if err := limit.Take(ctx, r.journal, "review_report:"+who.Label(), reportsPerHour, time.Hour); err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.journal, who, "review_report.make", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		v, err := held(ctx, tx, in.Review)
		if err == nil && v.State != Published {
			err = fault.Missing("review.missing")
		}
		if err != nil {
			return id.None, err
		}
		report := id.New()
		n, err := tx.Exec(ctx, reportInsert, report, string(Open), v.ID, who.Person, in.Ground, in.Note, prose.Guess(in.Note), int64(tx.Now))
		if err != nil {
			return id.None, err
		}
		if n == 0 {
			return id.None, fault.Conflict("review_report.made_already")
		}
		_, _, err = ReportFlow.Make(ctx, tx, flow.Step{Move: "make", ID: report, By: Reporter,
			Data: map[string]any{"review": v.ID.String(), "ground": in.Ground}})
		return report, err
	})
}

// DecideInput is the operator's answer to a report.
type DecideInput struct {
	Report id.ID
	Reason string // 1 to 1,000 characters, told to both sides
}

// Keep leaves the review where it is.
func (r *Room) Keep(ctx context.Context, who policy.Actor, in DecideInput) error {
	return r.decide(ctx, who, "keep", in)
}

// TakeDown takes the review away: it is shown to nobody, its stars do not count.
func (r *Room) TakeDown(ctx context.Context, who policy.Actor, in DecideInput) error {
	return r.decide(ctx, who, "take_down", in)
}

func (r *Room) decide(ctx context.Context, who policy.Actor, move string, in DecideInput) error {
	if !who.IsOperator() {
		return fault.Missing("review_report.missing")
	}
	var form fault.Form
	in.Reason = prose.Check(&form, prose.Rule{Field: "reason", Min: 1, Max: reasonMax}, in.Reason)
	if err := form.Err(); err != nil {
		return err
	}
	_, err := journal.Do(ctx, r.journal, who, "review_report."+move, in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		p, err := FindReport(ctx, tx, in.Report)
		if err != nil {
			return id.None, err
		}
		v, err := held(ctx, tx, p.Review)
		if err != nil {
			return id.None, err
		}
		if p, err = FindReport(ctx, tx, in.Report); err != nil {
			return id.None, err
		}
		if p.State != Open {
			return id.None, fault.Conflict("review_report.moved_already")
		}
		return p.ID, decideAll(ctx, tx, who, move, v, in.Reason)
	})
	return err
}

// decideAll answers every open report of a held review alike. Both sides are told by
// the first event, which stands in their conversation.
func decideAll(ctx context.Context, tx *journal.Tx, who policy.Actor, move string, v Review, reason string) error {
	e, err := deal.FindEngagement(ctx, tx, who, v.Engagement)
	if err != nil {
		return err
	}
	open, err := db.All(ctx, tx, reportsOpen, scanReport, v.ID)
	if err != nil {
		return err
	}
	for i, p := range open {
		step := flow.Step{Move: move, ID: p.ID, From: p.State, By: flow.Operator, Organisation: v.Seller,
			Data: map[string]any{"review": v.ID.String(), "engagement": e.ID.String()}}
		if i == 0 {
			step.Stream = e.Conversation
		}
		if _, err := ReportFlow.Move(ctx, tx, step); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, reportReason, p.ID, reason, prose.Guess(reason)); err != nil {
			return err
		}
	}
	if move == "keep" {
		return nil
	}
	_, err = Flow.Move(ctx, tx, flow.Step{Move: "take_down", ID: v.ID, From: v.State, By: flow.Operator, Organisation: v.Seller,
		Data: map[string]any{"engagement": e.ID.String()}})
	return err
}

// FindReport gives a report, for the desk.
func FindReport(ctx context.Context, r db.Reader, report id.ID) (Report, error) {
	p, err := db.One(ctx, r, reportFind, scanReport, report)
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("review_report.missing")
	}
	return p, err
}

// Reports lists reports in a state behind one of them, oldest first, for the desk.
func Reports(ctx context.Context, r db.Reader, state flow.State, after id.ID, limit int) ([]Report, error) {
	return db.All(ctx, r, reportList, scanReport, string(state), after.OrFirst(), limit)
}

// Decided is the operator's last answer about a review, for its two sides; found is
// false when nobody ever reported it, or nothing is decided.
func Decided(ctx context.Context, r db.Reader, review id.ID) (p Report, found bool, err error) {
	p, err = db.One(ctx, r, decided, scanReport, review)
	if errors.Is(err, db.ErrNone) {
		return p, false, nil
	}
	return p, err == nil, err
}

// ForDesk gives a review whatever its state, without its private part.
func ForDesk(ctx context.Context, r db.Reader, review id.ID) (Review, error) {
	v, err := db.One(ctx, r, find, scan, review)
	if errors.Is(err, db.ErrNone) {
		err = fault.Missing("review.missing")
	}
	return v.Public(), err
}
