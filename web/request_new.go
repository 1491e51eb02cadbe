package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"guildhall/base/fault"
	"guildhall/base/prose"
	"guildhall/engine/limit"
	"guildhall/market/deal"
	"guildhall/market/request"
	"guildhall/web/page/landing"
	"guildhall/web/page/layout"
	page "guildhall/web/page/request"
)

// cookieDraft names the draft of a request in this browser.
const cookieDraft = "guildhall_draft"

const draftAge = 7 * 24 * time.Hour

// draftToken is the draft of this browser; a link may bring one along, since the
// letter that signs somebody in may be opened in another browser.
func (v *Visit) draftToken() string {
	if token := v.Query("draft"); token != "" && len(token) <= 64 {
		v.SetCookie(cookieDraft, token, draftAge)
		return token
	}
	if c, err := v.R.Cookie(cookieDraft); err == nil && len(c.Value) <= 64 {
		return c.Value
	}
	return ""
}

// requestInput is a request as typed into any of its forms.
func (v *Visit) requestInput() request.Input {
	in := request.Input{Title: v.Value("title"), Description: v.Value("description"), Country: v.Value("country"),
		PreferredName: v.Value("preferred_name"), Email: v.Value("email")}
	in.BudgetCurrency, in.BudgetBand = budgetOf(v.Value("budget"))
	in.Services = v.typedServices()
	return in
}

// budgetOf reads the value of a budget's option: "USD 3"; what is none of them is
// left to the room to refuse.
func budgetOf(value string) (currency string, band int) {
	currency, number, _ := strings.Cut(value, " ")
	if currency == "" {
		return "", 0
	}
	band, err := strconv.Atoi(number)
	if err != nil {
		return currency, -1
	}
	return currency, band
}

// typedServices is nil when the form did not ask.
func (v *Visit) typedServices() []string {
	if v.Value("services_shown") == "" {
		return nil
	}
	codes := append([]string{}, v.Values("services")...)
	if more := v.Value("service_more"); more != "" {
		codes = append(codes, more)
	}
	return codes
}

// landing says what this is, with the beginning of a request right there.
func (f *Face) landing(v *Visit) error {
	return v.Page(Shell{Title: v.T("landing.title"), Description: v.T("landing.description"), Public: true, Width: layout.Wide},
		landing.Show(landing.Page{Form: v.Form("/requests/draft"), SignedIn: v.Who.IsSignedIn(), Rate: f.Deals.Fee.String(),
			Example: deal.SplitOf(exampleOf(examples[0].paid[0], f.currencyShown(v)), f.Deals.Fee)}))
}

// joinRules is what selling here asks, for whoever is signed in; visitors read it at
// /work.
func (f *Face) joinRules(v *Visit) error {
	if !v.Who.IsSignedIn() {
		return v.Redirect("/work")
	}
	return f.joinPage(v)
}

// joinPage tells experts what the rules are, before they sign up (R2).
func (f *Face) joinPage(v *Visit) error {
	house, err := f.houseFor(v)
	if err != nil {
		return err
	}
	return v.Page(Shell{Title: v.T("join.title"), Description: v.T("join.lead"), At: "join", Public: true},
		landing.Join(landing.JoinPage{Rate: f.Deals.Fee.String(), SignedIn: v.Who.IsSignedIn(), House: house}))
}

// eligibility publishes the rules of selling here, from the table that the desk refuses by.
func (f *Face) eligibility(v *Visit) error {
	open, err := f.Countries.OpenCountries(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	return v.Page(Shell{Title: v.T("eligibility.title"), Description: v.T("eligibility.lead"), At: "join", Public: true}, landing.Eligibility(landing.EligibilityPage{Open: open, Rules: f.Registrations.Rules(), Asked: f.Registrations.Asked()}))
}

func (f *Face) newRequest(v *Visit) error {
	in, err := request.Draft(v.Ctx, f.DB, v.draftToken())
	if err != nil && !fault.IsKind(err, fault.KindMissing) {
		return err
	}
	form := v.Form("/requests/draft")
	form.Guard = true
	return v.Page(Shell{Title: v.T("request.new.title"), Description: v.T("request.new.lead"), At: "post", Public: true, Width: layout.Narrow},
		page.New(page.Form{Form: form, In: in, Currencies: f.Requests.Currencies, SignedIn: v.Who.IsSignedIn()}))
}

// keepDraft keeps what was typed, right or wrong, and goes on when it is right.
func (f *Face) keepDraft(v *Visit) error {
	in := v.requestInput()
	token, err := f.Requests.KeepDraft(v.Ctx, limit.Network(v.Address()), v.draftToken(), in)
	if err != nil {
		return err
	}
	v.SetCookie(cookieDraft, token, draftAge)
	if _, err := in.Check(request.Request{}, f.Requests.Currencies, true); err != nil {
		form := v.FormOf("/requests/draft", err)
		form.Guard = true
		return v.PageStatus(v.StatusOf(err), Shell{Title: v.T("request.new.title"), At: "post", Width: layout.Narrow},
			page.New(page.Form{Form: form, In: in, Currencies: f.Requests.Currencies, SignedIn: v.Who.IsSignedIn()}))
	}
	next := "/requests/review"
	if !v.Who.IsSignedIn() {
		next += "?" + url.Values{"draft": {token}}.Encode()
	}
	return v.Redirect(next)
}

// reviewRequest is the last look; the sender's name and address come from the account.
func (f *Face) reviewRequest(v *Visit) error {
	token := v.draftToken()
	if v.Query("draft") != "" {
		return v.Redirect("/requests/review")
	}
	in, err := request.Draft(v.Ctx, f.DB, token)
	if fault.IsKind(err, fault.KindMissing) {
		return v.Redirect("/requests/new")
	}
	if err != nil {
		return err
	}
	q, err := in.Check(request.Request{}, f.Requests.Currencies, true)
	if err != nil {
		return v.Redirect("/requests/new")
	}
	name := v.Session.Person.Name
	in.PreferredName, _ = prose.Cut(name, request.NameMax, prose.Guess(name))
	in.Email = v.Session.Person.Email
	return v.Page(Shell{Title: v.T("request.review.title"), At: "requests", Width: layout.Narrow},
		page.Review(page.Form{Form: v.Form("/requests"), In: in, Codes: q.Services}, q))
}

// postRequest posts the draft with what the review added.
func (f *Face) postRequest(v *Visit) error {
	token := v.draftToken()
	in, err := request.Draft(v.Ctx, f.DB, token)
	if err != nil {
		// Sent twice: the first took the draft. The second finds what became of it.
		if fault.IsKind(err, fault.KindMissing) {
			return v.Redirect("/requests")
		}
		return err
	}
	in.PreferredName, in.Email, in.Services = v.Value("preferred_name"), v.Value("email"), v.typedServices()
	made, err := f.Requests.Post(v.Ctx, v.Who, in)
	if v.Sayable(err) {
		q, _ := in.Check(request.Request{}, f.Requests.Currencies, true)
		return v.PageStatus(v.StatusOf(err), Shell{Title: v.T("request.review.title"), At: "requests", Width: layout.Narrow},
			page.Review(page.Form{Form: v.FormOf("/requests", err), In: in, Codes: q.Services}, q))
	}
	if err != nil {
		return err
	}
	if err := f.Requests.DropDraft(v.Ctx, token); err != nil {
		v.Log().Warn("a posted draft stays until it is pruned", "error", err)
	}
	v.ClearCookie(cookieDraft)
	v.Flash("request.posted")
	return v.Redirect("/requests/" + request.RequestID.Text(made))
}
