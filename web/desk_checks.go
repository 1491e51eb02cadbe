package web

import (
	"context"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/registration"
	"guildhall/market/view"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

// checkDeeds are the desk's moves of a check: icon, kind.
var checkDeeds = map[string]struct {
	icon string
	kind part.Kind
}{"pass": {"circle-check", part.Main}, "fail": {"message-square", part.Plain}, "reopen": {"undo-2", part.Plain}}

// deskCheck is one check with its evidence, and what may be decided about it.
func (f *Face) deskCheck(v *Visit) error { return f.showDeskCheck(v, nil) }

func (f *Face) showDeskCheck(v *Visit, refused error) error {
	check, err := v.ID("id", registration.CheckID)
	if err != nil {
		return err
	}
	s, err := f.Registrations.OpenCheck(v.Ctx, v.Who, check)
	if err != nil {
		return err
	}
	d, err := view.DeskRegistrationOf(v.Ctx, f.DB, s.Registration.ID)
	if err != nil {
		return err
	}
	events, _, err := view.DeskEvents(v.Ctx, f.DB, view.EventFilter{Subject: check}, id.None, 30)
	if err != nil {
		return err
	}
	page := desk.Check{Sheet: s, Organisation: d.Organisation, Person: d.Person, Key: NewKey(), Past: v.deskPast(events)}
	path := "/desk/checks/" + registration.CheckID.Text(check)
	for _, row := range registration.CheckFlow.Moves(s.Check.State, nil, flow.Operator) {
		how, known := checkDeeds[row.Move]
		if !known {
			continue
		}
		deed := desk.Deed{Form: v.deskForm(path+"/"+row.Move, refused), Label: v.T("check." + row.Move), Icon: how.icon, Kind: how.kind, MayBeSilent: true, Hint: v.T("desk.hint.check." + row.Move)}
		if row.Move != "pass" {
			deed.Fields = desk.Because(s.Check.Kind, v.Value("because"), v.Value("rule"))
		}
		page.Deeds = append(page.Deeds, deed)
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("check." + string(s.Check.Kind)), At: "registrations"}, page.Show())
}

func (f *Face) deskPassCheck(v *Visit) error   { return f.deskJudge(v, f.Registrations.Pass) }
func (f *Face) deskFailCheck(v *Visit) error   { return f.deskJudge(v, f.Registrations.Fail) }
func (f *Face) deskReopenCheck(v *Visit) error { return f.deskJudge(v, f.Registrations.Reopen) }

// deskJudge decides a check; its registration is shown next, with the others.
func (f *Face) deskJudge(v *Visit, move func(context.Context, policy.Actor, registration.JudgeInput) error) error {
	check, err := v.ID("id", registration.CheckID)
	if err != nil {
		return err
	}
	c, err := registration.FindCheck(v.Ctx, f.DB, check)
	if err != nil {
		return err
	}
	err = move(v.Ctx, v.Who, registration.JudgeInput{Check: check, Rule: v.Value("rule"), Because: v.Value("because"), Reason: v.Value("reason")})
	return v.deskDone(err, "desk.done.check", "/desk/registrations/"+registration.ID.Text(c.Registration)+"#checks", f.showDeskCheck)
}

// deskRejectPaper erases a paper that shows Japan's individual number.
func (f *Face) deskRejectPaper(v *Visit) error {
	paper, err := v.ID("id", registration.PaperID)
	if err != nil {
		return err
	}
	c, err := f.checkOfPaper(v, paper)
	if err != nil {
		return err
	}
	if err := f.Registrations.RejectPaper(v.Ctx, v.Who, paper); err != nil {
		return err
	}
	v.Flash("desk.done.paper")
	return v.Redirect("/desk/checks/" + registration.CheckID.Text(c.ID))
}
