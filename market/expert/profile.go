package expert

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/names"
	"guildhall/base/prose"
	"guildhall/engine/flow"
)

// The limits of a profile, in characters. AWS_IQ.md 1.7 gives none; these are ours.
const (
	NameMax       = 60
	BiographyMax  = 600
	ExperienceMax = 3000
	LanguagesMax  = 10
)

// Profile is what one person says about themselves.
type Profile struct {
	ID         id.ID
	State      flow.State
	Edition    int64
	Person     id.ID
	Handle     string
	Name       string
	Picture    string // key in the blob store, "" for none
	Country    string
	Languages  []string
	Biography  string
	Experience string
	WordsLang  string // of all the person's words
	Zone       string // IANA, "" when not said
	Services   []string
	Skills     []string
	Entries    []Entry
	Links      []Link
	// RateFrom and RateTo are the indicative hourly rate, smallest units; both 0 when none is given.
	RateFrom, RateTo int64
	RateCurrency     string
	MadeAt           clock.Micros
}

// Details is what a person types; rates are as typed ("1,000", "１０００").
type Details struct {
	Handle       string
	Name         string
	Country      string
	Languages    []string
	Biography    string
	Experience   string
	Zone         string
	Services     []string
	Skills       []string
	Entries      []Entry
	Links        []Link
	RateFrom     string
	RateTo       string
	RateCurrency string
}

// HasRate tells whether an hourly rate is given.
func (p Profile) HasRate() bool { return p.RateCurrency != "" }

// Rate is the indicative range; equal ends mean one figure.
func (p Profile) Rate() (from, to money.Amount) {
	return money.Of(p.RateFrom, p.RateCurrency), money.Of(p.RateTo, p.RateCurrency)
}

// Facts are what the flow needs to know about the profile.
func (p Profile) Facts() flow.Facts {
	return flow.Facts{DetailsComplete: len(p.Lacks()) == 0}
}

// Lacks names the details a public page still needs (R3d).
func (p Profile) Lacks() []string {
	return lacking("name", p.Name, "picture", p.Picture, "biography", p.Biography)
}

func lacking(pairs ...string) (fields []string) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" { // #nosec G602 -- pairs come in twos
			fields = append(fields, pairs[i])
		}
	}
	return fields
}

var handleForm = regexp.MustCompile(`^[a-z0-9](?:-?[a-z0-9]){2,29}$`)

// checkHandle wants 3 to 30 of a-z, 0-9 and single hyphens inside; empty asks for
// one to be made.
func checkHandle(form *fault.Form, handle string) string {
	handle = strings.ToLower(strings.TrimSpace(handle))
	if handle != "" && !handleForm.MatchString(handle) {
		form.Add("handle", "handle")
	}
	return handle
}

// makeHandle builds an address nobody has: the Latin part of the name, if there is
// any, and the end of the id.
func makeHandle(name string, of id.ID) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 20 {
			break
		}
	}
	tail := of.String()
	tail = tail[len(tail)-6:]
	if start := strings.Trim(b.String(), "-"); start != "" {
		return start + "-" + tail
	}
	return "e-" + tail
}

// check cleans the details and puts them into p, or says what is wrong.
func (d Details) check(p Profile, currencies []string) (Profile, error) {
	var form fault.Form
	p.Handle = checkHandle(&form, d.Handle)
	p.Name = prose.Check(&form, prose.Rule{Field: "name", Min: 1, Max: NameMax, SingleLine: true}, d.Name)
	p.Biography = prose.Check(&form, prose.Rule{Field: "biography", Max: BiographyMax}, d.Biography)
	p.Experience = prose.Check(&form, prose.Rule{Field: "experience", Max: ExperienceMax}, d.Experience)
	p.Entries, p.Links = checkEntries(&form, d.Entries), checkLinks(&form, d.Links)
	p.Services, p.Skills = checkSkills(&form, d.Services, d.Skills)
	p.WordsLang = prose.Guess(p.words())
	if p.Zone = strings.TrimSpace(d.Zone); p.Zone != "" {
		if _, err := i18n.Zone(p.Zone); err != nil || p.Zone == "Local" {
			form.Add("zone", "choice")
		}
	}
	if p.Country = d.Country; p.Country != "" && !names.KnownCountry(p.Country) {
		form.Add("country", "country")
	}
	p.Languages = nil
	for _, l := range d.Languages {
		if !names.KnownLanguage(l) {
			form.Add("languages", "language")
			break
		}
		if !slices.Contains(p.Languages, l) {
			p.Languages = append(p.Languages, l)
		}
	}
	if len(p.Languages) > LanguagesMax {
		form.Add("languages", "too_many", "Max", LanguagesMax)
	}
	p.RateFrom, p.RateTo, p.RateCurrency = 0, 0, ""
	if strings.TrimSpace(d.RateFrom+d.RateTo) != "" {
		d.checkRate(&form, &p, currencies)
	}
	return p, form.Err()
}

// words are what the person wrote, for guessing the language of it.
func (p Profile) words() string {
	all := []string{p.Biography, p.Experience}
	for _, e := range p.Entries {
		all = append(all, e.Title, e.Words)
	}
	return strings.Join(all, "\n")
}

func (d Details) checkRate(form *fault.Form, p *Profile, currencies []string) {
	if !slices.Contains(currencies, d.RateCurrency) {
		form.Add("rate_currency", "currency")
		return
	}
	from, to := d.RateFrom, d.RateTo
	if strings.TrimSpace(from) == "" {
		from = to
	}
	if strings.TrimSpace(to) == "" {
		to = from
	}
	low, high := money.Check(form, "rate_from", from, d.RateCurrency), money.Check(form, "rate_to", to, d.RateCurrency)
	if low.Minor > 0 && high.Minor > 0 && low.Minor > high.Minor {
		form.Add("rate_to", "below_from")
	}
	p.RateFrom, p.RateTo, p.RateCurrency = low.Minor, high.Minor, d.RateCurrency
}

// checkWebsite wants an http or https address with a host of letters, digits,
// dots and hyphens, at most 200 bytes: nothing that shows as another address.
func checkWebsite(form *fault.Form, text string) string { return checkAddress(form, "website", text) }

func checkAddress(form *fault.Form, field, text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || !strings.Contains(u.Hostname(), ".") ||
		strings.ContainsFunc(u.Hostname(), noHost) || u.User != nil || len(text) > 200 {
		form.Add(field, "website")
		return ""
	}
	return u.String()
}

func noHost(r rune) bool {
	return r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}
