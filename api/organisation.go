package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/market/account"
)

// Organisation is one the caller belongs to.
type Organisation struct {
	ID           string       `json:"id"`
	Kind         string       `json:"kind" enum:"personal,company"`
	Name         string       `json:"name"`
	Country      string       `json:"country,omitempty" doc:"ISO 3166-1 alpha-2"`
	State        string       `json:"state"`
	Role         account.Role `json:"role" enum:"owner,admin,member,billing,viewer"`
	MayPropose   bool         `json:"may_propose"`
	MayAccess    bool         `json:"may_access"`
	WriteSelf    bool         `json:"may_write_self"`
	WriteCompany bool         `json:"may_write_company"`
	DefaultVoice string       `json:"default_voice" enum:"self,company"`
}

// OrganisationBody is what an organisation is made or changed with.
type OrganisationBody struct {
	Name    string `json:"name" maxLength:"2000"`
	Country string `json:"country,omitempty" maxLength:"2" doc:"ISO 3166-1 alpha-2, or empty"`
}

func organisation(b account.Belonging) Organisation {
	o, m := b.Organisation, b.Membership
	return Organisation{ID: account.OrganisationID.Text(o.ID), Kind: o.Kind, Name: o.Name, Country: o.Country, State: string(o.State), Role: m.Role,
		MayPropose: m.MayPropose, MayAccess: m.MayAccess, WriteSelf: m.MayWriteSelf, WriteCompany: m.MayWriteCompany, DefaultVoice: m.DefaultVoice}
}

func (f *Face) organisation(ctx context.Context, organisationID id.ID) (Organisation, error) {
	b, _, err := f.Accounts.Colleagues(ctx, Who(ctx), organisationID)
	return organisation(b), err
}

func (f *Face) organisationOperations(api huma.API) {
	add(f, api, Op{ID: "listOrganisations", Method: "GET", Path: "/organisations", Tag: "organisations", Scope: "account:read", Summary: "Where you belong"},
		func(ctx context.Context, _ *struct{}) (*Out[List[Organisation]], error) {
			list, err := f.Accounts.Belongings(ctx, Who(ctx))
			out := List[Organisation]{Items: []Organisation{}}
			for _, b := range list {
				out.Items = append(out.Items, organisation(b))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "getOrganisation", Method: "GET", Path: "/organisations/{id}", Tag: "organisations", Scope: "account:read", Summary: "One organisation of yours"},
		func(ctx context.Context, in *ByID) (*Out[Organisation], error) {
			o, err := in.Parse(account.OrganisationID)
			if err != nil {
				return nil, err
			}
			return ok(f.organisation(ctx, o))
		})
	add(f, api, Op{ID: "createOrganisation", Method: "POST", Path: "/organisations", Tag: "organisations", Scope: "account:write", Status: 201, Summary: "Make a company"},
		func(ctx context.Context, in *struct{ Body OrganisationBody }) (*Out[Organisation], error) {
			made, err := f.Accounts.MakeCompany(ctx, Who(ctx), account.OrganisationInput(in.Body))
			if err != nil {
				return nil, err
			}
			return ok(f.organisation(ctx, made))
		})
	add(f, api, Op{ID: "updateOrganisation", Method: "PUT", Path: "/organisations/{id}", Tag: "organisations", Scope: "account:write", Summary: "Change name and country"},
		func(ctx context.Context, in *struct {
			ByID
			Body OrganisationBody
		}) (*Out[Organisation], error) {
			o, err := in.Parse(account.OrganisationID)
			if err != nil {
				return nil, err
			}
			if err := f.Accounts.ChangeOrganisation(ctx, Who(ctx), o, account.OrganisationInput(in.Body)); err != nil {
				return nil, err
			}
			return ok(f.organisation(ctx, o))
		})
	f.onOrganisation(api, "leaveOrganisation", "leave", "Leave a company", f.Accounts.Leave)
	f.onOrganisation(api, "closeOrganisation", "close", "Close a company for good", f.Accounts.CloseOrganisation)
	add(f, api, Op{ID: "setMyVoice", Method: "PUT", Path: "/organisations/{id}/voice", Tag: "organisations", Scope: "account:write", Summary: "Set your default voice"},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Voice string `json:"voice" enum:"self,company"`
			}
		}) (*Out[Organisation], error) {
			o, err := in.Parse(account.OrganisationID)
			if err != nil {
				return nil, err
			}
			who := Who(ctx)
			who.Organisation = o
			if err := f.Accounts.SetVoice(ctx, who, in.Body.Voice); err != nil {
				return nil, err
			}
			return ok(f.organisation(ctx, o))
		})
	f.memberOperations(api)
	f.invitationOperations(api)
}
