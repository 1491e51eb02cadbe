package bank

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"guildhall/base/names"
	"guildhall/base/number"
)

// HolderMax is how many half-width characters of a holder's name a transfer carries
// (受取人名, 30 characters); banks cut what is longer.
const HolderMax = 30

// form is a legal form: the abbreviation banks agreed on, and what it stands for.
type form struct{ short, long, read string }

// forms are 法人略語 and 営業所略語 of the Zengin centre's rules (全国銀行データ通信
// システム, 別表「略語」). Read is the long form in kana of full size.
var forms = []form{
	{"カ", "株式会社", "カブシキガイシヤ カブシキカイシヤ"}, {"ユ", "有限会社", "ユウゲンガイシヤ ユウゲンカイシヤ"}, {"メ", "合名会社", "ゴウメイガイシヤ ゴウメイカイシヤ"},
	{"シ", "合資会社", "ゴウシガイシヤ ゴウシカイシヤ"}, {"ド", "合同会社", "ゴウドウガイシヤ ゴウドウカイシヤ"}, {"ソ", "相互会社", "ソウゴガイシヤ ソウゴカイシヤ"},
	{"イ", "医療法人", "イリヨウホウジン"}, {"イ", "医療法人社団", "イリヨウホウジンシヤダン"}, {"イ", "医療法人財団", "イリヨウホウジンザイダン"}, {"イ", "社会医療法人", "シヤカイイリヨウホウジン"},
	{"ザイ", "財団法人", "ザイダンホウジン"}, {"ザイ", "一般財団法人", "イツパンザイダンホウジン"}, {"ザイ", "公益財団法人", "コウエキザイダンホウジン"},
	{"シヤ", "社団法人", "シヤダンホウジン"}, {"シヤ", "一般社団法人", "イツパンシヤダンホウジン"}, {"シヤ", "公益社団法人", "コウエキシヤダンホウジン"},
	{"シユウ", "宗教法人", "シユウキヨウホウジン"}, {"ガク", "学校法人", "ガツコウホウジン"}, {"フク", "社会福祉法人", "シヤカイフクシホウジン"}, {"ホゴ", "更生保護法人", "コウセイホゴホウジン"},
	{"トクヒ", "特定非営利活動法人", "トクテイヒエイリカツドウホウジン"}, {"ドク", "独立行政法人", "ドクリツギヨウセイホウジン"}, {"チドク", "地方独立行政法人", "チホウドクリツギヨウセイホウジン"},
	{"ダイ", "国立大学法人", "コクリツダイガクホウジン"}, {"ダイ", "公立大学法人", "コウリツダイガクホウジン"}, {"ノウ", "農事組合法人", "ノウジクミアイホウジン"}, {"カンリ", "管理組合法人", "カンリクミアイホウジン"},
	{"ベン", "弁護士法人", "ベンゴシホウジン"}, {"ギヨ", "行政書士法人", "ギヨウセイシヨシホウジン"}, {"シホウ", "司法書士法人", "シホウシヨシホウジン"}, {"ゼイ", "税理士法人", "ゼイリシホウジン"}, {"ロウム", "社会保険労務士法人", "シヤカイホケンロウムシホウジン"},
	{"チユウ", "有限責任中間法人", "ユウゲンセキニンチユウカンホウジン"}, {"チユウ", "無限責任中間法人", "ムゲンセキニンチユウカンホウジン"},
	{"エイ", "営業所", "エイギヨウシヨ エイギヨウジヨ"}, {"シユツ", "出張所", "シユツチヨウシヨ シユツチヨウジヨ"},
}

// shorts are the one-character kanji forms: (株), (有) and so on, also ㈱ after NFKC.
var shorts = strings.NewReplacer("(株)", "株式会社", "(有)", "有限会社", "(名)", "合名会社", "(資)", "合資会社", "(同)", "合同会社", "(医)", "医療法人", "(財)", "財団法人", "(社)", "社団法人", "(学)", "学校法人", "(宗)", "宗教法人", "(福)", "社会福祉法人")

// spelled turns every long form, in kanji or kana, into "〔short〕"; the longest first.
var spelled = func() *strings.Replacer {
	var pairs [][2]string
	for _, f := range forms {
		for _, long := range append(strings.Fields(f.read), f.long) {
			pairs = append(pairs, [2]string{long, "〔" + f.short + "〕"})
		}
	}
	sort.SliceStable(pairs, func(i, j int) bool { return len(pairs[i][0]) > len(pairs[j][0]) })
	var flat []string
	for _, p := range pairs {
		flat = append(flat, p[0], p[1])
	}
	return strings.NewReplacer(flat...)
}()

var anyShort = func() string {
	var all []string
	for _, f := range forms {
		if !slices.Contains(all, f.short) {
			all = append(all, f.short)
		}
	}
	sort.Slice(all, func(i, j int) bool { return len(all[i]) > len(all[j]) })
	return strings.Join(all, "|")
}()

var (
	inFront = regexp.MustCompile(`^(?:\(?(` + anyShort + `)\)|〔(` + anyShort + `)〕) *`)
	atEnd   = regexp.MustCompile(` *(?:\((` + anyShort + `)\)?|〔(` + anyShort + `)〕)$`)
	inside  = regexp.MustCompile(` *(?:\((` + anyShort + `)\)|〔(` + anyShort + `)〕) *`)
)

// large are kana written large in transfers, and those that have no half-width form.
var large = strings.NewReplacer("ァ", "ア", "ィ", "イ", "ゥ", "ウ", "ェ", "エ", "ォ", "オ", "ャ", "ヤ", "ュ", "ユ", "ョ", "ヨ", "ッ", "ツ", "ヮ", "ワ", "ヵ", "カ", "ヶ", "ケ",
	"ヰ", "イ", "ヱ", "エ", "ヲ", "オ", "ヷ", "バ", "ヸ", "ビ", "ヹ", "ベ", "ヺ", "ボ")

// Holder writes a holder's name as banks send it: half-width kana without small ones,
// capitals, digits, spaces and the signs that transfers know; the legal form shortened
// and put in brackets by its place (カ)… at the front, …(カ at the end, …(カ)… inside).
// Hiragana becomes katakana and ヲ becomes オ; a long vowel is "-". Why is "" or says
// what keeps the name from being sent: number.Empty, number.Characters (kanji, a sign
// that transfers do not know) or number.TooLong. What is longer than HolderMax is not
// cut: banks do that.
func Holder(typed string) (written string, why number.Reason) {
	if len(typed) > 400 {
		return "", number.TooLong
	}
	s := large.Replace(shorts.Replace(katakana(norm.NFKC.String(typed))))
	s = spelled.Replace(s)
	s = strings.Join(strings.Fields(s), " ")
	s = brackets(s)
	s = width.Narrow.String(norm.NFD.String(s))
	if s == "" {
		return "", number.Empty
	}
	for _, r := range s {
		if !sent(r) {
			return s, number.Characters
		}
	}
	return s, ""
}

// katakana also makes capitals, one kind of dash, and a full stop of the middle dot.
func katakana(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'ぁ' <= r && r <= 'ゖ':
			return r + 'ァ' - 'ぁ'
		case unicode.IsSpace(r):
			return ' '
		}
		switch r {
		case 'ー', '‐', '‑', '‒', '–', '—', '―', '−':
			return '-'
		case '・', '。':
			return '.'
		case '、':
			return ','
		case '¥':
			return '\\'
		}
		return unicode.ToUpper(r)
	}, s)
}

// brackets puts each form into the brackets of its place.
func brackets(s string) string {
	front, end := "", ""
	if m := inFront.FindStringSubmatch(s); m != nil && len(m[0]) < len(s) {
		front, s = m[1]+m[2]+")", s[len(m[0]):]
	}
	if m := atEnd.FindStringSubmatch(s); m != nil && len(m[0]) < len(s) {
		end, s = "("+m[1]+m[2], s[:len(s)-len(m[0])]
	}
	return front + inside.ReplaceAllString(s, "($1$2)") + end
}

// sent tells whether transfers know a character.
func sent(r rune) bool {
	switch {
	case 'ｱ' <= r && r <= 'ﾟ', '0' <= r && r <= '9', 'A' <= r && r <= 'Z':
		return true
	}
	return strings.ContainsRune(` ().,-/\｢｣`, r)
}

func checkHolder(value string) number.Result {
	s, why := Holder(value)
	r := number.Result{Type: JapanHolder, Value: s, Verdict: number.Unconfirmed, Reason: number.FormatOnly}
	outcome := number.Holds
	if why != "" {
		r.Verdict, r.Reason, outcome = number.Invalid, why, number.Fails
	}
	rule := number.Characters
	if why != "" {
		rule = why
	}
	r.Rules = []number.Rule{{Rule: rule, Outcome: outcome, Says: "kana, capitals, digits, spaces and ( ) . , - / ¥ 「 」", Source: zenginSource}}
	return r
}

// SameHolder compares a legal name in kana with an account's holder in kana, both as
// people type them. Spaces do not count, and a name that a bank cut at HolderMax is
// the same as the whole one. The legal form counts, and so does its place: money sent
// to カ)… does not arrive at …(カ. A side that is no kana is never the same.
func SameHolder(legal, holder string) names.Match {
	a, why := Holder(legal)
	b, also := Holder(holder)
	if why != "" || also != "" {
		return names.Match{Why: names.Unreadable}
	}
	one, other := strings.ReplaceAll(a, " ", ""), strings.ReplaceAll(b, " ", "")
	formA, bareA := parts(a)
	formB, bareB := parts(b)
	switch {
	case one == other:
		return names.Match{Same: true, Why: names.Equal}
	case cutFrom(a, b) || cutFrom(b, a):
		return names.Match{Same: true, Why: names.Cut}
	case bareA == bareB && sameLetters(formA, formB):
		return names.Match{Why: names.FormPlace}
	case bareA == bareB:
		return names.Match{Why: names.Form}
	case sameWords(a, b):
		return names.Match{Why: names.Order}
	}
	return names.Match{Why: names.Other}
}

// cutFrom tells whether cut is what HolderMax leaves of whole.
func cutFrom(whole, cut string) bool {
	w, c := []rune(whole), []rune(cut)
	return len(w) > HolderMax && len(c) >= HolderMax-1 && len(c) <= HolderMax && strings.HasPrefix(whole, cut)
}

// formBits finds the forms of a written holder.
var formBits = regexp.MustCompile(`^(?:` + narrowShorts + `)\)|\((?:` + narrowShorts + `)\)?`)

var narrowShorts = width.Narrow.String(norm.NFD.String(anyShort))

func parts(s string) (form, bare string) {
	form = strings.Join(formBits.FindAllString(s, -1), "")
	return form, strings.ReplaceAll(formBits.ReplaceAllString(s, ""), " ", "")
}

func sameLetters(a, b string) bool {
	strip := strings.NewReplacer("(", "", ")", "")
	return a != "" && strip.Replace(a) == strip.Replace(b)
}

func sameWords(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	slices.Sort(x)
	slices.Sort(y)
	return len(x) > 1 && slices.Equal(x, y)
}
