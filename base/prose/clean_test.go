package prose_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/prose"
	_ "guildhall/text"
)

func TestCleaningKeepsWhatWasMeant(t *testing.T) {
	for in, want := range map[string]string{
		"  hello\r\nworld\r ": "hello\nworld",
		"a\u2028b\u0085c":     "a\nb\nc",
		"か\u3099":             "が",
		"𠮷野家 👨‍👩‍👧 🏴\U000E0067\U000E007F": "𠮷野家 👨‍👩‍👧 🏴\U000E0067\U000E007F",
		"שלום עולם":                  "שלום עולם",
		"نمی\u200cخواهم":             "نمی\u200cخواهم",
		"a\x07b\x1b[31mc\u0081d":     "ab[31mcd",
		"\u200b\u3000\ufeffx\u200d":  "x",
		"\u200b\u200d\u2060":         "",
		"\u202e\u200f":               "",
		"\u3164\u2800":               "",
		"\u0301":                     "",
		"a\tb":                       "a\tb",
		"":                           "",
		"<script>alert(1)</script>":  "<script>alert(1)</script>",
		"x\u202eexe.doc\ny":          "x\u202eexe.doc\u202c\ny",
		"x\u202cy\u2069z":            "xyz",
		"\u2067\u202aab\u202c\u2069": "\u2067\u202aab\u202c\u2069",
	} {
		got, err := prose.Clean(in)
		if err != nil || got != want {
			t.Errorf("%+q became %+q (%v), want %+q", in, got, err, want)
		}
	}
	for _, in := range []string{"a\xffb", "\xed\xa0\x80", "a\x00b"} {
		if got, err := prose.Clean(in); err == nil {
			t.Errorf("%+q was taken as %+q", in, got)
		}
	}
	if got, _ := prose.Line(" one\r\n\n two\tthree "); got != "one  two three" {
		t.Errorf("one line: %q", got)
	}
}

func TestCharactersAreCountedAsPeopleCount(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "abc": 3, "a\r\nb": 3, "a\nb": 3, "👨‍👩‍👧": 1, "🇯🇵🇺🇸": 2, "e\u0301": 1, "か\u3099き": 2, "𠮷野家": 3,
		"葛\U000E0100城": 2, "각": 1, "1\ufe0f\u20e3": 1, "Z\u0300\u0301\u0302\u0303": 1, "שלום": 4,
	} {
		if got := prose.Count(s); got != want {
			t.Errorf("%+q counts %d, want %d", s, got, want)
		}
	}
}

func TestARuleSaysWhatIsWrong(t *testing.T) {
	rule := prose.Rule{Field: "title", Min: 10, Max: 20, SingleLine: true}
	for _, c := range []struct{ in, want, code string }{
		{"0123456789", "0123456789", ""}, {strings.Repeat("👨‍👩‍👧", 20), strings.Repeat("👨‍👩‍👧", 20), ""},
		{" \u200b\n", "", "required"}, {"012345678 ", "012345678", "too_short"}, {strings.Repeat("漢", 21), strings.Repeat("漢", 21), "too_long"},
		{"two\nlines are one", "two lines are one", ""}, {"0123456789\xff", "", "malformed"}, {"0123456789\x00", "", "malformed"},
		{"0123456789" + strings.Repeat("\u0301", 1000), "", "too_large"}, {strings.Repeat("x", 1<<20), "", "too_large"},
	} {
		var form fault.Form
		got := prose.Check(&form, rule, c.in)
		if c.code == "" {
			if form.Err() != nil || got != c.want {
				t.Errorf("%.40q: %q, %v", c.in, got, form.Err())
			}
			continue
		}
		fields := fault.Of(form.Err())
		if fields == nil || len(fields.Fields) != 1 || fields.Fields[0].Code != c.code || fields.Fields[0].Name != "title" {
			t.Errorf("%.40q: %v, want %s", c.in, form.Err(), c.code)
			continue
		}
		if c.code != "too_large" && got != c.want {
			t.Errorf("%.40q: %q came back", c.in, got)
		}
		for _, lang := range i18n.Langs {
			if said := i18n.House().Say(lang, "field."+c.code, fields.Fields[0].Args); strings.ContainsAny(said, "[<") {
				t.Errorf("field.%s in %s says %q", c.code, lang, said)
			}
		}
	}
	var form fault.Form
	if prose.Check(&form, prose.Rule{Field: "note", Max: 5}, ""); form.Err() != nil {
		t.Errorf("an optional field was demanded: %v", form.Err())
	}
}

func TestTextIsCutWhereItHurtsLeast(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		lang string
		want string
		cut  bool
	}{
		{"short", 10, "en", "short", false},
		{"migrate the database tonight", 21, "en", "migrate the database…", true},
		{"migrate the database tonight", 20, "en", "migrate the…", true},
		{"internationalization", 8, "en", "interna…", true},
		{"S3の設定を教えてください。急いでいます。よろしくお願いします。", 24, "ja", "S3の設定を教えてください。急いでいます。…", true},
		{"データベースの移行を手伝ってください", 10, "ja", "データベースの移行…", true},
		{"👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2, "und", "👨‍👩‍👧…", true},
		{"abc", 0, "en", "", true},
		{"はい。それは長い話になりますので", 12, "ja", "はい。それは長い話にな…", true},
	} {
		got, cut := prose.Cut(c.in, c.max, c.lang)
		if got != c.want || cut != c.cut || prose.Count(got) > max(c.max, 0) && c.cut {
			t.Errorf("%q to %d: %q %v, want %q", c.in, c.max, got, cut, c.want)
		}
	}
}

func TestALongTextIsCutAroundWhatMatters(t *testing.T) {
	long := strings.Repeat("one two three four five ", 20) + "needle and what follows it"
	for _, c := range []struct{ in, word, lang, begins string }{
		{"short needle", "needle", "en", "short needle"},
		{long, "needle", "en", "…five one two three four five needle and"},
		{strings.Repeat("はい。", 40) + "費用の目安です", "費用", "ja", "…"},
	} {
		got := prose.CutAround(c.in, strings.Index(c.in, c.word), 60, c.lang)
		at := strings.Index(got, c.word)
		if at < 0 || prose.Count(got[:at]) > 45 || prose.Count(got) > 60 || !strings.HasPrefix(got, strings.Split(c.begins, " ")[0][:1]) {
			t.Errorf("%q", got)
		}
	}
}

func TestTheLanguageIsGuessedByScript(t *testing.T) {
	for in, want := range map[string]string{
		"How do I migrate RDS to Aurora?":                          "en",
		"AWS Lambda と Amazon DynamoDB の接続":                         "ja",
		"The error message is 接続できません, how do we get rid of this?": "en",
		"構成図作成依頼":                                                  "ja", "": "und", "123 !?": "und", "Здравствуйте": "und", "안녕하세요": "und",
		"Où est la bibliothèque près de l'hôtel où j'étais ?": "und", "naïve question about café pricing of EC2 instances in Tokyo please help me with it today": "und",
		"我们正在寻找能够帮助迁移数据库的专家请与我们联系谢谢我们的预算有限但是项目很重要": "und",
	} {
		if got := prose.Guess(in); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}

func FuzzCleaningIsIdempotentAndStorable(f *testing.F) {
	for _, seed := range []string{"a\r\n\u202eb", "か\u3099", "\u0301 \u202c\u0301", "x \u202c \u2066", "\u1100\u200b\u1161"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		once, err := prose.Clean(in)
		if err != nil {
			return
		}
		if twice, err := prose.Clean(once); err != nil || twice != once {
			t.Fatalf("%+q became %+q, then %+q (%v)", in, once, twice, err)
		}
		if !utf8.ValidString(once) || !norm.NFC.IsNormalString(once) || strings.ContainsAny(once, "\x00\r") {
			t.Fatalf("%+q became %+q", in, once)
		}
		for _, limit := range []int{0, 1, 7} {
			if short, _ := prose.Cut(once, limit, prose.Guess(once)); prose.Count(short) > limit || !utf8.ValidString(short) {
				t.Fatalf("%+q cut to %d is %+q", once, limit, short)
			}
		}
		if line, err := prose.Line(in); err != nil || strings.ContainsAny(line, "\n\t") {
			t.Fatalf("%+q as a line is %+q (%v)", in, line, err)
		}
	})
}
