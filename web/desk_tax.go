package web

import (
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/registration"
	"guildhall/market/tax"
	"guildhall/market/view"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

// loadsShown is how many times of loading the list of issuers the desk sees.
const loadsShown = 5

func (f *Face) deskTaxNumbers(v *Visit) error { return f.showDeskTaxNumbers(v, nil) }

func (f *Face) showDeskTaxNumbers(v *Visit, refused error) error {
	state := flow.State(v.Query("state"))
	rows, more, err := view.DeskTaxNumbers(v.Ctx, f.DB, state, v.Query("q"), v.deskAfter(tax.NumberID), deskPage)
	if err != nil {
		return err
	}
	page := desk.TaxNumbers{State: state, Sandbox: f.Journal.Sandbox, Words: v.Query("q"), Rows: rows}
	if len(rows) > 0 {
		page.Pages = v.deskPages(more, tax.NumberID.Text(rows[len(rows)-1].ID))
	}
	page.Load = v.deskForm(issuersPath, refused)
	page.Load.Files = true
	if page.Loads, err = tax.Loads(v.Ctx, f.DB, loadsShown); err != nil {
		return err
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.tax_numbers"), At: "desk"}, page.Show())
}

// deskLoadIssuers loads the list of issuers of qualified invoices from a file of the form.
func (f *Face) deskLoadIssuers(v *Visit) error {
	_, file, err := v.formFile("file", tax.IssuersFileMax)
	if err != nil {
		return err
	}
	_, err = f.Tax.LoadIssuersFile(v.Ctx, v.Who, file)
	return v.deskDone(err, "desk.done.issuers", "/desk/tax-numbers#issuers", f.showDeskTaxNumbers)
}

// deskNumbers are the numbers of a seller with what may be decided about each.
func (f *Face) deskNumbers(v *Visit, organisation id.ID, refused error) ([]desk.NumberSheet, error) {
	list, err := tax.NumbersOf(v.Ctx, f.DB, organisation)
	var sheets []desk.NumberSheet
	for _, n := range list {
		sheet := desk.NumberSheet{Number: n}
		if n.State == tax.Differs {
			called, _, err := f.Tax.NamesOf(v.Ctx, f.DB, organisation)
			if err != nil {
				return nil, err
			}
			sheet.Legal = called.Legal
		}
		if tax.NumberFlow.Can("vouch", n.State, nil, flow.Operator) {
			sheet.Deeds = append(sheet.Deeds, desk.Deed{Form: v.deskForm("/desk/tax-numbers/"+tax.NumberID.Text(n.ID)+"/vouch", refused),
				Label: v.T("tax_number.vouch"), Icon: "circle-check", Kind: part.Main, Hint: v.T("desk.hint.vouch")})
		}
		sheets = append(sheets, sheet)
	}
	return sheets, err
}

// deskVouch confirms a number by hand; the page of its registration is shown again.
func (f *Face) deskVouch(v *Visit) error {
	number, err := v.ID("id", tax.NumberID)
	if err != nil {
		return err
	}
	n, err := tax.FindNumber(v.Ctx, f.DB, number)
	if err != nil {
		return err
	}
	g, err := registration.Of(v.Ctx, f.DB, n.Organisation)
	if err != nil {
		return err
	}
	err = f.Tax.Vouch(v.Ctx, v.Who, number, v.Value("reason"))
	return v.deskDone(err, "desk.done.vouched", "/desk/registrations/"+registration.ID.Text(g.ID)+"#numbers", func(v *Visit, refused error) error {
		v.R.SetPathValue("id", registration.ID.Text(g.ID))
		return f.showDeskRegistration(v, refused)
	})
}
