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
	// Rows are put once for each person.
	Rows    []Question `json:"rows,omitempty" doc:"Questions put once for each person: the answer to name of the second one is row2_name"`
	RowsMax int        `json:"rows_max,omitempty"`
	// Papers are what is shown besides the answers.
	Papers       []Paper `json:"papers" doc:"Pictures and PDFs shown for it, as far as the caller may open them"`
	PapersWanted int     `json:"papers_wanted,omitempty" doc:"How many have to be shown at least, as far as that follows from what was answered"`
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
	out := CheckForm{Check: checkOf(s.Check), Questions: []Question{}, Answer: s.Answer, Papers: papersOf(s.Papers)}
	if s.Form.Rows != nil {
		out.RowsMax = s.Form.Rows.Max
		for _, q := range s.Form.Rows.Fields {
			out.Rows = append(out.Rows, Question{Name: q.Name, Type: string(q.Type), Optional: q.Optional, Options: q.Options})
		}
	}
	if s.Form.Papers != nil {
		out.PapersWanted = s.Form.Papers(s.Registration, s.Answer)
	}
	for _, q := range s.Form.Asks(s.Registration, s.Answer) {
		out.Questions = append(out.Questions, Question{Name: q.Name, Type: string(q.Type), Optional: q.Optional, Options: q.Choices(s.Registration, s.Answer)})
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
	f.sellerPaperOperations(api)
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
