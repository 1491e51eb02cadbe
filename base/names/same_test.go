package names_test

import (
	"testing"

	"guildhall/base/names"
)

func TestALegalNameAndAHoldersNameAreCompared(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		legal, holder string
		same          bool
		why           names.Difference
	}{
		{"Aiko Tanaka", "AIKO TANAKA", true, names.Equal},
		{"Aiko Tanaka", "ＡＩＫＯ　ＴＡＮＡＫＡ", true, names.Equal},
		{"Müller & Söhne GmbH", "MUELLER UND SOEHNE GMBH", false, names.Other},
		{"Müller & Söhne GmbH", "Muller and Sohne Gesellschaft mit beschränkter Haftung", true, names.Equal},
		{"Jürgen Groß", "JUERGEN GROSS", true, names.Equal},
		{"Søren Ågård", "SOEREN AAGAARD", true, names.Equal},
		{"Łukasz Żółć", "Lukasz Zolc", true, names.Equal},
		{"O’Brien-Smith", "OBRIEN SMITH", true, names.Equal},
		{"Guild Ltd", "Guild Limited", true, names.Equal},
		{"Guild, Inc.", "GUILD INC", true, names.Equal},
		{"Guild Co., Ltd.", "Guild Limited", true, names.Equal},
		{"Guild Ltd", "Guild", true, names.FormLeftOut},
		{"Guild Ltd", "Guild GmbH", false, names.Form},
		{"Guild B.V.", "GUILD BV", true, names.Equal},
		{"Guild S.à r.l.", "GUILD SARL", true, names.Equal},
		{"Guild GmbH & Co. KG", "Guild GmbH und Co KG", false, names.Other},
		{"Guild GmbH & Co. KG", "GUILD GMBH AND CO KG", true, names.Equal},
		{"SARL Guild", "Guild SARL", true, names.FormPlace},
		{"株式会社ギルド", "ギルド株式会社", true, names.FormPlace},
		{"株式会社ギルド", "㈱ギルド", true, names.Equal},
		{"株式会社ギルド", "(株) ギルド", true, names.Equal},
		{"株式会社ギルド", "株式会社　ぎるど", true, names.Equal},
		{"合同会社ギルド", "株式会社ギルド", false, names.Form},
		{"株式会社 Guild", "Guild K.K.", true, names.FormPlace},
		{"ギルド株式会社", "ｷﾞﾙﾄﾞ株式会社", true, names.Equal},
		{"주식회사 길드", "길드 주식회사", true, names.FormPlace},
		{"Tanaka Aiko", "Aiko Tanaka", false, names.Order},
		{"Aiko Maria Tanaka", "Aiko Tanaka", false, names.Part},
		{"Aiko Tanaka", "Ben Smith", false, names.Other},
		{"", "Ben", false, names.Unreadable},
		{"Ltd", "Ltd", true, names.Equal},
		{"田中愛子", "田中 愛子", true, names.Equal},
		{"ハバ", "ハパ", false, names.Other},
	} {
		got := names.Compare(c.legal, c.holder)
		if got.Same != c.same || got.Why != c.why {
			t.Errorf("%s / %s: %+v", c.legal, c.holder, got)
		}
		if back := names.Compare(c.holder, c.legal); back != got {
			t.Errorf("%s / %s: %+v, the other way %+v", c.legal, c.holder, got, back)
		}
	}
}

// FuzzCompare throws anything at the comparison: it is the same both ways, and a name
// that can be read is itself.
func FuzzCompare(f *testing.F) {
	for _, n := range []string{"Müller & Söhne GmbH", "株式会社ギルド", "S. à r. l.", "주식회사 길드", "ǅ", "が"} {
		f.Add(n, "Guild Ltd")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if x, y := names.Compare(a, b), names.Compare(b, a); x != y {
			t.Fatalf("%q, %q: %+v and %+v", a, b, x, y)
		}
		if names.Plain(a) != "" && !names.Same(a, a) {
			t.Fatalf("%q is not itself", a)
		}
	})
}
