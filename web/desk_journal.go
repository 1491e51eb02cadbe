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
	"guildhall/market/notify"
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
func (f *Face) journalFilter(v *Visit) (view.EventFilter, error) {
	var form fault.Form
	filter := view.EventFilter{Kind: policy.Kind(v.Query("kind"))}
	var err error
	if filter.First, filter.Ahead, err = f.Journal.Ahead(v.Ctx); err != nil {
		return filter, err
	}
	what := v.Query("what")
	if strings.Contains(what, ".") {
		filter.Name = what
	} else if what != "" {
		filter.Noun = what
		for _, name := range eventNames() {
			if strings.HasPrefix(name, what+".") {
				filter.NounNames = append(filter.NounNames, name)
			}
		}
	}
	if what == "" && v.Query("steps") == "" {
		filter.Without = clockStep
	}
	typed := strings.TrimSpace(v.Query("subject"))
	if filter.Subject = anyID(typed); typed != "" && filter.Subject.IsNone() {
		form.Add("subject", "id_malformed")
	}
	if strings.HasPrefix(typed, string(talk.ConversationID)+"_") {
		filter.Subject, filter.Stream = id.None, filter.Subject
	}
	if err := f.journalActors(v, &filter, &form); err != nil {
		return filter, err
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
	filter.Since, filter.Before = day("from", 0), day("until", 1)
	return filter, form.Err()
}

// clockStep is the event of one step of the sandbox clock. There are many and they
// say little, so the journal leaves them out until they are asked for.
const clockStep = "clock.move"

// anyID reads an id of whatever prefix, or of none; what cannot be read is None.
func anyID(typed string) id.ID {
	_, bare, found := strings.Cut(typed, "_")
	if !found {
		bare = typed
	}
	var i id.ID
	if i.UnmarshalText([]byte(bare)) != nil {
		return id.None
	}
	return i
}

// journalActorsMax is how many people one name may mean.
const journalActorsMax = 10

// journalActors reads whose events are asked for: an id, or a part of a name or an
// address.
func (f *Face) journalActors(v *Visit, filter *view.EventFilter, form *fault.Form) error {
	typed := strings.TrimSpace(v.Query("actor"))
	if typed == "" {
		return nil
	}
	if i := anyID(typed); !i.IsNone() {
		filter.Actors = []id.ID{i}
		return nil
	}
	people, more, err := view.DeskPeople(v.Ctx, f.DB, typed, view.Newest, id.None, journalActorsMax)
	switch {
	case err != nil:
		return err
	case len(people) == 0:
		form.Add("actor", "person_unknown")
	case more:
		form.Add("actor", "person_many")
	}
	for _, p := range people {
		filter.Actors = append(filter.Actors, p.ID)
	}
	return nil
}

func (f *Face) deskJournal(v *Visit) error { return f.showDeskJournal(v, nil) }

func (f *Face) showDeskJournal(v *Visit, refused error) error {
	filter, wrong := f.journalFilter(v)
	if wrong != nil && !fault.IsKind(wrong, fault.KindInvalid) {
		return wrong
	}
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
		From: v.Query("from"), Until: v.Query("until"), Options: desk.EventOptions(v.Ctx, eventNames()), Rows: rows, Check: check, Position: position,
		Verify: part.Move{Action: "/desk/journal/verify", Key: NewKey(), Label: v.T("desk.chain.verify"), Icon: "shield-check"}}
	if wrong != nil {
		page.Wrong = v.FormOf("/desk/journal", wrong)
		page.Wrong.Values = v.R.URL.Query()
	}
	if len(rows) > 0 {
		page.Pages = v.deskPages(more, rows[len(rows)-1].ID.String())
	}
	if filter.Without != "" && f.Journal.Sandbox && len(rows) > 0 {
		q := v.R.URL.Query()
		q.Set("steps", "1")
		page.StepsHref = "/desk/journal?" + q.Encode()
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
	if page.Mails, err = notify.BecauseOf(v.Ctx, f.DB, event); err != nil {
		return err
	}
	return v.Page(Shell{Title: e.Name, At: "journal"}, page.Show())
}
