package page_test

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/page"
	_ "guildhall/text"
)

func TestCursorsSurviveTheRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := page.Cursor{Key: rapid.Int64().Draw(t, "key"), ID: id.New()}
		text := c.String()
		if back, err := page.Parse(text); err != nil || back != c {
			t.Fatalf("%+v became %+v over %s (%v)", c, back, text, err)
		}
		if url.QueryEscape(text) != text {
			t.Fatalf("%s needs escaping", text)
		}
	})
	if c, err := page.Parse(""); err != nil || !c.IsZero() || c.String() != "" {
		t.Errorf("the beginning: %+v %v", c, err)
	}
}

func TestACursorThatIsNotOursIsRefused(t *testing.T) {
	good := page.Cursor{Key: 42, ID: id.New()}.String()
	bad := []string{"x", "0", good[1:], good[:len(good)-1], good + "A", good + "\n", good + "=", " " + good, "42", "'; DROP TABLE x", "\x00", "ａ"}
	raw, _ := base64.RawURLEncoding.DecodeString(good)
	for i := range raw {
		other := slices.Clone(raw)
		other[i] ^= 0x10
		bad = append(bad, base64.RawURLEncoding.EncodeToString(other))
	}
	for _, text := range bad {
		if c, err := page.Parse(text); !fault.Is(err, "cursor.malformed") || !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("%q was taken as %+v (%v)", text, c, err)
		}
	}
	for _, lang := range i18n.Langs {
		if !i18n.House().Has(lang, "fault.cursor.malformed") {
			t.Errorf("no words in %s", lang)
		}
	}
}

func TestPagesShowEverythingOnceInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []page.Cursor // here a row is just its place
		for range rapid.IntRange(0, 40).Draw(t, "rows") {
			all = append(all, page.Cursor{Key: rapid.Int64Range(-3, 3).Draw(t, "key"), ID: id.New()})
		}
		compare := func(a, b page.Cursor) int {
			return cmp.Or(cmp.Compare(b.Key, a.Key), slices.Compare(b.ID[:], a.ID[:]))
		}
		slices.SortFunc(all, compare)
		limit := rapid.IntRange(1, 7).Draw(t, "limit")
		var seen []page.Cursor
		for at := (page.Cursor{}); ; {
			var rows []page.Cursor
			for _, row := range all {
				if (at.IsZero() || compare(row, at) > 0) && len(rows) <= limit {
					rows = append(rows, row)
				}
			}
			shown, next := page.Cut(rows, limit, func(c page.Cursor) page.Cursor { return c })
			if seen = append(seen, shown...); next.IsZero() {
				break
			}
			at = next
		}
		if !slices.Equal(seen, all) {
			t.Fatalf("%d of %d were shown", len(seen), len(all))
		}
	})
}

func TestAPageIsNeitherEmptyNorEndless(t *testing.T) {
	for asked, want := range map[int]int{0: 20, -1: 20, 1: 1, 50: 50, 1000: 100} {
		if got := page.Limit(asked, 20, 100); got != want {
			t.Errorf("%d: %d, want %d", asked, got, want)
		}
	}
}
