package web

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/web/page/help"
	"guildhall/web/part"
)

// searchMost is how many characters of a search are looked for.
const searchMost = 200

// faq answers the questions of everybody, or those that have the words asked for.
func (f *Face) faq(v *Visit) error {
	words := v.Query("q")
	if utf8.RuneCountInString(words) > searchMost {
		words = string([]rune(words)[:searchMost])
	}
	h, err := f.houseFor(v)
	if err != nil {
		return err
	}
	return v.Page(Shell{Title: v.T("faq.title"), Description: v.T("faq.lead", h.Figures...), At: "faq", Public: true}, help.Ask(v.Ctx, h, words).Show())
}

// guides leads to each guide.
func (f *Face) guides(v *Visit) error {
	return v.Page(Shell{Title: v.T("guides.title"), Description: v.T("guides.lead"), At: "faq", Public: true}, help.List())
}

// guide is one of them.
func (f *Face) guide(v *Visit) error {
	g, ok := help.Find(v.R.PathValue("side") + "/" + v.R.PathValue("name"))
	if !ok {
		return fault.Missing("page.missing")
	}
	key := "guide." + g.Name()
	h, err := f.houseFor(v)
	if err != nil {
		return err
	}
	return v.Page(Shell{Title: v.T(key), Description: v.T(key + ".lead"), At: "faq", Public: true}, g.Show(h))
}

// deeds are the addresses and operations of the house.
func (f *Face) deeds() []string {
	var list []string
	for _, r := range f.Routes() {
		list = append(list, r.Pattern, r.Op)
	}
	return list
}

// houseFor is what answers may know of this house, with figures in the reader's words.
func (f *Face) houseFor(v *Visit) (help.House, error) {
	open, err := f.Countries.OpenCountries(v.Ctx, f.DB)
	h := help.House{Sandbox: f.Journal.Sandbox, Money: f.Payments.Processor != nil && f.Payouts.Bank != nil, Mail: f.MailSent, Contact: f.Contact,
		Open: open, Asked: f.Registrations.Asked(), Deeds: f.deeds()}
	comma := v.T("part.list.comma")
	var checks []string
	for _, a := range h.Asked {
		check := v.T("check." + string(a.Kind))
		if len(a.In) > 0 {
			check = v.T("faq.check.in", "Check", check, "Where", v.countries(a.In, comma))
		}
		checks = append(checks, check)
	}
	example := deal.SplitOf(exampleOf(examples[0].paid[0], f.currencyShown(v)), f.Deals.Fee)
	house := v.Reader
	house.Zone = f.Zone
	cardFrom, cardTo := payment.Takes(payment.KindCard)
	achFrom, achTo := payment.Takes(payment.KindACH)
	_, terms := payment.Takes(payment.KindNetTerms)
	h.Figures = []any{"House", v.T("app.name"), "Rate", f.Deals.Fee.String(), "Currencies", strings.Join(f.Deals.Currencies, comma),
		"Days", silenceDays(), "Hour", fmt.Sprintf("%d:00", payout.RunHour), "Zone", i18n.ZoneName(house, house.Now), "LastDay", payout.LastDay,
		"CardFrom", cardFrom, "CardTo", cardTo, "AchFrom", achFrom, "AchTo", achTo, "Terms", terms,
		"Decide", int(registration.DecideWithin.Hours() / 24), "Hard", int(registration.DecideAtMost.Hours() / 24), "Appeal", registration.AppealDays,
		"Checks", strings.Join(checks, comma), "Countries", part.OpenCountries(v.Ctx, h.Open), "Contact", f.Contact,
		"Price", v.amount(example.Price), "Fee", v.amount(example.Fee), "Net", v.amount(example.Net)}
	return h, err
}

// countries names them in the reader's language and order.
func (v *Visit) countries(codes []string, comma string) string {
	var list []string
	for _, n := range names.Countries(v.Reader.Lang) {
		if slices.Contains(codes, n.Code) {
			list = append(list, n.Name)
		}
	}
	return strings.Join(list, comma)
}
