package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/market/country"
)

// Country is how a country stands for sellers.
type Country struct {
	Country  string `json:"country" doc:"ISO 3166-1"`
	State    string `json:"state" enum:"open,announced,closed"`
	WaitsFor string `json:"waits_for,omitempty" enum:"clock"`
	Since    string `json:"state_since,omitempty" format:"date-time" doc:"Left out while nobody has decided about it"`
	OpensOn  string `json:"opens_on,omitempty" format:"date"`
	Waiting  *int64 `json:"waiting,omitempty" doc:"How many want to be told; for operators"`
}

// NewsLine is one published line.
type NewsLine struct {
	ID      string `json:"id"`
	Kind    string `json:"kind" enum:"opened,announced"`
	Country string `json:"country"`
	OpensOn string `json:"opens_on,omitempty" format:"date"`
	At      string `json:"at" format:"date-time"`
}

func countryOf(s country.Standing, operator bool) Country {
	out := Country{Country: s.Country, State: string(s.State), WaitsFor: string(country.Flow.WaitsFor(s.State)), Since: instant(s.Since)}
	if s.State == country.Announced {
		out.OpensOn = s.OpensOn
	}
	if operator {
		out.Waiting = &s.Waiting
	}
	return out
}

func (f *Face) oneCountry(ctx context.Context, code string) (Country, error) {
	s, err := f.Countries.Find(ctx, f.DB, code)
	if err != nil {
		return Country{}, err
	}
	s.Waiting, err = country.WaitingFor(ctx, f.DB, code)
	return countryOf(s, true), err
}

func (f *Face) countryOperations(api huma.API) {
	add(f, api, Op{ID: "listCountries", Method: "GET", Path: "/countries", Tag: "experts", Scope: "experts:read", Summary: "Which countries are open to sellers"},
		func(ctx context.Context, _ *struct{}) (*Out[List[Country]], error) {
			list, err := f.Countries.All(ctx, f.DB)
			out := List[Country]{Items: []Country{}}
			for _, s := range list {
				out.Items = append(out.Items, countryOf(s, Who(ctx).IsOperator()))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "listNews", Method: "GET", Path: "/news", Tag: "experts", Scope: "experts:read", Summary: "What was published, newest first"},
		func(ctx context.Context, in *Paging) (*Out[List[NewsLine]], error) {
			before, err := after(in.Cursor, country.NewsID)
			if err != nil {
				return nil, err
			}
			list, err := country.Newest(ctx, f.DB, before, in.Limit+1)
			out := List[NewsLine]{Items: []NewsLine{}}
			for i, n := range list {
				if i == in.Limit {
					out.Next = next(true, out.Items[i-1].ID)
					break
				}
				out.Items = append(out.Items, NewsLine{ID: country.NewsID.Text(n.ID), Kind: n.Kind, Country: n.Country, OpensOn: n.OpensOn, At: instant(n.At)})
			}
			return ok(out, err)
		})
	decide := func(operation, path, summary string, do func(ctx context.Context, in country.Input) error) {
		add(f, api, Op{ID: operation, Method: "POST", Path: "/desk/countries/{country}" + path, Tag: "desk", Scope: "desk:write", Summary: summary},
			func(ctx context.Context, in *struct {
				Country string `path:"country" maxLength:"2" doc:"ISO 3166-1, such as JP"`
			}) (*Out[Country], error) {
				if err := do(ctx, country.Input{Country: in.Country}); err != nil {
					return nil, err
				}
				return ok(f.oneCountry(ctx, in.Country))
			})
	}
	decide("openCountry", "/open", "Let sellers of a country register", func(ctx context.Context, in country.Input) error {
		return f.Countries.OpenUp(ctx, Who(ctx), in)
	})
	decide("closeCountry", "/close", "Let no more sellers of a country register", func(ctx context.Context, in country.Input) error {
		return f.Countries.CloseDown(ctx, Who(ctx), in)
	})
	add(f, api, Op{ID: "announceCountry", Method: "POST", Path: "/desk/countries/{country}/announce", Tag: "desk", Scope: "desk:write", Summary: "Publish that a country will open"},
		func(ctx context.Context, in *struct {
			Country string `path:"country" maxLength:"2" doc:"ISO 3166-1, such as JP"`
			Body    struct {
				OpensOn string `json:"opens_on,omitempty" maxLength:"10" doc:"The day, in the house's zone; it opens by itself then"`
			}
		}) (*Out[Country], error) {
			if err := f.Countries.Announce(ctx, Who(ctx), country.Input{Country: in.Country, OpensOn: in.Body.OpensOn}); err != nil {
				return nil, err
			}
			return ok(f.oneCountry(ctx, in.Country))
		})
}
