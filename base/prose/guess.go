package prose

import "unicode"

// Guess is the language of a text by its script: "ja", "en" or "und" (BCP 47),
// for the lang attribute and for where to cut; a person may correct it.
//
// Japanese writing about machines is full of English words, so one Latin word
// weighs as much as one kana or kanji. Long text of Han alone is not Japanese.
func Guess(s string) string {
	var kana, han, words, letters, accented, other int
	inWord := false
	for _, r := range s {
		latin := unicode.Is(unicode.Latin, r)
		switch {
		case latin:
			letters++
			if !inWord {
				words++
			}
			if r > unicode.MaxASCII {
				accented++
			}
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.IsLetter(r) && r != 'ー':
			other++
		}
		inWord = latin || inWord && (unicode.IsDigit(r) || r == '\'' || r == '-')
	}
	japanese := kana + han
	switch {
	case japanese+letters+other == 0, other > japanese+letters:
		return "und"
	case japanese > 0 && japanese >= words:
		if kana == 0 && han > 30 {
			return "und"
		}
		return "ja"
	case accented*50 > letters:
		return "und"
	}
	return "en"
}
