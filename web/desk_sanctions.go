package web

import (
	"bytes"
	"io"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/sanctions"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

// listsShown is how many sanctions lists the desk sees, the newest first.
const listsShown = 20

func (f *Face) deskSanctions(v *Visit) error { return f.showDeskSanctions(v, nil) }

// showDeskSanctions lists the matches, then the lists and the form for another.
func (f *Face) showDeskSanctions(v *Visit, refused error) error {
	state := flow.State(v.Query("state"))
	if state != sanctions.Same && state != sanctions.Different {
		state = sanctions.Open
	}
	list, err := sanctions.Matches(v.Ctx, f.DB, state, v.deskAfter(sanctions.MatchID), deskPage)
	if err != nil {
		return err
	}
	p := desk.Sanctions{State: state, Sandbox: f.Journal.Sandbox, Load: v.deskForm("/desk/sanctions/lists", refused)}
	p.Load.Files, p.Now.At = true, v.now()
	if p.Wait, err = sanctions.Waiting(v.Ctx, f.DB); err != nil {
		return err
	}
	more := len(list) > deskPage
	for _, m := range list[:min(len(list), deskPage)] {
		called, err := f.partyName(v, m.Party)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, desk.SanctionsRow{Match: m, Called: called})
	}
	if len(p.Rows) > 0 {
		p.Pages = v.deskPages(more, sanctions.MatchID.Text(p.Rows[len(p.Rows)-1].ID))
	}
	lists, err := sanctions.Lists(v.Ctx, f.DB, listsShown)
	if err != nil {
		return err
	}
	for _, l := range lists {
		p.Lists = append(p.Lists, desk.SanctionsList{List: l, Retire: desk.Deed{Form: v.deskForm("/desk/sanctions/lists/"+sanctions.ListID.Text(l.ID)+"/retire", refused),
			Label: v.T("sanctions_list.retire"), Hint: v.T("desk.hint.sanctions_retire"), Icon: "archive", Kind: part.Danger}})
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.sanctions"), At: "desk"}, p.Show())
}

// partyName is what the house calls a party now; blank once it was erased.
func (f *Face) partyName(v *Visit, p sanctions.Party) (string, error) {
	if p.Kind == sanctions.Person {
		person, err := account.FindPerson(v.Ctx, f.DB, p.ID)
		return person.Name, err
	}
	o, err := account.FindOrganisation(v.Ctx, f.DB, p.Organisation)
	return o.Name, err
}

// matchesBehind are the matches that keep an organisation from selling, with the names
// of whom they are about.
func (f *Face) matchesBehind(v *Visit, organisation id.ID) ([]desk.SanctionsRow, error) {
	list, err := sanctions.MatchesBehind(v.Ctx, f.DB, organisation)
	rows := make([]desk.SanctionsRow, len(list))
	for i, m := range list {
		rows[i].Match = m
		if rows[i].Called, err = f.partyName(v, m.Party); err != nil {
			return nil, err
		}
	}
	return rows, err
}

func (f *Face) deskMatch(v *Visit) error { return f.showDeskMatch(v, nil) }

func (f *Face) showDeskMatch(v *Visit, refused error) error {
	match, err := v.ID("id", sanctions.MatchID)
	if err != nil {
		return err
	}
	m, err := sanctions.FindMatch(v.Ctx, f.DB, match)
	if err != nil {
		return err
	}
	p := desk.SanctionsMatch{Match: m, Href: desk.PartyHref(m.Party)}
	if p.Called, err = f.partyName(v, m.Party); err != nil {
		return err
	}
	if p.Stands, err = m.Stands(v.Ctx, f.DB); err != nil {
		return err
	}
	if !m.Judge.IsNone() {
		judge, err := account.FindPerson(v.Ctx, f.DB, m.Judge)
		if err != nil {
			return err
		}
		p.Judge = judge.Name
	}
	base := "/desk/sanctions/" + sanctions.MatchID.Text(m.ID)
	if m.State != sanctions.Different {
		p.Deeds = append(p.Deeds, desk.Deed{Form: v.deskForm(base+"/clear", refused), Label: v.T("sanctions_match.clear"), Hint: v.T("desk.hint.sanctions_clear"), Icon: "circle-check", Kind: part.Main})
	}
	if m.State != sanctions.Same {
		p.Deeds = append(p.Deeds, desk.Deed{Form: v.deskForm(base+"/confirm", refused), Label: v.T("sanctions_match.confirm"), Hint: v.T("desk.hint.sanctions_confirm"), Icon: "circle-x", Kind: part.Danger})
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.sanctions"), At: "desk"}, p.Show())
}

// deskLoadSanctions loads a list from a file of the form.
func (f *Face) deskLoadSanctions(v *Visit) error {
	_, file, err := v.formFile("file", sanctions.FileMax)
	if err != nil {
		return err
	}
	_, aliases, err := v.formFile("aliases", sanctions.FileMax)
	if err != nil {
		return err
	}
	in := sanctions.LoadInput{Code: v.Value("code"), File: bytes.NewReader(file), Aliases: orNone(aliases)}
	_, err = f.Sanctions.Load(v.Ctx, v.Who, in, nil)
	return v.deskDone(err, "desk.done.sanctions_load", "/desk/sanctions#lists", f.showDeskSanctions)
}

// orNone is a reader of what there is, or nil for nothing.
func orNone(b []byte) io.Reader {
	if len(b) == 0 {
		return nil
	}
	return bytes.NewReader(b)
}

func (f *Face) deskRetireSanctions(v *Visit) error {
	list, err := v.ID("id", sanctions.ListID)
	if err != nil {
		return err
	}
	if _, err := sanctions.FindList(v.Ctx, f.DB, list); err != nil {
		return err
	}
	err = f.Sanctions.Retire(v.Ctx, v.Who, list, v.Value("reason"))
	return v.deskDone(err, "desk.done.sanctions_retire", "/desk/sanctions#lists", f.showDeskSanctions)
}

func (f *Face) deskClearMatch(v *Visit) error {
	match, err := v.ID("id", sanctions.MatchID)
	if err != nil {
		return err
	}
	err = f.Sanctions.Clear(v.Ctx, v.Who, sanctions.JudgeInput{Match: match, Reason: v.Value("reason")})
	return f.judged(v, match, err)
}

func (f *Face) deskConfirmMatch(v *Visit) error {
	match, err := v.ID("id", sanctions.MatchID)
	if err != nil {
		return err
	}
	err = f.Sanctions.Confirm(v.Ctx, v.Who, sanctions.JudgeInput{Match: match, Reason: v.Value("reason")})
	return f.judged(v, match, err)
}

func (f *Face) judged(v *Visit, match id.ID, err error) error {
	return v.deskDone(err, "desk.done.sanctions_match", "/desk/sanctions/"+sanctions.MatchID.Text(match), f.showDeskMatch)
}

// moneyHeld tells whether the money of the reader's organisation waits.
func (f *Face) moneyHeld(v *Visit) (bool, error) {
	held, err := f.Sanctions.Held(v.Ctx, f.DB, v.Who.Organisation)
	return len(held) > 0, err
}
