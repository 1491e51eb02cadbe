package screen

import (
	"encoding/xml"
	"io"
	"strings"
)

// person is an INDIVIDUAL or ENTITY of the United Nations Security Council's
// consolidated list (XML).
type person struct {
	ID     string   `xml:"DATAID"`
	Number string   `xml:"REFERENCE_NUMBER"`
	First  string   `xml:"FIRST_NAME"`
	Second string   `xml:"SECOND_NAME"`
	Third  string   `xml:"THIRD_NAME"`
	Fourth string   `xml:"FOURTH_NAME"`
	Native string   `xml:"NAME_ORIGINAL_SCRIPT"`
	Type   string   `xml:"UN_LIST_TYPE"`
	Nation []string `xml:"NATIONALITY>VALUE"`
	Alias  []string `xml:"INDIVIDUAL_ALIAS>ALIAS_NAME"`
	Other  []string `xml:"ENTITY_ALIAS>ALIAS_NAME"`
	Born   []struct {
		Date string `xml:"DATE"`
		Year string `xml:"YEAR"`
		From string `xml:"FROM_YEAR"`
		To   string `xml:"TO_YEAR"`
	} `xml:"INDIVIDUAL_DATE_OF_BIRTH"`
}

// readUN reads the consolidated list of the United Nations.
func readUN(r io.Reader, f *File) error {
	return elements(r, f, func(in *xml.Decoder, start xml.StartElement, line int) error {
		if start.Name.Local != "INDIVIDUAL" && start.Name.Local != "ENTITY" {
			return nil
		}
		var p person
		if err := in.DecodeElement(&p, &start); err != nil {
			return err
		}
		return f.add(p.entry(), line)
	})
}

func (p person) entry() Entry {
	e := Entry{ID: strings.TrimSpace(p.Number), Programme: strings.TrimSpace(p.Type)}
	if e.ID == "" {
		e.ID = strings.TrimSpace(p.ID)
	}
	e.Name = strings.Join(strings.Fields(strings.Join([]string{p.First, p.Second, p.Third, p.Fourth}, " ")), " ")
	for _, a := range append(append(p.Alias, p.Other...), p.Native) {
		e.alias(strings.TrimSpace(a))
	}
	for _, b := range p.Born {
		for _, said := range []string{b.Date, b.Year, b.From, b.To} {
			e.birth(said)
		}
	}
	for _, n := range p.Nation {
		e.country(n)
	}
	return e
}
