package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// Invitation asks somebody to become a member.
type Invitation struct {
	ID               string       `json:"id"`
	State            string       `json:"state" enum:"sent,accepted,declined,withdrawn,expired"`
	WaitsFor         string       `json:"waits_for,omitempty"`
	Organisation     string       `json:"organisation,omitempty" doc:"Absent for an invitation to run the house"`
	OrganisationName string       `json:"organisation_name,omitempty"`
	Email            string       `json:"email,omitempty"`
	Role             account.Role `json:"role"`
	InvitedBy        string       `json:"invited_by,omitempty"`
	Sent             string       `json:"sent_at" format:"date-time"`
	Deadline         string       `json:"deadline,omitempty" format:"date-time"`
}

func invitation(i account.Invitation) Invitation {
	return Invitation{ID: account.InvitationID.Text(i.ID), State: string(i.State), WaitsFor: string(account.InvitationFlow.WaitsFor(i.State)),
		Organisation: account.OrganisationID.Text(i.Organisation), OrganisationName: i.OrganisationName, Email: account.ShownEmail(i.Email),
		Role: i.Role, InvitedBy: i.InviterName, Sent: instant(i.MadeAt), Deadline: instant(i.Deadline)}
}

func invitations(list []account.Invitation, err error) (*Out[List[Invitation]], error) {
	out := List[Invitation]{Items: []Invitation{}}
	for _, i := range list {
		out.Items = append(out.Items, invitation(i))
	}
	return ok(out, err)
}

func (f *Face) invitationOperations(api huma.API) {
	add(f, api, Op{ID: "listInvitations", Method: "GET", Path: "/organisations/{id}/invitations", Tag: "organisations", Scope: "account:read", Summary: "Invitations of an organisation you manage"},
		func(ctx context.Context, in *ByID) (*Out[List[Invitation]], error) {
			o, err := in.Parse(account.OrganisationID)
			if err != nil {
				return nil, err
			}
			return invitations(f.Accounts.Invitations(ctx, Who(ctx), o))
		})
	add(f, api, Op{ID: "listMyInvitations", Method: "GET", Path: "/me/invitations", Tag: "account", Scope: "account:read", Summary: "Open invitations to you"},
		func(ctx context.Context, _ *struct{}) (*Out[List[Invitation]], error) {
			return invitations(f.Accounts.MyInvitations(ctx, Who(ctx)))
		})
	add(f, api, Op{ID: "inviteMember", Method: "POST", Path: "/organisations/{id}/invitations", Tag: "organisations", Scope: "account:write", Status: 201, Summary: "Invite somebody by mail"},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Email string       `json:"email" maxLength:"2000"`
				Role  account.Role `json:"role" enum:"admin,member,billing,viewer"`
			}
		}) (*Out[Made], error) {
			o, err := in.Parse(account.OrganisationID)
			if err != nil {
				return nil, err
			}
			made, err := f.Accounts.InviteMember(ctx, Who(ctx), account.Invite{Organisation: o, Email: in.Body.Email, Role: in.Body.Role,
				Lang: string(i18n.From(ctx).Lang)})
			return ok(Made{account.InvitationID.Text(made)}, err)
		})
	for _, deed := range []struct {
		op, path, summary string
		do                func(context.Context, policy.Actor, id.ID) error
	}{
		{"acceptInvitation", "accept", "Accept an invitation to you", f.Accounts.AcceptInvitation},
		{"declineInvitation", "decline", "Decline an invitation to you", f.Accounts.DeclineInvitation},
		{"withdrawInvitation", "withdraw", "Take an invitation back", f.Accounts.WithdrawInvitation},
	} {
		add(f, api, Op{ID: deed.op, Method: "POST", Path: "/invitations/{id}/" + deed.path, Tag: "organisations", Scope: "account:write", Status: 204, Summary: deed.summary},
			func(ctx context.Context, in *ByID) (*Done, error) {
				i, err := in.Parse(account.InvitationID)
				if err != nil {
					return nil, err
				}
				return done(deed.do(ctx, Who(ctx), i))
			})
	}
}
