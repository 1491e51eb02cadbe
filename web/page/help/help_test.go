package help_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"guildhall/base/i18n"
	"guildhall/market/registration"
	_ "guildhall/text"
	"guildhall/web/page/help"
)

// houses are those in which every fact is once true and once false.
func houses() []help.House {
	bare := help.House{Figures: []any{"Words", "x"}}
	full := help.House{Sandbox: true, Money: true, Mail: true, Contact: "desk@a.example", Asked: registration.Table, Figures: bare.Figures,
		Deeds: []string{"linkAwsCertification"}}
	bare.Open = []string{"JP"}
	return []help.House{bare, full}
}

func reader(lang i18n.Lang) context.Context {
	return i18n.With(context.Background(), i18n.Reader{Lang: lang})
}

// Each of the 27 questions of the founding document (AWS_IQ.md section 3) is one here.
func TestEveryQuestionOfTheFoundingDocumentIsAnswered(t *testing.T) {
	for n := 1; n <= 27; n++ {
		name, times := fmt.Sprintf("R%d", n), 0
		for _, q := range help.Questions {
			if q.Answers == name {
				times++
			}
		}
		if times != 1 {
			t.Errorf("%s is answered %d times", name, times)
		}
	}
}

// Whatever a house asks and can do, every question and every chapter says something,
// in both languages.
func TestNoAnswerIsEmptyInAnyHouse(t *testing.T) {
	for _, lang := range i18n.Langs {
		for i, h := range houses() {
			page := help.Ask(reader(lang), h, "")
			if page.Found != len(help.Questions) {
				t.Errorf("%s, house %d: %d answers to %d questions", lang, i, page.Found, len(help.Questions))
			}
			for _, g := range page.Groups {
				for _, a := range g.Answers {
					if len(a.Blocks) == 0 || strings.HasPrefix(a.Title, "[") {
						t.Errorf("%s, house %d: /faq#%s says nothing", lang, i, a.ID)
					}
				}
			}
			for _, g := range help.Guides {
				for _, s := range g.Read(reader(lang), h) {
					if len(s.Blocks) == 0 || strings.HasPrefix(s.Title, "[") {
						t.Errorf("%s, house %d: /guides/%s#%s says nothing", lang, i, g.Path, s.ID)
					}
				}
			}
		}
	}
}

// Every sentence written for these pages is said in some house; a fact that nobody
// knows would leave its sentence out for ever.
func TestEverySentenceIsSaidSomewhere(t *testing.T) {
	keys := map[string]bool{}
	note := func(under string, says []help.Said) {
		for _, one := range says {
			if one.As != help.Table {
				keys[under+"."+one.Key] = true
			}
			if !slices.ContainsFunc(houses(), func(h help.House) bool { return h.Is(one.When) }) {
				t.Errorf("%s.%s is never said: %q", under, one.Key, one.When)
			}
		}
	}
	for _, q := range help.Questions {
		keys["faq."+q.ID] = true
		note("faq."+q.ID, q.Says)
	}
	for _, g := range help.Guides {
		for _, c := range g.Chapters {
			under := "guide." + g.Name() + "." + c.ID
			if c.Under != "" {
				under = "guide." + c.Under
			}
			keys[under] = true
			note(under, c.Says)
		}
	}
	for key := range keys {
		if !i18n.Exists(key) {
			t.Errorf("no words for %s", key)
		}
	}
	for _, key := range i18n.House().Keys(i18n.En) {
		rest, faq := strings.CutPrefix(key, "faq.")
		if faq && !keys[key] && slices.ContainsFunc(help.Questions, func(q help.Question) bool { return strings.HasPrefix(rest, q.ID+".") }) {
			t.Errorf("%s is in no answer", key)
		}
		for _, g := range help.Guides {
			if strings.HasPrefix(key, "guide."+g.Name()+".") && !strings.HasSuffix(key, ".lead") && !keys[key] {
				t.Errorf("%s is in no guide", key)
			}
		}
	}
}

// A "not yet" ends by itself on the day when the house can do it.
func TestNotYetIsSaidOnlyOfWhatIsNotThere(t *testing.T) {
	h := help.House{}
	if !h.Is(help.NotYet("refund")) || h.Is(help.Does("refund")) {
		t.Error("a house without refunds does not say so")
	}
	h.Deeds = []string{"POST /payment-requests/{id}/give-back", "startRefund"}
	if h.Is(help.NotYet("refund")) || !h.Is(help.Does("refund")) {
		t.Error("a house with refunds says that it has none")
	}
}

func TestASearchFindsAnswersByAllItsWordsInAnyWidthAndCase(t *testing.T) {
	for _, c := range []struct {
		lang       i18n.Lang
		words, has string
	}{{i18n.En, "FEE  examples", "fee"}, {i18n.En, "1099", "tax-forms"}, {i18n.Ja, "ＤＡＣ７", "dac7"}, {i18n.Ja, "振り込まれない", "not-paid"}, {i18n.En, "permissions in an account no", ""}} {
		page, found := help.Ask(reader(c.lang), houses()[0], c.words), ""
		for _, g := range page.Groups {
			for _, a := range g.Answers {
				found += a.ID + " "
			}
		}
		if c.has == "" && page.Found != 0 || page.Found == len(help.Questions) || !strings.Contains(found, c.has) {
			t.Errorf("%q found %d: %s", c.words, page.Found, found)
		}
	}
}
