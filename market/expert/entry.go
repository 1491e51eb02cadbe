package expert

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"guildhall/base/fault"
	"guildhall/base/prose"
	"guildhall/base/services"
)

// The limits of what stands under a biography. AWS_IQ.md 1.7 gives none; these are ours.
const (
	EntriesMax    = 20
	EntryTitleMax = 80
	EntryWordsMax = 600
	LinksMax      = 10
	LinkLabelMax  = 60
	SkillsMax     = 30 // services and skills together
	SkillMax      = 40
)

// Entry is one station of somebody's professional experience. From and To are years or
// months ("2019", "2019-04"); without To it goes on.
type Entry struct {
	Title        string `json:"title"`
	Organisation string `json:"organisation,omitempty"`
	From         string `json:"from,omitempty"`
	To           string `json:"to,omitempty"`
	Words        string `json:"words,omitempty"`
	Link         string `json:"link,omitempty"`
}

// Link is an address under a biography: one's own page, code, a case study, a talk, or
// what others recommend one for.
type Link struct {
	Kind    string `json:"kind"`
	Label   string `json:"label,omitempty"`
	Address string `json:"address"`
}

// LinkKinds are the kinds of link; the words are "link.<kind>".
var LinkKinds = []string{"site", "recommendation", "case", "code", "talk"}

func (e Entry) isBlank() bool {
	return strings.TrimSpace(e.Title+e.Organisation+e.From+e.To+e.Words+e.Link) == ""
}

var dateForm = regexp.MustCompile(`^([0-9]{4})(?:[-/.年]([0-9]{1,2})月?|年)?$`)

// checkMonth wants a year from 1940 to 2100, with a month or without; full-width digits,
// "2019/4" and "2019年4月" are understood.
func checkMonth(form *fault.Form, field, text string) string {
	text = strings.TrimSpace(norm.NFKC.String(text))
	if text == "" {
		return ""
	}
	found := dateForm.FindStringSubmatch(text)
	if found == nil {
		form.Add(field, "year_or_month")
		return ""
	}
	if year, _ := strconv.Atoi(found[1]); year < 1940 || year > 2100 {
		form.Add(field, "year_or_month")
		return ""
	}
	if found[2] == "" {
		return found[1]
	}
	month, _ := strconv.Atoi(found[2])
	if month < 1 || month > 12 {
		form.Add(field, "year_or_month")
		return ""
	}
	return found[1] + "-" + string('0'+rune(month/10)) + string('0'+rune(month%10))
}

// checkEntries cleans the stations that are not blank and puts the newest first. A field
// is named entries.<n>.<part> by its place in what was typed.
func checkEntries(form *fault.Form, typed []Entry) []Entry {
	var list []Entry
	for i, e := range typed {
		if e.isBlank() {
			continue
		}
		at := "entries." + strconv.Itoa(i) + "."
		e.Title = prose.Check(form, prose.Rule{Field: at + "title", Min: 1, Max: EntryTitleMax, SingleLine: true}, e.Title)
		e.Organisation = prose.Check(form, prose.Rule{Field: at + "organisation", Max: EntryTitleMax, SingleLine: true}, e.Organisation)
		e.Words = prose.Check(form, prose.Rule{Field: at + "words", Max: EntryWordsMax}, e.Words)
		e.From, e.To = checkMonth(form, at+"from", e.From), checkMonth(form, at+"to", e.To)
		if e.From != "" && e.To != "" && e.To < e.From[:min(len(e.From), len(e.To))] {
			form.Add(at+"to", "before_from")
		}
		e.Link = checkAddress(form, at+"link", e.Link)
		list = append(list, e)
	}
	if len(list) > EntriesMax {
		form.Add("entries", "too_many", "Max", EntriesMax)
	}
	slices.SortStableFunc(list, func(a, b Entry) int { return cmp.Or(cmp.Compare(b.end(), a.end()), cmp.Compare(b.From, a.From)) })
	return list
}

// end sorts what goes on before what has ended.
func (e Entry) end() string {
	if e.To == "" {
		return "9999"
	}
	return e.To
}

func checkLinks(form *fault.Form, typed []Link) []Link {
	var list []Link
	for i, l := range typed {
		if strings.TrimSpace(l.Address+l.Label) == "" {
			continue
		}
		at := "links." + strconv.Itoa(i) + "."
		if !slices.Contains(LinkKinds, l.Kind) {
			form.Add(at+"kind", "choice")
		}
		l.Label = prose.Check(form, prose.Rule{Field: at + "label", Max: LinkLabelMax, SingleLine: true}, l.Label)
		if strings.TrimSpace(l.Address) == "" {
			form.Add(at+"address", "required")
		}
		l.Address = checkAddress(form, at+"address", l.Address)
		list = append(list, l)
	}
	if len(list) > LinksMax {
		form.Add("links", "too_many", "Max", LinksMax)
	}
	return list
}

// checkServices wants codes of base/services, each once.
func checkServices(form *fault.Form, codes []string) []string {
	var list []string
	for _, c := range codes {
		switch {
		case c == "" || slices.Contains(list, c):
		case !services.Known(c):
			form.Add("services", "choice")
			return nil
		default:
			list = append(list, c)
		}
	}
	return list
}

// SkillsOf cuts what was typed into one field at commas and ends of lines.
func SkillsOf(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",;\n\r、，；", r) })
}

// checkSkills keeps each word once; one that names a service of the dictionary becomes
// that service.
func checkSkills(form *fault.Form, codes, typed []string) (known, skills []string) {
	known = checkServices(form, codes)
	for _, s := range typed {
		s = prose.Check(form, prose.Rule{Field: "skills", Max: SkillMax, SingleLine: true}, s)
		if code := services.Called(s); code != "" {
			if !slices.Contains(known, code) {
				known = append(known, code)
			}
		} else if s != "" && !slices.ContainsFunc(skills, func(have string) bool { return strings.EqualFold(have, s) }) {
			skills = append(skills, s)
		}
	}
	if len(known)+len(skills) > SkillsMax {
		form.Add("skills", "too_many", "Max", SkillsMax)
	}
	return known, skills
}

// pack writes a list as it is stored: "" for an empty one.
func pack[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(err) // of strings only
	}
	return string(text)
}

func unpack[T any](text string) (list []T, err error) {
	if text == "" {
		return nil, nil
	}
	return list, json.Unmarshal([]byte(text), &list)
}
