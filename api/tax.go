package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/engine/flow"
	"guildhall/market/registration"
	"guildhall/market/tax"
	"guildhall/market/view"
)

// TaxNumber is a number of a seller that a register can confirm.
type TaxNumber struct {
	ID        string `json:"id"`
	Kind      string `json:"kind" doc:"vat:DE, jp-corporate, jp-invoice ..."`
	Ends      string `json:"ends" doc:"Its last four characters; the whole of it is sealed"`
	State     string `json:"state" enum:"unconfirmed,confirmed,by_hand,unknown,differs" doc:"Arithmetic alone is unconfirmed; differs: the register knows it under another name"`
	Register  string `json:"register,omitempty" doc:"Who was asked last"`
	Reference string `json:"reference,omitempty" doc:"The register's own for its answer"`
	Named     string `json:"named,omitempty" doc:"Whose it is by the register, where it tells"`
	AskedAt   string `json:"asked_at,omitempty" format:"date-time"`
}

// DeskTaxNumber is a number that nobody has confirmed.
type DeskTaxNumber struct {
	TaxNumber
	Organisation string `json:"organisation" doc:"Its name"`
	Registration string `json:"registration"`
}

// EvidenceBody is what was seen.
type EvidenceBody struct {
	Reason string `json:"reason" maxLength:"8000" doc:"The evidence, 3 to 1,000 characters"`
}

// IssuersLoaded says what came of loading the list of issuers of qualified invoices.
type IssuersLoaded struct {
	Lines int           `json:"lines" doc:"Lines that were read"`
	Kept  int           `json:"kept" doc:"Numbers that were written"`
	Odds  int           `json:"odd_lines" doc:"Lines that are none of the list's"`
	Odd   []tax.OddLine `json:"odd" doc:"The first of them"`
	Made  string        `json:"made_at,omitempty" format:"date-time"`
	Ended string        `json:"ended_at,omitempty" format:"date-time" doc:"Missing while it runs, or when it broke off"`
}

func issuersLoaded(l tax.Loaded) IssuersLoaded {
	return IssuersLoaded{Lines: l.Read, Kept: l.Kept, Odds: l.Odd, Odd: append([]tax.OddLine{}, l.Lines...)}
}

func (f *Face) taxOperations(api huma.API) {
	add(f, api, Op{ID: "listInvoiceIssuerLoads", Method: "GET", Path: "/desk/tax-issuers", Tag: "desk", Scope: "desk:read", Summary: "When the list of issuers of qualified invoices was loaded, newest first"},
		func(ctx context.Context, _ *struct{}) (*Out[List[IssuersLoaded]], error) {
			list, err := tax.Loads(ctx, f.DB, 100)
			out := List[IssuersLoaded]{Items: []IssuersLoaded{}}
			for _, l := range list {
				one := issuersLoaded(l.Loaded)
				one.Made, one.Ended = instant(l.MadeAt), instant(l.EndedAt)
				out.Items = append(out.Items, one)
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "loadInvoiceIssuers", Method: "PUT", Path: "/desk/tax-issuers", Tag: "desk", Scope: "desk:write", BytesMax: tax.IssuersFileMax + 1,
		Summary: "Load the list of issuers of qualified invoices",
		Detail:  "The file of Japan's National Tax Agency (CSV, UTF-8), the whole list or one of changes. What it says is written over what was there; sending it again changes nothing."},
		func(ctx context.Context, in *struct {
			RawBody []byte `contentType:"application/octet-stream"`
		}) (*Out[IssuersLoaded], error) {
			did, err := f.Tax.LoadIssuersFile(ctx, Who(ctx), in.RawBody)
			return ok(issuersLoaded(did), err)
		})
	add(f, api, Op{ID: "listMyTaxNumbers", Method: "GET", Path: "/seller/tax-numbers", Tag: "experts", Scope: "experts:read", Summary: "Numbers of the seller, and what a register said about them"},
		func(ctx context.Context, _ *struct{}) (*Out[List[TaxNumber]], error) {
			out := List[TaxNumber]{Items: []TaxNumber{}}
			g, err := registration.Of(ctx, f.DB, Who(ctx).Organisation)
			if fault.IsKind(err, fault.KindMissing) {
				return ok(out, nil)
			}
			if err != nil {
				return nil, err
			}
			list, err := tax.NumbersOf(ctx, f.DB, g.Organisation)
			for _, n := range list {
				out.Items = append(out.Items, TaxNumber{ID: tax.NumberID.Text(n.ID), Kind: n.Kind, Ends: n.Tail, State: string(n.State), Register: n.Register,
					Reference: n.Reference, Named: n.Named, AskedAt: instant(n.AskedAt)})
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "listTaxNumbers", Method: "GET", Path: "/desk/tax-numbers", Tag: "desk", Scope: "desk:read", Summary: "Numbers of sellers that nobody has confirmed, the oldest first"},
		func(ctx context.Context, in *struct {
			Paging
			State string `query:"state" enum:"unconfirmed,unknown,differs" doc:"Only these"`
			Words string `query:"q" maxLength:"200"`
		}) (*Out[List[DeskTaxNumber]], error) {
			from, err := after(in.Cursor, tax.NumberID)
			if err != nil {
				return nil, err
			}
			rows, more, err := view.DeskTaxNumbers(ctx, f.DB, flow.State(in.State), in.Words, from, in.Limit)
			out := List[DeskTaxNumber]{Items: []DeskTaxNumber{}}
			for _, n := range rows {
				out.Items = append(out.Items, DeskTaxNumber{TaxNumber: TaxNumber{ID: tax.NumberID.Text(n.ID), Kind: n.Kind, Ends: n.Tail, State: string(n.State),
					Register: n.Register, Named: n.Named, AskedAt: instant(n.AskedAt)}, Organisation: n.Organisation, Registration: registration.ID.Text(n.Registration)})
				out.Next = next(more, tax.NumberID.Text(n.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "vouchTaxNumber", Method: "POST", Path: "/desk/tax-numbers/{id}/vouch", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Confirm a number by hand, with evidence"},
		func(ctx context.Context, in *struct {
			ByID
			Body EvidenceBody
		}) (*Done, error) {
			n, err := in.Parse(tax.NumberID)
			if err != nil {
				return nil, err
			}
			return done(f.Tax.Vouch(ctx, Who(ctx), n, in.Body.Reason))
		})
}
