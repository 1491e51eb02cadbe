package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/desk"
	"guildhall/market/notify"
	"guildhall/market/view"
)

// Mail is one mail of the log.
type Mail struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	WaitsFor string `json:"waits_for,omitempty"`
	Kind     string `json:"kind" doc:"What it is about, for a program" example:"mail.proposal_sent"`
	To       string `json:"to" doc:"Blank once erased"`
	Lang     string `json:"lang"`
	Subject  string `json:"subject"`
	Text     string `json:"text,omitempty" doc:"As it was sent; on one mail only"`
	Problem  string `json:"problem,omitempty"`
	MadeAt   string `json:"made_at" format:"date-time"`
	SentAt   string `json:"sent_at,omitempty" format:"date-time"`
	Moves    []Move `json:"moves,omitempty"`
}

func mailOf(m notify.Mail) Mail {
	return Mail{ID: notify.MailID.Text(m.ID), State: string(m.State), WaitsFor: string(notify.MailFlow.WaitsFor(m.State)), Kind: m.Kind, To: m.Email, Lang: m.Lang,
		Subject: m.Subject, Problem: m.Problem, MadeAt: instant(m.MadeAt), SentAt: instant(m.SentAt)}
}

func (f *Face) mailOperations(api huma.API) {
	add(f, api, Op{ID: "listMail", Method: "GET", Path: "/desk/mail", Tag: "desk", Scope: "desk:read", Summary: "Every mail the house has written, newest first"},
		func(ctx context.Context, in *struct {
			Paging
			State string `query:"state" enum:"resting,waiting,kept,failed,sent,dropped"`
			Words string `query:"q" maxLength:"200" doc:"Words of address, name or subject"`
		}) (*Out[List[Mail]], error) {
			from, err := after(in.Cursor, notify.MailID)
			if err != nil {
				return nil, err
			}
			rows, more, err := notify.List(ctx, f.DB, notify.Filter{State: flow.State(in.State), Words: in.Words}, from, in.Limit)
			out := List[Mail]{Items: []Mail{}}
			for _, m := range rows {
				out.Items = append(out.Items, mailOf(m))
				out.Next = next(more, notify.MailID.Text(m.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "getMail", Method: "GET", Path: "/desk/mail/{id}", Tag: "desk", Scope: "desk:read", Summary: "One mail, as its reader sees it"},
		func(ctx context.Context, in *ByID) (*Out[Mail], error) {
			i, err := in.Parse(notify.MailID)
			if err != nil {
				return nil, err
			}
			m, err := notify.Find(ctx, f.DB, i)
			if err != nil {
				return nil, err
			}
			letter, _, err := f.Notify.Read(ctx, m)
			out := mailOf(m)
			out.Text, out.Moves = letter.Text(), movesOf(notify.MailFlow.Moves(m.State, nil, flow.Operator))
			return ok(out, err)
		})
	add(f, api, Op{ID: "sendMailAgain", Method: "POST", Path: "/desk/mail/{id}/send", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Send a mail that was kept or given up"},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			i, err := in.Parse(notify.MailID)
			if err != nil {
				return nil, err
			}
			return done(f.Desk.SendMailAgain(ctx, Who(ctx), i, in.Body.Reason))
		})
}

// JournalEvent is one event of the journal.
type JournalEvent struct {
	ID           string          `json:"id"`
	Name         string          `json:"name" example:"proposal.accept"`
	Subject      string          `json:"subject" doc:"Bare id of what it is about"`
	Stream       string          `json:"stream,omitempty" doc:"Bare id of the conversation that shows it"`
	Kind         string          `json:"kind" enum:"visitor,person,operator,system,clock,processor"`
	Actor        string          `json:"actor,omitempty" doc:"Id of the person who acted"`
	Organisation string          `json:"organisation,omitempty"`
	From         string          `json:"from,omitempty" doc:"State before"`
	To           string          `json:"to,omitempty" doc:"State after"`
	Data         json.RawMessage `json:"data" doc:"Ids, codes, amounts and dates"`
	At           string          `json:"at" format:"date-time" doc:"Business time"`
	Position     int64           `json:"position,omitempty" doc:"Place in the chain; absent until sealed"`
	Request      string          `json:"request_id,omitempty"`
}

// Verification is a walk along the chain of events.
type Verification struct {
	State     string `json:"state" enum:"never,checking,sound,broken,stopped"`
	Reached   int64  `json:"reached"`
	All       int64  `json:"all"`
	Problem   string `json:"problem,omitempty"`
	StartedAt string `json:"started_at,omitempty" format:"date-time"`
	EndedAt   string `json:"ended_at,omitempty" format:"date-time"`
}

func (f *Face) journalOperations(api huma.API) {
	add(f, api, Op{ID: "listEvents", Method: "GET", Path: "/desk/events", Tag: "desk", Scope: "desk:read", Summary: "The journal, newest first"},
		func(ctx context.Context, in *struct {
			Paging
			Name    string `query:"name" maxLength:"100" doc:"One event, such as proposal.accept"`
			Actor   string `query:"actor" maxLength:"64" doc:"Id of a person"`
			Subject string `query:"subject" maxLength:"64" doc:"Any id, with or without its prefix"`
			Kind    string `query:"kind" enum:"visitor,person,operator,system,clock,processor"`

			From  time.Time `query:"from" doc:"Business time, RFC 3339: only what happened then or later"`
			Until time.Time `query:"until" doc:"Business time, RFC 3339: only what happened before"`
		}) (*Out[List[JournalEvent]], error) {
			filter := view.EventFilter{Name: in.Name, Kind: policy.Kind(in.Kind), Since: in.From, Before: in.Until}
			var err error
			if filter.First, filter.Ahead, err = f.Journal.Ahead(ctx); err != nil {
				return nil, err
			}
			actor, err := after(in.Actor, account.PersonID)
			if err != nil {
				return nil, err
			}
			if !actor.IsNone() {
				filter.Actors = []id.ID{actor}
			}
			if filter.Subject, err = bare(in.Subject); err != nil {
				return nil, err
			}
			from, err := bare(in.Cursor)
			if err != nil {
				return nil, err
			}
			rows, more, err := view.DeskEvents(ctx, f.DB, filter, from, in.Limit)
			out := List[JournalEvent]{Items: []JournalEvent{}}
			for _, e := range rows {
				out.Items = append(out.Items, eventOf(e))
				out.Next = next(more, e.ID.String())
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "verifyJournal", Method: "POST", Path: "/desk/verification", Tag: "desk", Scope: "desk:write", Status: 202, Summary: "Walk the whole chain of events"},
		func(ctx context.Context, _ *struct{}) (*Out[Verification], error) {
			if _, err := f.Desk.VerifyChain(ctx, Who(ctx)); err != nil {
				return nil, err
			}
			return ok(f.verification(ctx))
		})
	add(f, api, Op{ID: "getVerification", Method: "GET", Path: "/desk/verification", Tag: "desk", Scope: "desk:read", Summary: "How far the walk has come, and how it ended"},
		func(ctx context.Context, _ *struct{}) (*Out[Verification], error) { return ok(f.verification(ctx)) })
}

func eventOf(e view.EventRow) JournalEvent {
	out := JournalEvent{ID: e.ID.String(), Name: e.Name, Subject: e.Subject.String(), Kind: string(e.Kind), From: e.From, To: e.To, Data: json.RawMessage(e.Data),
		At: instant(e.At), Position: e.Position, Request: e.Request}
	if !e.Stream.IsNone() {
		out.Stream = e.Stream.String()
	}
	if !e.Actor.IsNone() {
		out.Actor = account.PersonID.Text(e.Actor)
	}
	if !e.For.IsNone() {
		out.Organisation = account.OrganisationID.Text(e.For)
	}
	return out
}

func (f *Face) verification(ctx context.Context) (Verification, error) {
	c, err := f.Desk.LastCheck(ctx)
	out := Verification{State: "never"}
	if c.State != "" {
		out = Verification{State: c.State, Reached: c.Reached, All: c.All, Problem: c.Problem, StartedAt: instant(c.StartedAt), EndedAt: instant(c.EndedAt)}
	}
	return out, err
}

// bare reads an id with or without its prefix.
func bare(text string) (id.ID, error) {
	var i id.ID
	for n := range len(text) {
		if text[n] == '_' {
			text = text[n+1:]
			break
		}
	}
	if i.UnmarshalText([]byte(text)) != nil {
		return i, fault.Missing("page.missing")
	}
	return i, nil
}

// Health is how the house is.
type Health struct {
	Worries  int              `json:"worries" doc:"Things the operator should look at"`
	Version  string           `json:"version"`
	Database string           `json:"database" enum:"sqlite,postgres"`
	Bytes    int64            `json:"database_bytes"`
	Events   int64            `json:"events"`
	Behind   map[string]int64 `json:"behind" doc:"How many events each reader of the journal is behind"`
	Jobs     map[string]int64 `json:"jobs" doc:"How many jobs are in each state"`
	Failures []FailedJob      `json:"failed_jobs"`
	Stuck    []StuckEvent     `json:"stuck_events"`
	Sends    bool             `json:"sends_mail"`
	DiskFree int64            `json:"disk_free_bytes" doc:"-1 when the machine does not say"`
}

// FailedJob is a job that failed and waits, or was given up.
type FailedJob struct {
	Job     int64  `json:"job"`
	Kind    string `json:"kind"`
	Attempt int    `json:"attempt"`
	GivenUp bool   `json:"given_up"`
	Problem string `json:"problem"`
}

// StuckEvent is an event that a reader of the journal put aside.
type StuckEvent struct {
	Follower string `json:"follower"`
	Position int64  `json:"position"`
	Problem  string `json:"problem"`
}

func healthOf(h desk.Health) Health {
	out := Health{Worries: h.Worries(), Version: h.Version, Database: h.Dialect, Bytes: h.Database, Events: h.Position, Behind: map[string]int64{}, Jobs: h.Jobs,
		Failures: []FailedJob{}, Stuck: []StuckEvent{}, Sends: h.Sends, DiskFree: h.DiskFree}
	for _, l := range h.Lags {
		out.Behind[l.Name] = l.Behind
	}
	for _, j := range h.Failures {
		out.Failures = append(out.Failures, FailedJob{j.ID, j.Kind, j.Attempt, j.GivenUp, j.Problem})
	}
	for _, s := range h.Stuck {
		out.Stuck = append(out.Stuck, StuckEvent{s.Name, s.Position, s.Problem})
	}
	return out
}

func (f *Face) healthOperations(api huma.API) {
	add(f, api, Op{ID: "getHealth", Method: "GET", Path: "/desk/health", Tag: "desk", Scope: "desk:read", Summary: "How the house is"},
		func(ctx context.Context, _ *struct{}) (*Out[Health], error) {
			h, err := f.Desk.Health(ctx, Who(ctx))
			return ok(healthOf(h), err)
		})
	add(f, api, Op{ID: "retryJob", Method: "POST", Path: "/desk/jobs/{job}/retry", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Try a failed job again now"},
		func(ctx context.Context, in *struct {
			Job  int64 `path:"job" minimum:"1"`
			Body struct {
				Reason string `json:"reason" maxLength:"8000"`
			}
		}) (*Done, error) {
			return done(f.Desk.RetryJob(ctx, Who(ctx), in.Job, in.Body.Reason))
		})
	add(f, api, Op{ID: "offerEventAgain", Method: "POST", Path: "/desk/followers/{follower}/{position}/offer", Tag: "desk", Scope: "desk:write", Status: 204,
		Summary: "Give a put-aside event to its reader once more"},
		func(ctx context.Context, in *struct {
			Follower string `path:"follower" maxLength:"100"`
			Position int64  `path:"position" minimum:"1"`
			Body     struct {
				Reason string `json:"reason" maxLength:"8000"`
			}
		}) (*Done, error) {
			return done(f.Desk.OfferAgain(ctx, Who(ctx), in.Follower, in.Position, in.Body.Reason))
		})
}
