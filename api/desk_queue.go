package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/sanctions"
	"guildhall/market/talk"
	"guildhall/market/view"
)

// DeskRegistration is a registration as operators see it.
type DeskRegistration struct {
	ID           string `json:"id"`
	State        string `json:"state"`
	WaitsFor     string `json:"waits_for,omitempty"`
	Since        string `json:"since" format:"date-time"`
	Organisation string `json:"organisation" doc:"Its name"`
	Country      string `json:"country,omitempty"`
	LegalName    string `json:"legal_name,omitempty" doc:"On one registration only, as the next ones"`
	Person       string `json:"person,omitempty" doc:"Id of who handed it in"`
	Answer       string `json:"answer,omitempty"`
	Reason       string `json:"reason,omitempty" doc:"The desk's, last time it needed any"`
	Rule         string `json:"rule,omitempty"`
	Appeal       string `json:"appeal,omitempty"`
	// Proposed is a refusal that another person of the desk is to confirm.
	ProposedRule   string  `json:"proposed_rule,omitempty" doc:"Of a refusal that another person is to confirm"`
	ProposedReason string  `json:"proposed_reason,omitempty"`
	ProposedBy     string  `json:"proposed_by,omitempty"`
	RejectedReason string  `json:"rejected_reason,omitempty" doc:"Why the last proposed refusal was not confirmed"`
	Checks         []Check `json:"checks,omitempty"`
	// Matches keep it from being let in until they are decided to be different.
	Matches []string `json:"matches,omitempty" doc:"Ids of matches with sanctions lists that keep it from being activated"`
	// Of one that sells or is suspended.
	SuspendedUntil string     `json:"suspended_until,omitempty" format:"date-time" doc:"When a suspension ends by itself; none where the desk has to end it"`
	UnderWay       []UnderWay `json:"under_way,omitempty" doc:"What goes on whether or not it is suspended; only proposals wait meanwhile. On one registration only"`
	Moves          []Move     `json:"moves,omitempty"`
}

// DeskRequest is a request as operators see it.
type DeskRequest struct {
	ID           string `json:"id"`
	State        string `json:"state"`
	Title        string `json:"title"`
	Lang         string `json:"lang"`
	Organisation string `json:"organisation" doc:"Its name"`
	Responses    int64  `json:"responses"`
	PostedAt     string `json:"posted_at" format:"date-time"`
}

// DeskReport is a reported message.
type DeskReport struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	WaitsFor string `json:"waits_for,omitempty"`
	Message  string `json:"message" doc:"Its id"`
	Words    string `json:"words" doc:"What was said; blank once erased"`
	Writer   string `json:"writer" doc:"Id of who said it"`
	Reporter string `json:"reporter" doc:"Id of who reported it"`
	Note     string `json:"note,omitempty"`
	Reason   string `json:"reason,omitempty" doc:"What the operator did about it"`
	MadeAt   string `json:"made_at" format:"date-time"`
}

func (f *Face) deskQueueOperations(api huma.API) {
	add(f, api, Op{ID: "listRegistrations", Method: "GET", Path: "/desk/registrations", Tag: "desk", Scope: "desk:read", Summary: "Registrations, whoever waits longest first"},
		func(ctx context.Context, in *struct {
			Paging
			State string `query:"state" enum:"started,checking,action_required,active,suspended,contested,refused,appealed,closed,withdrawn" doc:"Only these; all when left out, newest first"`
			Words string `query:"q" maxLength:"200"`
		}) (*Out[List[DeskRegistration]], error) {
			from, err := after(in.Cursor, registration.ID)
			if err != nil {
				return nil, err
			}
			rows, more, err := view.DeskRegistrations(ctx, f.DB, flow.State(in.State), in.Words, from, in.Limit)
			out := List[DeskRegistration]{Items: []DeskRegistration{}}
			for _, g := range rows {
				out.Items = append(out.Items, DeskRegistration{ID: registration.ID.Text(g.ID), State: string(g.State), WaitsFor: string(registration.Flow.WaitsFor(g.State)),
					Since: instant(g.Since), Organisation: g.Organisation, Country: g.Country})
				out.Next = next(more, registration.ID.Text(g.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "getRegistration", Method: "GET", Path: "/desk/registrations/{id}", Tag: "desk", Scope: "desk:read", Summary: "One registration"},
		func(ctx context.Context, in *ByID) (*Out[DeskRegistration], error) {
			g, err := in.Parse(registration.ID)
			if err != nil {
				return nil, err
			}
			d, err := view.DeskRegistrationOf(ctx, f.DB, g)
			if err != nil {
				return nil, err
			}
			r := d.Registration
			matches, err := sanctions.MatchesBehind(ctx, f.DB, r.Organisation)
			if err != nil {
				return nil, err
			}
			var about []string
			for _, m := range matches {
				about = append(about, sanctions.MatchID.Text(m.ID))
			}
			return ok(DeskRegistration{Matches: about, ID: registration.ID.Text(r.ID), State: string(r.State), WaitsFor: string(registration.Flow.WaitsFor(r.State)), Since: instant(r.Since),
				Organisation: d.Organisation.Name, Country: r.Country, LegalName: r.LegalName, Person: account.PersonID.Text(r.Person), Answer: r.Answer, Reason: r.Reason,
				Rule: r.Rule, Appeal: r.Appeal, ProposedRule: r.ProposedRule, ProposedReason: r.ProposedReason, ProposedBy: idOrNone(account.PersonID, d.Proposer.ID), RejectedReason: r.RejectedReason, Checks: checksOf(d.Checks),
				SuspendedUntil: instant(r.Until()), UnderWay: underWay(d.UnderWay), Moves: movesOf(registration.Flow.Moves(r.State, d.Needed, flow.Operator))}, nil)
		})
	for _, move := range []struct {
		op, path, summary string
		do                func(context.Context, policy.Actor, id.ID, string) error
	}{
		{"activateSeller", "activate", "Let the organisation sell", f.Registrations.Activate},
		{"askMoreOfSeller", "ask-more", "Ask the expert for something more", f.Registrations.AskMore},
		{"restoreSeller", "restore", "End a suspension, appealed against or not", f.Registrations.Restore},
		{"keepSuspension", "keep-suspension", "End an appeal: the suspension stands", f.Registrations.Keep},
		{"rejectSellerRefusal", "reject-refusal", "Do not confirm a refusal that somebody else proposed", f.Registrations.RejectRefusal},
		{"upholdSellerRefusal", "uphold", "End an appeal: the refusal stands", f.Registrations.Uphold},
		{"overturnSellerRefusal", "overturn", "End an appeal: the registration is checked again", f.Registrations.Overturn},
		{"reopenSeller", "reopen", "Let somebody begin anew who was refused for good", f.Registrations.ReopenSeller},
	} {
		add(f, api, Op{ID: move.op, Method: "POST", Path: "/desk/registrations/{id}/" + move.path, Tag: "desk", Scope: "desk:write", Status: 204, Summary: move.summary},
			func(ctx context.Context, in *ByReason) (*Done, error) {
				g, err := in.Parse(registration.ID)
				if err != nil {
					return nil, err
				}
				return done(move.do(ctx, Who(ctx), g, in.Body.Reason))
			})
	}
	f.suspensionOperations(api)
	f.deskCheckOperations(api)
	f.sellerSettingsOperations(api)
	f.deskRequestOperations(api)
	f.reportOperations(api)
}

func (f *Face) deskRequestOperations(api huma.API) {
	add(f, api, Op{ID: "searchRequests", Method: "GET", Path: "/desk/requests", Tag: "desk", Scope: "desk:read", Summary: "Every request, newest first"},
		func(ctx context.Context, in *struct {
			Paging
			State string `query:"state" enum:"open,paused,closed"`
			Words string `query:"q" maxLength:"200" doc:"Words of the title"`
		}) (*Out[List[DeskRequest]], error) {
			from, err := after(in.Cursor, request.RequestID)
			if err != nil {
				return nil, err
			}
			rows, more, err := view.DeskRequests(ctx, f.DB, flow.State(in.State), in.Words, from, in.Limit)
			out := List[DeskRequest]{Items: []DeskRequest{}}
			for _, q := range rows {
				out.Items = append(out.Items, DeskRequest{ID: request.RequestID.Text(q.ID), State: string(q.State), Title: q.Title, Lang: q.Lang,
					Organisation: q.Organisation, Responses: q.Responses, PostedAt: instant(q.PostedAt)})
				out.Next = next(more, request.RequestID.Text(q.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "takeDownRequest", Method: "POST", Path: "/desk/requests/{id}/take-down", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Close somebody's request for good"},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			q, err := in.Parse(request.RequestID)
			if err != nil {
				return nil, err
			}
			return done(f.Requests.TakeDown(ctx, Who(ctx), q, in.Body.Reason))
		})
}

func (f *Face) reportOperations(api huma.API) {
	add(f, api, Op{ID: "listReports", Method: "GET", Path: "/desk/reports", Tag: "desk", Scope: "desk:read", Summary: "Reported messages, oldest first"},
		func(ctx context.Context, in *struct {
			Paging
			State string `query:"state" enum:"open,settled" default:"open"`
		}) (*Out[List[DeskReport]], error) {
			from, err := after(in.Cursor, talk.ReportID)
			if err != nil {
				return nil, err
			}
			rows, more, err := view.DeskReports(ctx, f.DB, flow.State(in.State), from, in.Limit)
			out := List[DeskReport]{Items: []DeskReport{}}
			for _, r := range rows {
				out.Items = append(out.Items, DeskReport{ID: talk.ReportID.Text(r.ID), State: string(r.State), WaitsFor: string(talk.ReportFlow.WaitsFor(r.State)),
					Message: talk.MessageID.Text(r.Message), Words: r.Words.Body, Writer: account.PersonID.Text(r.Writer.ID), Reporter: account.PersonID.Text(r.Reporter.ID),
					Note: r.Note, Reason: r.Reason, MadeAt: instant(r.MadeAt)})
				out.Next = next(more, talk.ReportID.Text(r.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "settleReport", Method: "POST", Path: "/desk/reports/{id}/settle", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Close a report with what you did about it"},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			r, err := in.Parse(talk.ReportID)
			if err != nil {
				return nil, err
			}
			return done(f.Talks.Settle(ctx, Who(ctx), talk.SettleInput{Report: r, Reason: in.Body.Reason}))
		})
}
