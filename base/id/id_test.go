package id

import (
	"sort"
	"testing"
	"time"
)

func TestIDsSurviveTheRoundTripAndSortAsTheirBytes(t *testing.T) {
	p := Prefix("req")
	var texts []string
	for range 1000 {
		i := New()
		back, ok := p.Parse(p.Text(i))
		if !ok || back != i {
			t.Fatalf("%x became %x (%v) over %s", i, back, ok, p.Text(i))
		}
		texts = append(texts, p.Text(i))
	}
	if !sort.StringsAreSorted(texts) {
		t.Fatal("texts of ids made in order are not in order")
	}
}

func TestMalformedIDsAreRefused(t *testing.T) {
	good := Prefix("req").Text(New())
	for _, s := range []string{"", "req_", good[4:], "org" + good[3:], good + "0", good[:len(good)-1], "req_z" + good[5:], "req_" + "ILOU" + good[8:]} {
		if _, ok := Prefix("req").Parse(s); ok {
			t.Errorf("%q was taken", s)
		}
	}
}

func TestAtIsBeforeWhateverIsMadeThenAndAfterWhateverWas(t *testing.T) {
	before := New()
	now := time.Now()
	if least := At(now.Add(time.Millisecond)); string(before[:]) >= string(least[:]) {
		t.Errorf("%s is not before %s", before, least)
	}
	if least, made := At(now), New(); string(least[:]) > string(made[:]) {
		t.Errorf("%s is after %s", least, made)
	}
}

func TestAListBeginsBeforeOrAfterEveryIdentifier(t *testing.T) {
	one := New()
	if one.OrFirst() != one || one.OrLast() != one {
		t.Error("an identifier is not itself")
	}
	first, last := None.OrFirst(), None.OrLast()
	if first.IsNone() || string(first[:]) >= string(one[:]) || string(last[:]) <= string(one[:]) {
		t.Errorf("%x, %x, %x", first, one, last)
	}
}
