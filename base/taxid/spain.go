package taxid

import (
	"strings"

	"guildhall/base/number"
)

// spain are the numbers of Spain: DNI, NIE and the K, L, M numbers of persons
// (Real Decreto 1065/2007, art. 19 and 20), and those of entities (Orden
// EHA/451/2008). They are the same for VAT and for information returns.
func spain(entitiesFirst bool) []number.Variant {
	persons := []number.Variant{
		{Name: "person", Shape: `\d{8}[A-HJ-NP-TV-Z]`, Says: "eight digits and a letter (DNI)", Laws: []number.Law{digit("the number modulo 23 is the letter", dniSpain)}},
		{Name: "foreigner", Shape: `[XYZ]\d{7}[A-HJ-NP-TV-Z]`, Says: "X, Y or Z, seven digits and a letter (NIE)", Laws: []number.Law{digit("X is 0, Y is 1, Z is 2; the number modulo 23 is the letter", nieSpain)}},
		{Name: "person without DNI", Shape: `[KLM]\d{7}[A-Z]`, Says: "K, L or M, seven digits and a letter", Laws: []number.Law{digit("the seven digits modulo 23, or the letter of an entity", klmSpain)}},
	}
	entities := []number.Variant{
		{Name: "entity", Shape: `[A-HJUV]\d{8}`, Says: "a letter of an entity and eight digits", Laws: []number.Law{digit("the last is the Luhn digit", func(s string) bool { return number.Luhn(s[1:]) })}},
		{Name: "entity with a letter", Shape: `[CDFGJNPQRSUVW]\d{7}[A-J]`, Says: "a letter of an entity, seven digits and a letter", Laws: []number.Law{digit("the Luhn digit written as a letter, J for 0", cifLetter)}},
	}
	if entitiesFirst {
		return append(entities, persons...)
	}
	return append(persons, entities...)
}

const dniLetters = "TRWAGMYFPDXBNJZSQVHLCKE"

func dniSpain(s string) bool { return dniLetters[number.Int(s[:8])%23] == s[8] }

func nieSpain(s string) bool {
	return dniLetters[(strings.IndexByte("XYZ", s[0])*10_000_000+number.Int(s[1:8]))%23] == s[8]
}

// klmSpain accepts both letters in use: those of a DNI, and those that the old
// numbers of children and of people abroad took from the entities' table.
func klmSpain(s string) bool { return dniLetters[number.Int(s[1:8])%23] == s[8] || cifLetter(s) }

// cifLetter compares the letter with the Luhn digit that the seven digits would get.
func cifLetter(s string) bool {
	place := strings.IndexByte("JABCDEFGHI", s[8])
	return place >= 0 && number.Luhn(s[1:8]+string(rune('0'+place)))
}
