package registration

import (
	"slices"
	"strings"
	"time"

	"guildhall/base/age"
)

// ReportingStates are the states whose residents are reported under Directive (EU)
// 2021/514 (Annex V, section I, "reportable seller"): the members of the Union.
var ReportingStates = strings.Fields(`AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK`)

// Reported tells whether a resident of the country is reported.
func Reported(country string) bool { return slices.Contains(ReportingStates, country) }

// reportedIn tells whether the residence under a name is in a reporting state.
func reportedIn(name string) func(Registration, Answer) bool {
	return func(_ Registration, a Answer) bool { return Reported(a[name]) }
}

func reportedAnywhere(_ Registration, a Answer) bool {
	return Reported(a["residence"]) || Reported(a["residence_other"])
}

// noNumber tells that somebody reported has none of a state that reports them: then the
// place of birth takes its place (Annex V, section II, B).
func noNumber(_ Registration, a Answer) bool {
	return Reported(a["residence"]) && a["tin"] == "" || Reported(a["residence_other"]) && a["tin_other"] == ""
}

// dac7Form is the questionnaire: everybody says where they pay tax; what identifies
// them is asked of residents of reporting states only (Annex V, section II, B). The
// address is that of the check Contact.
var dac7Form = Form{Keep: true, Fields: []FormField{
	{Name: "residence", Type: CountryField, Begin: func(g Registration) string { return g.Country }},
	{Name: "residence_other", Type: CountryField, Optional: true, Check: another},
	{Name: "legal_name", Type: LineField, When: all(reportedAnywhere, isEntity), Begin: func(g Registration) string { return g.LegalName }},
	{Name: "tin", Type: LineField, Secret: true, Max: 40, Optional: true, When: reportedIn("residence"), Check: tinAt("residence")},
	{Name: "tin_none", Type: TickField, When: all(reportedIn("residence"), lacks("tin"))},
	{Name: "tin_other", Type: LineField, Secret: true, Max: 40, Optional: true, When: reportedIn("residence_other"), Check: tinAt("residence_other")},
	{Name: "tin_other_none", Type: TickField, When: all(reportedIn("residence_other"), lacks("tin_other"))},
	{Name: "born", Type: DateField, When: all(reportedAnywhere, isPerson), Check: bornBefore},
	{Name: "birth_place", Type: LineField, When: all(reportedAnywhere, isPerson, noNumber)},
	{Name: "birth_country", Type: CountryField, When: all(reportedAnywhere, isPerson, noNumber)},
	{Name: "register", Type: LineField, Max: 40, When: all(reportedAnywhere, isEntity)},
	{Name: "establishment", Type: PickField, When: all(reportedAnywhere, isEntity), Options: yesNo},
	{Name: "establishment_in", Type: CountryField, When: all(reportedAnywhere, isEntity, saidYes("establishment")), Check: inUnion},
	{Name: "declare", Type: TickField},
}}

func tinAt(residence string) func(Registration, Answer, string) (string, string) {
	return func(g Registration, a Answer, in string) (string, string) { return tinOf(a[residence])(g, a, in) }
}

func another(_ Registration, a Answer, in string) (string, string) {
	if in == a["residence"] {
		return "", "another_country"
	}
	return in, ""
}

func inUnion(_ Registration, _ Answer, in string) (string, string) {
	if !Reported(in) {
		return "", "reporting_state"
	}
	return in, ""
}

// bornBefore wants a day that somebody can have been born on.
func bornBefore(_ Registration, _ Answer, in string) (string, string) {
	if _, err := age.On(in, time.Now().UTC().Format(time.DateOnly)); err != nil {
		return "", age.Field(err)
	}
	return in, ""
}
