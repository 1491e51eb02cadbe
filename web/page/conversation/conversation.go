// Package conversation draws conversations: the list, the stream of one with its
// message box and people, and the pieces of them that a live page fetches. It gets
// everything ready to be shown and decides nothing.
package conversation

import (
	"context"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/web/part"
)

// Row is one line of the list.
type Row struct {
	Href        string
	Title, Lang string
	// Partner is who it is with; Picture an address or empty.
	Partner, Picture string
	Company          bool
	// Preview is who wrote last and how it begins.
	Preview     string
	PreviewLang string
	At          clock.Micros
	Unread      bool
	Current     bool
	// Join is where an owner or admin enters it.
	Join string
}

// Called is how a sentence calls the other side: people are addressed politely,
// companies by their name.
func (r Row) Called(ctx context.Context) string {
	if r.Company {
		return r.Partner
	}
	return say(ctx, "conversation.person", "Name", r.Partner)
}

// Found is one message a search found.
type Found struct {
	Href, Title, Who string
	// Text is the part of the message that holds the words.
	Text []Piece
	Lang string
	At   clock.Micros
}

// Piece is some words of an excerpt; a hit is what was looked for.
type Piece struct {
	Text string
	Hit  bool
}

// List is the column of conversations.
type List struct {
	Rows []Row
	// Archived shows what was put away instead.
	Archived bool
	// Self and Other are the addresses of the two views of the list; Older and Newer
	// lead through its pages.
	Active, Away string
	Pages        part.Pagination
	// Others is where an owner or admin finds the conversations of their company that
	// they are not in; OthersShown that it is this list, whose rows are joined.
	Others      string
	OthersShown bool
	// Words is what was searched for; Results what was found, when it was.
	Words   string
	Results []Found
	// Expert tells which side's list it is, for the words of an empty one.
	Expert bool
	// Alone is true where no conversation is open: the list is the page.
	Alone bool
	// Refresh is the address of this list alone.
	Refresh string
}

// File is an attachment of a message, or one that waits to be sent.
type File struct {
	ID, Name, Href, Thumb string
	Bytes                 int64
	Width, Height         int64
	// Delete is where its uploader takes it away; empty for everybody else.
	Delete  string
	Deleted bool
}

// Item is one line of the stream.
type Item struct {
	// ID is the element's id, Key its place in the order.
	ID, Key string
	// Event stands in the middle: an icon and a sentence.
	Event, Icon string
	// By tells messages of one speaker in one voice from others.
	By            string
	Mine, Company bool
	Name, Sub     string
	Picture       string
	At            clock.Micros
	Lang          string
	Said          template.HTML
	Erased        bool
	Warnings      []string
	Report        string
	Reported      bool
	Files         []File
	// Again follows the same speaker closely and leaves out the head; New is the
	// first one not read yet.
	Again, New bool
}

// Person is somebody in the conversation.
type Person struct {
	Name, Sub, Picture, Href string
	ID                       string
	// Removable people can be taken out by the reader; You is the reader.
	Removable, You bool
}

// Talk is one open conversation.
type Talk struct {
	ID, Title, TitleLang string
	Base                 string // its address
	With                 Row    // who it is with
	WithHref, WithOf     string
	RequestHref          string
	Archived             bool

	Items    []Item
	Earlier  string // address of what was before; empty at the beginning
	Later    string // back to the newest, when earlier ones are shown
	Seen     string
	Position int64

	// Writing.
	Voices   []part.Option // more than one: let them choose
	Voice    string
	MayWrite bool
	Unheard  bool // nobody of the other side is left to read
	Draft    string
	Waiting  []File
	Key      string
	Errors   []fault.Field
	Refused  string
	BytesMax int64

	Ours, Theirs []Person
	OurName      string
	TheirName    string
	Colleagues   []part.Option
	MayLeave     bool

	// Finding shows the field for searching this conversation.
	Finding bool
	Words   string
	Results []Found
}

// Page is the whole desk: list, conversation, what stands between the two.
type Page struct {
	List List
	// Talk is nil when none is open.
	Talk *Talk
	// Between is nil when nothing stands there yet.
	Between templ.Component
}

// Render draws it.
func (p Page) Render(ctx context.Context, w io.Writer) error { return desk(p).Render(ctx, w) }

// Render draws the list alone, for a live page.
func (l List) Render(ctx context.Context, w io.Writer) error { return list(l).Render(ctx, w) }

func say(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// stamp is when something was said: the time alone today, else the day with it.
func stamp(ctx context.Context, at clock.Micros) string {
	r := i18n.From(ctx)
	t := at.Time()
	if sameDay(r, t, r.Now) {
		return say(ctx, "conversation.today", "Clock", i18n.Clock(r, t))
	}
	return i18n.Moment(r, t)
}

// brief is the stamp of a line in the list: a time today, a weekday within the
// week, else a date.
func brief(ctx context.Context, at clock.Micros) string {
	r := i18n.From(ctx)
	t := at.Time().In(zone(r))
	switch age := r.Now.Sub(t); {
	case sameDay(r, t, r.Now):
		return i18n.Clock(r, t)
	case age > 0 && age < 6*24*time.Hour:
		return say(ctx, "conversation.weekday."+strconv.Itoa(int(t.Weekday())))
	case r.Lang == i18n.Ja:
		return strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日"
	}
	return t.Format("2 Jan")
}

func zone(r i18n.Reader) *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

func sameDay(r i18n.Reader, a, b time.Time) bool {
	return a.In(zone(r)).Format(time.DateOnly) == b.In(zone(r)).Format(time.DateOnly)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// join names several things: "a, b".
func join(ctx context.Context, list []string) string {
	return strings.Join(list, say(ctx, "conversation.comma"))
}

// tabs are the views of the list.
type tabs []part.Tab

// others adds the view of those who may see more than their own.
func (t tabs) others(l List, label string) []part.Tab {
	if l.Others == "" {
		return t
	}
	return append(t, part.Tab{Label: label, Href: l.Others, Current: l.OthersShown && l.Words == ""})
}
