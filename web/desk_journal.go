package web

import (
	"sort"
	"strings"
	"time"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/engine/policy"
	deskroom "guildhall/market/desk"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

// eventNames are all events the house has words for, sorted.
func eventNames() []string {
	var names []string
	for _, key := range i18n.House().Keys(i18n.En) {
		if name, is := strings.CutPrefix(key, "event."); is && strings.Count(name, ".") == 1 {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// journalFilter reads the filter from the address; what cannot be read is said.
func (v *Visit) journalFilter() (view.EventFilter, error) {
	var form fault.Form
	f := view.EventFilter{Kind: policy.Kind(v.Query("kind"))}
	what := v.Query("what")
	if strings.Contains(what, ".") {
		f.Name = what
	} else if what != "" {
		f.Noun = what
		for _, name := range eventNames() {
			if strings.HasPrefix(name, what+".") {
				f.NounNames = append(f.NounNames, name)
			}
		}
	}
	anyID := func(name string) id.ID {
		typed := strings.TrimSpace(v.Query(name))
		if typed == "" {
			return id.None
		}
		_, bare, found := strings.Cut(typed, "_")
		if !found {
			bare = typed
		}
		var i id.ID
		if i.UnmarshalText([]byte(bare)) != nil || i.IsNone() {
			form.Add(name, "id_malformed")
		}
		return i
	}
	f.Actor, f.Subject = anyID("actor"), anyID("subject")
	if strings.HasPrefix(v.Query("subject"), string(talk.ConversationID)+"_") {
		f.Subject, f.Stream = id.None, f.Subject
	}
	day := func(name string, plus int) time.Time {
		typed := v.Query(name)
		if typed == "" {
			return time.Time{}
		}
		t, err := time.ParseInLocation(time.DateOnly, typed, v.Reader.Zone)
		if err != nil {
			form.Add(name, "date_malformed")
		}
		return t.AddDate(0, 0, plus)
	}
	f.Since, f.Before = day("from", 0), day("until", 1)
	return f, form.Err()
}

func (f *Face) deskJournal(v *Visit) error { return f.showDeskJournal(v, nil) }

func (f *Face) showDeskJournal(v *Visit, refused error) error {
	filter, wrong := v.journalFilter()
	before := id.ID{}
	_ = before.UnmarshalText([]byte(v.Query("after"))) // A malformed place is the beginning.
	var rows []view.EventRow
	var more bool
	var err error
	if wrong == nil {
		if rows, more, err = view.DeskEvents(v.Ctx, f.DB, filter, before, deskPage); err != nil {
			return err
		}
	}
	check, err := f.Desk.LastCheck(v.Ctx)
	if err != nil {
		return err
	}
	position, err := f.Journal.Position(v.Ctx)
	if err != nil {
		return err
	}
	page := desk.Journal{What: v.Query("what"), Actor: v.Query("actor"), Subject: v.Query("subject"), Kind: v.Query("kind"),
		From: v.Query("from"), Until: v.Query("until"), Options: v.eventOptions(), Rows: rows, Check: check, Position: position,
		Verify: part.Move{Action: "/desk/journal/verify", Key: NewKey(), Label: v.T("desk.chain.verify"), Icon: "shield-check"}}
	if wrong != nil {
		page.Wrong = v.FormOf("/desk/journal", wrong)
		page.Wrong.Values = v.R.URL.Query()
	}
	if len(rows) > 0 {
		page.Pages = v.deskPages(more, rows[len(rows)-1].ID.String())
	}
	if check.State == deskroom.Checking {
		v.W.Header().Set("Refresh", "2")
	}
	status := v.StatusOf(refused)
	if wrong != nil {
		status = v.StatusOf(wrong)
	}
	return v.PageStatus(status, Shell{Title: v.T("desk.journal"), At: "journal"}, page.Show())
}

// eventOptions are what the journal can be narrowed to: a noun, or one of its events.
func (v *Visit) eventOptions() []part.Option {
	list := []part.Option{{Value: "", Label: v.T("desk.all")}}
	before := ""
	for _, name := range eventNames() {
		noun, _, _ := strings.Cut(name, ".")
		if noun != before {
			list = append(list, part.Option{Value: noun, Label: noun + ".*", Group: noun})
			before = noun
		}
		list = append(list, part.Option{Value: name, Label: name, Group: noun})
	}
	return list
}

func (f *Face) deskVerify(v *Visit) error {
	_, err := f.Desk.VerifyChain(v.Ctx, v.Who)
	if err != nil && !fault.Is(err, "chain.checking") {
		return err
	}
	return v.Redirect("/desk/journal")
}

func (f *Face) deskEvent(v *Visit) error {
	var event id.ID
	if event.UnmarshalText([]byte(v.R.PathValue("id"))) != nil {
		return fault.Missing("event.missing")
	}
	e, err := view.DeskEvent(v.Ctx, f.DB, event)
	if err != nil {
		return err
	}
	page := desk.Event{EventRow: e, Facts: desk.EventFacts(v.Ctx, e), Data: desk.EventData(v.Ctx, e.Data)}
	if page.Acts, err = deskroom.ActsIn(v.Ctx, f.DB, e.Request); err != nil {
		return err
	}
	return v.Page(Shell{Title: e.Name, At: "journal"}, page.Show())
}
