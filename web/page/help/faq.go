package help

import (
	"context"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"guildhall/base/i18n"
	"guildhall/market/registration"
)

// Question is one of /faq: its anchor, the group it stands in, which question of the
// founding document it answers (AWS_IQ.md section 3; empty for one of our own), and
// what is said. Its words are under "faq.<ID>" and "faq.<ID>.<piece>".
type Question struct {
	ID, Group, Answers string
	Says               []Said
}

// groups are the parts of the page, in order.
var groups = []string{"customer", "expert", "registration", "trust", "money"}

// Questions is the whole page.
var Questions = []Question{
	{"request-seen", "customer", "", []Said{{Key: "who"}, {Key: "what"}}},
	{"customer-cost", "customer", "", []Said{{Key: "price"}, {Key: "practice", When: Practice}}},
	{"silence", "customer", "", []Said{{Key: "choice"}, {Key: "decline"}}},
	{"account-access", "customer", "", []Said{{Key: "not-yet", When: NotYet("permissionRequest")}, {Key: "when"}}},
	{"unhappy", "customer", "R10", []Said{{Key: "change"}, {Key: "less"}, {Key: "back", When: NotYet("refund")}}},
	{"credits", "customer", "R16", []Said{{Key: "no"}}},

	{"why-join", "expert", "R1", []Said{{Key: "work"}, {Key: "keep"}}},
	{"first-customer", "expert", "R7", []Said{{Key: "find"}, {Key: "talk"}}},
	{"specialise", "expert", "R8", []Said{{Key: "no"}}},
	{"show-skills", "expert", "R9", []Said{{Key: "profile"}, {Key: "review"}}},
	{"company", "expert", "R6", []Said{{Key: "voice"}, {Key: "page"}}},
	{"advertise", "expert", "R22", []Said{{Key: "page"}, {Key: "not-yet", When: NotYet("listing")}}},
	{"listings", "expert", "R19", []Said{{Key: "not-yet", When: NotYet("listing")}}},
	{"roles", "expert", "R23", []Said{{Key: "how"}, {Key: "guides"}}},

	{"eligible", "registration", "R2", []Said{{Key: "rules"}}},
	{"register", "registration", "R3", []Said{{Key: "begin"}, {Key: "photo"}, {Key: "checks"}, {Key: "time"}}},
	{"silent", "registration", "R17", []Said{{Key: "page"}, {Key: "usual", When: Asks(registration.Identity)}, {Key: "mail", When: Mail}, {Key: "no-mail", When: Not(Mail)}, {Key: "video", When: NotYet("video")}}},
	{"employees", "registration", "R15", []Said{{Key: "no"}}},
	{"country", "registration", "R18", []Said{{Key: "all", When: AllOpen}, {Key: "some", When: Not(AllOpen)}, {Key: "told", When: Not(AllOpen)}}},
	{"dac7", "registration", "R27", []Said{{Key: "yes", When: Asks(registration.DAC7)}, {Key: "not-yet", When: Not(Asks(registration.DAC7))}}},

	{"certification", "trust", "R5", []Said{{Key: "free"}, {Key: "pool"}, {Key: "own", When: NotYet("permissionRequest")}}},
	{"link", "trust", "R25", []Said{{Key: "desk", When: NotYet("linkAwsCertification")}, {Key: "self", When: Does("linkAwsCertification")}, {Key: "contact", When: Contact}, {Key: "issuer"}}},
	{"partner", "trust", "R4", []Said{{Key: "yes"}}},

	{"prices", "money", "R11", []Said{{Key: "expert"}}},
	{"fee", "money", "R12", []Said{{Key: "rate"}, {Key: "frozen"}}},
	{"paid-how", "money", "R13", []Said{{Key: "nobank", When: Not(Money)}, {Key: "way"}, {Key: "when"}, {Key: "practice", When: Practice}}},
	{"not-paid", "money", "R20", []Said{{Key: "first"}, {Key: "days"}, {Key: "more"}}},
	{"uncollected", "money", "R26", []Said{{Key: "try"}, {Key: "see"}}},
	{"sales-tax", "money", "R14", []Said{{Key: "seller"}, {Key: "none", When: NotYet("jurisdiction")}}},
	{"tax-duties", "money", "R21", []Said{{Key: "papers"}, {Key: "interview", When: Asks(registration.Tax)}, {Key: "advice"}}},
	{"tax-forms", "money", "R24", []Said{{Key: "not-yet", When: NotYet("taxDocument")}}},
}

// Answer is a question with what this house says to it.
type Answer struct {
	ID, Title string
	Blocks    []Block
}

// Group is the answers of one part of the page.
type Group struct {
	ID      string
	Answers []Answer
}

// FAQ is the page: every answer, or those that have the words asked for.
type FAQ struct {
	House  House
	Words  string
	Groups []Group
	Found  int
}

// Ask gives the answers that hold every word of words, in the reader's language; all
// of them for none.
func Ask(ctx context.Context, h House, words string) FAQ {
	page := FAQ{House: h, Words: strings.TrimSpace(words)}
	for _, name := range groups {
		g := Group{ID: name}
		for _, q := range Questions {
			if q.Group != name {
				continue
			}
			a := Answer{ID: q.ID, Title: i18n.T(ctx, "faq."+q.ID, h.Figures...), Blocks: h.say(ctx, "faq."+q.ID, q.Says)}
			if a.has(page.Words) {
				g.Answers = append(g.Answers, a)
			}
		}
		if len(g.Answers) > 0 {
			page.Groups = append(page.Groups, g)
			page.Found += len(g.Answers)
		}
	}
	return page
}

var address = regexp.MustCompile(`\]\([^)]*\)`)

// folded is a text as it is compared: without case, width and marks.
func folded(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

func (a Answer) has(words string) bool {
	text := a.Title
	for _, b := range a.Blocks {
		text += "\n" + strings.Join(b.Lines, "\n")
	}
	text = folded(strings.NewReplacer("**", "", "[", "").Replace(address.ReplaceAllString(text, "")))
	for _, word := range strings.Fields(folded(words)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
