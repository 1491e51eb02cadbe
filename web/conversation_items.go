package web

import (
	"context"
	"slices"
	"strings"
	"time"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/conversation"
	"guildhall/web/part"
)

// again is how soon after another message of the same speaker the head is left out.
const again = 5 * time.Minute

// cast is everybody of a conversation as one reader sees them.
type cast struct {
	of map[id.ID]view.Voice
	// company is true when the expert's side speaks as a company, and side is the
	// reader's own: then the customer reads the company's name where one of its
	// people acted.
	company bool
	side    talk.Side
}

func (f *Face) cast(v *Visit, c talk.Conversation) (cast, error) {
	list, err := view.Cast(v.Ctx, f.DB, c.ID)
	all := cast{of: map[id.ID]view.Voice{}, company: c.VoiceKind == account.VoiceCompany}
	for _, one := range list {
		all.of[one.Person] = one
	}
	all.side = all.of[v.Who.Person].Side
	return all, err
}

// nameOr is a name, or a word for whoever has closed their account.
func nameOr(v *Visit, name string) string {
	if name == "" {
		return i18n.T(v.Ctx, "conversation.nobody")
	}
	return name
}

// voiceName is how a person is called in a voice.
func (c cast) voiceName(v *Visit, person id.ID, voice string) string {
	one := c.of[person]
	if voice == account.VoiceCompany {
		return nameOr(v, one.OrganisationName)
	}
	return nameOr(v, one.Shown)
}

// speaker is who a message shows.
func (c cast) speaker(v *Visit, m talk.Message) string {
	if m.Person == v.Who.Person && m.Voice == account.VoiceSelf {
		return i18n.T(v.Ctx, "conversation.you")
	}
	return c.voiceName(v, m.Person, m.Voice)
}

// actor is who did something, as a sentence calls them: the reader, somebody of the
// conversation, the operator, or the house itself.
func (c cast) actor(ctx context.Context, reader id.ID, e *journal.Event) string {
	switch {
	case e.Actor == reader && !reader.IsNone():
		return i18n.T(ctx, "conversation.you")
	case e.ActorKind == policy.Operator:
		return i18n.T(ctx, "conversation.operator")
	case e.Actor.IsNone():
		return i18n.T(ctx, "app.name")
	}
	return c.called(ctx, e.Actor)
}

func (c cast) called(ctx context.Context, person id.ID) string {
	one := c.of[person]
	if c.company && one.Side == flow.Expert && c.side != flow.Expert && one.OrganisationName != "" {
		return one.OrganisationName + plain
	}
	return c.named(ctx, person)
}

// named is a person's own name, whatever voice they speak in.
func (c cast) named(ctx context.Context, person id.ID) string {
	if name := c.of[person].Shown; name != "" {
		return i18n.T(ctx, "conversation.person", "Name", name)
	}
	return i18n.T(ctx, "conversation.somebody")
}

// plain stands, until the sentence is done, behind a name that takes no 「さん」.
const plain = "\u2063"

// Sentences are written with or without 「さん」 after the name, and names bring it.
var honorifics = strings.NewReplacer("さんさん", "さん", "あなたさん", "あなた", "運営者さん", "運営者", plain+"さん", "", plain, "")

// sentence reads an event aloud: text key event.<name>, with Who, Person, Amount and
// Date where the event has them.
func (c cast) sentence(ctx context.Context, reader id.ID, e *journal.Event) string {
	args := map[string]any{"Who": c.actor(ctx, reader, e), "Amount": "", "Date": "", "Person": "", "Stars": e.Int("stars"), "Number": e.Int("number")}
	if currency := e.Text("currency"); currency != "" {
		args["Amount"] = money.Format(money.Of(e.Int("amount"), currency), i18n.From(ctx).Lang)
	}
	if day := e.Text("date"); day != "" {
		args["Date"] = i18n.DayOf(i18n.From(ctx), day)
	}
	if person := e.Ref("person"); !person.IsNone() {
		args["Person"] = c.named(ctx, person)
		if person == reader {
			args["Person"] = i18n.T(ctx, "conversation.you.object")
		}
	}
	key := "event." + e.Name
	if e.Name == "conversation.add_member" && e.Ref("person") == e.Actor {
		key = "event.conversation.join"
	}
	said := i18n.T(ctx, key, args)
	if !strings.Contains(said, "さん") && !strings.Contains(said, plain) { // As in every English one.
		return said
	}
	return honorifics.Replace(said)
}

// eventIcons draws an event of a noun; others have a dot.
var eventIcons = map[string]string{
	"conversation": "users", "proposal": "file-text", "engagement": "handshake", "payment_request": "receipt", "charge": "credit-card",
	"invoice": "receipt", "review": "star", "payout": "banknote", "access_grant": "key-round",
}

// unsaid are events that change what stands beside the conversation and need no
// line in it: another line of the same moment says the same.
var unsaid = map[string]bool{
	"charge.start": true, "engagement.begin": true, "invoice.issue": true, "invoice.number": true, "payment_request.collect": true,
	"payment_request.schedule": true, "charge.lapse": true,
}

// items draws items of a stream. marks, when given, tell where the unread begin.
func (f *Face) items(v *Visit, s talk.Seat, cast cast, items []talk.Item, marks []talk.Mark) ([]conversation.Item, error) {
	var reported map[id.ID]bool
	for _, i := range items {
		if i.Message != nil && len(i.Message.Warnings) > 0 {
			var err error
			if reported, err = talk.ReportedBy(v.Ctx, f.DB, v.Who.Person); err != nil {
				return nil, err
			}
			break
		}
	}
	list := make([]conversation.Item, 0, len(items))
	known := marks == nil
	var read id.ID
	for _, m := range marks {
		if m.Person == v.Who.Person {
			read = m.Message
		}
	}
	for _, i := range items {
		if i.Message == nil && unsaid[i.Event.Name] {
			continue
		}
		var drawn conversation.Item
		if i.Message == nil {
			drawn = conversation.Item{Event: cast.sentence(v.Ctx, v.Who.Person, &i.Event), Icon: eventIcons[i.Event.Noun()], At: i.Event.At}
			if drawn.Icon == "" {
				drawn.Icon = "circle-dot"
			}
		} else {
			drawn = f.message(v, s, cast, i, reported)
			if !known && i.Message.Person != v.Who.Person && string(read[:]) < string(i.Message.ID[:]) {
				drawn.New, known = len(list) > 1, true
			}
			if n := len(list); n > 0 && list[n-1].By == drawn.By && !drawn.New && drawn.At.Sub(list[n-1].At) < again {
				drawn.Again = true
			}
		}
		drawn.ID, drawn.Key = "i-"+i.ID.String(), i.ID.String()
		list = append(list, drawn)
	}
	return list, nil
}

func (f *Face) message(v *Visit, s talk.Seat, cast cast, i talk.Item, reported map[id.ID]bool) conversation.Item {
	m := *i.Message
	who := cast.of[m.Person]
	d := conversation.Item{
		By: m.Person.String() + m.Voice, Mine: m.Person == v.Who.Person, Name: cast.voiceName(v, m.Person, m.Voice), Picture: f.facePicture(who.Picture),
		At: m.MadeAt, Lang: shownLang(m.Lang), Erased: !m.ErasedAt.IsZero(), Reported: reported[m.ID],
	}
	if m.Voice == account.VoiceCompany {
		d.Company, d.Picture = true, f.facePicture(who.OrganisationPicture)
		switch {
		case d.Mine:
			d.Sub = i18n.T(v.Ctx, "conversation.as", "Name", d.Name)
		case m.Side == s.Side: // Colleagues see who of them wrote.
			d.Sub = nameOr(v, who.Shown)
		}
	} else if !d.Mine && who.Company {
		d.Sub = who.OrganisationName
	}
	if m.Body != "" {
		d.Said = prose.Markdown(m.Body)
	}
	for _, kind := range m.Warnings {
		d.Warnings = append(d.Warnings, i18n.T(v.Ctx, "warning."+kind))
	}
	if len(m.Warnings) > 0 && m.Person != v.Who.Person {
		d.Report = "/messages/" + talk.MessageID.Text(m.ID) + "/report"
	}
	for _, a := range i.Files {
		d.Files = append(d.Files, f.fileOf(v, a.Attachment))
	}
	return d
}

// fileOf is how an attachment is shown to this reader.
func (f *Face) fileOf(v *Visit, a file.Attachment) conversation.File {
	key := file.AttachmentID.Text(a.ID)
	d := conversation.File{ID: key, Name: a.Name, Href: filePath(a), Bytes: a.Bytes, Deleted: a.IsDeleted()}
	if a.HasThumb() {
		d.Thumb = "/files/" + key + "/thumb"
		d.Width, d.Height = thumbSize(a.Width, a.Height)
	}
	if a.Person == v.Who.Person && !d.Deleted {
		d.Delete = "/files/" + key + "/delete"
	}
	return d
}

// thumbSize is the size of a thumbnail in a page: at most 320 by 320.
func thumbSize(width, height int64) (int64, int64) {
	const edge = 320
	longer := max(width, height)
	if longer <= edge || longer == 0 {
		return width, height
	}
	return max(1, width*edge/longer), max(1, height*edge/longer)
}

// seen says who of the others has read the conversation's newest message, when it
// is the reader's own. items are the end of its stream.
func (f *Face) seen(v *Visit, cast cast, conversation id.ID, items []talk.Item, marks []talk.Mark) (string, error) {
	last := lastMessage(items)
	if last == nil { // Nothing but events, or nothing yet.
		newest, err := talk.Newest(v.Ctx, f.DB, conversation)
		if fault.IsKind(err, fault.KindMissing) {
			return "", nil
		}
		if last = &newest; err != nil {
			return "", err
		}
	}
	if last.Person != v.Who.Person {
		return "", nil
	}
	var names []string
	for _, m := range marks {
		if m.Person != v.Who.Person && string(m.Message[:]) >= string(last.ID[:]) {
			names = append(names, cast.named(v.Ctx, m.Person))
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	slices.Sort(names)
	return v.T("conversation.seen", "Who", strings.Join(names, i18n.T(v.Ctx, "conversation.comma"))), nil
}

// people fills in who is here, and whom the reader may add and remove.
func (f *Face) people(v *Visit, s talk.Seat, cast cast, colleagues []view.Colleague, t *conversation.Talk) {
	var here []view.Voice
	for _, one := range cast.of {
		if one.RemovedAt.IsZero() {
			here = append(here, one)
		}
	}
	slices.SortFunc(here, func(a, b view.Voice) int {
		if c := a.AddedAt.Sub(b.AddedAt); c != 0 {
			return int(c)
		}
		return strings.Compare(a.Person.String(), b.Person.String())
	})
	writers := 0
	for _, one := range here {
		p := conversation.Person{Name: nameOr(v, one.Shown), Picture: f.facePicture(one.Picture), ID: account.PersonID.Text(one.Person), You: one.Person == v.Who.Person}
		if one.Handle != "" {
			p.Href = publicPath(false, one.Handle)
		}
		if p.You {
			p.Sub = i18n.T(v.Ctx, "conversation.you")
		}
		if one.Side == s.Side {
			writers++
			p.Removable = !p.You && (s.Member.Manages() || one.AddedBy == v.Who.Person)
			t.Ours = append(t.Ours, p)
			t.OurName = sideName(v, one)
		} else {
			t.Theirs = append(t.Theirs, p)
			t.TheirName = sideName(v, one)
		}
	}
	t.MayLeave = writers > 1
	if !t.MayWrite {
		return
	}
	for _, c := range colleagues {
		t.Colleagues = append(t.Colleagues, part.Option{Value: account.PersonID.Text(c.Person), Label: nameOr(v, c.Name)})
	}
}

func sideName(v *Visit, one view.Voice) string {
	role := i18n.T(v.Ctx, "conversation.side."+string(one.Side))
	if one.Company {
		return role + " · " + one.OrganisationName
	}
	return role
}

// shownLang is a language for the attribute lang; empty when it is not known.
func shownLang(lang string) string {
	if lang == "und" {
		return ""
	}
	return lang
}
