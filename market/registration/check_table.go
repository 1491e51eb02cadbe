package registration

import (
	"slices"

	"guildhall/market/account"
)

// Seller is who registers.
type Seller string

// Who registers: somebody for themselves; a company whose people stay behind it; a
// company whose people are shown too.
const (
	Freelancer Seller = "freelancer"
	Firm       Seller = "company"
	Both       Seller = "both"
)

// Sellers lists what an organisation of a kind (account.KindPersonal, KindCompany) may
// register as.
func Sellers(kind string) []Seller {
	if kind == account.KindPersonal {
		return []Seller{Freelancer}
	}
	return []Seller{Firm, Both}
}

// Asked is one row of the table: which check applies to whom, who judges it, what
// must be given before it, and the published rule it rests on (RuleBook).
type Asked struct {
	Kind Kind
	// For is who it is asked of; empty for everybody.
	For []Seller
	// In are the countries it is asked in; empty for all.
	In []string
	// Desk judges it; otherwise the house does, the moment it is there.
	Desk bool
	// After must be given first.
	After []Kind
	Rule  string
}

// Table is which checks a registration is made of. An operator reads it in docs and
// everybody at /eligibility; Screening is no row of it, it is asked when a name is hit.
var Table = []Asked{
	{Kind: Individual, For: []Seller{Freelancer, Both}, Rule: "profile"},
	{Kind: Company, For: []Seller{Firm, Both}, Rule: "profile"},
	{Kind: Contact, Rule: "contact"},
	{Kind: Factor, Rule: "factor"},
	{Kind: Identity, Desk: true, Rule: "identity"},
	{Kind: Documents, For: []Seller{Firm, Both}, Desk: true, Rule: "company"},
	{Kind: People, For: []Seller{Firm, Both}, Desk: true, Rule: "company"},
	{Kind: Antisocial, In: []string{"JP"}, Rule: "antisocial"},
	{Kind: Tax, Rule: "tax"},
	{Kind: DAC7, Rule: "dac7"},
	{Kind: Bank, After: []Kind{Tax}, Rule: "bank"},
	{Kind: Preference, After: []Kind{Bank}, Rule: "bank"},
}

// AppliesTo tells whether the check is asked of a seller in a country.
func (a Asked) AppliesTo(s Seller, country string) bool {
	return (len(a.For) == 0 || slices.Contains(a.For, s)) && (len(a.In) == 0 || slices.Contains(a.In, country))
}

func asked(kind Kind) (Asked, bool) {
	i := slices.IndexFunc(Table, func(a Asked) bool { return a.Kind == kind })
	if i < 0 {
		return Asked{Kind: kind, Desk: true}, kind == Screening
	}
	return Table[i], true
}

func inOrder(list []Check) {
	at := func(c Check) int {
		i := slices.IndexFunc(Table, func(a Asked) bool { return a.Kind == c.Kind })
		if i < 0 {
			return len(Table)
		}
		return i
	}
	slices.SortStableFunc(list, func(a, b Check) int { return at(a) - at(b) })
}

// Rule is one published condition of selling here: its words are in
// text/eligibility.toml under "eligibility.<code>" and "eligibility.<code>.text". A
// refusal or a failed check names one, and nothing else can be refused for (R2).
type Rule struct {
	Code string
	// Refuses tells whether the desk may refuse by it; the others keep nobody out for
	// good, they only say what is still missing.
	Refuses bool
	// Suspends tells whether the desk may suspend by it who already sells; it may by
	// all that it may refuse by, too.
	Suspends bool
}

// RuleBook is what /eligibility publishes, in its order.
var RuleBook = []Rule{
	{Code: "country", Refuses: true},
	{Code: "age", Refuses: true},
	{Code: "employee", Refuses: true},
	{Code: "identity", Refuses: true},
	{Code: "company", Refuses: true},
	{Code: "sanctions", Refuses: true},
	{Code: "antisocial", Refuses: true},
	{Code: "untrue", Refuses: true},
	{Code: "one", Refuses: true},
	{Code: "conduct", Suspends: true},
	{Code: "profile"},
	{Code: "contact"},
	{Code: "factor"},
	{Code: "tax"},
	{Code: "dac7"},
	{Code: "bank"},
	{Code: "terms"},
	{Code: "certification"},
}

// Asked is what this house asks of sellers: the rows of the table that it can put or
// judge.
func (r *Room) Asked() []Asked {
	return slices.DeleteFunc(slices.Clone(Table), func(a Asked) bool { return !r.knows(a.Kind) })
}

// Rules are those of the book that this house asks something by, or refuses by.
func (r *Room) Rules() []Rule {
	rests := func(list []Asked, code string) bool {
		return slices.ContainsFunc(list, func(a Asked) bool { return a.Rule == code })
	}
	return slices.DeleteFunc(slices.Clone(RuleBook), func(b Rule) bool { return rests(Table, b.Code) && !rests(r.Asked(), b.Code) })
}

// KnownRule tells whether the rule is published.
func KnownRule(code string) bool {
	return slices.ContainsFunc(RuleBook, func(r Rule) bool { return r.Code == code })
}

// Suspends tells whether a registration may be suspended by the rule.
func Suspends(code string) bool {
	return slices.ContainsFunc(RuleBook, func(r Rule) bool { return r.Code == code && (r.Suspends || r.Refuses) })
}

// Refuses tells whether somebody may be refused by the rule.
func Refuses(code string) bool {
	return slices.ContainsFunc(RuleBook, func(r Rule) bool { return r.Code == code && r.Refuses })
}
