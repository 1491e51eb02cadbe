package web

import (
	"strconv"
	"strings"

	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/web/page/desk"
)

// deskSellerSettings is what the operator decides about sellers.
func (f *Face) deskSellerSettings(v *Visit) error { return f.showSellerSettings(v, nil) }

func (f *Face) showSellerSettings(v *Visit, refused error) error {
	s, err := registration.SettingsOf(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	page := desk.SellerSettings{Settings: s, Form: v.deskForm("/desk/seller-settings", refused)}
	if refused != nil { // What was typed stays.
		page.Domains, page.Addresses = strings.Split(v.Value("domains"), "\n"), strings.Split(v.Value("addresses"), "\n")
		page.SecondLook = v.Value("second_look") == "1"
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.seller_settings"), At: "registrations"}, page.Show())
}

func (f *Face) setSellerSettings(v *Visit) error {
	edition, _ := strconv.ParseInt(v.Value("edition"), 10, 64) // What is no number is no edition that stands.
	_, err := f.Registrations.SetSettings(v.Ctx, v.Who, registration.SettingsInput{Domains: v.Value("domains"), Addresses: v.Value("addresses"), SecondLook: v.Value("second_look") == "1", Edition: edition})
	return v.deskDone(err, "desk.done.seller_settings", "/desk/seller-settings", f.showSellerSettings)
}

// employeeNames are the names of those of an organisation's people who are employees.
func (f *Face) employeeNames(v *Visit, organisation id.ID) ([]string, error) {
	list, err := registration.EmployeesIn(v.Ctx, f.DB, organisation)
	var names []string
	for _, one := range list {
		p, err := account.FindPerson(v.Ctx, f.DB, one)
		if err != nil {
			return nil, err
		}
		names = append(names, p.Name)
	}
	return names, err
}
