package web

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/page"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/conversation"
	"guildhall/web/page/layout"
	"guildhall/web/part"
)

// How much of a conversation, a list and a search one page shows.
const (
	streamPage = 40
	listPage   = 30
)

// side is which side's conversations this hat sees.
func (v *Visit) side() talk.Side {
	if v.Session.Hat == "expert" {
		return flow.Expert
	}
	return flow.Customer
}

// conversations is the list, and the place where an opened one would be.
func (f *Face) conversations(v *Visit) error {
	position, err := f.Journal.Position(v.Ctx)
	if err != nil {
		return err
	}
	list, _, err := f.conversationList(v, id.None)
	if err != nil {
		return err
	}
	shell := Shell{Title: i18n.T(v.Ctx, "conversation.list"), At: "talk", Width: layout.Full, Live: v.live(position)}
	return v.Page(shell, conversation.Page{List: list})
}

// conversationRows is the list alone, for a live page.
func (f *Face) conversationRows(v *Visit) error {
	current, _ := talk.ConversationID.Parse(v.Query("current"))
	list, _, err := f.conversationList(v, current)
	if err != nil {
		return err
	}
	return v.Fragment(list)
}

// conversationList is the list with the rows it shows; none of them when it shows what
// was searched for, or others' conversations.
func (f *Face) conversationList(v *Visit, current id.ID) (conversation.List, []view.ConversationRow, error) {
	l := conversation.List{Active: "/conversations", Away: "/conversations?archived=1", Archived: v.Query("archived") == "1", Expert: v.side() == flow.Expert, Alone: current.IsNone()}
	refresh := url.Values{}
	if !current.IsNone() {
		refresh.Set("current", talk.ConversationID.Text(current))
	}
	if l.Archived {
		refresh.Set("archived", "1")
	}
	l.Refresh = "/conversations/list?" + refresh.Encode()
	if current.IsNone() && v.Query("q") != "" {
		var err error
		l.Words = v.Query("q")
		l.Results, err = f.found(v, id.None, l.Words)
		l.Refresh = ""
		return l, nil, err
	}
	if err := f.others(v, &l); err != nil || l.OthersShown {
		return l, nil, err
	}
	after, err := page.Parse(v.Query("cursor"))
	if err != nil {
		after = page.Cursor{}
	}
	rows, next, err := view.Conversations(v.Ctx, f.DB, v.Who, view.ConversationFilter{Side: v.side(), Archived: l.Archived, After: after, Limit: listPage})
	if err != nil {
		return l, nil, err
	}
	for _, r := range rows {
		l.Rows = append(l.Rows, f.conversationRow(v, r, current))
	}
	if !next.IsZero() {
		refresh.Set("cursor", next.String())
		refresh.Del("current")
		l.Pages.Older = "/conversations?" + refresh.Encode()
	}
	if !after.IsZero() {
		l.Pages.Newer, l.Refresh = "/conversations", ""
	}
	return l, rows, nil
}

// others offers an owner or admin the conversations of their company in which they
// are not, and shows them when asked.
func (f *Face) others(v *Visit, l *conversation.List) error {
	if !v.Session.Membership.Manages() || v.Session.OrganisationKind != account.KindCompany {
		return nil
	}
	l.Others = "/conversations?others=1"
	if l.OthersShown = v.Query("others") == "1"; !l.OthersShown {
		return nil
	}
	l.Refresh = ""
	rows, err := view.OtherConversations(v.Ctx, f.DB, v.Who, v.side(), listPage)
	for _, r := range rows {
		row := f.conversationRow(v, r, id.None)
		row.Join = row.Href + "/join"
		l.Rows = append(l.Rows, row)
	}
	return err
}

func (f *Face) conversationRow(v *Visit, r view.ConversationRow, current id.ID) conversation.Row {
	row := conversation.Row{
		Href: conversationPath(r.ID), Title: r.Title, Lang: shownLang(r.TitleLang), Partner: nameOr(v, r.Partner.Name), Company: r.Partner.Company,
		Picture: f.facePicture(r.Partner.Picture), At: r.LastAt, Unread: r.Unread && r.ID != current, Current: r.ID == current,
	}
	if v.side() == flow.Expert {
		row.At = r.CustomerAt
	}
	words := prose.Preview(prose.Plain(r.LastText), 90, r.LastLang)
	switch {
	case words == "" && r.LastFiles > 0:
		words = i18n.T(v.Ctx, "common.files", "Count", r.LastFiles)
	case words != "":
		row.PreviewLang = shownLang(r.LastLang)
	}
	row.Preview = words
	if r.LastPerson == v.Who.Person {
		row.Preview = i18n.T(v.Ctx, "conversation.preview.mine", "Words", words)
	}
	return row
}

// conversation shows one: its stream, its box, its people, and what stands between
// the two sides.
func (f *Face) conversation(v *Visit) error {
	v.remember()
	var s talk.Seat
	var position int64
	err := v.together(
		func(v *Visit) (err error) { s, err = f.seat(v); return err },
		func(v *Visit) (err error) { position, err = f.Journal.Position(v.Ctx); return err },
		(*Visit).aheadShell,
	)
	if err != nil {
		return err
	}
	return f.showConversation(v, s, position, 200, nil, nil)
}

// seat finds the actor's place in the conversation of the address.
func (f *Face) seat(v *Visit) (talk.Seat, error) {
	c, err := v.ID("id", talk.ConversationID)
	if err != nil {
		return talk.Seat{}, fault.Missing("conversation.missing")
	}
	return talk.SeatOf(v.Ctx, f.DB, v.Who, c)
}

// showConversation draws the page as of a position that was read before: what comes
// after it, the stream tells. refused is what a refused message said, typed what was
// in the form.
func (f *Face) showConversation(v *Visit, s talk.Seat, position int64, status int, refused *fault.Fault, typed url.Values) error {
	var t conversation.Talk
	var unread id.ID
	var list conversation.List
	var row view.ConversationRow
	var between templ.Component
	err := v.together(
		func(v *Visit) (err error) { t, unread, err = f.talk(v, s, position); return err },
		func(v *Visit) (err error) {
			var rows []view.ConversationRow
			if list, rows, err = f.conversationList(v, s.Conversation.ID); err != nil {
				return err
			}
			if i := slices.IndexFunc(rows, func(r view.ConversationRow) bool { return r.ID == s.Conversation.ID }); i >= 0 {
				row = rows[i]
				return nil
			}
			row, err = view.Conversation(v.Ctx, f.DB, v.Who, s) // An old one, or another hat's.
			return err
		},
		func(v *Visit) (err error) { between, err = f.between(v, s); return err },
	)
	if err != nil {
		return err
	}
	f.head(v, s, row, &t)
	if !unread.IsNone() {
		v.around.known = false // One conversation less waits.
		if err := f.Talks.MarkRead(v.Ctx, v.Who, s.Conversation.ID, unread); err != nil {
			return err
		}
	}
	if refused != nil {
		t.Errors, t.Draft = refused.Fields, typed.Get("text")
		if len(refused.Fields) == 0 {
			t.Refused = part.Refusal(v.Ctx, refused)
		}
		t.Voice = typed.Get("voice")
	}
	if typed != nil {
		t.Draft = typed.Get("text")
		if t.Waiting, err = f.waiting(v, file.Owner{Kind: file.OnConversation, ID: s.Conversation.ID}, typed["file"]); err != nil {
			return err
		}
	}
	title := t.Title
	if title == "" {
		title = i18n.T(v.Ctx, "conversation.untitled")
	}
	return v.PageStatus(status, Shell{Title: title, At: "talk", Width: layout.Full, Live: v.live(position)}, conversation.Page{List: list, Talk: &t, Between: between})
}

// stream is the wanted part of a conversation's stream: the newest, or with ?before
// or ?from an earlier one.
type stream struct {
	items  []talk.Item
	more   bool // there are earlier ones
	newest bool
}

func (f *Face) stream(v *Visit, c id.ID) (st stream, err error) {
	var before, from id.ID
	_ = before.UnmarshalText([]byte(v.Query("before"))) // Malformed means the newest.
	_ = from.UnmarshalText([]byte(v.Query("from")))
	st.newest = before.IsNone() && from.IsNone()
	if !from.IsNone() {
		st.more = true
		st.items, err = talk.From(v.Ctx, f.DB, c, from, streamPage)
	} else {
		st.items, st.more, err = talk.Latest(v.Ctx, f.DB, c, before, streamPage)
	}
	return st, err
}

// talk prepares everything of one conversation. unread is the newest message if the
// reader has not read it yet.
func (f *Face) talk(v *Visit, s talk.Seat, position int64) (t conversation.Talk, unread id.ID, err error) {
	c := s.Conversation
	t = conversation.Talk{
		ID: talk.ConversationID.Text(c.ID), Base: conversationPath(c.ID), Archived: c.ArchivedFor(s.Side),
		Position: position, Key: NewKey(), BytesMax: f.UploadMax,
		Words: v.Query("q"), Finding: v.Query("search") != "" || v.Query("q") != "",
	}
	var voices []string
	var cast cast
	var draft string
	var colleagues []view.Colleague
	var st stream
	var marks []talk.Mark
	reads := []func(*Visit) error{
		func(v *Visit) (err error) {
			if own, known := v.around.belonging(s.Member.Organisation); known {
				voices = talk.Voices(s.Side, s.Member, own.Organisation.Kind == account.KindCompany)
				return nil
			}
			voices, err = talk.VoicesOf(v.Ctx, f.DB, s)
			return err
		},
		func(v *Visit) (err error) {
			if err = talk.Heard(v.Ctx, f.DB, s); fault.Is(err, "conversation.unheard") { // Nobody is left who would read it.
				t.Unheard, err = true, nil
			}
			return err
		},
		func(v *Visit) (err error) { cast, err = f.cast(v, c); return err },
		func(v *Visit) (err error) { draft, err = talk.Draft(v.Ctx, f.DB, c.ID, v.Who.Person); return err },
		func(v *Visit) (err error) {
			colleagues, err = view.Colleagues(v.Ctx, f.DB, s.Member.Organisation, c.ID)
			return err
		},
	}
	if t.Words == "" {
		reads = append(reads,
			func(v *Visit) (err error) { st, err = f.stream(v, c.ID); return err },
			func(v *Visit) (err error) { marks, err = talk.Marks(v.Ctx, f.DB, c.ID); return err })
	}
	if err := v.together(reads...); err != nil {
		return t, unread, err
	}
	for _, voice := range voices {
		t.Voices = append(t.Voices, part.Option{Value: voice, Label: cast.voiceName(v, v.Who.Person, voice)})
	}
	if t.MayWrite = len(voices) > 0; t.MayWrite && !t.Unheard {
		t.Voice, t.Draft = voices[0], draft
	}
	f.people(v, s, cast, colleagues, &t)
	if t.Words != "" {
		t.Results, err = f.found(v, c.ID, t.Words)
		return t, unread, err
	}
	if err := f.fill(v, s, cast, st, marks, &t); err != nil {
		return t, unread, err
	}
	if last := lastMessage(st.items); st.newest && last != nil && !hasRead(marks, v.Who.Person, last.ID) {
		unread = last.ID
	}
	return t, unread, nil
}

// head says with whom and about what one talks.
func (f *Face) head(v *Visit, s talk.Seat, row view.ConversationRow, t *conversation.Talk) {
	t.Title, t.TitleLang = row.Title, shownLang(row.TitleLang)
	t.With, t.WithOf = f.conversationRow(v, row, row.ID), row.Partner.Of
	if row.Partner.Handle != "" {
		t.WithHref = publicPath(row.Partner.Company, row.Partner.Handle)
	}
	if !s.Conversation.IsDirect() {
		t.RequestHref = f.requestPath(s.Side, s.Conversation.Request)
	}
}

// fill puts the wanted part of the stream into the page.
func (f *Face) fill(v *Visit, s talk.Seat, cast cast, st stream, marks []talk.Mark, t *conversation.Talk) (err error) {
	if t.Items, err = f.items(v, s, cast, st.items, marks); err != nil {
		return err
	}
	if st.more && len(st.items) > 0 {
		t.Earlier = t.Base + "?before=" + st.items[0].Event.ID.String()
	}
	if !st.newest {
		t.Later = t.Base
		return nil
	}
	t.Seen, err = f.seen(v, cast, s.Conversation.ID, st.items, marks)
	return err
}

// hasRead tells whether a person's mark stands at a message or after it.
func hasRead(marks []talk.Mark, person, message id.ID) bool {
	return slices.ContainsFunc(marks, func(m talk.Mark) bool {
		return m.Person == person && string(m.Message[:]) >= string(message[:])
	})
}

func lastMessage(items []talk.Item) *talk.Message {
	for i := len(items) - 1; i >= 0; i-- {
		if items[i].Message != nil {
			return items[i].Message
		}
	}
	return nil
}

// conversationFiles lists what was sent.
func (f *Face) conversationFiles(v *Visit) error {
	s, err := f.seat(v)
	if err != nil {
		return err
	}
	row, err := view.Conversation(v.Ctx, f.DB, v.Who, s)
	if err != nil {
		return err
	}
	sent, err := talk.Attachments(v.Ctx, f.DB, s.Conversation.ID)
	if err != nil {
		return err
	}
	var list []conversation.File
	for _, a := range sent {
		list = append(list, f.fileOf(v, a.Attachment))
	}
	t := conversation.Talk{Title: row.Title, Base: conversationPath(s.Conversation.ID)}
	return v.Page(Shell{Title: i18n.T(v.Ctx, "conversation.files"), At: "talk"}, conversation.Files(t, list))
}

func conversationPath(c id.ID) string { return "/conversations/" + talk.ConversationID.Text(c) }

// requestPath is a request's page, as its customer or an expert sees it.
func (f *Face) requestPath(side talk.Side, q id.ID) string {
	if side == flow.Expert {
		return "/work/" + request.RequestID.Text(q)
	}
	return "/requests/" + request.RequestID.Text(q)
}
