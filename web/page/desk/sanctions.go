package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/sanctions"
	"guildhall/web/part"
)

// Sanctions is the lists that names are compared with, and the matches.
type Sanctions struct {
	State   flow.State
	Rows    []SanctionsRow
	Wait    int64
	Pages   part.Pagination
	Now     since
	Sandbox bool
	Lists   []SanctionsList
	Load    part.Form
}

// SanctionsRow is a match with the name of the party as the house knows it now.
type SanctionsRow struct {
	sanctions.Match
	Called string
}

// SanctionsList is a list with what may be done about it.
type SanctionsList struct {
	sanctions.List
	Retire Deed
}

// SanctionsMatch is one match, to be decided.
type SanctionsMatch struct {
	sanctions.Match
	Called string
	Href   string // of the party
	Stands bool   // whether the entry is on a list in force
	Judge  string // who decided last
	Deeds  []Deed
}

var (
	matchTones = map[flow.State]part.Tone{sanctions.Open: part.Wait, sanctions.Different: part.Good, sanctions.Same: part.Bad}
	listTones  = map[flow.State]part.Tone{sanctions.Loading: part.Wait, sanctions.Comparing: part.Wait, sanctions.Current: part.Good, sanctions.Failed: part.Bad}
)

// matchLate is how long a match may wait for the desk: money waits with it.
const matchLate = 24 * time.Hour

func (p Sanctions) tabs(ctx context.Context) part.Tabs {
	t := part.Tabs{Label: say(ctx, "desk.col.state")}
	for _, s := range []flow.State{sanctions.Open, sanctions.Same, sanctions.Different} {
		one := part.Tab{Label: say(ctx, "sanctions_match.state."+string(s)), Href: "/desk/sanctions?state=" + string(s), Current: p.State == s}
		if s == sanctions.Open {
			one.Count = int(p.Wait)
		}
		t.List = append(t.List, one)
	}
	return t
}

func (p Sanctions) list(ctx context.Context) part.List {
	t := part.Table{Caption: say(ctx, "desk.sanctions"), Quiet: true, Cols: []part.Col{{Label: say(ctx, "sanctions.ours"), Bare: true},
		{Label: say(ctx, "sanctions.theirs")}, {Label: say(ctx, "sanctions.list")}, {Label: say(ctx, "sanctions.score"), Num: true}, {Label: say(ctx, "desk.col.since")}}}
	for _, row := range p.Rows {
		t.Rows = append(t.Rows, part.Row{Href: "/desk/sanctions/" + sanctions.MatchID.Text(row.ID), Cells: []templ.Component{
			text(titled(ctx, row.Called)), text(row.Name), text(row.Code), number(percent(row.Score)),
			waits(since{At: row.Since, Late: row.State == sanctions.Open && p.Now.At.Sub(row.Since) > matchLate})}})
	}
	return part.List{Table: t, Pages: p.Pages, None: part.EmptyState{Icon: "shield-check", Title: say(ctx, "desk.sanctions.none"), Text: say(ctx, "desk.sanctions.none.text")}}
}

func percent(score float64) string { return strconv.FormatFloat(score*100, 'f', 0, 64) + " %" }

// progress says how far the comparing with a list is.
func (l SanctionsList) progress(ctx context.Context) string {
	switch l.State {
	case sanctions.Comparing:
		return say(ctx, "sanctions.progress", "Done", i18n.Number(min(l.Looked, l.Total)), "All", i18n.Number(l.Total))
	case sanctions.Current:
		return say(ctx, "sanctions.done", "Count", int(l.Looked), "Matches", i18n.Number(l.Matches))
	}
	return ""
}

// oddLines names the lines that gave no entry.
func (l SanctionsList) oddLines(ctx context.Context) []string {
	var list []string
	for _, o := range l.Odd {
		list = append(list, say(ctx, "sanctions.odd.line", "Line", i18n.Number(int64(o.Line)), "Why", say(ctx, "screen.odd."+o.Why)))
	}
	return list
}

func (m SanctionsMatch) ours(ctx context.Context) []part.Fact {
	return []part.Fact{
		{Label: say(ctx, "sanctions.name"), Text: titled(ctx, m.Said.Name)},
		{Label: say(ctx, "sanctions.called"), Value: link(m.Href, titled(ctx, m.Called))},
		{Label: say(ctx, "sanctions.kind"), Text: say(ctx, "sanctions.kind."+m.Party.Kind)},
		{Label: say(ctx, "sanctions.born"), Text: known(ctx, m.Said.Born)},
		{Label: say(ctx, "sanctions.country"), Text: known(ctx, country(ctx, m.Said.Country))},
	}
}

func (m SanctionsMatch) theirs(ctx context.Context) []part.Fact {
	e := m.Entry
	names := append([]string{e.Name}, e.Aliases...)
	var countries []string
	for _, c := range e.Countries {
		if len(c) == 2 {
			c = country(ctx, c)
		}
		countries = append(countries, c)
	}
	return []part.Fact{
		{Label: say(ctx, "sanctions.name"), Text: m.Name},
		{Label: say(ctx, "sanctions.names"), Text: strings.Join(names, " · ")},
		{Label: say(ctx, "sanctions.list"), Text: m.Code + " " + e.ID},
		{Label: say(ctx, "sanctions.born"), Text: known(ctx, strings.Join(e.Born, ", "))},
		{Label: say(ctx, "sanctions.country"), Text: known(ctx, strings.Join(countries, ", "))},
		{Label: say(ctx, "sanctions.programme"), Text: known(ctx, e.Programme)},
	}
}

func (m SanctionsMatch) why(ctx context.Context) string {
	var all []string
	for _, w := range m.Why {
		all = append(all, say(ctx, "screen.why."+string(w)))
	}
	return strings.Join(all, " · ")
}

func known(ctx context.Context, s string) string {
	if s == "" {
		return say(ctx, "sanctions.unknown")
	}
	return s
}

// PartyHref is where the desk shows a party.
func PartyHref(p sanctions.Party) string {
	if p.Kind == sanctions.Person {
		return "/desk/people/" + account.PersonID.Text(p.ID)
	}
	return "/desk/organisations/" + account.OrganisationID.Text(p.Organisation)
}
