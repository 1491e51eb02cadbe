package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/registration"
)

// Question is one question of a check.
type Question struct {
	Name     string   `json:"name"`
	Type     string   `json:"type" enum:"line,long,pick,country,date,tick" doc:"tick is 1 or left out"`
	Optional bool     `json:"optional,omitempty"`
	Options  []string `json:"options,omitempty"`
}

// CheckForm is a check with its questions, as far as they follow from what was answered.
type CheckForm struct {
	Check
	Questions []Question        `json:"questions"`
	Answer    map[string]string `json:"answer,omitempty" doc:"What was answered last"`
}

// CheckBody answers a check.
type CheckBody struct {
	Answer map[string]string `json:"answer" doc:"By the names of the questions"`
}

// ByKind names a check by what is checked.
type ByKind struct {
	Kind string `path:"kind" maxLength:"40"`
}

// AppealBody are words against a refusal.
type AppealBody struct {
	Appeal string `json:"appeal" maxLength:"30000" doc:"What was wrong about the refusal, 10 to 3,000 characters"`
}

func (f *Face) checkForm(ctx context.Context, kind registration.Kind) (CheckForm, error) {
	s, err := f.Registrations.Mine(ctx, Who(ctx), kind)
	if err != nil {
		return CheckForm{}, err
	}
	out := CheckForm{Check: checksOf(registration.Checks{s.Check})[0], Questions: []Question{}, Answer: s.Answer}
	for _, q := range s.Form.Asks(s.Registration, s.Answer) {
		out.Questions = append(out.Questions, Question{Name: q.Name, Type: string(q.Type), Optional: q.Optional, Options: q.Options})
	}
	return out, nil
}

func (f *Face) sellerCheckOperations(api huma.API) {
	add(f, api, Op{ID: "getSellerCheck", Method: "GET", Path: "/seller/checks/{kind}", Tag: "experts", Scope: "experts:read", Summary: "A check and its questions"},
		func(ctx context.Context, in *ByKind) (*Out[CheckForm], error) {
			return ok(f.checkForm(ctx, registration.Kind(in.Kind)))
		})
	add(f, api, Op{ID: "giveSellerCheck", Method: "POST", Path: "/seller/checks/{kind}", Tag: "experts", Scope: "experts:write", Status: 200, Summary: "Answer a check"},
		func(ctx context.Context, in *struct {
			ByKind
			Body CheckBody
		}) (*Out[CheckForm], error) {
			kind := registration.Kind(in.Kind)
			if _, err := f.Registrations.Give(ctx, Who(ctx), registration.GiveInput{Kind: kind, Answer: in.Body.Answer}); err != nil {
				return nil, err
			}
			return ok(f.checkForm(ctx, kind))
		})
	move := func(operation, path, summary string, do func(context.Context, policy.Actor) (id.ID, error)) {
		add(f, api, Op{ID: operation, Method: "POST", Path: "/seller/" + path, Tag: "experts", Scope: "experts:write", Status: 200, Summary: summary},
			func(ctx context.Context, _ *struct{}) (*Out[Registration], error) {
				if _, err := do(ctx, Who(ctx)); err != nil {
					return nil, err
				}
				return ok(f.myRegistration(ctx))
			})
	}
	move("withdrawSeller", "withdraw", "Take the registration back before it is decided", f.Registrations.Withdraw)
	move("restartSeller", "restart", "Begin anew what was withdrawn", f.Registrations.Restart)
	add(f, api, Op{ID: "appealSeller", Method: "POST", Path: "/seller/appeal", Tag: "experts", Scope: "experts:write", Status: 200, Summary: "Ask the operator to look again at a refusal"},
		func(ctx context.Context, in *struct{ Body AppealBody }) (*Out[Registration], error) {
			if _, err := f.Registrations.Appeal(ctx, Who(ctx), in.Body.Appeal); err != nil {
				return nil, err
			}
			return ok(f.myRegistration(ctx))
		})
}

// JudgeBody is what the desk decides by.
type JudgeBody struct {
	Rule   string `json:"rule,omitempty" maxLength:"40" doc:"A published rule; see /eligibility"`
	Reason string `json:"reason,omitempty" maxLength:"8000" doc:"Why, 3 to 1,000 characters; the expert reads it"`
}

// PassBody is a remark on a check that is in order.
type PassBody struct {
	Reason string `json:"reason,omitempty" maxLength:"8000" doc:"At most 1,000 characters; the expert reads it"`
}

// DeskCheck is a check as operators see it.
type DeskCheck struct {
	Check
	Answer map[string]string `json:"answer,omitempty" doc:"What was typed; on one registration only"`
}

func (f *Face) deskCheckOperations(api huma.API) {
	type byID struct {
		ByID
		Body JudgeBody
	}
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
				return done(move.do(ctx, Who(ctx), registration.JudgeInput{Check: c, Rule: in.Body.Rule, Reason: in.Body.Reason}))
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
		func(ctx context.Context, in *byID) (*Done, error) {
			g, err := in.Parse(registration.ID)
			if err != nil {
				return nil, err
			}
			return done(f.Registrations.Refuse(ctx, Who(ctx), registration.RefuseInput{Registration: g, Rule: in.Body.Rule, Reason: in.Body.Reason}))
		})
}

func (f *Face) deskChecks(ctx context.Context, g registration.Registration) ([]DeskCheck, error) {
	list, err := f.Registrations.Opened(ctx, Who(ctx), g.ID)
	out := []DeskCheck{}
	for _, s := range list {
		out = append(out, DeskCheck{Check: checksOf(registration.Checks{s.Check})[0], Answer: s.Answer})
	}
	return out, err
}
