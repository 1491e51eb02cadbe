package demo

import (
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
	for _, c := range chats {
		customer := asked(c.ask).by
		if find(c.expert).expert == nil {
			t.Errorf("%s is no expert", c.expert)
		}
		if c.day < asked(c.ask).day {
			t.Errorf("%s answers %s before it is asked", c.expert, c.ask)
		}
		for _, l := range c.lines {
			if l.who != customer && l.who != c.expert {
				t.Errorf("%s speaks in a conversation of %s and %s", l.who, customer, c.expert)
			}
		}
		if c.offer != nil {
			var asked int64
			for _, p := range c.offer.asks {
				if p.then != "decline" {
					asked += p.amount
				}
			}
			if asked > c.offer.total {
				t.Errorf("%s asks for %d of %d on %s", c.expert, asked, c.offer.total, c.ask)
			}
		}
	}
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
