package web

import (
	"slices"
	"strconv"

	"guildhall/base/id"
	"guildhall/base/picture"
	"guildhall/market/registration"
	"guildhall/market/tax"
	page "guildhall/web/page/registration"
)

// check shows one check with its questions.
func (f *Face) check(v *Visit) error { return f.showCheck(v, nil) }

func (f *Face) showCheck(v *Visit, refused error) error {
	rows, _ := strconv.Atoi(v.Value("rows")) // As many as stood there.
	return f.drawCheck(v, refused, rows)
}

func (f *Face) drawCheck(v *Visit, refused error, rows int) error {
	kind := registration.Kind(v.R.PathValue("kind"))
	s, err := f.Registrations.Mine(v.Ctx, v.Who, kind)
	if err != nil {
		return err
	}
	action := "/registration/checks/" + string(kind)
	p := page.CheckPage{Sheet: s, Form: v.Form(action), Key: NewKey(), Rows: rows, PaperMax: f.UploadMax}
	if p.Sheet.Answer == nil {
		p.Sheet.Answer = s.Form.Begun(s.Registration)
	}
	if kind == registration.Tax {
		if p.Numbers, err = tax.NumbersOf(v.Ctx, f.DB, s.Registration.Organisation); err != nil {
			return err
		}
	}
	if refused != nil {
		p.Form = v.FormOf(action, refused)
	}
	if v.R.Method == "POST" { // What was answered so far decides what is asked next.
		p.Form.Values = v.R.PostForm
		p.Sheet.Answer = v.checkTyped(s)
	}
	p.Form.Guard, p.Form.Files = true, s.Form.Papers != nil
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("check." + string(kind)), At: "profile"}, page.Check(p))
}

func (v *Visit) checkTyped(s registration.Sheet) registration.Answer {
	typed := registration.Answer{}
	for _, q := range s.Form.Fields {
		if said := v.Value(q.Name); said != "" {
			typed[q.Name] = said
		}
	}
	if s.Form.Rows == nil {
		return typed
	}
	for n := 1; n <= s.Form.Rows.Max; n++ {
		for _, q := range s.Form.Rows.Fields {
			name := registration.RowField(n, q.Name)
			if said := v.Value(name); said != "" {
				typed[name] = said
			}
		}
	}
	return typed
}

// rowsMoved adds a row or takes one out, where that button was pressed, and tells how
// many are drawn then; 0 when none was.
func (v *Visit) rowsMoved(s registration.Sheet) int {
	if s.Form.Rows == nil || v.Value("add") == "" && v.Value("drop") == "" {
		return 0
	}
	n, _ := strconv.Atoi(v.Value("rows")) // What is no number is none.
	n = min(max(n, 1), s.Form.Rows.Max)
	drop, _ := strconv.Atoi(v.Value("drop"))
	if drop == 0 {
		return n + 1
	}
	typed := v.checkTyped(s)
	rows := s.Form.RowsOf(typed)
	rows = slices.DeleteFunc(rows, func(r registration.Row) bool { return r.N == drop })
	s.Form.Rowed(typed, rows)
	for i := 1; i <= s.Form.Rows.Max; i++ {
		for _, q := range s.Form.Rows.Fields {
			name := registration.RowField(i, q.Name)
			v.R.PostForm.Set(name, typed[name])
			v.R.Form.Set(name, typed[name])
		}
	}
	return max(1, n-1)
}

// giveCheck answers it, with the papers that come along; "continue" only keeps those and
// shows the questions that follow.
func (f *Face) giveCheck(v *Visit) error {
	kind := registration.Kind(v.R.PathValue("kind"))
	s, err := f.Registrations.Mine(v.Ctx, v.Who, kind)
	if err != nil {
		return err
	}
	if rows := v.rowsMoved(s); rows > 0 {
		return f.drawCheck(v, nil, rows)
	}
	err = f.addPapers(v, kind)
	if err == nil && v.Value("continue") != "" {
		return f.showCheck(v, nil)
	}
	if err == nil {
		_, err = f.Registrations.Give(v.Ctx, v.Who, registration.GiveInput{Kind: kind, Answer: v.checkTyped(s)})
	}
	if v.Sayable(err) {
		return f.showCheck(v, err)
	}
	if err != nil {
		return err
	}
	v.Flash("check.done.give")
	return v.Redirect("/registration")
}

// addPapers keeps the files of the form, each by a deed of its own, so that an answer
// that is refused keeps them.
func (f *Face) addPapers(v *Visit, kind registration.Kind) error {
	if v.R.MultipartForm == nil {
		return nil
	}
	for n, header := range v.R.MultipartForm.File["papers"] {
		if header.Size == 0 && header.Filename == "" {
			continue
		}
		body, err := header.Open()
		if err != nil {
			return err
		}
		who := v.Who
		if who.Key != "" && len(who.Key) < 60 {
			who.Key += "." + strconv.Itoa(n)
		}
		_, err = f.Registrations.AddPaper(v.Ctx, who, registration.PaperInput{Kind: kind, Name: header.Filename, Body: body})
		_ = body.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// paper shows somebody a paper of their own.
func (f *Face) paper(v *Visit) error {
	paper, err := v.ID("id", registration.PaperID)
	if err != nil {
		return err
	}
	p, plain, err := f.Registrations.MyPaper(v.Ctx, v.Who, paper)
	if err != nil {
		return err
	}
	return v.servePaper(p, plain)
}

// deskPaper shows the operator a paper; each time is an event.
func (f *Face) deskPaper(v *Visit) error {
	paper, err := v.ID("id", registration.PaperID)
	if err != nil {
		return err
	}
	p, plain, err := f.Registrations.OpenPaper(v.Ctx, v.Who, paper)
	if err != nil {
		return err
	}
	return v.servePaper(p, plain)
}

// servePaper gives a picture of ours to look at, in a sandbox, and anything else to
// save: never shown in place (RULES.md 6). Nobody keeps a copy on the way.
func (v *Visit) servePaper(p registration.Paper, plain []byte) error {
	h := v.W.Header()
	h.Set("Content-Security-Policy", sandboxed)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Type", p.MediaType)
	h.Set("Content-Length", strconv.Itoa(len(plain)))
	h.Set("Content-Disposition", "inline")
	if !p.Image {
		h.Set("Content-Disposition", picture.Disposition(p.Name))
	}
	_, _ = v.W.Write(plain) // #nosec G705 -- a picture drawn anew, or a download; both in a sandbox.
	return nil
}

// takeBackPaper erases a paper of one's own.
func (f *Face) takeBackPaper(v *Visit) error {
	paper, err := v.ID("id", registration.PaperID)
	if err != nil {
		return err
	}
	back, err := f.checkOfPaper(v, paper)
	if err != nil {
		return err
	}
	if err := f.Registrations.TakeBackPaper(v.Ctx, v.Who, paper); err != nil {
		return err
	}
	v.Flash("paper.done.take_back")
	return v.Redirect("/registration/checks/" + string(back.Kind))
}

func (f *Face) checkOfPaper(v *Visit, paper id.ID) (registration.Check, error) {
	p, err := registration.FindPaper(v.Ctx, f.DB, paper)
	if err != nil {
		return registration.Check{}, err
	}
	return registration.FindCheck(v.Ctx, f.DB, p.Check)
}
