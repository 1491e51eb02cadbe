package demo

import (
	"slices"
	"testing"

	"guildhall/base/prose"
	"guildhall/market/request"
)

func TestTheStoryNamesOnlyWhomItHas(t *testing.T) {
	for _, a := range asks {
		find(a.by)
		if n := prose.Count(a.title); n < request.TitleMin || n > request.TitleMax {
			t.Errorf("%s: the title has %d characters", a.key, n)
		}
		if n := prose.Count(a.text); n < request.DescriptionMin || n > request.DescriptionMax {
			t.Errorf("%s: the text has %d characters", a.key, n)
		}
		if a.budget > 0 && bandOf(a) == 0 {
			t.Errorf("%s: %d %s is in no band", a.key, a.budget, a.money)
		}
	}
	for _, c := range chats() {
		customer := asked(c.ask).by
		if p := find(c.expert); p.expert == nil && p.company == "" {
			t.Errorf("%s is no expert", c.expert)
		}
		if c.day <= asked(c.ask).day {
			t.Errorf("%s answers %s before it is asked", c.expert, c.ask)
		}
		for _, l := range c.lines {
			if l.who != customer && l.who != c.expert {
				t.Errorf("%s speaks in a conversation of %s and %s", l.who, customer, c.expert)
			}
		}
		day := c.day
		for _, d := range c.deeds {
			if verbs[d.do].do == nil {
				t.Errorf("%s on %s: nobody can %s", c.expert, c.ask, d.do)
			}
			if d.day < day || d.day >= lastDay {
				t.Errorf("%s on %s: day %d of %s is out of its order", c.expert, c.ask, d.day, d.do)
			}
			day = d.day
			if d.by != "" && !has(customer, d.by) {
				t.Errorf("%s has no way to pay called %s", customer, d.by)
			}
		}
	}
	for _, to := range tills {
		find(to.who)
	}
}

func has(customer, key string) bool {
	return slices.ContainsFunc(ways, func(w way) bool { return w.who == customer && w.key == key })
}

func TestPicturesAreTheSameEachTime(t *testing.T) {
	for key := range looks {
		if find(key).expert == nil {
			t.Errorf("%s is drawn and is no expert", key)
		}
		if first := portrait(key); string(first) != string(portrait(key)) {
			t.Errorf("%s looks different each time", key)
		}
	}
}
