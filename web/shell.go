package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/web/page/layout"
	"guildhall/web/part"
)

// Shell is what a handler says about its page; the rest of the shell (navigation,
// hats, clock) is the same everywhere and filled in by Page.
type Shell struct {
	// Title is in the reader's language.
	Title       string
	Description string
	Width       layout.Width
	// At is the navigation word that is current: "requests", "work", "talk",
	// "money", "profile", "desk", "settings".
	At string
	// Public pages may be found by search engines; all others may not.
	Public bool
	// Live is the address of the live stream, if the page listens.
	Live string
	// Found is how the page looks where it is shared or found.
	Found *layout.Found
}

// PageStatus answers with a status and a page in the house's shell.
func (v *Visit) PageStatus(status int, s Shell, body templ.Component) error {
	shell, err := v.shell(s)
	if err != nil {
		return err
	}
	v.W.Header().Add("Vary", "Accept-Language, Cookie")
	return v.draw(templ.WithChildren(v.Ctx, body), status, shell)
}

func (v *Visit) shell(s Shell) (layout.Shell, error) {
	f := v.face
	out := layout.Shell{
		Title: s.Title, Description: s.Description, Width: s.Width, NoIndex: !s.Public, Live: s.Live,
		Here: v.here(), Sandbox: f.Journal.Sandbox,
		Flash:  part.Flash{Tone: part.Good, Text: v.takeFlash()},
		Footer: f.footer(v),
	}
	if f.Journal.Sandbox {
		out.SandboxClock, out.SandboxExact = i18n.Deadline(v.Reader, v.Reader.Now), i18n.Exact(v.Reader, v.Reader.Now)
		if v.Who.IsOperator() {
			out.ClockHref, out.ClockLabel = "/desk/clock", i18n.T(v.Ctx, "nav.clock")
		}
	}
	if s.Public {
		here := f.BaseURL + v.R.URL.Path
		out.Canonical, out.Found = here, s.Found
		if _, chosen := i18n.Parse(v.Query("lang")); chosen {
			out.Canonical += "?lang=" + string(v.Reader.Lang)
		}
		for _, l := range i18n.Langs {
			out.Alternates = append(out.Alternates, layout.Alternate{Lang: string(l), Href: here + "?lang=" + string(l)})
		}
		out.Alternates = append(out.Alternates, layout.Alternate{Lang: "x-default", Href: here})
	}
	if !v.Who.IsSignedIn() {
		out.Nav = v.nav(s.At, navVisitor)
		out.Actions = []layout.NavItem{
			{Label: i18n.T(v.Ctx, "layout.sign_in"), Href: "/sign-in?" + url.Values{"back": {v.here()}}.Encode()},
			{Label: i18n.T(v.Ctx, "nav.post"), Href: "/requests/new"},
		}
		return out, nil
	}
	out.Person = v.Session.Person.Name
	out.Picture = f.pictureAddress(v.Session.Person.Picture)
	if err := v.aheadShell(); err != nil {
		return out, err
	}
	out.Hats = v.hats(v.around.belongings)
	switch v.Session.Hat {
	case "operator":
		out.Nav, out.Home = v.nav(s.At, navDesk), "/desk"
	case "expert":
		out.Nav, out.Home = v.nav(s.At, navExpert), "/work"
	default:
		out.Nav, out.Home = v.nav(s.At, navCustomer), "/requests"
	}
	out.Unread = v.around.unread
	for i := range out.Nav {
		if out.Nav[i].Href == "/conversations" {
			out.Nav[i].Count = out.Unread
		}
	}
	out.Account = []layout.NavItem{{Label: i18n.T(v.Ctx, "nav.settings"), Href: "/settings", Icon: "settings"}}
	out.SignOut = "/sign-out"
	return out, nil
}

type navWord struct{ at, href, icon string }

// The navigation of each hat: at most six words.
var (
	navVisitor  = []navWord{{"join", "/work", "award"}} // To post a request is the button beside it.
	navCustomer = []navWord{{"requests", "/requests", "inbox"}, {"talk", "/conversations", "message"}, {"money", "/payments", "wallet"}}
	navExpert   = []navWord{{"work", "/work", "search"}, {"talk", "/conversations", "message"}, {"money", "/payouts", "wallet"}, {"profile", "/profile", "award"}, {"company", "/company", "building-2"}}
	navDesk     = []navWord{{"desk", "/desk", "shield-check"}, {"people", "/desk/people", "users"}, {"registrations", "/desk/registrations", "award"}, {"money", "/desk/money", "wallet"}, {"journal", "/desk/journal", "list"}, {"health", "/desk/health", "activity"}}
)

func (v *Visit) nav(at string, words []navWord) []layout.NavItem {
	items := make([]layout.NavItem, len(words))
	for i, w := range words {
		items[i] = layout.NavItem{Label: i18n.T(v.Ctx, "nav."+w.at), Href: w.href, Icon: w.icon, Current: w.at == at}
	}
	return items
}

// hats lists every way the person may be here.
func (v *Visit) hats(list []account.Belonging) []layout.Hat {
	var hats []layout.Hat
	for _, b := range list {
		o, name := b.Organisation, b.Organisation.Name
		if o.Kind == account.KindPersonal {
			name = ""
		}
		for _, role := range []layout.Role{layout.Customer, layout.Expert} {
			hats = append(hats, layout.Hat{Role: role, Organisation: name, Value: hatValue(string(role), o.ID),
				Current: v.Session.Hat == string(role) && v.Session.Organisation == o.ID})
		}
	}
	if v.Session.Person.Operator {
		hats = append(hats, layout.Hat{Role: layout.Operator, Value: hatValue("operator", id.None), Current: v.Session.Hat == "operator"})
	}
	return hats
}

// around is what the shell asks the database.
type around struct {
	known      bool
	belongings []account.Belonging
	unread     int
}

// belonging finds one of the reader's organisations, if the shell has been read.
func (a *around) belonging(organisation id.ID) (account.Belonging, bool) {
	i := slices.IndexFunc(a.belongings, func(b account.Belonging) bool { return b.Organisation.ID == organisation })
	if i < 0 {
		return account.Belonging{}, false
	}
	return a.belongings[i], true
}

// aheadShell reads what the shell of a signed-in reader's page needs. A page with
// reads of its own runs it beside them (together); otherwise Page does.
func (v *Visit) aheadShell() error {
	a := v.around
	if a.known || !v.Who.IsSignedIn() {
		return nil
	}
	a.known = true
	return v.together(
		func(v *Visit) (err error) { a.belongings, err = v.face.Accounts.Belongings(v.Ctx, v.Who); return err },
		func(v *Visit) (err error) { a.unread, err = v.face.Unread(v.Ctx, v.Who); return err },
	)
}

func hatValue(role string, organisation id.ID) string {
	return role + ":" + account.OrganisationID.Text(organisation)
}

// here is the page's own path and query, without a language switch.
func (v *Visit) here() string {
	if v.R.Method != http.MethodGet {
		if ref, err := url.Parse(v.R.Referer()); err == nil && strings.HasPrefix(ref.Path, "/") {
			return LocalPath(ref.RequestURI(), "/")
		}
		return "/"
	}
	q := v.R.URL.Query()
	q.Del("lang")
	if len(q) == 0 {
		return v.R.URL.Path
	}
	return v.R.URL.Path + "?" + q.Encode()
}

func (f *Face) footer(v *Visit) []part.Link {
	links := []part.Link{{Label: i18n.T(v.Ctx, "faq.title"), Href: "/faq"}, {Label: i18n.T(v.Ctx, "guides.title"), Href: "/guides"},
		{Label: i18n.T(v.Ctx, "nav.pricing"), Href: "/pricing"}, {Label: i18n.T(v.Ctx, "nav.terms"), Href: "/terms"},
		{Label: i18n.T(v.Ctx, "agreement.title"), Href: "/agreement"}, {Label: i18n.T(v.Ctx, "nav.news"), Href: "/news"},
		{Label: i18n.T(v.Ctx, "nav.api"), Href: "/api/docs"}}
	if f.Kit {
		links = append(links, part.Link{Label: i18n.T(v.Ctx, "nav.kit"), Href: "/kit"})
	}
	if f.Contact != "" {
		links = append(links, part.Link{Label: i18n.T(v.Ctx, "nav.contact"), Href: "mailto:" + f.Contact})
	}
	return links
}
