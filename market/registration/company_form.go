package registration

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"guildhall/base/age"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/taxid"
)

// PeopleMax is how many people behind a company are named: at most three hold more than
// a quarter each, and the others lead it.
const PeopleMax = 12

// ownsMoreThan is the share, in hundredths of a percent, above which an owner is named
// (AWS_IQ.md 4: owners above 25 %).
const ownsMoreThan = 2500

// documentsForm asks for what shows that a company is there and who may act for it:
// an extract of its register, and a power of attorney where somebody else acts.
var documentsForm = Form{
	Papers: func(_ Registration, a Answer) int {
		if a["authority"] == "attorney" {
			return 2
		}
		return 1
	},
	Fields: []FormField{
		{Name: "corporate_number", Type: LineField, Max: 30, When: inJapan, Check: corporateNumber},
		{Name: "register", Type: LineField, When: outsideJapan, Check: notMyNumber},
		{Name: "authority", Type: PickField, Options: []string{"director", "attorney"}},
	},
}

// peopleForm names who leads a company and who owns more than a quarter of it.
var peopleForm = Form{Left: ownersNames, Rows: &FormRows{Max: PeopleMax, Check: wholeCompany, Fields: []FormField{
	{Name: "name", Type: LineField, Check: notMyNumber},
	{Name: "role", Type: PickField, Options: []string{"director", "owner", "both"}},
	{Name: "share", Type: LineField, Max: 8, Optional: true, Check: share},
	{Name: "born", Type: DateField, Check: bornEver},
	{Name: "nationality", Type: CountryField},
}}}

// ownersNames are what stays of the people behind a company once it is decided.
func ownersNames(a Answer) Answer {
	var owners []Row
	for _, row := range (Form{Rows: &FormRows{Max: PeopleMax, Fields: []FormField{{Name: "name"}, {Name: "role"}}}}).RowsOf(a) {
		if row.Answer["role"] != "director" {
			owners = append(owners, row)
		}
	}
	out := Answer{}
	rowed(out, owners)
	return out
}

// Owner is somebody who owns more than a quarter of a company. Born and Country are
// empty once they are erased.
type Owner struct{ Name, Born, Country string }

// Owners opens who owns more than a quarter of the company that registered, for whoever
// compares them with the lists of sanctions; none for a freelancer, and before they are
// named.
func (r *Room) Owners(ctx context.Context, d db.Reader, registration id.ID) ([]Owner, error) {
	all, err := ChecksOf(ctx, d, registration)
	if err != nil {
		return nil, err
	}
	c, found := all.Of(People)
	if !found {
		return nil, nil
	}
	a, err := r.answer(ctx, d, c)
	var list []Owner
	for _, row := range peopleForm.RowsOf(a) {
		if row.Answer["role"] != "director" {
			list = append(list, Owner{Name: row.Answer["name"], Born: row.Answer["born"], Country: row.Answer["nationality"]})
		}
	}
	return list, err
}

func inJapan(g Registration, _ Answer) bool { return g.Country == "JP" }

func outsideJapan(g Registration, _ Answer) bool { return g.Country != "JP" }

// corporateNumber is Japan's 法人番号 by its check digit.
func corporateNumber(_ Registration, _ Answer, in string) (string, string) {
	result, _ := taxid.Check(taxid.JapanCorporate, in)
	return result.Value, result.Field()
}

// bornEver wants a day that somebody alive can have been born on.
func bornEver(_ Registration, _ Answer, in string) (string, string) {
	if _, err := age.On(in, time.Now().UTC().Format(time.DateOnly)); err != nil {
		return "", age.Field(err)
	}
	return in, ""
}

var shareForm = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,2})?$`)

// share is a percentage with at most two places, as people write it.
func share(_ Registration, _ Answer, in string) (string, string) {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．' || r == ',' || r == '，':
			return '.'
		case strings.ContainsRune(" %％　", r):
			return -1
		}
		return r
	}, in)
	if !shareForm.MatchString(plain) || hundredths(plain) > 10000 {
		return "", "share"
	}
	return plain, ""
}

// hundredths of a percent of a cleaned share.
func hundredths(share string) int {
	whole, part, _ := strings.Cut(share, ".")
	n, _ := strconv.Atoi(whole) // Cleaned by share.
	m, _ := strconv.Atoi((part + "00")[:2])
	return n*100 + m
}

// wholeCompany wants somebody who leads, a share above a quarter of each owner and of
// nobody else, and no more than all of the company.
func wholeCompany(form *fault.Form, rows []Row) {
	led, sum := false, 0
	for _, row := range rows {
		role, said := row.Answer["role"], row.Answer["share"]
		led = led || role != "owner"
		if role == "director" || role == "" {
			delete(row.Answer, "share")
			continue
		}
		if sum += hundredths(said); hundredths(said) <= ownsMoreThan && !form.Has(RowField(row.N, "share")) {
			form.Add(RowField(row.N, "share"), "share_least")
		}
	}
	if sum > 10000 {
		form.Add(RowField(rows[len(rows)-1].N, "share"), "share_sum")
	}
	if !led {
		form.Add(RowField(rows[0].N, "role"), "nobody_leads")
	}
}
