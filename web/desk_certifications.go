package web

import (
	"context"
	"strconv"
	"strings"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

// deskProofs lists what people handed in; evidence that waits comes first.
func (f *Face) deskProofs(v *Visit) error {
	state := flow.State(v.Query("state"))
	switch state {
	case "":
		state = certify.Shown
	case "all":
		state = ""
	}
	list, err := certify.ForDesk(v.Ctx, f.DB, state, v.deskAfter(certify.ProofID), deskPage)
	if err != nil {
		return err
	}
	page := desk.Proofs{State: state}
	page.Now.At = v.now()
	if page.Wait, err = certify.Waiting(v.Ctx, f.DB); err != nil {
		return err
	}
	if page.Kinds, err = certify.Kinds(v.Ctx, f.DB); err != nil {
		return err
	}
	more := len(list) > deskPage
	for _, p := range list[:min(len(list), deskPage)] {
		person, err := account.FindPerson(v.Ctx, f.DB, p.Person)
		if err != nil {
			return err
		}
		page.Rows = append(page.Rows, desk.ProofRow{Proof: p, Name: person.Name})
	}
	if len(page.Rows) > 0 {
		page.Pages = v.deskPages(more, certify.ProofID.Text(page.Rows[len(page.Rows)-1].ID))
	}
	return v.Page(Shell{Title: v.T("desk.proofs"), At: "people"}, page.Show())
}

func (f *Face) deskProof(v *Visit) error { return f.showDeskProof(v, nil) }

func (f *Face) showDeskProof(v *Visit, refused error) error {
	proof, err := v.ID("id", certify.ProofID)
	if err != nil {
		return err
	}
	p, err := certify.Find(v.Ctx, f.DB, proof)
	if err != nil {
		return err
	}
	page := desk.Proof{Proof: p}
	if page.Person, err = account.FindPerson(v.Ctx, f.DB, p.Person); err != nil {
		return err
	}
	if page.Kind, err = certify.KindOf(v.Ctx, f.DB, p.Code); err != nil {
		return err
	}
	issuers, err := certify.Issuers(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	for _, i := range issuers {
		if i.Code == page.Kind.Issuer {
			page.Issuer = i
		}
	}
	base := "/desk/certifications/" + certify.ProofID.Text(p.ID)
	deed := func(path, label, icon string, kind part.Kind) desk.Deed {
		return desk.Deed{Form: v.deskForm(base+"/"+path, refused), Label: v.T("certification_proof." + label), Icon: icon, Kind: kind, Hint: v.T("desk.hint." + label)}
	}
	switch {
	case p.State == certify.Shown:
		kinds, err := certify.OpenKinds(v.Ctx, f.DB)
		if err != nil {
			return err
		}
		accept := deed("accept", "accept", "circle-check", part.Main)
		accept.Fields = desk.AcceptFields(v.Ctx, p, kinds)
		page.Deeds = []desk.Deed{accept, deed("refuse", "turn_down", "circle-x", part.Danger)}
	case p.Taken():
		holder, err := certify.FindRecipient(v.Ctx, f.DB, p.Recipient)
		if err != nil {
			return err
		}
		if page.Holder, err = account.FindPerson(v.Ctx, f.DB, holder.Person); err != nil {
			return err
		}
		page.Deeds = []desk.Deed{deed("hand-over", "hand_over", "arrow-right", part.Danger)}
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: page.Person.Name, At: "people"}, page.Show())
}

func (f *Face) deskProofFile(v *Visit) error { return f.proofFile(v) }

func (f *Face) deskAcceptProof(v *Visit) error { return f.deskJudgeProof(v, f.Certify.Accept) }
func (f *Face) deskRefuseProof(v *Visit) error { return f.deskJudgeProof(v, f.Certify.TurnDown) }

func (f *Face) deskJudgeProof(v *Visit, do func(context.Context, policy.Actor, certify.JudgeInput) error) error {
	proof, err := v.ID("id", certify.ProofID)
	if err != nil {
		return err
	}
	err = do(v.Ctx, v.Who, certify.JudgeInput{Proof: proof, Code: v.Value("code"), ValidUntil: v.Value("valid_until"), Reason: v.Value("reason")})
	return v.deskDone(err, "desk.done.proof", "/desk/certifications/"+certify.ProofID.Text(proof), f.showDeskProof)
}

func (f *Face) deskHandOver(v *Visit) error {
	proof, err := v.ID("id", certify.ProofID)
	if err != nil {
		return err
	}
	err = f.Certify.HandOver(v.Ctx, v.Who, proof, v.Value("reason"))
	return v.deskDone(err, "desk.done.proof", "/desk/certifications/"+certify.ProofID.Text(proof), f.showDeskProof)
}

func (f *Face) deskCatalogue(v *Visit) error { return f.showDeskCatalogue(v, nil) }

func (f *Face) showDeskCatalogue(v *Visit, refused error) error {
	issuers, err := certify.Issuers(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	kinds, err := certify.Kinds(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	page := desk.Catalogue{Add: v.deskForm("/desk/catalogue/issuers", refused), AddKind: v.deskForm("/desk/catalogue/kinds", refused)}
	page.Kind.Months = 36
	deed := func(noun, path, code string, state flow.State) desk.Deed {
		move, icon, kind := "retire", "archive", part.Danger
		if state == certify.Retired {
			move, icon, kind = "reopen", "undo-2", part.Main
		}
		return desk.Deed{Form: v.deskForm("/desk/catalogue/"+path+"/"+code+"/"+move, refused), Label: v.T(noun + "." + move), Icon: icon, Kind: kind, Hint: v.T("desk.hint.catalogue." + move)}
	}
	for _, i := range issuers {
		page.Issuers = append(page.Issuers, desk.CatalogueIssuer{Issuer: i, Move: deed("certification_issuer", "issuers", i.Code, i.State)})
		if i.Code == v.Query("issuer") {
			page.Issuer = i
		}
	}
	for _, k := range kinds {
		page.Kinds = append(page.Kinds, desk.CatalogueKind{Kind: k, Move: deed("certification_kind", "kinds", k.Code, k.State)})
		if k.Code == v.Query("kind") {
			page.Kind = k
		}
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.catalogue"), At: "people"}, page.Show())
}

func (f *Face) deskSaveIssuer(v *Visit) error {
	_, err := f.Certify.SaveIssuer(v.Ctx, v.Who, certify.IssuerInput{Code: v.Value("code"), Name: v.Value("name"), Contact: v.Value("contact"), IDs: v.Value("ids"), Reason: v.Value("reason")})
	return v.deskDone(err, "desk.done.catalogue", "/desk/catalogue", f.showDeskCatalogue)
}

func (f *Face) deskSaveKind(v *Visit) error {
	in := certify.KindInput{Code: v.Value("code"), Issuer: v.Value("issuer"), Name: v.Value("name"), Exam: v.Value("exam"), Level: v.Value("level"),
		Achievements: v.Value("achievements"), Reason: v.Value("reason")}
	months, err := strconv.ParseInt(strings.TrimSpace(v.Value("months")), 10, 32)
	if in.Months = months; err != nil {
		in.Months = -1 // The room says what is wrong with it.
	}
	_, err = f.Certify.SaveKind(v.Ctx, v.Who, in)
	return v.deskDone(err, "desk.done.catalogue", "/desk/catalogue", f.showDeskCatalogue)
}

func (f *Face) deskRetireIssuer(v *Visit) error {
	return f.deskCatalogueMove(v, f.Certify.RetireIssuer)
}
func (f *Face) deskReopenIssuer(v *Visit) error {
	return f.deskCatalogueMove(v, f.Certify.ReopenIssuer)
}
func (f *Face) deskRetireKind(v *Visit) error { return f.deskCatalogueMove(v, f.Certify.RetireKind) }
func (f *Face) deskReopenKind(v *Visit) error { return f.deskCatalogueMove(v, f.Certify.ReopenKind) }

func (f *Face) deskCatalogueMove(v *Visit, do func(context.Context, policy.Actor, string, string) (id.ID, error)) error {
	_, err := do(v.Ctx, v.Who, v.R.PathValue("code"), v.Value("reason"))
	if fault.IsKind(err, fault.KindMissing) {
		return err
	}
	return v.deskDone(err, "desk.done.catalogue", "/desk/catalogue", f.showDeskCatalogue)
}
