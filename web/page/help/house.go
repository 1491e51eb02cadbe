package help

import (
	"context"
	"slices"
	"strings"

	"guildhall/base/i18n"
	"guildhall/market/registration"
)

// House is what an answer may know of this installation.
type House struct {
	// Sandbox is a practice house; Money tells that a processor and a bank are
	// connected; Mail that a server takes its letters.
	Sandbox, Money, Mail bool
	// Contact is where people write to the operator; empty for nowhere.
	Contact string
	// Open are the countries that may register; empty for all.
	Open []string
	// Asked is what a registration is made of here.
	Asked []registration.Asked
	// Deeds are the addresses and operations of the house, as in "POST /requests" and
	// "createRequest": what it can do at all.
	Deeds []string
	// Figures are the pairs that sentences name, in the reader's language.
	Figures []any
}

// Fact is something true or false of a house.
type Fact string

// The facts by name; Asks, Does, Not and NotYet make the others.
const (
	Always   Fact = ""
	Practice Fact = "practice"
	Money    Fact = "money"
	Mail     Fact = "mail"
	Contact  Fact = "contact"
	AllOpen  Fact = "all countries"
)

// Asks holds while the registration asks for a check of this kind.
func Asks(kind registration.Kind) Fact { return Fact("asks:" + string(kind)) }

// Does holds while an address or operation of the house has the word in it, in
// whatever letters.
func Does(word string) Fact { return Fact("does:" + strings.ToLower(word)) }

// Not holds while the fact does not.
func Not(f Fact) Fact { return "!" + f }

// NotYet holds until the house can do it.
func NotYet(word string) Fact { return Not(Does(word)) }

// Is tells whether a fact holds. One that nobody knows holds never, nor does its
// opposite: such a sentence is not said at all, and a test finds it.
func (h House) Is(f Fact) bool {
	name, not := strings.CutPrefix(string(f), "!")
	kind, word, _ := strings.Cut(name, ":")
	holds, known := false, true
	switch Fact(kind) {
	case Always:
		holds = true
	case Practice:
		holds = h.Sandbox
	case Money:
		holds = h.Money
	case Mail:
		holds = h.Mail
	case Contact:
		holds = h.Contact != ""
	case AllOpen:
		holds = len(h.Open) == 0
	case "asks":
		holds = slices.ContainsFunc(h.Asked, func(a registration.Asked) bool { return string(a.Kind) == word })
	case "does":
		holds = slices.ContainsFunc(h.Deeds, func(d string) bool { return strings.Contains(strings.ToLower(d), word) })
	default:
		known = false
	}
	return known && holds != not
}

// Style is how a Said stands on the page.
type Style string

// The styles.
const (
	Plain Style = ""      // a paragraph
	Step  Style = "step"  // one of numbered steps
	Point Style = "point" // one of a list
	Table Style = "table" // a table of Tables, by its name
)

// Said is one piece of an answer or a chapter: the end of its text key, when it is
// said, and how.
type Said struct {
	Key  string
	When Fact
	As   Style
}

// Block is neighbouring pieces of one style.
type Block struct {
	Style Style
	Lines []string
}

// say gives the pieces that hold, in the reader's language, neighbours of one style
// together.
func (h House) say(ctx context.Context, under string, all []Said) []Block {
	var blocks []Block
	for _, one := range all {
		if !h.Is(one.When) {
			continue
		}
		line := one.Key
		if one.As != Table {
			line = i18n.T(ctx, under+"."+one.Key, h.Figures...)
		}
		if last := len(blocks) - 1; last >= 0 && blocks[last].Style == one.As && one.As != Plain {
			blocks[last].Lines = append(blocks[last].Lines, line)
			continue
		}
		blocks = append(blocks, Block{one.As, []string{line}})
	}
	return blocks
}
