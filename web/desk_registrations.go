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

func (f *Face) deskRegistrations(v *Visit) error {
	state := flow.State(v.Query("state"))
	switch state {
	case "":
		state = registration.Checking
	case "all":
		state = ""
	}
	rows, more, err := view.DeskRegistrations(v.Ctx, f.DB, state, v.Query("q"), v.deskAfter(registration.ID), deskPage)
	if err != nil {
		return err
	}
	counts, err := view.StateCounts(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	page := desk.Registrations{State: state, Words: v.Query("q"), Now: v.now(), Counts: counts, Rows: rows}
	if len(rows) > 0 {
		page.Pages = v.deskPages(more, registration.ID.Text(rows[len(rows)-1].ID))
	}
	return v.Page(Shell{Title: v.T("desk.registrations"), At: "registrations"}, page.Show())
}

func (f *Face) deskRegistration(v *Visit) error { return f.showDeskRegistration(v, nil) }

// registrationDeeds are the desk's moves of a registration: path, icon, kind.
var registrationDeeds = map[string]struct {
	path, icon string
	kind       part.Kind
}{
	"activate": {"activate", "circle-check", part.Main}, "ask_more": {"ask-more", "message-square", part.Plain},
	"suspend": {"suspend", "pause", part.Danger}, "restore": {"restore", "undo-2", part.Main},
	"keep":            {"keep-suspension", "circle-x", part.Danger},
	"propose_refusal": {"propose-refusal", "circle-x", part.Danger}, "confirm_refusal": {"confirm-refusal", "circle-x", part.Danger},
	"reject_refusal": {"reject-refusal", "undo-2", part.Plain},
	"refuse":         {"refuse", "circle-x", part.Danger}, "uphold": {"uphold", "circle-x", part.Danger}, "overturn": {"overturn", "undo-2", part.Main},
	"reopen": {"reopen", "undo-2", part.Plain},
}

func (f *Face) showDeskRegistration(v *Visit, refused error) error {
	g, err := v.ID("id", registration.ID)
	if err != nil {
		return err
	}
	d, err := view.DeskRegistrationOf(v.Ctx, f.DB, g)
	if err != nil {
		return err
	}
	events, _, err := view.DeskEvents(v.Ctx, f.DB, view.EventFilter{Subject: g}, id.None, 50)
	if err != nil {
		return err
	}
	page := desk.Registration{DeskRegistration: d, Now: v.now(), Past: v.deskPast(events)}
	for _, row := range registration.Flow.Moves(d.Registration.State, d.Needed, flow.Operator) {
		how, known := registrationDeeds[row.Move]
		second := row.Move == "confirm_refusal" || row.Move == "reject_refusal"
		if !known || second && d.ProposedBy == v.Who.Person {
			continue
		}
		deed := desk.Deed{Form: v.deskForm("/desk/registrations/"+registration.ID.Text(g)+"/"+how.path, refused),
			Label: v.T("registration." + row.Move), Icon: how.icon, Kind: how.kind, MayBeSilent: row.Move == "activate", Silent: row.Move == "confirm_refusal", Hint: v.T("desk.hint." + row.Move)}
		if row.Move == "refuse" || row.Move == "propose_refusal" {
			deed.Fields = desk.Rules(registration.Refuses, v.Value("rule"))
		}
		if row.Move == "suspend" {
			deed.Fields = desk.Suspension{UnderWay: d.UnderWay, Rule: v.Value("rule"), Until: v.Value("until"), Now: v.now()}.Show()
		}
		if how.kind == part.Main { // What is hoped for stands first.
			page.Deeds = append([]desk.Deed{deed}, page.Deeds...)
		} else {
			page.Deeds = append(page.Deeds, deed)
		}
	}
	if page.Numbers, err = f.deskNumbers(v, d.Registration.Organisation, refused); err != nil {
		return err
	}
	if page.Matches, err = f.matchesBehind(v, d.Registration.Organisation); err != nil {
		return err
	}
	if page.Employees, err = f.employeeNames(v, d.Registration.Organisation); err != nil {
		return err
	}
	page.Waits = v.T("desk.waits."+string(registration.Flow.WaitsFor(d.Registration.State)), "Name", d.Organisation.Name)
	return v.PageStatus(v.StatusOf(refused), Shell{Title: d.Organisation.Name, At: "registrations"}, page.Show())
}

// deskPast reads events aloud, newest first.
func (v *Visit) deskPast(events []view.EventRow) []part.Happening {
	list := make([]part.Happening, 0, len(events))
	for _, e := range events {
		list = append(list, part.Happening{Icon: "history", Text: desk.EventWords(v.Ctx, e), At: e.At})
	}
	return list
}

func (f *Face) deskActivate(v *Visit) error { return f.deskRegister(v, f.Registrations.Activate) }
func (f *Face) deskAskMore(v *Visit) error  { return f.deskRegister(v, f.Registrations.AskMore) }
func (f *Face) deskRestore(v *Visit) error  { return f.deskRegister(v, f.Registrations.Restore) }
func (f *Face) deskKeep(v *Visit) error     { return f.deskRegister(v, f.Registrations.Keep) }

func (f *Face) deskSuspend(v *Visit) error {
	return f.deskRegister(v, func(ctx context.Context, who policy.Actor, g id.ID, reason string) error {
		return f.Registrations.Suspend(ctx, who, registration.SuspendInput{Registration: g, Rule: v.Value("rule"), Reason: reason, Until: v.Value("until")})
	})
}

func (f *Face) deskUphold(v *Visit) error   { return f.deskRegister(v, f.Registrations.Uphold) }
func (f *Face) deskOverturn(v *Visit) error { return f.deskRegister(v, f.Registrations.Overturn) }
func (f *Face) deskReopenSeller(v *Visit) error {
	return f.deskRegister(v, f.Registrations.ReopenSeller)
}

func (f *Face) deskRefuse(v *Visit) error {
	return f.deskRegister(v, func(ctx context.Context, who policy.Actor, g id.ID, reason string) error {
		return f.Registrations.Refuse(ctx, who, registration.RefuseInput{Registration: g, Rule: v.Value("rule"), Reason: reason})
	})
}

func (f *Face) deskProposeRefusal(v *Visit) error {
	return f.deskRegister(v, func(ctx context.Context, who policy.Actor, g id.ID, reason string) error {
		return f.Registrations.ProposeRefusal(ctx, who, registration.RefuseInput{Registration: g, Rule: v.Value("rule"), Reason: reason})
	})
}

func (f *Face) deskConfirmRefusal(v *Visit) error {
	return f.deskRegister(v, func(ctx context.Context, who policy.Actor, g id.ID, _ string) error {
		return f.Registrations.ConfirmRefusal(ctx, who, g)
	})
}

func (f *Face) deskRejectRefusal(v *Visit) error {
	return f.deskRegister(v, f.Registrations.RejectRefusal)
}

func (f *Face) deskRegister(v *Visit, move func(context.Context, policy.Actor, id.ID, string) error) error {
	g, err := v.ID("id", registration.ID)
	if err != nil {
		return err
	}
	err = move(v.Ctx, v.Who, g, v.Value("reason"))
	return v.deskDone(err, "desk.done.registration", "/desk/registrations/"+registration.ID.Text(g), f.showDeskRegistration)
}
