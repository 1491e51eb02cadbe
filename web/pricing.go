package web

import (
	"strconv"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/money"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/web/page/layout"
	page "guildhall/web/page/pricing"
	"guildhall/web/part"
)

// paymentsMost is how many payments the calculator splits a price into: as many as
// a schedule may have (AWS_IQ.md 1.5).
const paymentsMost = 60

// example is a worked example of AWS_IQ.md 4.1, in hundredths.
type example struct {
	key, kind string
	agreed    int64 // 0 when it is what is paid
	paid      []int64
}

var examples = []example{
	{key: "upfront", kind: deal.KindUpfront, paid: []int64{1_000_00}},
	{key: "milestone", kind: deal.KindMilestone, agreed: 5_000_00, paid: []int64{2_000_00, 1_500_00}},
	{key: "schedule", kind: deal.KindSchedule, paid: []int64{333_33, 333_33, 333_33}},
}

// exampleOf says an amount of an example in a currency. Hundredths become that many
// of the smallest unit, so that a yen example is of a size that a yen price has; a
// currency with three decimals gets them.
func exampleOf(hundredths int64, currency string) money.Amount {
	for range money.Digits(currency) - 2 {
		hundredths *= 10
	}
	return money.Of(hundredths, currency)
}

// pricing says what the house costs, with figures of the very code that bills.
func (f *Face) pricing(v *Visit) error {
	rate := f.Deals.Fee
	currency := f.currencyShown(v)
	p := page.Page{Rate: rate.String(), Currency: currency, Days: silenceDays()}
	for _, c := range f.Deals.Currencies {
		p.Currencies = append(p.Currencies, part.Tab{Label: c, Href: "/pricing?currency=" + c + "#examples", Current: c == currency})
	}
	for _, e := range examples {
		p.Examples = append(p.Examples, v.example(e, currency, rate))
	}
	for _, kind := range []string{payment.KindCard, payment.KindACH, payment.KindNetTerms} {
		p.Methods = append(p.Methods, page.Method{Name: v.T("pricing.method." + kind), Text: v.T("pricing.method." + kind + ".text"), Days: v.daysOf(kind)})
	}
	v.calculate(&p, rate)
	return v.Page(Shell{Title: v.T("pricing.title"), Description: v.T("pricing.lead", "Rate", rate.String()), Public: true}, page.Show(p))
}

// currencyShown is the one asked for, or else the reader's likeliest of the open ones.
func (f *Face) currencyShown(v *Visit) string {
	likely := "USD"
	if v.Reader.Lang == i18n.Ja {
		likely = "JPY"
	}
	for _, want := range []string{v.Query("currency"), likely} {
		for _, c := range f.Deals.Currencies {
			if c == want {
				return c
			}
		}
	}
	return f.Deals.Currencies[0]
}

func (v *Visit) example(e example, currency string, rate money.Rate) page.Example {
	var paid []money.Amount
	sum := money.Of(0, currency)
	for _, h := range e.paid {
		paid = append(paid, exampleOf(h, currency))
		sum.Minor += paid[len(paid)-1].Minor
	}
	if e.agreed != 0 {
		sum = exampleOf(e.agreed, currency)
	}
	return page.Example{Title: v.T("pricing.example." + e.key), Split: v.splitOf(paid, rate), Text: v.T("pricing.example."+e.key+".text",
		"Total", v.amount(sum), "One", v.amount(paid[0]), "Two", v.amount(paid[min(1, len(paid)-1)]))}
}

// splitOf is what becomes of payments, worked out as proposals are.
func (v *Visit) splitOf(paid []money.Amount, rate money.Rate) *page.Split {
	var lines []deal.Line
	for i, a := range paid {
		lines = append(lines, deal.Line{Number: i + 1, Amount: a})
	}
	q := deal.QuoteOf(paid[0], lines, rate)
	s := &page.Split{Rate: rate.String(), Price: q.Price, Fee: q.Fee, Net: q.Net}
	if len(paid) == 1 {
		return s
	}
	for _, one := range q.Parts {
		s.Parts = append(s.Parts, page.Payment{Label: v.T("pricing.payment", "Number", one.Number), Price: one.Price, Fee: one.Fee, Net: one.Net})
	}
	return s
}

// daysOf says how long the money takes by a method.
func (v *Visit) daysOf(kind string) string {
	from, to := payment.Takes(kind)
	if from == to {
		return v.T("pricing.days.within", "Days", to)
	}
	return v.T("pricing.days", "From", from, "To", to)
}

func silenceDays() int { return int(payment.SilenceAfter.Hours() / 24) }

// calculate answers the small calculator: one price, in equal payments; what cannot
// be shared equally comes with the last.
func (v *Visit) calculate(p *page.Page, rate money.Rate) {
	p.Form = part.Form{Action: "/pricing#calculator", Method: "get", Values: v.R.URL.Query()}
	if !p.Form.Values.Has("amount") {
		p.Form.Values = nil
		return
	}
	var form fault.Form
	amount := money.Check(&form, "amount", v.Query("amount"), p.Currency)
	count, err := strconv.ParseInt(v.Query("payments"), 10, 64)
	if err != nil || count < 1 || count > paymentsMost {
		form.Add("payments", "range", "Min", 1, "Max", paymentsMost)
	}
	if refused := fault.Of(form.Err()); refused != nil {
		p.Form.Errors = refused.Fields
		return
	}
	count = min(count, amount.Minor)
	paid := make([]money.Amount, count)
	for i := range paid {
		paid[i] = money.Of(amount.Minor/count, amount.Currency)
	}
	paid[count-1].Minor += amount.Minor % count
	p.Answer = v.splitOf(paid, rate)
}

// terms are the house's terms, in words with the figures of the settings.
func (f *Face) terms(v *Visit) error {
	since := page.TermsVersion
	if f.Demo { // Its story began earlier, and everybody in it agreed to these.
		began, err := f.Journal.Began(v.Ctx)
		if err != nil {
			return err
		}
		if !began.IsZero() {
			since = min(since, began.Date(f.Zone))
		}
	}
	return v.Page(Shell{Title: v.T("terms.title"), Description: v.T("terms.lead", "House", v.T("app.name")), Public: true, Width: layout.Narrow},
		page.Terms(page.TermsPage{House: v.T("app.name"), Rate: f.Deals.Fee.String(), Contact: f.Contact, Since: v.fullDay(since), Day: since, Days: silenceDays()}))
}
