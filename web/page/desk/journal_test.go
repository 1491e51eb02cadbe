package desk_test

import (
	"context"
	"strings"
	"testing"

	"guildhall/base/i18n"
	"guildhall/market/view"
	_ "guildhall/text"
	"guildhall/web/page/desk"
)

func TestEveryEventIsToldInWholeWords(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs {
		ctx := i18n.With(context.Background(), i18n.Reader{Lang: lang})
		for _, key := range i18n.House().Keys(lang) {
			name, is := strings.CutPrefix(key, "event.")
			if !is {
				continue
			}
			for _, data := range []string{"", `{"number": 3, "amount": 40000, "currency": "USD"}`} {
				said := desk.EventWords(ctx, view.EventRow{Name: name, Data: data})
				if strings.Contains(said, "no value") || strings.TrimSpace(said) == "" {
					t.Errorf("%s: %s with %q is told as %q", lang, name, data, said)
				}
			}
		}
	}
}

func TestTheJournalNamesTheMilestoneThatWasPaid(t *testing.T) {
	t.Parallel()
	ctx := i18n.With(context.Background(), i18n.Reader{Lang: i18n.En})
	said := desk.EventWords(ctx, view.EventRow{Name: "milestone.pay", Data: `{"number": 3, "amount": 40000, "currency": "USD"}`})
	if said != "Milestone 3 over $400.00 was paid" {
		t.Errorf("the journal says %q", said)
	}
}
