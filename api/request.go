package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/clock"
	"guildhall/base/id"
	"guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
)

// Budget is a rough amount: one band of five in a currency.
type Budget struct {
	Currency string `json:"currency" doc:"ISO 4217, one of the open ones"`
	Band     int    `json:"band" minimum:"1" maximum:"5"`
	From     int64  `json:"from_minor,omitempty" readOnly:"true" doc:"Smallest units"`
	To       int64  `json:"to_minor,omitempty" readOnly:"true" doc:"Smallest units; absent in the highest band"`
}

// budgetNames are the names of a budget's parts in the body.
var budgetNames = []string{"budget_", "budget."}

// Request is a request for help. What only its customer sees is absent for experts.
type Request struct {
	ID            string   `json:"id"`
	State         string   `json:"state" enum:"open,paused,closed"`
	WaitsFor      string   `json:"waits_for,omitempty" enum:"expert,customer" doc:"Absent once closed"`
	Since         string   `json:"state_since" format:"date-time"`
	Edition       int64    `json:"edition" doc:"Give it back when updating, so that nobody's words are overwritten unseen"`
	Title         string   `json:"title"`
	Description   string   `json:"description" doc:"Limited Markdown"`
	Language      string   `json:"language" doc:"BCP 47, guessed; und when not known"`
	Services      []string `json:"services" doc:"Codes"`
	Country       string   `json:"country,omitempty" doc:"Preferred location of the expert (ISO 3166-1); absent for anywhere"`
	Budget        *Budget  `json:"budget,omitempty" doc:"Absent when not said"`
	PreferredName string   `json:"preferred_name"`
	Email         string   `json:"email,omitempty" doc:"For notices; only its customer sees it"`
	Responses     int64    `json:"responses" doc:"How many experts answered"`
	Waiting       int64    `json:"responses_waiting,omitempty" doc:"How many answers wait for the customer; only its customer sees it"`
	Reason        string   `json:"reason,omitempty" doc:"Why the operator took it down"`
	Posted        string   `json:"posted_at" format:"date-time"`
	Moves         []Move   `json:"moves,omitempty" doc:"What the caller may do; only on one request"`
}

// RequestBody is what a request is made of.
type RequestBody struct {
	Title         string   `json:"title" maxLength:"10000" doc:"10 to 140 characters"`
	Description   string   `json:"description" maxLength:"100000" doc:"30 to 1,500 characters; line breaks and limited Markdown are kept"`
	Services      []string `json:"services,omitempty" nullable:"false" maxItems:"100" doc:"Codes; found in the text when absent"`
	Country       string   `json:"country,omitempty" maxLength:"2" doc:"Absent for anywhere"`
	Budget        *Budget  `json:"budget,omitempty"`
	PreferredName string   `json:"preferred_name" maxLength:"2000" doc:"1 to 30 characters, shown to experts"`
	Email         string   `json:"email" maxLength:"2000" doc:"For notices, never shown to experts"`
}

func (b RequestBody) input() request.Input {
	in := request.Input{Title: b.Title, Description: b.Description, Services: b.Services, Country: b.Country, PreferredName: b.PreferredName, Email: b.Email}
	if b.Budget != nil {
		in.BudgetCurrency, in.BudgetBand = b.Budget.Currency, b.Budget.Band
	}
	return in
}

func requestOf(q request.Request, who policy.Actor) Request {
	out := Request{ID: request.RequestID.Text(q.ID), State: string(q.State), WaitsFor: string(request.Flow.WaitsFor(q.State)), Since: instant(q.Since),
		Edition: q.Edition, Title: q.Title, Description: q.Description, Language: q.Lang, Services: append([]string{}, q.Services...),
		Country: q.Country, PreferredName: q.PreferredName, Responses: q.Responses, Posted: instant(q.PostedAt)}
	if b, said := q.Budget(); said {
		out.Budget = &Budget{Currency: b.Currency, Band: b.Number, From: b.From, To: b.To}
	}
	if role := q.RoleOf(who); role != flow.Expert {
		out.Email, out.Reason = q.Email, q.Reason
	}
	return out
}

// oneRequest is a request as its customer, an expert or the desk may see it.
func (f *Face) oneRequest(ctx context.Context, of id.ID) (Request, error) {
	who := Who(ctx)
	q, err := request.View(ctx, f.DB, who, of)
	if err != nil {
		return Request{}, err
	}
	out := requestOf(q, who)
	out.Moves = movesOf(nil)
	role := q.RoleOf(who)
	if role == flow.Customer {
		m, err := account.Hat(ctx, f.DB, who)
		if err != nil {
			return out, err
		}
		if !m.Acts() {
			return out, nil
		}
		if out.Waiting, err = view.Waiting(ctx, f.DB, of); err != nil {
			return out, err
		}
	}
	out.Moves = movesOf(request.Flow.Moves(q.State, nil, role))
	return out, nil
}

// Response is one answer to a request.
type Response struct {
	Conversation string `json:"conversation"`
	Voice        Seller `json:"expert"`
	Yours        bool   `json:"waits_for_you"`
	Answered     string `json:"answered_at" format:"date-time"`
}

func (f *Face) requestOperations(api huma.API) {
	add(f, api, Op{ID: "createRequest", Method: "POST", Path: "/requests", Tag: "requests", Scope: "requests:write", Status: 201, Summary: "Post a request", Detail: "It is published at once."},
		func(ctx context.Context, in *struct{ Body RequestBody }) (*Out[Request], error) {
			made, err := f.Requests.Post(ctx, Who(ctx), in.Body.input())
			if err != nil {
				return nil, renamed(err, budgetNames...)
			}
			return ok(f.oneRequest(ctx, made))
		})
	add(f, api, Op{ID: "listRequests", Method: "GET", Path: "/requests", Tag: "requests", Scope: "requests:read", Summary: "The organisation's own requests, newest first"}, f.listRequests)
	add(f, api, Op{ID: "getRequest", Method: "GET", Path: "/requests/{id}", Tag: "requests", Scope: "requests:read", Summary: "One request", Detail: "Its customer sees it, and every expert who sees the pool."},
		func(ctx context.Context, in *ByID) (*Out[Request], error) {
			of, err := in.Parse(request.RequestID)
			if err != nil {
				return nil, err
			}
			return ok(f.oneRequest(ctx, of))
		})
	add(f, api, Op{ID: "updateRequest", Method: "PUT", Path: "/requests/{id}", Tag: "requests", Scope: "requests:write", Summary: "Change a request"},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				RequestBody
				Edition int64 `json:"edition,omitempty" minimum:"0" doc:"The edition that was seen; 0 overwrites whatever is there"`
			}
		}) (*Out[Request], error) {
			of, err := in.Parse(request.RequestID)
			if err != nil {
				return nil, err
			}
			if err := f.Requests.Edit(ctx, Who(ctx), of, request.EditInput{Input: in.Body.input(), Edition: in.Body.Edition}); err != nil {
				return nil, renamed(err, budgetNames...)
			}
			return ok(f.oneRequest(ctx, of))
		})
	f.moveRequest(api, "hideRequest", "pause", "Take no new answers for now", func(ctx context.Context, of id.ID) error { return f.Requests.Pause(ctx, Who(ctx), of) })
	f.moveRequest(api, "resumeRequest", "resume", "Take answers again", func(ctx context.Context, of id.ID) error { return f.Requests.Resume(ctx, Who(ctx), of) })
	f.moveRequest(api, "closeRequest", "close", "Close a request for good", func(ctx context.Context, of id.ID) error { return f.Requests.Close(ctx, Who(ctx), of) })
	add(f, api, Op{ID: "listResponses", Method: "GET", Path: "/requests/{id}/responses", Tag: "requests", Scope: "requests:read", Summary: "Who answered a request of one's own"}, f.listResponses)
	f.availableOperations(api)
}

// moveRequest registers one move without input.
func (f *Face) moveRequest(api huma.API, operation, move, summary string, do func(ctx context.Context, of id.ID) error) {
	add(f, api, Op{ID: operation, Method: "POST", Path: "/requests/{id}/" + move, Tag: "requests", Scope: "requests:write", Summary: summary},
		func(ctx context.Context, in *ByID) (*Out[Request], error) {
			of, err := in.Parse(request.RequestID)
			if err != nil {
				return nil, err
			}
			if err := do(ctx, of); err != nil {
				return nil, err
			}
			return ok(f.oneRequest(ctx, of))
		})
}

func (f *Face) listRequests(ctx context.Context, in *Paging) (*Out[List[Request]], error) {
	after, err := page.Parse(in.Cursor)
	if err != nil {
		return nil, err
	}
	who := Who(ctx)
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	list, err := request.List(ctx, f.DB, who.Organisation, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	list, next := page.Cut(list, in.Limit, request.Request.Place)
	out := List[Request]{Items: []Request{}, Next: next.String()}
	for _, q := range list {
		one := requestOf(q, who)
		if q.Responses > 0 {
			if one.Waiting, err = view.Waiting(ctx, f.DB, q.ID); err != nil {
				return nil, err
			}
		}
		out.Items = append(out.Items, one)
	}
	return ok(out, nil)
}

func (f *Face) listResponses(ctx context.Context, in *ByID) (*Out[List[Response]], error) {
	of, err := in.Parse(request.RequestID)
	if err != nil {
		return nil, err
	}
	list, err := view.Responses(ctx, f.DB, Who(ctx), of)
	out := List[Response]{Items: []Response{}}
	for _, r := range list {
		out.Items = append(out.Items, Response{Conversation: talk.ConversationID.Text(r.Conversation.ID), Voice: sellerOf(r.Voice), Yours: r.Yours,
			Answered: instant(r.Conversation.MadeAt)})
	}
	return ok(out, err)
}

// Available is what an expert filters the pool by.
type Available struct {
	Paging
	Service string `query:"service" maxLength:"64" doc:"A code"`
	Lang    string `query:"language" maxLength:"8" doc:"BCP 47"`
	Country string `query:"country" maxLength:"2" doc:"Lets through requests that prefer it, or anywhere"`
	Band    int    `query:"budget_band" minimum:"0" maximum:"5" doc:"The least band; 0 for any"`
	Said    bool   `query:"budget_said" doc:"Leave out budgets not said"`
	Days    int    `query:"days" minimum:"0" maximum:"3650" doc:"The greatest age"`
	Words   string `query:"q" maxLength:"200" doc:"Words in title or description"`
	Hidden  bool   `query:"hidden" doc:"What one has hidden, instead of what one has not"`
}

func (f *Face) availableOperations(api huma.API) {
	add(f, api, Op{ID: "listAvailableRequests", Method: "GET", Path: "/available-requests", Tag: "requests", Scope: "requests:read", Summary: "The pool, newest first",
		Detail: "For registered organisations with a certification. A page may be short, even empty, and still have a next: then few of the requests it looked at matched."},
		func(ctx context.Context, in *Available) (*Out[List[Request]], error) {
			after, err := page.Parse(in.Cursor)
			if err != nil {
				return nil, err
			}
			now, err := f.Journal.Now(ctx)
			if err != nil {
				return nil, err
			}
			return ok(f.available(ctx, in, now, after))
		})
	aside := func(operation, word, summary string, do func(ctx context.Context, who policy.Actor, of id.ID) error) {
		add(f, api, Op{ID: operation, Method: "POST", Path: "/available-requests/{id}/" + word, Tag: "requests", Scope: "requests:write", Status: 204, Summary: summary},
			func(ctx context.Context, in *ByID) (*Done, error) {
				of, err := in.Parse(request.RequestID)
				if err != nil {
					return nil, err
				}
				return done(do(ctx, Who(ctx), of))
			})
	}
	aside("hideAvailableRequest", "hide", "Hide a request from one's own list", func(ctx context.Context, who policy.Actor, of id.ID) error {
		return f.Requests.PutAside(ctx, who, of)
	})
	aside("showAvailableRequest", "show", "Show a hidden request again", func(ctx context.Context, who policy.Actor, of id.ID) error {
		return f.Requests.TakeBack(ctx, who, of)
	})
}

func (f *Face) available(ctx context.Context, in *Available, now clock.Micros, after page.Cursor) (List[Request], error) {
	who := Who(ctx)
	filter := request.Filter{Service: in.Service, Lang: in.Lang, Country: in.Country, Band: in.Band, SaidOnly: in.Said, Days: in.Days, Words: in.Words, Aside: in.Hidden}
	list, next, err := request.Available(ctx, f.DB, who, now, filter, after, in.Limit)
	out := List[Request]{Items: []Request{}, Next: next.String()}
	for _, q := range list {
		out.Items = append(out.Items, requestOf(q, who))
	}
	return out, err
}
