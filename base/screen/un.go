package screen

import (
	"encoding/xml"
	"errors"
	"fmt"
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

// readUN reads one person after the other, so that memory holds the entries only.
// Names of entities declared in the file are not followed: Go's reader knows none.
func readUN(r io.Reader) ([]Entry, error) {
	in := xml.NewDecoder(r)
	var list []Entry
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("list of the United Nations: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "INDIVIDUAL" && start.Name.Local != "ENTITY" {
			continue
		}
		var p person
		if err := in.DecodeElement(&p, &start); err != nil {
			return nil, fmt.Errorf("list of the United Nations: %w", err)
		}
		if len(list) == EntriesMax {
			return nil, fmt.Errorf("more than %d entries", EntriesMax)
		}
		list = append(list, p.entry())
	}
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
