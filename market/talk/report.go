package talk

import (
	"context"
	"errors"
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
)

// States of a report.
const (
	Open    flow.State = "open"
	Settled flow.State = "settled"
)

// Reporter is the member who reports a message.
const Reporter flow.Role = "reporter"

// ReportFlow is the life of a report: a member asks the operator to look at a
// message (RULES.md 6: a warning offers it; nothing is censored).
var ReportFlow = flow.Define("report", "talk_report",
	flow.Stops(flow.Waits(Open, flow.Operator), flow.End(Settled)),
	flow.Rows{
		{Move: "make", To: Open, By: Reporter, Op: "reportMessage"},
		{Move: "settle", From: Open, To: Settled, By: flow.Operator, Reason: true},
	})

// Report is one of them.
type Report struct {
	ID      id.ID
	State   flow.State
	Message id.ID
	Person  id.ID
	Note    string
	Reason  string // the operator's, once settled
	MadeAt  clock.Micros
}

const reportColumns = `id, state, message_id, person_id, note, reason, made_at`

func scanReport(row db.Scanner) (Report, error) {
	var p Report
	err := row.Scan(&p.ID, &p.State, &p.Message, &p.Person, &p.Note, &p.Reason, &p.MadeAt)
	return p, err
}

var (
	reportInsert = db.Write("talk.report.insert", `INSERT INTO talk_report (`+reportColumns+`, state_since, version)
		VALUES ($1, $2, $3, $4, $5, '', $6, $6, 1) ON CONFLICT (message_id, person_id) DO NOTHING`)
	reportReason = db.Write("talk.report.reason", `UPDATE talk_report SET reason = $2 WHERE id = $1`)
	reportFind   = db.Read("talk.report.find", `SELECT `+reportColumns+` FROM talk_report WHERE id = $1`)
	reportList   = db.Read("talk.report.list", `SELECT `+reportColumns+` FROM talk_report WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3`)
	reportMine   = db.Read("talk.report.mine", `SELECT message_id FROM talk_report WHERE person_id = $1 ORDER BY id DESC LIMIT 1000`)
)

// ReportInput asks the operator to look at a message.
type ReportInput struct {
	Message id.ID
	Note    string // why, up to 1,000 characters; may be blank
}

// Report asks the operator to look at a message of a conversation the actor is in.
func (r *Room) Report(ctx context.Context, who policy.Actor, in ReportInput) (id.ID, error) {
	var form fault.Form
	note := prose.Check(&form, prose.Rule{Field: "note", Max: 1000}, in.Note)
	if err := form.Err(); err != nil {
		return id.None, err
	}
	if err := limit.Take(ctx, r.journal, "report:"+who.Label(), reportsPerHour, time.Hour); err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.journal, who, "report.make", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		m, err := FindMessage(ctx, tx, in.Message)
		if err != nil {
			return id.None, err
		}
		s, err := SeatOf(ctx, tx, who, m.Conversation)
		if fault.IsKind(err, fault.KindMissing) {
			return id.None, fault.Missing("message.missing")
		}
		if err != nil {
			return id.None, err
		}
		if m.Person == who.Person {
			return id.None, fault.Conflict("report.own")
		}
		report := id.New()
		n, err := tx.Exec(ctx, reportInsert, report, string(Open), m.ID, who.Person, note, int64(tx.Now))
		if err != nil {
			return id.None, err
		}
		if n == 0 {
			return id.None, fault.Conflict("report.made_already")
		}
		_, _, err = ReportFlow.Make(ctx, tx, flow.Step{Move: "make", ID: report, By: Reporter, Organisation: s.Member.Organisation,
			Data: map[string]any{"message": m.ID.String(), "conversation": m.Conversation.String()}})
		return report, err
	})
}

// SettleInput is the operator's answer to a report.
type SettleInput struct {
	Report id.ID
	Reason string // what was done, 1 to 1,000 characters
}

// Settle closes a report with what the operator did about it.
func (r *Room) Settle(ctx context.Context, who policy.Actor, in SettleInput) error {
	if !who.IsOperator() {
		return fault.Missing("report.missing")
	}
	var form fault.Form
	reason := prose.Check(&form, prose.Rule{Field: "reason", Min: 1, Max: 1000}, in.Reason)
	if err := form.Err(); err != nil {
		return err
	}
	_, err := journal.Do(ctx, r.journal, who, "report.settle", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		p, err := FindReport(ctx, tx, in.Report)
		if err != nil {
			return id.None, err
		}
		if _, err := ReportFlow.Move(ctx, tx, flow.Step{Move: "settle", ID: p.ID, From: p.State, By: flow.Operator}); err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, reportReason, p.ID, reason)
		return p.ID, err
	})
	return err
}

// FindReport gives a report, for the desk.
func FindReport(ctx context.Context, r db.Reader, report id.ID) (Report, error) {
	p, err := db.One(ctx, r, reportFind, scanReport, report)
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("report.missing")
	}
	return p, err
}

// Reports lists reports in a state behind one of them, oldest first, for the desk.
func Reports(ctx context.Context, r db.Reader, state flow.State, after id.ID, limit int) ([]Report, error) {
	return db.All(ctx, r, reportList, scanReport, string(state), after.OrFirst(), limit)
}

// ReportedBy tells which messages a person has reported.
func ReportedBy(ctx context.Context, r db.Reader, person id.ID) (map[id.ID]bool, error) {
	list, err := db.All(ctx, r, reportMine, db.ScanValue[id.ID], person)
	set := make(map[id.ID]bool, len(list))
	for _, m := range list {
		set[m] = true
	}
	return set, err
}
