package web

import (
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

func (f *Face) deskRequests(v *Visit) error {
	state := flow.State(v.Query("state"))
	rows, more, err := view.DeskRequests(v.Ctx, f.DB, state, v.Query("q"), v.deskAfter(request.RequestID), deskPage)
	if err != nil {
		return err
	}
	page := desk.Requests{State: state, Words: v.Query("q"), Sandbox: f.Journal.Sandbox, Rows: rows}
	if len(rows) > 0 {
		page.Pages = v.deskPages(more, request.RequestID.Text(rows[len(rows)-1].ID))
	}
	return v.Page(Shell{Title: v.T("desk.requests"), At: "desk"}, page.Show())
}

func (f *Face) deskRequest(v *Visit) error { return f.showDeskRequest(v, nil) }

func (f *Face) showDeskRequest(v *Visit, refused error) error {
	q, err := v.ID("id", request.RequestID)
	if err != nil {
		return err
	}
	page := desk.Request{}
	if page.Request, err = request.Find(v.Ctx, f.DB, q); err != nil {
		return err
	}
	if page.Owner, err = account.FindOrganisation(v.Ctx, f.DB, page.Organisation); err != nil {
		return err
	}
	if page.Writer, err = account.FindPerson(v.Ctx, f.DB, page.Person); err != nil {
		return err
	}
	if page.Answers, err = view.DeskConversationsAbout(v.Ctx, f.DB, q); err != nil {
		return err
	}
	if request.Flow.Can("take_down", page.State, nil, flow.Operator) {
		page.TakeDown = &desk.Deed{Form: v.deskForm("/desk/requests/"+request.RequestID.Text(q)+"/take-down", refused), Label: v.T("request.take_down"),
			Icon: "ban", Kind: part.Danger, Hint: v.T("desk.hint.take_down")}
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: page.Title, At: "desk"}, page.Show())
}

func (f *Face) deskTakeDown(v *Visit) error {
	q, err := v.ID("id", request.RequestID)
	if err != nil {
		return err
	}
	err = f.Requests.TakeDown(v.Ctx, v.Who, q, v.Value("reason"))
	return v.deskDone(err, "desk.done.taken_down", "/desk/requests/"+request.RequestID.Text(q), f.showDeskRequest)
}

func (f *Face) deskReports(v *Visit) error { return f.showDeskReports(v, nil) }

func (f *Face) showDeskReports(v *Visit, refused error) error {
	page := desk.Reports{Settled: v.Query("state") == string(talk.Settled), Sandbox: f.Journal.Sandbox, Forms: map[string]part.Form{}}
	state := talk.Open
	if page.Settled {
		state = talk.Settled
	}
	list, more, err := view.DeskReports(v.Ctx, f.DB, state, v.deskAfter(talk.ReportID), 20)
	if err != nil {
		return err
	}
	page.List = list
	for _, r := range list {
		i := talk.ReportID.Text(r.ID)
		page.Forms[i] = v.deskForm("/desk/reports/"+i+"/settle", refused)
		page.Pages = v.deskPages(more, i)
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.reports"), At: "desk"}, page.Show())
}

func (f *Face) deskSettle(v *Visit) error {
	report, err := v.ID("id", talk.ReportID)
	if err != nil {
		return err
	}
	err = f.Talks.Settle(v.Ctx, v.Who, talk.SettleInput{Report: report, Reason: v.Value("reason")})
	return v.deskDone(err, "desk.done.settled", "/desk/reports", f.showDeskReports)
}
