package web

import (
	"net/url"
	"strconv"
	"time"

	"guildhall/base/i18n"
	"guildhall/base/id"
	cursor "guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/market/file"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/layout"
	page "guildhall/web/page/request"
)

// listSize is how many things a page of a list holds.
const listSize = 20

// requests lists the customer's own.
func (f *Face) requests(v *Visit) error {
	after, err := cursor.Parse(v.Query("after"))
	if err != nil {
		return err
	}
	list, err := request.List(v.Ctx, f.DB, v.Who.Organisation, after, listSize+1)
	if err != nil {
		return err
	}
	list, next := cursor.Cut(list, listSize, request.Request.Place)
	p := page.ListPage{First: after.IsZero()}
	for _, q := range list {
		row := page.Row{Request: q}
		if q.Responses > 0 {
			if row.Waiting, err = view.Waiting(v.Ctx, f.DB, q.ID); err != nil {
				return err
			}
		}
		p.Rows = append(p.Rows, row)
	}
	if len(p.Rows) == 0 {
		if p.Soon, err = f.soon(v); err != nil {
			return err
		}
	}
	if !next.IsZero() {
		p.Older = "/requests?" + url.Values{"after": {next.String()}}.Encode()
	}
	return v.Page(Shell{Title: v.T("request.mine"), At: "requests"}, page.List(p))
}

// soon says how soon answers come in this house, by its own figures.
func (f *Face) soon(v *Visit) (string, error) {
	half, err := view.FirstAnswer(v.Ctx, f.DB, v.now())
	if half <= 0 || err != nil {
		return "", err
	}
	hours := int((half + time.Hour - 1) / time.Hour)
	if hours <= 48 {
		return v.T("request.soon.hours", "Count", hours), nil
	}
	return v.T("request.soon.days", "Count", (hours+23)/24), nil
}

func (f *Face) showRequest(v *Visit) error {
	of, err := v.ID("id", request.RequestID)
	if err != nil {
		return err
	}
	var q request.Request
	p := page.ShowPage{Key: NewKey(), MayAct: v.Session.Membership.Acts()}
	err = v.together(
		func(v *Visit) (err error) {
			if q, err = request.Mine(v.Ctx, f.DB, v.Who, of); err != nil {
				return err
			}
			return v.together(
				func(v *Visit) (err error) { p.Responses, err = view.ResponsesTo(v.Ctx, f.DB, of); return err },
				func(v *Visit) (err error) { p.Files, err = file.Of(v.Ctx, f.DB, of); return err },
			)
		},
		(*Visit).aheadShell,
	)
	if err != nil {
		return err
	}
	if len(p.Responses) == 0 && q.State == request.Open {
		if p.Soon, err = f.soon(v); err != nil {
			return err
		}
	}
	p.Request, p.Moves = q, request.Flow.Moves(q.State, nil, flow.Customer)
	return v.Page(Shell{Title: q.Title, At: "requests"}, page.Show(p))
}

func (f *Face) editRequest(v *Visit) error {
	q, err := f.mine(v)
	if err != nil {
		return err
	}
	in := request.Input{Title: q.Title, Description: q.Description, Services: q.Services, Country: q.Country,
		BudgetCurrency: q.BudgetCurrency, BudgetBand: q.BudgetBand, PreferredName: q.PreferredName, Email: q.Email}
	form := v.Form(v.R.URL.Path)
	form.Guard = true
	return v.Page(Shell{Title: v.T("request.edit"), At: "requests", Width: layout.Narrow},
		page.Edit(page.Form{Form: form, In: in, Codes: q.Services, Currencies: f.Requests.Currencies, Edition: q.Edition}, q))
}

func (f *Face) mine(v *Visit) (request.Request, error) {
	of, err := v.ID("id", request.RequestID)
	if err != nil {
		return request.Request{}, err
	}
	return request.Mine(v.Ctx, f.DB, v.Who, of)
}

func (f *Face) changeRequest(v *Visit) error {
	q, err := f.mine(v)
	if err != nil {
		return err
	}
	in := request.EditInput{Input: v.requestInput(), Edition: v.edition()}
	err = f.Requests.Edit(v.Ctx, v.Who, q.ID, in)
	if v.Sayable(err) {
		form := v.FormOf(v.R.URL.Path, err)
		form.Guard = true
		return v.PageStatus(v.StatusOf(err), Shell{Title: v.T("request.edit"), At: "requests", Width: layout.Narrow},
			page.Edit(page.Form{Form: form, In: in.Input, Codes: in.Services, Currencies: f.Requests.Currencies, Edition: q.Edition}, q))
	}
	if err != nil {
		return err
	}
	v.Flash("request.saved")
	return v.Redirect("/requests/" + request.RequestID.Text(q.ID))
}

func (f *Face) pauseRequest(v *Visit) error  { return f.moveRequest(v, "pause") }
func (f *Face) resumeRequest(v *Visit) error { return f.moveRequest(v, "resume") }
func (f *Face) closeRequest(v *Visit) error  { return f.moveRequest(v, "close") }

func (f *Face) moveRequest(v *Visit, move string) error {
	of, err := v.ID("id", request.RequestID)
	if err != nil {
		return err
	}
	do := map[string]func() error{
		"pause":  func() error { return f.Requests.Pause(v.Ctx, v.Who, of) },
		"resume": func() error { return f.Requests.Resume(v.Ctx, v.Who, of) },
		"close":  func() error { return f.Requests.Close(v.Ctx, v.Who, of) },
	}[move]
	if err := do(); err != nil {
		return err
	}
	v.Flash("request.done." + move)
	return v.Redirect("/requests/" + request.RequestID.Text(of))
}

// compareRequest sets side by side those chosen with ?c=, or the first four.
func (f *Face) compareRequest(v *Visit) error {
	q, err := f.mine(v)
	if err != nil {
		return err
	}
	all, err := view.Responses(v.Ctx, f.DB, v.Who, q.ID)
	if err != nil {
		return err
	}
	chosen := map[id.ID]bool{}
	for _, text := range v.R.URL.Query()["c"] {
		if c, ok := talk.ConversationID.Parse(text); ok {
			chosen[c] = true
		}
	}
	p := page.ComparePage{Request: q}
	for _, r := range all {
		if (len(chosen) == 0 && len(p.Chosen) < 4) || chosen[r.Conversation.ID] {
			p.Chosen = append(p.Chosen, r)
		}
	}
	if p.Offers, err = f.offers(v, p.Chosen); err != nil {
		return err
	}
	return v.Page(Shell{Title: i18n.T(v.Ctx, "compare.title"), At: "requests"}, page.Compare(p))
}

// edition is the version a form was opened with; 0 when it names none.
func (v *Visit) edition() int64 {
	n, err := strconv.ParseInt(v.Value("edition"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
