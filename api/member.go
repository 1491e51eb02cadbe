package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// Member is somebody who belongs to an organisation, as the others there see them.
type Member struct {
	Person       string       `json:"person"`
	Name         string       `json:"name"`
	Role         account.Role `json:"role" enum:"owner,admin,member,billing,viewer"`
	MayPropose   bool         `json:"may_propose"`
	MayAccess    bool         `json:"may_access"`
	WriteSelf    bool         `json:"may_write_self"`
	WriteCompany bool         `json:"may_write_company"`
	DefaultVoice string       `json:"default_voice" enum:"self,company"`
}

// MemberBody is a member's role, switches and default voice, all of them.
type MemberBody struct {
	Role         account.Role `json:"role" enum:"owner,admin,member,billing,viewer"`
	MayPropose   bool         `json:"may_propose"`
	MayAccess    bool         `json:"may_access"`
	WriteSelf    bool         `json:"may_write_self"`
	WriteCompany bool         `json:"may_write_company"`
	DefaultVoice string       `json:"default_voice" enum:"self,company"`
}

// ByMember is an operation on one member.
type ByMember struct {
	ID     string `path:"id" maxLength:"64"`
	Person string `path:"person" maxLength:"64"`
}

func (b ByMember) parse() (organisation, person id.ID, err error) {
	if organisation, err = parseID(b.ID, account.OrganisationID); err != nil {
		return
	}
	person, err = parseID(b.Person, account.PersonID)
	return
}

func member(c account.Colleague) Member {
	return Member{Person: account.PersonID.Text(c.Person), Name: c.Name, Role: c.Role, MayPropose: c.MayPropose, MayAccess: c.MayAccess,
		WriteSelf: c.MayWriteSelf, WriteCompany: c.MayWriteCompany, DefaultVoice: c.DefaultVoice}
}

func (f *Face) members(ctx context.Context, organisation id.ID) (List[Member], error) {
	_, list, err := f.Accounts.Colleagues(ctx, Who(ctx), organisation)
	out := List[Member]{Items: []Member{}}
	for _, c := range list {
		out.Items = append(out.Items, member(c))
	}
	return out, err
}

// onOrganisation registers a deed on one organisation that has no input.
func (f *Face) onOrganisation(api huma.API, op, path, summary string, deed func(context.Context, policy.Actor, id.ID) error) {
	add(f, api, Op{ID: op, Method: "POST", Path: "/organisations/{id}/" + path, Tag: "organisations", Scope: "account:write", Status: 204, Summary: summary},
		func(ctx context.Context, in *ByID) (*Done, error) {
			o, err := in.Parse(account.OrganisationID)
			if err != nil {
				return nil, err
			}
			return done(deed(ctx, Who(ctx), o))
		})
}

func (f *Face) memberOperations(api huma.API) {
	add(f, api, Op{ID: "listMembers", Method: "GET", Path: "/organisations/{id}/members", Tag: "organisations", Scope: "account:read", Summary: "Who belongs to an organisation"},
		func(ctx context.Context, in *ByID) (*Out[List[Member]], error) {
			o, err := in.Parse(account.OrganisationID)
			if err != nil {
				return nil, err
			}
			return ok(f.members(ctx, o))
		})
	add(f, api, Op{ID: "updateMember", Method: "PUT", Path: "/organisations/{id}/members/{person}", Tag: "organisations", Scope: "account:write",
		Summary: "Set a member's role, switches and voice"},
		func(ctx context.Context, in *struct {
			ByMember
			Body MemberBody
		}) (*Out[List[Member]], error) {
			o, person, err := in.parse()
			if err != nil {
				return nil, err
			}
			b := in.Body
			err = f.Accounts.ChangeMember(ctx, Who(ctx), o, person, account.MemberInput{Role: b.Role, MayPropose: b.MayPropose, MayAccess: b.MayAccess,
				MayWriteSelf: b.WriteSelf, MayWriteCompany: b.WriteCompany, DefaultVoice: b.DefaultVoice})
			if err != nil {
				return nil, err
			}
			return ok(f.members(ctx, o))
		})
	add(f, api, Op{ID: "removeMember", Method: "DELETE", Path: "/organisations/{id}/members/{person}", Tag: "organisations", Scope: "account:write", Status: 204, Summary: "Remove a member"},
		func(ctx context.Context, in *ByMember) (*Done, error) {
			o, person, err := in.parse()
			if err != nil {
				return nil, err
			}
			return done(f.Accounts.RemoveMember(ctx, Who(ctx), o, person))
		})
	add(f, api, Op{ID: "handOverOrganisation", Method: "POST", Path: "/organisations/{id}/members/{person}/hand-over", Tag: "organisations", Scope: "account:write", Status: 204,
		Summary: "Make a member the owner, and yourself an admin"},
		func(ctx context.Context, in *ByMember) (*Done, error) {
			o, person, err := in.parse()
			if err != nil {
				return nil, err
			}
			return done(f.Accounts.HandOver(ctx, Who(ctx), o, person))
		})
}
