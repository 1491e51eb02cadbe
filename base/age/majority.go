package age

import (
	"slices"
	"strings"
)

// Place is a country, or a region of one, whose majority is not 18, or was lately
// something else, and where the law says so.
type Place struct {
	Place  string `json:"place"` // ISO 3166-1 or 3166-2
	Years  int    `json:"years"`
	Source string `json:"source"`
}

// majorities is checked by hand against the laws named. Where people are of age
// earlier than 18 (Scotland's 16 for contracts) 18 stands, because nobody younger is
// registered.
var majorities = index([]Place{
	{"BH", 21, "Civil Code (Legislative Decree 19 of 2001)"},
	{"CA-BC", 19, "Age of Majority Act, RSBC 1996, c. 7"},
	{"CA-NB", 19, "Age of Majority Act, RSNB 2011, c. 103"},
	{"CA-NL", 19, "Age of Majority Act, SNL 1995, c. A-4.2"},
	{"CA-NS", 19, "Age of Majority Act, RSNS 1989, c. 4"},
	{"CA-NT", 19, "Age of Majority Act, RSNWT 1988, c. A-2"},
	{"CA-NU", 19, "Age of Majority Act, RSNWT (Nu) 1988, c. A-2"},
	{"CA-YT", 19, "Age of Majority Act, RSY 2002, c. 2"},
	{"CM", 21, "Code civil, art. 488"},
	{"EG", 21, "Civil Code (Law 131 of 1948), art. 44"},
	{"HN", 21, "Código de la Familia (Decreto 76-84), art. 16"},
	{"JP", 18, "民法 第4条 (since 2022-04-01; 20 before)"},
	{"KR", 19, "민법 (Civil Act), art. 4, since 2013-07-01"},
	{"KW", 21, "Civil Code (Decree-Law 67 of 1980), art. 96"},
	{"NE", 21, "Code civil, art. 488"},
	{"NZ", 20, "Age of Majority Act 1970, s. 4"},
	{"PR", 21, "Código Civil de Puerto Rico (2020), art. 97"},
	{"SG", 21, "common law; Civil Law Act 1909, s. 35, gives capacity for most contracts at 18"},
	{"TH", 20, "Civil and Commercial Code, s. 19"},
	{"TW", 18, "民法 (Civil Code), art. 12, since 2023-01-01; 20 before"},
	{"US-AL", 19, "Code of Alabama § 26-1-1"},
	{"US-MS", 21, "Mississippi Code § 1-3-27"},
	{"US-NE", 19, "Nebraska Revised Statutes § 43-2101"},
})

func index(list []Place) map[string]Place {
	all := make(map[string]Place, len(list))
	for _, p := range list {
		all[p.Place] = p
	}
	return all
}

// Places lists the table, sorted by place, for pages and operators.
func Places() []Place {
	list := make([]Place, 0, len(majorities))
	for _, p := range majorities {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Place) int { return strings.Compare(a.Place, b.Place) })
	return list
}
