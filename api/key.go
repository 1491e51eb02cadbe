package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/market/account"
)

// Key is an API key, without the key itself.
type Key struct {
	ID           string   `json:"id"`
	State        string   `json:"state" enum:"active,revoked"`
	Name         string   `json:"name"`
	Hint         string   `json:"hint" doc:"Its last four characters"`
	Organisation string   `json:"organisation"`
	Scopes       []string `json:"scopes"`
	Made         string   `json:"made_at" format:"date-time"`
	LastUsed     string   `json:"last_used_at,omitempty" format:"date-time"`
	Ends         string   `json:"ends_at" format:"date-time"`
}

// MadeKey is a key just made.
type MadeKey struct {
	ID  string `json:"id"`
	Key string `json:"key,omitempty" doc:"Shown this once; absent when the operation is repeated with its Idempotency-Key"`
}

func (f *Face) keyOperations(api huma.API) {
	add(f, api, Op{ID: "listApiKeys", Method: "GET", Path: "/me/keys", Tag: "account", Scope: "account:read", Summary: "Your API keys"},
		func(ctx context.Context, _ *struct{}) (*Out[List[Key]], error) {
			list, err := f.Accounts.Keys(ctx, Who(ctx))
			out := List[Key]{Items: []Key{}}
			for _, k := range list {
				out.Items = append(out.Items, Key{ID: account.KeyID.Text(k.ID), State: string(k.State), Name: k.Name, Hint: k.Hint,
					Organisation: account.OrganisationID.Text(k.Organisation), Scopes: k.Scopes, Made: instant(k.MadeAt), LastUsed: instant(k.UsedAt), Ends: instant(k.EndsAt)})
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "createApiKey", Method: "POST", Path: "/me/keys", Tag: "account", Scope: "account:write", Status: 201, Summary: "Make an API key",
		Detail: "For the organisation you act for. A key makes no key that may do more than itself." + asksProof},
		func(ctx context.Context, in *struct {
			Body struct {
				Name   string   `json:"name" maxLength:"2000" doc:"For yourself: what it is for, at most 60 characters"`
				Scopes []string `json:"scopes" maxItems:"32" doc:"account, experts, requests, conversations, deals, payments, payouts or desk (operators), each with :read or :write" example:"[\"requests:write\"]"`
				Days   int      `json:"days" minimum:"1" maximum:"365" doc:"How long it works"`
			}
		}) (*Out[MadeKey], error) {
			made, err := f.Accounts.MakeKey(ctx, Who(ctx), account.NewKey{Name: in.Body.Name, Scopes: in.Body.Scopes, Days: in.Body.Days})
			return ok(MadeKey{ID: account.KeyID.Text(made.ID), Key: made.Token.Reveal()}, err)
		})
	add(f, api, Op{ID: "revokeApiKey", Method: "POST", Path: "/me/keys/{id}/revoke", Tag: "account", Scope: "account:write", Status: 204, Summary: "Revoke an API key"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			key, err := in.Parse(account.KeyID)
			if err != nil {
				return nil, err
			}
			return done(f.Accounts.RevokeKey(ctx, Who(ctx), key))
		})
}
