// Package layout is the shell every page stands in: skip link, header with at most
// six words, the hat one wears, the flash of what was just done, main, footer with
// the language switch. It holds no rules and asks nobody: the web face fills in
// Shell, and a page writes
//
//	@(layout.Shell{Title: i18n.T(ctx, "request.list"), Nav: ...}) {
//		@part.Head{Title: i18n.T(ctx, "request.list")}
//		...
//	}
package layout

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"sync"

	"guildhall/base/i18n"
	"guildhall/web/part"
)

// Role is the kind of hat somebody wears.
type Role string

// The roles; a visitor wears no hat.
const (
	Visitor  Role = ""
	Customer Role = "customer"
	Expert   Role = "expert"
	Operator Role = "operator"
)

func (r Role) icon() string {
	switch r {
	case Expert:
		return "award"
	case Operator:
		return "shield-check"
	}
	return "user"
}

// Hat is one way of being here: a role, for an organisation.
type Hat struct {
	Role Role
	// Organisation is the name one acts for; empty for oneself and the operator.
	Organisation string
	// Value is what the switch sends, as "hat".
	Value   string
	Current bool
}

// NavItem is one word of the navigation.
type NavItem struct {
	Label, Href, Icon string
	Current           bool
	// Count is shown when above zero: unread messages, waiting checks.
	Count int
	// Action makes it a deed (a form sent by post) instead of a place.
	Action string
}

// Width is how much of the window the page takes.
type Width string

// The widths: Wide for lists, Narrow for forms and texts, Full for a page that
// lays itself out to the edges (a conversation).
const (
	Wide   Width = ""
	Narrow Width = "narrow"
	Full   Width = "full"
)

// Shell is what a page needs around it. Every word is already in the reader's
// language; what is empty is not drawn.
type Shell struct {
	Title, Description string
	NoIndex            bool
	Width              Width
	// Nav has at most six items. Actions stand at the right for visitors.
	Nav     []NavItem
	Actions []NavItem
	// Home is where the sign leads; "/" when empty.
	Home string

	// Person is who is signed in; Picture an address; empty for visitors.
	Person, Picture string
	// Hats are all hats of this person, the worn one marked. Sent to HatAction
	// ("/hat" when empty) as "hat".
	Hats      []Hat
	HatAction string
	// Account are the lines of the person's menu; SignOut is the address of leaving.
	Account []NavItem
	SignOut string
	// Unread is counted in the title and at the menu.
	Unread int

	Flash part.Flash
	// Sandbox shows the banner; SandboxClock is business time in words.
	Sandbox      bool
	SandboxClock string
	// SandboxExact is the same with its year, shown when pointed at.
	SandboxExact string
	// ClockHref leads to the page that moves it, for those who may.
	ClockHref, ClockLabel string

	// Here is this page's own path and query: the language switch comes back to it.
	// LanguageAction is "/language" when empty.
	Here, LanguageAction string
	// Footer are the links at the end of every page.
	Footer []part.Link
	// Live is the address of the stream this page listens to, if any.
	Live string
	// Canonical is the page's absolute address, for search engines; Alternates are the
	// same page in each language.
	Canonical  string
	Alternates []Alternate
	// Found is what others show of a page that is shared or found; nil for most.
	Found *Found
}

// Alternate is the page in one language, or for readers of any other ("x-default").
type Alternate struct{ Lang, Href string }

// Found is how a public page looks elsewhere.
type Found struct {
	Kind  string // of the Open Graph protocol: "profile" or "website"
	Image string // absolute address of a picture of 1200 by 630 pixels
	Data  string // JSON-LD, written by encoding/json so that no tag can end it
}

// Render draws the shell around its children.
func (s Shell) Render(ctx context.Context, w io.Writer) error {
	if s.Home == "" {
		s.Home = "/"
	}
	if s.HatAction == "" {
		s.HatAction = "/hat"
	}
	if s.LanguageAction == "" {
		s.LanguageAction = "/language"
	}
	return page(s).Render(ctx, w)
}

// Page is Shell by another name, for those who like it: @layout.Page(s) { ... }.
func Page(s Shell) Shell { return s }

// worn is the hat on the head; without one, the only one there is.
func (s Shell) worn() Hat {
	for _, h := range s.Hats {
		if h.Current {
			return h
		}
	}
	if len(s.Hats) == 1 {
		return s.Hats[0]
	}
	return Hat{}
}

// wearing says the hat in words: "Expert · Cloudwerk GmbH".
func (s Shell) wearing(ctx context.Context) string {
	h := s.worn()
	words := i18n.T(ctx, "layout.hat."+string(h.Role))
	if h.Organisation != "" {
		words += " · " + h.Organisation
	}
	return words
}

// title is what the tab shows: how many are unread, the page, the house.
func (s Shell) title(ctx context.Context) string {
	t := i18n.T(ctx, "app.name")
	if s.Title != "" && s.Title != t {
		t = s.Title + " · " + t
	}
	if s.Unread > 0 {
		t = "(" + count(s.Unread) + ") " + t
	}
	return t
}

// count keeps a badge narrow.
func count(n int) string {
	if n > 99 {
		return "99+"
	}
	return strconv.Itoa(n)
}

// words are the sentences the script says, as JSON.
func words(ctx context.Context) string { return scriptWords[i18n.From(ctx).Lang]() }

var scriptWords = func() map[i18n.Lang]func() string {
	each := map[i18n.Lang]func() string{}
	for _, lang := range i18n.Langs {
		each[lang] = sync.OnceValue(func() string { return wordsIn(lang) })
	}
	return each
}()

func wordsIn(lang i18n.Lang) string {
	table := map[string]string{}
	for _, name := range []string{"sending", "failed", "offline", "again", "drop", "waiting", "gone_out", "left", "over", "more", "big", "none", "slow", "unsent"} {
		table[name] = i18n.House().Say(lang, "script."+name)
	}
	raw, err := json.Marshal(table)
	if err != nil {
		return "{}"
	}
	return string(raw)
}

func now(ctx context.Context) string {
	return strconv.FormatInt(i18n.From(ctx).Now.UnixMilli(), 10)
}

var languageNames = map[i18n.Lang]string{i18n.En: "English", i18n.Ja: "日本語"}

// locale is the reader's language as the Open Graph protocol writes it.
func locale(ctx context.Context) string {
	if i18n.From(ctx).Lang == i18n.Ja {
		return "ja_JP"
	}
	return "en_US"
}
