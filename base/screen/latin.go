package screen

import (
	"strings"
	"unicode"
)

// scripts write letters of other scripts in Latin ones: Cyrillic and Greek as passports
// do (ICAO 9303-3, section 6), without telling apart what its tables tell apart by
// accents.
var scripts = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'ё': "e", 'є': "ie", 'ж': "zh", 'з': "z", 'и': "i", 'і': "i", 'ї': "i", 'й': "i", 'ј': "j",
	'к': "k", 'л': "l", 'љ': "lj", 'м': "m", 'н': "n", 'њ': "nj", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ў': "u", 'ф': "f", 'х': "kh", 'ц': "ts",
	'ч': "ch", 'џ': "dz", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "iu", 'я': "ia", 'ђ': "dj", 'ћ': "c",
	'α': "a", 'ά': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'έ': "e", 'ζ': "z", 'η': "i", 'ή': "i", 'θ': "th", 'ι': "i", 'ί': "i", 'ϊ': "i", 'ΐ': "i", 'κ': "k", 'λ': "l",
	'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o", 'ό': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'ύ': "y", 'ϋ': "y", 'ΰ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o", 'ώ': "o",
}

// kana write a syllable by its vowel and row (Hepburn, ISO 3602 where it differs is not
// followed: passports use Hepburn).
var kana = func() map[rune]string {
	all := map[rune]string{'ン': "n", 'ッ': "", 'ー': "", 'ヴ': "vu", 'ワ': "wa", 'ヲ': "o", 'ヤ': "ya", 'ユ': "yu", 'ヨ': "yo", 'ャ': "ya", 'ュ': "yu", 'ョ': "yo", 'ァ': "a", 'ィ': "i", 'ゥ': "u", 'ェ': "e", 'ォ': "o"}
	for row, syllables := range map[string]string{"": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ", "m": "マミムメモ",
		"r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ"} {
		for i, r := range []rune(syllables) {
			all[r] = row + string("aiueo"[i])
		}
	}
	for r, said := range map[rune]string{'シ': "shi", 'チ': "chi", 'ツ': "tsu", 'フ': "fu", 'ジ': "ji", 'ヂ': "ji", 'ヅ': "zu"} {
		all[r] = said
	}
	return all
}()

// latin writes Cyrillic, Greek and kana in Latin letters; what it does not know stays.
func latin(name string) string {
	if strings.IndexFunc(name, func(r rune) bool { return r > 0x36f }) < 0 {
		return name
	}
	var b strings.Builder
	for _, r := range name {
		if 'ぁ' <= r && r <= 'ゖ' {
			r += 'ァ' - 'ぁ'
		}
		small := unicode.ToLower(r)
		if said, ok := scripts[small]; ok {
			b.WriteString(said)
		} else if said, ok := kana[r]; ok {
			if strings.ContainsRune("ャュョ", r) {
				said = contracted(&b, said)
			}
			b.WriteString(said)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// contracted takes the i before a small ya, yu, yo away: "shi" and ャ are "sha".
func contracted(b *strings.Builder, said string) string {
	before := b.String()
	cut, found := strings.CutSuffix(before, "i")
	if !found {
		return said
	}
	b.Reset()
	b.WriteString(cut)
	if strings.HasSuffix(cut, "sh") || strings.HasSuffix(cut, "ch") || strings.HasSuffix(cut, "j") {
		return said[1:]
	}
	return said
}
