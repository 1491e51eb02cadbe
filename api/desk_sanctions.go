package api

import (
	"bytes"
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/screen"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/sanctions"
)

// SanctionsList is a list as it was loaded.
type SanctionsList struct {
	ID       string       `json:"id"`
	State    string       `json:"state" enum:"loading,comparing,current,replaced,retired,failed"`
	WaitsFor string       `json:"waits_for,omitempty" enum:"system"`
	Code     string       `json:"code" doc:"What the operator calls it"`
	Format   string       `json:"format" enum:"house,ofsi,eu,eu_xml,un,ofac,ofac_xml"`
	Entries  int64        `json:"entries"`
	Odds     int64        `json:"odd_lines" doc:"Lines that gave no entry"`
	Odd      []screen.Odd `json:"odd" doc:"The first of them"`
	Total    int64        `json:"parties" doc:"People and companies to compare with it"`
	Looked   int64        `json:"compared" doc:"Of them, so far"`
	Matches  int64        `json:"matches" doc:"Raised while comparing"`
	Made     string       `json:"made_at" format:"date-time"`
}

// SanctionsMatch is a party whose name is near an entry's.
type SanctionsMatch struct {
	ID       string         `json:"id"`
	State    string         `json:"state" enum:"open,different,same"`
	WaitsFor string         `json:"waits_for,omitempty" enum:"operator"`
	Since    string         `json:"state_since" format:"date-time"`
	Kind     string         `json:"kind" enum:"person,company,owner"`
	Party    string         `json:"party" doc:"The id of the person or of the organisation"`
	Said     Compared       `json:"compared" doc:"Blank once erased"`
	List     string         `json:"list" doc:"The code of the list"`
	Entry    SanctionsEntry `json:"entry"`
	Name     string         `json:"name" doc:"Of the entry, that fits best"`
	Score    float64        `json:"score" doc:"0 to 1; 1 for an equal name"`
	Why      []string       `json:"why"`
	Reason   string         `json:"reason,omitempty" doc:"Of the desk, once decided"`
}

// Compared is what was compared of a party.
type Compared struct {
	Name    string `json:"name"`
	Born    string `json:"born,omitempty"`
	Country string `json:"country,omitempty"`
}

// SanctionsEntry is one person or organisation of a list.
type SanctionsEntry struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Aliases   []string `json:"aliases"`
	Born      []string `json:"born"`
	Countries []string `json:"countries"`
	Programme string   `json:"programme,omitempty"`
}

func sanctionsListOf(l sanctions.List) SanctionsList {
	return SanctionsList{ID: sanctions.ListID.Text(l.ID), State: string(l.State), WaitsFor: string(sanctions.ListFlow.WaitsFor(l.State)), Code: l.Code, Format: l.Format, Entries: l.Entries,
		Odds: l.Odds, Odd: append([]screen.Odd{}, l.Odd...), Total: l.Total, Looked: l.Looked, Matches: l.Matches, Made: instant(l.MadeAt)}
}

func sanctionsMatchOf(m sanctions.Match) SanctionsMatch {
	party := account.PersonID.Text(m.Party.ID)
	if m.Party.Kind != sanctions.Person {
		party = account.OrganisationID.Text(m.Organisation)
	}
	out := SanctionsMatch{ID: sanctions.MatchID.Text(m.ID), State: string(m.State), WaitsFor: string(sanctions.MatchFlow.WaitsFor(m.State)), Since: instant(m.Since), Kind: m.Party.Kind, Party: party,
		Said: Compared(m.Said), List: m.Code, Name: m.Name, Score: m.Score, Why: []string{}, Reason: m.Reason,
		Entry: SanctionsEntry{ID: m.Entry.ID, Name: m.Entry.Name, Aliases: append([]string{}, m.Entry.Aliases...), Born: append([]string{}, m.Entry.Born...),
			Countries: append([]string{}, m.Entry.Countries...), Programme: m.Entry.Programme}}
	for _, w := range m.Why {
		out.Why = append(out.Why, string(w))
	}
	return out
}

// SanctionsFile is the bytes of a list.
type SanctionsFile struct {
	Code    string `path:"code" maxLength:"20" doc:"What you call the list: capital letters, digits and hyphens. One with the same code is replaced"`
	RawBody []byte `contentType:"application/octet-stream"`
}

func (f *Face) sanctionsOperations(api huma.API) {
	add(f, api, Op{ID: "getMoneyHold", Method: "GET", Path: "/money/hold", Tag: "payments", Scope: "payments:read", Summary: "Whether the organisation's money waits for a check which the law asks for",
		Detail: "Charges and payouts wait meanwhile and go on by themselves. Nothing has to be done."},
		func(ctx context.Context, _ *struct{}) (*Out[MoneyHold], error) {
			who := Who(ctx)
			if _, err := account.Hat(ctx, f.DB, who); err != nil {
				return nil, err
			}
			held, err := f.Sanctions.Held(ctx, f.DB, who.Organisation)
			return ok(MoneyHold{Held: len(held) > 0}, err)
		})
	add(f, api, Op{ID: "listSanctionsLists", Method: "GET", Path: "/desk/sanctions/lists", Tag: "desk", Scope: "desk:read", Summary: "The sanctions lists that were loaded, newest first"},
		func(ctx context.Context, _ *struct{}) (*Out[List[SanctionsList]], error) {
			list, err := sanctions.Lists(ctx, f.DB, 100)
			out := List[SanctionsList]{Items: []SanctionsList{}}
			for _, l := range list {
				out.Items = append(out.Items, sanctionsListOf(l))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "loadSanctionsList", Method: "PUT", Path: "/desk/sanctions/lists/{code}", Tag: "desk", Scope: "desk:write", BytesMax: sanctions.FileMax + 1,
		Summary: "Load a sanctions list",
		Detail:  "The file of the United Nations (XML), of the European Union (XML or CSV), of the United States (SDN.XML, or SDN.CSV), of the United Kingdom (CSV), or a CSV with the columns id, name, aliases, born, country, programme. Everybody is then compared with it."},
		func(ctx context.Context, in *SanctionsFile) (*Out[SanctionsList], error) {
			l, err := f.Sanctions.Load(ctx, Who(ctx), sanctions.LoadInput{Code: strings.Clone(in.Code), File: bytes.NewReader(in.RawBody)}, nil)
			return ok(sanctionsListOf(l), err)
		})
	add(f, api, Op{ID: "retireSanctionsList", Method: "POST", Path: "/desk/sanctions/lists/{id}/retire", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Compare with a list no more",
		Detail: "Matches that it raised stay."},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			list, err := in.Parse(sanctions.ListID)
			if err != nil {
				return nil, err
			}
			return done(f.Sanctions.Retire(ctx, Who(ctx), list, in.Body.Reason))
		})
	add(f, api, Op{ID: "searchSanctionsMatches", Method: "GET", Path: "/desk/sanctions/matches", Tag: "desk", Scope: "desk:read",
		Summary: "People and companies whose names are near one on a list", Detail: "Open ones oldest first, others newest first."},
		func(ctx context.Context, in *struct {
			State  string `query:"state" enum:"open,different,same"`
			Cursor string `query:"cursor" maxLength:"64"`
			Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
		}) (*Out[List[SanctionsMatch]], error) {
			from, err := after(in.Cursor, sanctions.MatchID)
			if err != nil {
				return nil, err
			}
			list, err := sanctions.Matches(ctx, f.DB, flow.State(in.State), from, in.Limit)
			out := List[SanctionsMatch]{Items: []SanctionsMatch{}}
			for _, m := range list[:min(len(list), in.Limit)] {
				out.Items = append(out.Items, sanctionsMatchOf(m))
				out.Next = next(len(list) > in.Limit, sanctions.MatchID.Text(m.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "getSanctionsMatch", Method: "GET", Path: "/desk/sanctions/matches/{id}", Tag: "desk", Scope: "desk:read", Summary: "One of them"},
		func(ctx context.Context, in *ByID) (*Out[SanctionsMatch], error) {
			match, err := in.Parse(sanctions.MatchID)
			if err != nil {
				return nil, err
			}
			m, err := sanctions.FindMatch(ctx, f.DB, match)
			return ok(sanctionsMatchOf(m), err)
		})
	judge := func(op, path, summary, detail string, do func(context.Context, policy.Actor, sanctions.JudgeInput) error) {
		add(f, api, Op{ID: op, Method: "POST", Path: "/desk/sanctions/matches/{id}/" + path, Tag: "desk", Scope: "desk:write", Status: 204, Summary: summary, Detail: detail},
			func(ctx context.Context, in *ByReason) (*Done, error) {
				match, err := in.Parse(sanctions.MatchID)
				if err != nil {
					return nil, err
				}
				return done(do(ctx, Who(ctx), sanctions.JudgeInput{Match: match, Reason: in.Body.Reason}))
			})
	}
	judge("clearSanctionsMatch", "clear", "Decide that the two are different", "Money that waited goes on. The pair is asked about again when either name changes.", f.Sanctions.Clear)
	judge("confirmSanctionsMatch", "confirm", "Decide that the two are the same", "Money stays held until it is decided otherwise.", f.Sanctions.Confirm)
}

// MoneyHold tells whether money waits.
type MoneyHold struct {
	Held bool `json:"held"`
}
