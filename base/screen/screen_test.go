package screen_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"guildhall/base/screen"
)

var few = screen.New([]screen.Entry{
	{ID: "1", Name: "GADDAFI, Muammar Muhammad", Aliases: []string{"Qadhafi, Muammar", "Каддафи, Муаммар"}, Born: []string{"1942"}, Countries: []string{"LY"}, Programme: "LIBYA"},
	{ID: "2", Name: "IVANOV, Aleksandr Petrovich", Born: []string{"1960-05-12"}, Countries: []string{"RU"}},
	{ID: "3", Name: "Müller Handels GmbH", Countries: []string{"DE"}},
	{ID: "4", Name: "山田 太郎", Aliases: []string{"ヤマダ タロウ"}, Countries: []string{"JP"}},
	{ID: "5", Name: "Li, Wei"},
	{ID: "6", Name: "CARLOS"},
	{ID: "7", Name: ""},
})

func ids(hits []screen.Hit) string {
	var all []string
	for _, h := range hits {
		all = append(all, h.Entry.ID)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestNamesWrittenInOtherWaysAreFound(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Muammar Qaddafi": "1", "Moammar Gadhafi": "1", "QADHAFI MUAMMAR": "1", "Муаммар Каддафи": "1",
		"Alexander Petrovich Ivanov": "2", "Aleksandr Ivanov": "2", "IVANOV ALEKSANDR": "2", "Александр Петрович Иванов": "2", "Aleksandr Ivanof": "2",
		"Mueller Handels GmbH": "3", "MULLER HANDELS": "3", "Müller Handel": "3",
		"山田太郎": "4", "ヤマダ　タロウ": "4", "Taro Yamada": "4", "Tarou Yamada": "4", "ﾔﾏﾀﾞ ﾀﾛｳ": "4",
		"Wei Li": "5", "Li Mei": "", "Carlos": "6", "Carlos Santana Rodriguez": "", "Aiko Tanaka": "", "": "", "...": "",
	} {
		if got := ids(few.Hits(name, "", "")); got != want {
			t.Errorf("%q hits %q, not %q: %+v", name, got, want, few.Hits(name, "", ""))
		}
	}
}

func TestBirthAndCountryMoveANearNameAndNeverHideAnEqualOne(t *testing.T) {
	t.Parallel()
	plain := few.Hits("Aleksander Ivanov", "", "")
	with := few.Hits("Aleksander Ivanov", "1960-05-12", "RU")
	against := few.Hits("Aleksander Ivanov", "1999-01-01", "JP")
	if len(plain) != 1 || len(with) != 1 || with[0].Score <= plain[0].Score {
		t.Errorf("%+v %+v", plain, with)
	}
	if len(against) != 0 && against[0].Score >= plain[0].Score {
		t.Errorf("%+v", against)
	}
	if !slices.Contains(with[0].Why, screen.SameBirth) || !slices.Contains(with[0].Why, screen.SameCountry) {
		t.Errorf("%v", with[0].Why)
	}
	equal := few.Hits("aleksandr petrovich ivanov", "1999-01-01", "JP")
	if len(equal) != 1 || equal[0].Score != 1 || !slices.Contains(equal[0].Why, screen.OtherBirth) || !slices.Contains(equal[0].Why, screen.EqualName) {
		t.Errorf("%+v", equal)
	}
}

var syllables = strings.Fields("al an ar be bo ca da de di el en fa fi ga ha he il in ja ka ki la le li ma me mi mo na ne ni no ol or pa pe ra re ri ro sa se si so ta te ti to ul va vi ya zo")

func randomWord(r *rand.Rand, common bool) string {
	n := 2 + r.IntN(3)
	if common {
		n = 2
	}
	var b strings.Builder
	for range n {
		b.WriteString(syllables[r.IntN(len(syllables))])
	}
	return b.String()
}

func many(n int) []screen.Entry {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]screen.Entry, n)
	for i := range list {
		list[i] = screen.Entry{ID: fmt.Sprint(i), Name: randomWord(r, true) + " " + randomWord(r, r.IntN(3) == 0) + " " + randomWord(r, false),
			Aliases: []string{randomWord(r, true) + " " + randomWord(r, false)}}
	}
	return list
}

func TestEveryNameOfALongListHitsItself(t *testing.T) {
	t.Parallel()
	entries := many(5000)
	l := screen.New(entries)
	for _, e := range entries[:300] {
		hits := l.Hits(strings.ToUpper(e.Name), "", "")
		if !slices.ContainsFunc(hits, func(h screen.Hit) bool { return h.Entry.ID == e.ID && h.Score == 1 }) {
			t.Errorf("%s is not found: %v", e.Name, hits)
		}
	}
}

// A long name, such as that of a company which lists what it does, is compared to its
// last word: what differs only there is another, less like name.
func TestALongNameIsComparedWhole(t *testing.T) {
	t.Parallel()
	var long []string
	for i := range 30 {
		long = append(long, strings.Repeat(string(rune('a'+i%26)), 3)+string(rune('k'+i%7))+"ord")
	}
	name := strings.Join(long, " ")
	l := screen.New([]screen.Entry{{ID: "long", Name: name}, {ID: "short", Name: strings.Join(long[:12], " ")}})
	for asked, want := range map[string]string{name: "long", strings.Join(long[:12], " "): "short"} {
		first := ""
		for _, h := range l.Hits(asked, "", "") {
			if h.Score == 1 {
				first += h.Entry.ID
			}
		}
		if first != want {
			t.Errorf("%d words are the same as %q, not %q", len(strings.Fields(asked)), first, want)
		}
	}
}

// BenchmarkScreen asks a list of 100,000 entries and 200,000 names.
func BenchmarkScreen(b *testing.B) {
	entries := many(100_000)
	l := screen.New(entries)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		l.Hits(entries[i*7919%len(entries)].Name, "", "")
		i++
	}
}

func BenchmarkNew(b *testing.B) {
	entries := many(100_000)
	b.ReportAllocs()
	for b.Loop() {
		screen.New(entries)
	}
}
