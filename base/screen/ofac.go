package screen

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// readOFAC reads the Specially Designated Nationals list of the United States Treasury
// in its CSV form without header: SDN.CSV, and ALT.CSV with the aliases (nil without).
// Dates of birth and nationalities are taken from the remarks.
func readOFAC(sdn, alt io.Reader, f *File) error {
	known := map[string]int{}
	err := headless(sdn, f, func(record []string, line int) error {
		if len(record) < 4 {
			f.odd(line, OddUnreadable)
			return nil
		}
		e := Entry{ID: record[0], Name: record[1], Programme: record[3]}
		if len(record) > 11 {
			e.remarks(record[11])
		}
		known[e.ID] = len(f.Entries)
		return f.add(e, line)
	})
	if err != nil || alt == nil {
		return err
	}
	return headless(alt, f, func(record []string, line int) error {
		if len(record) < 4 {
			f.odd(line, OddUnreadable)
			return nil
		}
		i, found := known[record[0]]
		if !found {
			f.odd(line, OddNoEntry)
			return nil
		}
		f.Entries[i].alias(record[3])
		return nil
	})
}

// remarks are parted by ";": "DOB 12 Jan 1960; nationality Iran; a.k.a. 'THE FOX'."
func (e *Entry) remarks(said string) {
	for _, part := range strings.Split(strings.TrimSuffix(said, "."), ";") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "alt. ")
		word, rest, _ := strings.Cut(part, " ")
		switch word {
		case "DOB":
			e.birth(rest)
		case "nationality", "citizen":
			e.country(rest)
		case "a.k.a.":
			e.alias(strings.Trim(rest, "'\" "))
		}
	}
}

// headless reads rows of a file without header; "-0-" stands for nothing, and a lone
// control character may end the file.
func headless(r io.Reader, f *File, do func(record []string, line int) error) error {
	in := csv.NewReader(r)
	in.LazyQuotes, in.FieldsPerRecord = true, -1
	for {
		record, err := in.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			f.odd(bad.Line, OddUnreadable)
			continue
		case err != nil:
			return err
		}
		line, _ := in.FieldPos(0)
		for i, cell := range record {
			record[i] = strings.TrimSpace(strings.ToValidUTF8(cell, ""))
			if record[i] == "-0-" {
				record[i] = ""
			}
		}
		if len(record) == 1 && strings.Trim(record[0], "\x1a") == "" {
			continue
		}
		if err := do(record, line); err != nil {
			return err
		}
	}
}

// sdnEntry is a person or organisation as SDN.XML writes it.
type sdnEntry struct {
	ID        string   `xml:"uid"`
	First     string   `xml:"firstName"`
	Last      string   `xml:"lastName"`
	Programme []string `xml:"programList>program"`
	Aliases   []struct {
		First string `xml:"firstName"`
		Last  string `xml:"lastName"`
	} `xml:"akaList>aka"`
	Born        []string `xml:"dateOfBirthList>dateOfBirthItem>dateOfBirth"`
	Nationality []string `xml:"nationalityList>nationality>country"`
	Citizenship []string `xml:"citizenshipList>citizenship>country"`
}

// readSDN reads the same list in its XML form, SDN.XML, which holds the aliases.
func readSDN(r io.Reader, f *File) error {
	return elements(r, f, func(in *xml.Decoder, start xml.StartElement, line int) error {
		if start.Name.Local != "sdnEntry" {
			return nil
		}
		var s sdnEntry
		if err := in.DecodeElement(&s, &start); err != nil {
			return err
		}
		e := Entry{ID: strings.TrimSpace(s.ID), Name: joinWords(s.First, s.Last), Programme: joinWords(s.Programme...)}
		for _, a := range s.Aliases {
			e.alias(joinWords(a.First, a.Last))
		}
		for _, b := range s.Born {
			e.birth(b)
		}
		for _, c := range append(s.Nationality, s.Citizenship...) {
			e.country(c)
		}
		return f.add(e, line)
	})
}

// joinWords puts words together with one space between them.
func joinWords(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}
