package registration

import (
	"slices"
	"time"

	"guildhall/base/bank"
	"guildhall/base/clock"
	"guildhall/base/names"
	"guildhall/base/taxid"
)

// The forms of the United States that the interview leads to (AWS_IQ.md 1.10; IRS,
// Instructions for the Requester of Forms W-8 and W-9).
const (
	FormW9    = "w9"
	FormBEN   = "w8ben"
	FormBENE  = "w8ben_e"
	FormECI   = "w8eci"
	FormIMY   = "w8imy"
	FormEXP   = "w8exp"
	Form8233  = "8233"
	signYears = 3 // A W-8 runs out with the third calendar year after the one it was signed in (Treas. Reg. § 1.1441-1(e)(4)(ii)).
)

// TaxForm is the form that the answers of an interview make, or "" while they make none.
func TaxForm(a Answer) string {
	if a["us_person"] == "yes" {
		return FormW9
	}
	return a["us_form"]
}

func isPerson(g Registration, _ Answer) bool  { return g.Seller == Freelancer }
func isEntity(g Registration, _ Answer) bool  { return g.Seller != Freelancer }
func fromJapan(g Registration, _ Answer) bool { return g.Country == "JP" }
func foreigner(_ Registration, a Answer) bool { return a["us_person"] == "no" }
func usPerson(_ Registration, a Answer) bool  { return a["us_person"] == "yes" }
func saidYes(name string) func(Registration, Answer) bool {
	return func(_ Registration, a Answer) bool { return a[name] == "yes" }
}

// onForm tells whether the answers so far make one of the forms.
func onForm(forms ...string) func(Registration, Answer) bool {
	return func(_ Registration, a Answer) bool { return slices.Contains(forms, TaxForm(a)) }
}

// all tells whether every condition holds.
func all(conditions ...func(Registration, Answer) bool) func(Registration, Answer) bool {
	return func(g Registration, a Answer) bool {
		for _, holds := range conditions {
			if !holds(g, a) {
				return false
			}
		}
		return true
	}
}

var yesNo = []string{"no", "yes"}

// taxForm is the interview: who somebody is for the United States decides the form, the
// country decides the numbers.
var taxForm = Form{Keep: true, Until: taxUntil, Desk: taxDesk, Fields: []FormField{
	{Name: "legal_name", Type: LineField, Begin: func(g Registration) string { return g.LegalName }},
	{Name: "legal_kana", Type: LineField, When: fromJapan, Check: kana},
	{Name: "us_person", Type: PickField, Options: yesNo},

	{Name: "us_class", Type: PickField, When: all(usPerson, isPerson), Options: []string{"individual", "sole_owner"}},
	{Name: "us_class", Type: PickField, When: all(usPerson, isEntity), Options: []string{"c_corporation", "s_corporation", "partnership", "llc_c", "llc_s", "llc_p", "trust"}},
	{Name: "us_tin", Type: LineField, Secret: true, Max: 20, When: all(usPerson, isPerson), Check: number("tin:US")},
	{Name: "us_tin", Type: LineField, Secret: true, Max: 20, When: all(usPerson, isEntity), Check: number("us-ein")},
	{Name: "backup", Type: PickField, When: usPerson, Options: yesNo},

	{Name: "us_form", Type: PickField, When: all(foreigner, isPerson), Options: []string{FormBEN, FormECI, Form8233}},
	{Name: "us_form", Type: PickField, When: all(foreigner, isEntity), Options: []string{FormBENE, FormECI, FormIMY, FormEXP}},
	{Name: "tax_country", Type: CountryField, When: foreigner, Begin: func(g Registration) string { return g.Country }, Check: notUS},
	{Name: "citizen", Type: CountryField, When: onForm(FormBEN, Form8233)},
	{Name: "born", Type: DateField, When: onForm(FormBEN), Check: born},
	{Name: "entity_type", Type: PickField, When: onForm(FormBENE), Options: []string{"corporation", "partnership", "disregarded", "trust", "estate", "government", "other"}},
	{Name: "fatca", Type: PickField, When: onForm(FormBENE), Options: []string{"active", "passive", "institution", "other"}},
	{Name: "home_tin", Type: LineField, Secret: true, Max: 40, Optional: true, When: all(foreigner, homeTIN), Check: homeNumber},
	{Name: "home_tin_none", Type: TickField, When: all(foreigner, homeTIN, lacks("home_tin"))},
	{Name: "us_number", Type: LineField, Secret: true, Max: 20, Optional: true, When: onForm(FormBEN, FormBENE), Check: number("tin:US")},
	{Name: "us_number", Type: LineField, Secret: true, Max: 20, When: onForm(FormECI, Form8233), Check: number("tin:US")},
	{Name: "treaty", Type: PickField, When: onForm(FormBEN, FormBENE), Options: yesNo},
	{Name: "treaty_article", Type: LineField, Max: 40, When: treaty},
	{Name: "treaty_rate", Type: LineField, Max: 10, When: all(onForm(FormBEN, FormBENE), saidYes("treaty")), Check: percent},
	{Name: "treaty_limit", Type: PickField, When: all(onForm(FormBENE), saidYes("treaty")), Options: []string{"public", "subsidiary", "trade", "ownership", "other"}},
	{Name: "income", Type: LongField, Max: 500, When: onForm(FormECI, Form8233, FormIMY, FormEXP)},

	{Name: "vat", Type: PickField, When: knowsVAT, Options: yesNo},
	{Name: "vat_number", Type: LineField, Max: 40, When: all(knowsVAT, saidYes("vat")), Check: vatNumber},
	{Name: "corporate_number", Type: LineField, Max: 20, When: all(fromJapan, isEntity), Check: number(taxid.JapanCorporate)},
	{Name: "invoice", Type: PickField, When: fromJapan, Options: yesNo},
	{Name: "invoice_number", Type: LineField, Max: 20, When: all(fromJapan, saidYes("invoice")), Check: number(taxid.JapanInvoice)},

	{Name: "declare_w9", Type: TickField, When: usPerson},
	{Name: "declare_w8ben", Type: TickField, When: onForm(FormBEN)},
	{Name: "declare_w8ben_e", Type: TickField, When: onForm(FormBENE)},
	{Name: "declare_w8eci", Type: TickField, When: onForm(FormECI)},
	{Name: "declare_8233", Type: TickField, When: onForm(Form8233)},
	{Name: "declare_w8imy", Type: TickField, When: onForm(FormIMY)},
	{Name: "declare_w8exp", Type: TickField, When: onForm(FormEXP)},
	{Name: "capacity", Type: TickField, When: isEntity},
	{Name: "signature", Type: LineField, Check: signed},
}}

// taxUntil is when a form has to be signed again: a W-9 never; a W-8 with the third
// calendar year after the one it was signed in; Form 8233 with its own year, because it
// is given for one tax year (IRS, Instructions for Form 8233).
func taxUntil(_ Registration, a Answer, now clock.Micros, zone *time.Location) clock.Micros {
	years := signYears
	switch TaxForm(a) {
	case FormW9, "":
		return 0
	case Form8233:
		years = 0
	}
	return clock.Of(time.Date(now.Time().In(zone).Year()+years+1, 1, 1, 0, 0, 0, 0, zone))
}

// taxDesk tells which forms a person has to look at: those of intermediaries and of
// tax-exempt bodies.
func taxDesk(a Answer) bool { return slices.Contains([]string{FormIMY, FormEXP}, TaxForm(a)) }

func treaty(_ Registration, a Answer) bool {
	return TaxForm(a) == Form8233 || a["treaty"] == "yes" && slices.Contains([]string{FormBEN, FormBENE}, TaxForm(a))
}

// homeTIN tells whether a taxpayer number of the country of residence is asked for:
// Japan's individual number never is.
func homeTIN(g Registration, a Answer) bool {
	return slices.Contains([]string{FormBEN, FormBENE, FormECI, Form8233}, TaxForm(a)) && (a["tax_country"] != "JP" || g.Seller != Freelancer)
}

func lacks(name string) func(Registration, Answer) bool {
	return func(_ Registration, a Answer) bool { return a[name] == "" }
}

func homeNumber(g Registration, a Answer, in string) (string, string) {
	return tinOf(a["tax_country"])(g, a, in)
}

// tinOf checks a taxpayer number of a country by its own rules; where this house knows
// none it is taken as it stands. Japan's individual number is refused in any place.
func tinOf(country string) func(Registration, Answer, string) (string, string) {
	return func(g Registration, a Answer, in string) (string, string) {
		kind, known := taxid.TIN(country)
		if known && country != "JP" {
			return number(kind)(g, a, in)
		}
		if taxid.MyNumber(in) {
			return "", "number_my_number"
		}
		if known {
			return number(kind)(g, a, in)
		}
		return in, ""
	}
}

// number checks a number by the arithmetic of its kind; what holds is unconfirmed.
func number(kind string) func(Registration, Answer, string) (string, string) {
	return func(_ Registration, _ Answer, in string) (string, string) {
		result, known := taxid.Check(kind, in)
		if !known {
			return "", "choice"
		}
		return result.Value, result.Field()
	}
}

// knowsVAT tells whether the seller's country has VAT numbers that this house can check;
// Japan has the numbers of qualified invoices instead.
func knowsVAT(g Registration, _ Answer) bool {
	_, known := taxid.VAT(g.Country)
	return known && g.Country != "JP"
}

func vatNumber(g Registration, a Answer, in string) (string, string) {
	kind, _ := taxid.VAT(g.Country)
	return number(kind)(g, a, in)
}

func notUS(_ Registration, _ Answer, in string) (string, string) {
	if in == "US" {
		return "", "not_us"
	}
	return in, ""
}

// kana takes what banks can send: the account's holder is compared with it.
func kana(_ Registration, _ Answer, in string) (string, string) {
	if _, why := bank.Holder(in); why != "" {
		return "", "kana"
	}
	return in, ""
}

func percent(_ Registration, _ Answer, in string) (string, string) {
	n, digits := 0, false
	for _, r := range in {
		switch {
		case r >= '0' && r <= '9':
			n, digits = n*10+int(r-'0'), true
		case r == '%' && digits:
		default:
			return "", "percent"
		}
		if n > 100 {
			return "", "percent"
		}
	}
	return in, ""
}

// signed wants the name of whoever signs: a person types their own as above; for an
// entity its officer's, which is not the entity's.
func signed(g Registration, a Answer, in string) (string, string) {
	if g.Seller == Freelancer && !names.Same(a["legal_name"], in) {
		return "", "signature"
	}
	return in, ""
}
