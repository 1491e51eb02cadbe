package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/market/account"
)

// Factor is a second factor, without its secret.
type Factor struct {
	ID       string `json:"id"`
	Kind     string `json:"kind" enum:"totp,passkey"`
	Name     string `json:"name,omitempty" doc:"The person's own word for it"`
	Made     string `json:"made_at" format:"date-time"`
	LastUsed string `json:"last_used_at,omitempty" format:"date-time"`
}

func (f *Face) factorOperations(api huma.API) {
	add(f, api, Op{ID: "listFactors", Method: "GET", Path: "/me/factors", Tag: "account", Scope: "account:read", Summary: "Your second factors",
		Detail: "They are added in the browser, under Settings, Sign-in and security: the device or app has to answer there."},
		func(ctx context.Context, _ *struct{}) (*Out[List[Factor]], error) {
			list, err := f.Accounts.Factors(ctx, Who(ctx))
			out := List[Factor]{Items: []Factor{}}
			for _, one := range list {
				out.Items = append(out.Items, Factor{ID: account.FactorID.Text(one.ID), Kind: one.Kind, Name: one.Name, Made: instant(one.MadeAt), LastUsed: instant(one.UsedAt)})
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "removeFactor", Method: "POST", Path: "/me/factors/{id}/remove", Tag: "account", Scope: "account:write", Status: 204, Summary: "Remove a second factor",
		Detail: "With the last one go your recovery codes and, for an operator, the desk." + asksProof},
		func(ctx context.Context, in *ByID) (*Done, error) {
			factor, err := in.Parse(account.FactorID)
			if err != nil {
				return nil, err
			}
			return done(f.Accounts.RemoveFactor(ctx, Who(ctx), factor))
		})
	add(f, api, Op{ID: "resetFactors", Method: "POST", Path: "/desk/people/{id}/reset-factors", Tag: "desk", Scope: "desk:write", Status: 201,
		Summary: "Reset the second factor of somebody who lost it", Detail: "After you made sure who asks; the reason says how. They are told at once, and it happens 24 hours later unless somebody stops it." + asksProof},
		func(ctx context.Context, in *ByReason) (*Out[Made], error) {
			person, err := in.Parse(account.PersonID)
			if err != nil {
				return nil, err
			}
			return reset(f.Accounts.AskReset(ctx, Who(ctx), person, in.Body.Reason))
		})
	add(f, api, Op{ID: "stopFactorReset", Method: "POST", Path: "/desk/factor-resets/{id}/stop", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Stop such a reset"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			one, err := in.Parse(account.ResetID)
			if err != nil {
				return nil, err
			}
			return done(f.Accounts.StopReset(ctx, Who(ctx), one))
		})
}

func reset(made id.ID, err error) (*Out[Made], error) {
	return ok(Made{ID: account.ResetID.Text(made)}, err)
}

// asksProof is said of every operation that wants a fresh proof (RULES.md 6).
const asksProof = " Asks for a proof of the last five minutes: in a browser's session by its page /confirm, with a key by the scope account:confirmed. Otherwise it answers 403 factor.needed."
