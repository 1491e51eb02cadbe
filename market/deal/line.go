package deal

import (
	"context"
	"fmt"
	"sort"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/prose"
	"guildhall/engine/journal"
)

// Line is one part of a proposal's total: a milestone, or a payment of a schedule.
type Line struct {
	Proposal       id.ID
	Number         int // from 1
	Title          string
	TitleLang      string
	Amount         money.Amount
	DueOn          string // YYYY-MM-DD in the house's zone; blank for none
	Acceptance     string // when a milestone counts as done; blank for none
	AcceptanceLang string
}

// says tells whether two lines say the same.
func (l Line) says(other Line) bool {
	return l.Title == other.Title && l.Amount == other.Amount && l.DueOn == other.DueOn && l.Acceptance == other.Acceptance
}

// LineInput is one line as typed. A schedule needs a date, a milestone a title.
type LineInput struct {
	Title      string
	Amount     string
	DueOn      string // YYYY-MM-DD
	Acceptance string
}

// IsBlank tells whether nothing was typed: such a line of a form is left out.
func (in LineInput) IsBlank() bool { return in == LineInput{} }

// LineField names a field of a line in a form and in a complaint: lines.0.amount.
func LineField(at int, field string) string { return fmt.Sprintf("lines.%d.%s", at, field) }

// checkLines reads the lines of a proposal. today is the house's date: nothing is
// due before it. A schedule is put in the order of its dates.
func checkLines(form *fault.Form, kind, currency string, typed []LineInput, today string) []Line {
	var lines []Line
	for at, in := range typed {
		if in.IsBlank() {
			continue
		}
		line := Line{Amount: money.Check(form, LineField(at, "amount"), in.Amount, currency), DueOn: in.DueOn}
		title := prose.Rule{Field: LineField(at, "title"), Max: titleMax, SingleLine: true}
		if kind == KindMilestone {
			title.Min = 1
			line.Acceptance = prose.Check(form, prose.Rule{Field: LineField(at, "acceptance"), Max: acceptanceMax}, in.Acceptance)
		}
		line.Title = prose.Check(form, title, in.Title)
		switch _, err := time.Parse(time.DateOnly, in.DueOn); {
		case in.DueOn == "" && kind == KindSchedule:
			form.Add(LineField(at, "due_on"), "required")
		case in.DueOn != "" && err != nil:
			form.Add(LineField(at, "due_on"), "date")
		case in.DueOn != "" && in.DueOn < today:
			form.Add(LineField(at, "due_on"), "date_past")
		}
		line.TitleLang, line.AcceptanceLang = prose.Guess(line.Title), prose.Guess(line.Acceptance)
		lines = append(lines, line)
	}
	if kind == KindSchedule {
		sort.SliceStable(lines, func(i, k int) bool { return lines[i].DueOn < lines[k].DueOn })
	}
	for i := range lines {
		lines[i].Number = i + 1
	}
	return lines
}

// Sum is what the lines come to. money.ErrRange beyond what an amount may be.
func Sum(lines []Line, currency string) (money.Amount, error) {
	sum, err := money.Of(0, currency), error(nil)
	for _, l := range lines {
		if sum, err = sum.Add(l.Amount); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

var (
	lineInsert = db.Write("deal.line.insert", `INSERT INTO deal_proposal_line
		(proposal_id, number, title, title_lang, amount, due_on, acceptance, acceptance_lang) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	linesOf = db.Read("deal.line.of", `SELECT number, title, title_lang, amount, due_on, acceptance, acceptance_lang
		FROM deal_proposal_line WHERE proposal_id = $1 ORDER BY number`)
	linesBlank = db.Write("deal.line.blank", `UPDATE deal_proposal_line SET title = '', acceptance = ''
		WHERE proposal_id IN (SELECT id FROM deal_proposal WHERE sent_by = $1)`)
)

// LinesOf gives the lines of a proposal in their order; whoever asks may see it.
func LinesOf(ctx context.Context, r db.Reader, p Proposal) ([]Line, error) {
	return db.All(ctx, r, linesOf, func(row db.Scanner) (Line, error) {
		l := Line{Proposal: p.ID, Amount: money.Of(0, p.Total.Currency)}
		err := row.Scan(&l.Number, &l.Title, &l.TitleLang, &l.Amount.Minor, &l.DueOn, &l.Acceptance, &l.AcceptanceLang)
		return l, err
	}, p.ID)
}

func insertLines(ctx context.Context, tx *journal.Tx, proposal id.ID, lines []Line) error {
	for _, l := range lines {
		if _, err := tx.Exec(ctx, lineInsert, proposal, l.Number, l.Title, l.TitleLang, l.Amount.Minor, l.DueOn,
			l.Acceptance, l.AcceptanceLang); err != nil {
			return err
		}
	}
	return nil
}

// today is the house's date at a moment.
func (r *Room) today(now clock.Micros) string { return now.Date(r.Zone) }
