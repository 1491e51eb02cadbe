package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/registration"
)

// JudgeBody is what the desk decides by.
type JudgeBody struct {
	Rule    string `json:"rule,omitempty" maxLength:"40" doc:"A published rule; see /eligibility"`
	Because string `json:"because,omitempty" maxLength:"40" doc:"One of the check's reasons"`
	Reason  string `json:"reason,omitempty" maxLength:"8000" doc:"Why, 3 to 1,000 characters; the expert reads it; needed where no reason is named"`
}

// RefuseBody is why a registration is refused.
type RefuseBody struct {
	Rule   string `json:"rule,omitempty" maxLength:"40" doc:"A published rule; see /eligibility"`
	Reason string `json:"reason,omitempty" maxLength:"8000" doc:"Why, 3 to 1,000 characters; the expert reads it"`
}

// PassBody is a remark on a check that is in order.
type PassBody struct {
	Reason string `json:"reason,omitempty" maxLength:"8000" doc:"At most 1,000 characters; the expert reads it"`
}

// DeskCheck is one check with its evidence, as operators see it.
type DeskCheck struct {
	Check
	Registration string            `json:"registration"`
	Answer       map[string]string `json:"answer,omitempty" doc:"What was typed"`
	Papers       []Paper           `json:"papers"`
	Reasons      []string          `json:"reasons" doc:"Codes of why it may go back"`
	Moves        []Move            `json:"moves"`
}

func (f *Face) deskCheckOperations(api huma.API) {
	type byID struct {
		ByID
		Body JudgeBody
	}
	add(f, api, Op{ID: "getDeskCheck", Method: "GET", Path: "/desk/checks/{id}", Tag: "desk", Scope: "desk:read", Summary: "A check with its evidence",
		Detail: "Each opening of a check that holds anything is written into the journal."},
		func(ctx context.Context, in *ByID) (*Out[DeskCheck], error) {
			c, err := in.Parse(registration.CheckID)
			if err != nil {
				return nil, err
			}
			s, err := f.Registrations.OpenCheck(ctx, Who(ctx), c)
			if err != nil {
				return nil, err
			}
			return ok(DeskCheck{Check: checkOf(s.Check), Registration: registration.ID.Text(s.Registration.ID), Answer: s.Answer, Papers: papersOf(s.Papers),
				Reasons: registration.Reasons(s.Check.Kind), Moves: movesOf(registration.CheckFlow.Moves(s.Check.State, nil, flow.Operator))}, nil)
		})
	f.deskPaperOperations(api)
	for _, move := range []struct {
		op, path, summary string
		do                func(context.Context, policy.Actor, registration.JudgeInput) error
	}{
		{"failSellerCheck", "fail", "Send a check back", f.Registrations.Fail},
		{"reopenSellerCheck", "reopen", "Ask again for what had passed", f.Registrations.Reopen},
	} {
		add(f, api, Op{ID: move.op, Method: "POST", Path: "/desk/checks/{id}/" + move.path, Tag: "desk", Scope: "desk:write", Status: 204, Summary: move.summary},
			func(ctx context.Context, in *byID) (*Done, error) {
				c, err := in.Parse(registration.CheckID)
				if err != nil {
					return nil, err
				}
				return done(move.do(ctx, Who(ctx), registration.JudgeInput{Check: c, Rule: in.Body.Rule, Because: in.Body.Because, Reason: in.Body.Reason}))
			})
	}
	add(f, api, Op{ID: "passSellerCheck", Method: "POST", Path: "/desk/checks/{id}/pass", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Say that a check is in order"},
		func(ctx context.Context, in *struct {
			ByID
			Body PassBody
		}) (*Done, error) {
			c, err := in.Parse(registration.CheckID)
			if err != nil {
				return nil, err
			}
			return done(f.Registrations.Pass(ctx, Who(ctx), registration.JudgeInput{Check: c, Reason: in.Body.Reason}))
		})
	add(f, api, Op{ID: "refuseSeller", Method: "POST", Path: "/desk/registrations/{id}/refuse", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Turn a registration down by a published rule"},
		func(ctx context.Context, in *struct {
			ByID
			Body RefuseBody
		}) (*Done, error) {
			g, err := in.Parse(registration.ID)
			if err != nil {
				return nil, err
			}
			return done(f.Registrations.Refuse(ctx, Who(ctx), registration.RefuseInput{Registration: g, Rule: in.Body.Rule, Reason: in.Body.Reason}))
		})
	add(f, api, Op{ID: "proposeSellerRefusal", Method: "POST", Path: "/desk/registrations/{id}/propose-refusal", Tag: "desk", Scope: "desk:write", Status: 204,
		Summary: "Propose to turn a registration down", Detail: "Where two people refuse (see the settings for sellers). Another person confirms it or not; until then the registration is being checked, and its deadline stands."},
		func(ctx context.Context, in *struct {
			ByID
			Body RefuseBody
		}) (*Done, error) {
			g, err := in.Parse(registration.ID)
			if err != nil {
				return nil, err
			}
			return done(f.Registrations.ProposeRefusal(ctx, Who(ctx), registration.RefuseInput{Registration: g, Rule: in.Body.Rule, Reason: in.Body.Reason}))
		})
	add(f, api, Op{ID: "confirmSellerRefusal", Method: "POST", Path: "/desk/registrations/{id}/confirm-refusal", Tag: "desk", Scope: "desk:write", Status: 204,
		Summary: "Turn a registration down as somebody else proposed"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			g, err := in.Parse(registration.ID)
			if err != nil {
				return nil, err
			}
			return done(f.Registrations.ConfirmRefusal(ctx, Who(ctx), g))
		})
}
