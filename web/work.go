package web

import (
	"context"
	"net/url"
	"strconv"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	cursor "guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/conversation"
	"guildhall/web/page/work"
)

// filterOf reads a filter from the address; what is nonsense filters nothing.
func (v *Visit) filterOf() request.Filter {
	f := request.Filter{Words: v.Query("q"), Service: v.Query("service"), Lang: v.Query("lang"), Country: v.Query("country"), Aside: v.Query("aside") == "1"}
	f.SaidOnly = v.Query("budget") == "said"
	f.Band = atMost(v.Query("budget"), request.Bands)
	f.Days = atMost(v.Query("days"), 3650)
	if len(f.Words) > 200 {
		f.Words = f.Words[:200]
	}
	return f
}

func atMost(text string, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0
	}
	return n
}

// work lists the available requests, or says which rule keeps the actor out. To a
// visitor it says what selling here is, and how to begin (AWS_IQ.md R3a).
func (f *Face) work(v *Visit) error {
	if !v.Who.IsSignedIn() {
		return f.joinPage(v)
	}
	after, err := cursor.Parse(v.Query("after"))
	if err != nil {
		return err
	}
	p := work.ListPage{Filter: v.filterOf(), First: after.IsZero(), Key: NewKey(), Here: v.here(), Currencies: f.Requests.Currencies}
	var list []request.Request
	var next cursor.Cursor
	var answered map[id.ID]id.ID
	err = v.together(
		func(v *Visit) (err error) {
			list, next, err = request.Available(v.Ctx, f.DB, v.Who, clock.Of(v.Reader.Now), p.Filter, after, listSize)
			if err != nil {
				return err
			}
			ids := make([]id.ID, len(list))
			for i, q := range list {
				ids[i] = q.ID
			}
			answered, err = view.Answered(v.Ctx, f.DB, v.Who, ids)
			return err
		},
		(*Visit).aheadShell,
	)
	if fault.IsKind(err, fault.KindForbidden) {
		return f.workShut(v)
	}
	if err != nil {
		return err
	}
	p.Rows = make([]work.Row, 0, len(list))
	for _, q := range list {
		row := work.Row{Request: q}
		if c, ok := answered[q.ID]; ok {
			row.Answered = conversationPath(c)
		}
		p.Rows = append(p.Rows, row)
	}
	if !next.IsZero() {
		values := work.Values(p.Filter)
		values.Set("after", next.String())
		p.Older = "/work?" + values.Encode()
	}
	return v.Page(Shell{Title: v.T("work.title"), At: "work"}, work.List(p))
}

func (f *Face) workShut(v *Visit) error {
	can, err := registration.Capabilities(v.Ctx, f.DB, v.Who.Organisation, v.Who.Person)
	if err != nil {
		return err
	}
	p := work.ShutPage{Capability: can}
	if p.Registration, err = registration.Of(v.Ctx, f.DB, v.Who.Organisation); err != nil && !fault.IsKind(err, fault.KindMissing) {
		return err
	}
	_, err = expert.FindByPerson(v.Ctx, f.DB, v.Who.Person)
	if p.HasProfile = err == nil; err != nil && !fault.IsKind(err, fault.KindMissing) {
		return err
	}
	return v.Page(Shell{Title: v.T("work.title"), At: "work"}, work.Shut(p))
}

func (f *Face) showWork(v *Visit) error { return f.workPage(v, nil, nil) }

// workPage shows an available request; typed is an answer that was not sent, refused
// why it was not taken.
func (f *Face) workPage(v *Visit, refused error, typed url.Values) error {
	of, err := v.ID("id", request.RequestID)
	if err != nil {
		return err
	}
	q, err := request.View(v.Ctx, f.DB, v.Who, of)
	if fault.IsKind(err, fault.KindForbidden) {
		return f.workShut(v)
	}
	if err != nil {
		return err
	}
	if q.RoleOf(v.Who) == flow.Customer {
		return v.Redirect("/requests/" + request.RequestID.Text(of))
	}
	action := "/work/" + request.RequestID.Text(of) + "/answer"
	p := work.ShowPage{Request: q, Key: NewKey(), Open: q.State == request.Open, Form: v.Form(action)}
	if refused != nil {
		p.Form = v.FormOf(action, refused)
	}
	p.Form.Guard, p.Form.Values, p.BytesMax = true, typed, f.UploadMax
	conversation.Uploads(&p.Form)
	if p.Waiting, err = f.waiting(v, file.OnActor(v.Who), typed["file"]); err != nil {
		return err
	}
	if p.Files, err = file.Of(v.Ctx, f.DB, of); err != nil {
		return err
	}
	answered, err := view.Answered(v.Ctx, f.DB, v.Who, []id.ID{of})
	if err != nil {
		return err
	}
	if c, ok := answered[of]; ok {
		p.Answered = conversationPath(c)
	}
	if p.Aside, err = request.IsAside(v.Ctx, f.DB, v.Who.Person, of); err != nil {
		return err
	}
	if err := f.answerForm(v, &p); err != nil {
		return err
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: q.Title, At: "work"}, work.Show(p))
}

// answerForm fills in whose names one may answer in, and words to begin with.
func (f *Face) answerForm(v *Visit, p *work.ShowPage) error {
	m, err := account.Hat(v.Ctx, f.DB, v.Who)
	if err != nil {
		return err
	}
	if p.Voices, err = talk.VoicesOf(v.Ctx, f.DB, talk.Seat{Side: flow.Expert, Member: m}); err != nil {
		return err
	}
	o, err := account.FindOrganisation(v.Ctx, f.DB, v.Who.Organisation)
	if err != nil {
		return err
	}
	p.Name = o.Name
	// In the language of the request, so that the customer can read it.
	lang, ok := i18n.Parse(p.Request.Lang)
	if !ok {
		lang = v.Reader.Lang
	}
	p.Text = i18n.House().Say(lang, "work.prefill", "Name", p.Request.PreferredName, "Me", v.Session.Person.Name)
	return nil
}

func (f *Face) hideWork(v *Visit) error { return f.asideWork(v, f.Requests.PutAside, "work.done.hide") }
func (f *Face) unhideWork(v *Visit) error {
	return f.asideWork(v, f.Requests.TakeBack, "work.done.show")
}

func (f *Face) asideWork(v *Visit, do func(context.Context, policy.Actor, id.ID) error, said string) error {
	of, err := v.ID("id", request.RequestID)
	if err != nil {
		return err
	}
	if err := do(v.Ctx, v.Who, of); err != nil {
		return err
	}
	v.Flash(said)
	return v.Back("/work")
}

// answerRequest opens the conversation.
func (f *Face) answerRequest(v *Visit) error {
	of, err := v.ID("id", request.RequestID)
	if err != nil {
		return err
	}
	typed := url.Values{"text": {v.Value("text")}, "voice": {v.Value("voice")}, "file": v.Values("file")}
	if v.Value("drop") != "" {
		if err := f.dropFile(v, typed); err != nil || v.byScript() {
			return err
		}
		return f.workPage(v, nil, typed)
	}
	var made id.ID
	files, err := f.uploaded(v, file.OnActor(v.Who), typed)
	if err == nil {
		made, err = f.Talks.Answer(v.Ctx, v.Who, talk.AnswerInput{Request: of, Voice: v.Value("voice"), Text: v.Value("text"), Files: files})
	}
	if v.Sayable(err) {
		return f.workPage(v, err, typed)
	}
	if err != nil {
		return err
	}
	v.Flash("work.done.answer")
	return v.Redirect(conversationPath(made))
}
