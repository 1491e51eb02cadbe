package help

import (
	"context"
	"strings"

	"guildhall/base/i18n"
)

// Guide is one page of /guides: its address below that, and its chapters. Its words
// are under "guide.<name>", the name being the address with a dash.
type Guide struct {
	Path     string
	Chapters []Chapter
}

// Chapter is an anchor and what is said. Under is where its words are when they are
// shared between guides; its own guide's otherwise.
type Chapter struct {
	ID, Under string
	Says      []Said
}

// Name is the guide's text key after "guide.".
func (g Guide) Name() string { return strings.ReplaceAll(g.Path, "/", "-") }

func (g Guide) under(c Chapter) string {
	if c.Under != "" {
		return "guide." + c.Under
	}
	return "guide." + g.Name() + "." + c.ID
}

func step(key string) Said  { return Said{Key: key, As: Step} }
func point(key string) Said { return Said{Key: key, As: Point} }
func table(key string) Said { return Said{Key: key, As: Table} }

var add = Chapter{ID: "add", Under: "roles.add", Says: []Said{step("1"), step("2"), step("3"), step("4"), step("5"), {Key: "no-mail", When: Not(Mail)}}}

// Guides are all of them, in the order of /guides.
var Guides = []Guide{
	{"customer/payouts", []Chapter{
		{ID: "before", Says: []Said{point("method"), point("choose"), point("kinds"), point("most")}},
		{ID: "way", Says: []Said{step("1"), step("2"), step("3"), step("4")}},
		{ID: "days", Says: []Said{table("methods"), {Key: "invoice"}}},
		{ID: "wrong", Says: []Said{{Key: "again", When: Mail}, {Key: "page", When: Not(Mail)}, {Key: "back", When: NotYet("refund")}}},
		{ID: "papers", Says: []Said{{Key: "invoice"}}},
	}},
	{"customer/roles", []Chapter{
		{ID: "who", Under: "roles.who", Says: []Said{{Key: "first"}, table("buying"), {Key: "read"}}},
		add,
		{ID: "apart", Says: []Said{{Key: "member"}, {Key: "mind"}, {Key: "access", When: NotYet("permissionRequest")}}},
		{ID: "limits", Under: "roles.limits", Says: []Said{{Key: "manage"}}},
	}},
	{"expert/payouts", []Chapter{
		{ID: "before", Says: []Said{step("account"), step("day"), {Key: "who"}, {Key: "need"}}},
		{ID: "way", Says: []Said{step("1"), step("2"), step("3"), step("4"), step("5")}},
		{ID: "days", Says: []Said{table("methods"), {Key: "own"}}},
		{ID: "why", Says: []Said{{Key: "open"}, table("why")}},
		{ID: "back", Says: []Said{{Key: "owe"}, {Key: "bank"}, {Key: "none"}}},
		{ID: "papers", Says: []Said{point("statement"), point("invoice"), {Key: "tax", When: NotYet("taxDocument")}}},
	}},
	{"expert/roles", []Chapter{
		{ID: "who", Under: "roles.who", Says: []Said{{Key: "first"}, table("selling"), {Key: "read"}}},
		add,
		{ID: "switches", Says: []Said{{Key: "lead"}, point("propose"), {Key: "access", When: NotYet("permissionRequest"), As: Point}, point("self"), point("company")}},
		{ID: "voices", Says: []Said{{Key: "each"}, {Key: "request"}, {Key: "seller"}}},
		{ID: "registration", Says: []Said{{Key: "once"}, {Key: "one"}}},
		{ID: "limits", Under: "roles.limits", Says: []Said{{Key: "manage"}}},
	}},
}

// Find gives a guide by its address.
func Find(path string) (Guide, bool) {
	for _, g := range Guides {
		if g.Path == path {
			return g, true
		}
	}
	return Guide{}, false
}

// Section is a chapter with what this house says in it.
type Section struct {
	ID, Title string
	Blocks    []Block
}

// Read gives a guide's chapters in the reader's language.
func (g Guide) Read(ctx context.Context, h House) []Section {
	var list []Section
	for _, c := range g.Chapters {
		list = append(list, Section{c.ID, i18n.T(ctx, g.under(c), h.Figures...), h.say(ctx, g.under(c), c.Says)})
	}
	return list
}
