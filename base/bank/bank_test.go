package bank_test

import (
	"testing"

	"guildhall/base/bank"
	"guildhall/base/names"
	"guildhall/base/number"
)

func TestEveryTypesExampleHoldsAndIsWrittenInOneWay(t *testing.T) {
	t.Parallel()
	for _, k := range bank.Kinds() {
		r, known := bank.Check(k.Type, k.Example)
		if !known || r.Verdict != number.Unconfirmed {
			t.Errorf("%s %s: %+v", k.Type, k.Example, r)
			continue
		}
		if again, _ := bank.Check(k.Type, r.Value); again.Value != r.Value || again.Verdict != r.Verdict {
			t.Errorf("%s: %s is written %s", k.Type, r.Value, again.Value)
		}
	}
}

func TestAHolderIsWrittenAsBanksSendIt(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"タナカ アイコ": "ﾀﾅｶ ｱｲｺ", "たなか　あいこ": "ﾀﾅｶ ｱｲｺ", "ｷﾞﾙﾄﾞ": "ｷﾞﾙﾄﾞ", "ガギパ": "ｶﾞｷﾞﾊﾟ", "ヴィ": "ｳﾞｲ",
		"キュウヨ ショウゴ": "ｷﾕｳﾖ ｼﾖｳｺﾞ", "ヨーコ": "ﾖ-ｺ", "ｶ)ｷﾞﾙﾄﾞ": "ｶ)ｷﾞﾙﾄﾞ", "カ）ギルド": "ｶ)ｷﾞﾙﾄﾞ", "（カ）ギルド": "ｶ)ｷﾞﾙﾄﾞ",
		"ギルド（カ": "ｷﾞﾙﾄﾞ(ｶ", "ギルド（カ）": "ｷﾞﾙﾄﾞ(ｶ", "株式会社ギルド": "ｶ)ｷﾞﾙﾄﾞ", "㈱ギルド": "ｶ)ｷﾞﾙﾄﾞ", "カブシキガイシャ ギルド": "ｶ)ｷﾞﾙﾄﾞ",
		"ギルド株式会社": "ｷﾞﾙﾄﾞ(ｶ", "ギルド ユウゲンガイシャ": "ｷﾞﾙﾄﾞ(ﾕ", "ド）ギルド": "ﾄﾞ)ｷﾞﾙﾄﾞ", "合同会社ギルド": "ﾄﾞ)ｷﾞﾙﾄﾞ",
		"ギルド(カ)オオサカ(エイ": "ｷﾞﾙﾄﾞ(ｶ)ｵｵｻｶ(ｴｲ", "ギルド株式会社大阪": "", "トクヒ）ギルド": "ﾄｸﾋ)ｷﾞﾙﾄﾞ", "一般社団法人ギルド": "ｼﾔ)ｷﾞﾙﾄﾞ",
		"イッパンシャダンホウジンギルド": "ｼﾔ)ｷﾞﾙﾄﾞ", "Guild ホール": "GUILD ﾎ-ﾙ", "ジョン・スミス": "ｼﾞﾖﾝ.ｽﾐｽ", "ヲダ": "ｵﾀﾞ", "田中": "", "ゼイ）ギルド": "ｾﾞｲ)ｷﾞﾙﾄﾞ",
	} {
		got, why := bank.Holder(typed)
		if want == "" {
			if why != number.Characters {
				t.Errorf("%s: %q %s", typed, got, why)
			}
			continue
		}
		if got != want || why != "" {
			t.Errorf("%s: %q %s, not %q", typed, got, why, want)
		}
		if again, _ := bank.Holder(got); again != got {
			t.Errorf("%s is written again %s", got, again)
		}
	}
}

func TestHoldersAreComparedKanaToKana(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		legal, holder string
		same          bool
		why           names.Difference
	}{
		{"タナカ アイコ", "ﾀﾅｶｱｲｺ", true, names.Equal},
		{"カブシキガイシャギルド", "カ）ギルド", true, names.Equal},
		{"カ）ギルド", "ギルド（カ", false, names.FormPlace},
		{"カ）ギルド", "ド）ギルド", false, names.Form},
		{"カ）ギルド", "ギルド", false, names.Form},
		{"タナカ アイコ", "アイコ タナカ", false, names.Order},
		{"タナカ アイコ", "スミス ベン", false, names.Other},
		{"田中 愛子", "タナカ アイコ", false, names.Unreadable},
		{"トクヒ）アアアアアイイイイイウウウウウエエエエエオオオオオカカカ", "トクヒ)アアアアアイイイイイウウウウウエエエエエオオオオオカ", true, names.Cut},
	} {
		if got := bank.SameHolder(c.legal, c.holder); got.Same != c.same || got.Why != c.why {
			t.Errorf("%s / %s: %+v", c.legal, c.holder, got)
		}
	}
}
