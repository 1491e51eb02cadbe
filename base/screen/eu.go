package screen

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// euEntity is a person or organisation of the European Union's consolidated list, XML 1.1.
type euEntity struct {
	ID         string `xml:"logicalId,attr"`
	Regulation []struct {
		Programme string `xml:"programme,attr"`
	} `xml:"regulation"`
	Names []struct {
		Whole string `xml:"wholeName,attr"`
		First string `xml:"firstName,attr"`
		Mid   string `xml:"middleName,attr"`
		Last  string `xml:"lastName,attr"`
	} `xml:"nameAlias"`
	Born []struct {
		Date string `xml:"birthdate,attr"`
		Year string `xml:"year,attr"`
	} `xml:"birthdate"`
	Citizen []struct {
		Code string `xml:"countryIso2Code,attr"`
	} `xml:"citizenship"`
}

// readEU reads the European Union's consolidated list in its XML form.
func readEU(r io.Reader, f *File) error {
	return elements(r, f, func(in *xml.Decoder, start xml.StartElement, line int) error {
		if start.Name.Local != "sanctionEntity" {
			return nil
		}
		var s euEntity
		if err := in.DecodeElement(&s, &start); err != nil {
			return err
		}
		e := Entry{ID: strings.TrimSpace(s.ID)}
		for _, n := range s.Names {
			whole := joinWords(n.Whole)
			if whole == "" {
				whole = joinWords(n.First, n.Mid, n.Last)
			}
			if e.Name == "" {
				e.Name = whole
			} else {
				e.alias(whole)
			}
		}
		for _, r := range s.Regulation {
			if e.Programme == "" {
				e.Programme = strings.TrimSpace(r.Programme)
			}
		}
		for _, b := range s.Born {
			e.birth(b.Date)
			e.birth(b.Year)
		}
		for _, c := range s.Citizen {
			if c.Code != "00" { // Not known.
				e.country(c.Code)
			}
		}
		return f.add(e, line)
	})
}

// elements hands over each beginning of an element with its line, so that memory holds
// the entries only. Names of entities declared in the file are not followed: Go's
// reader knows none. A file that breaks off is refused whole: half a list is none.
func elements(r io.Reader, f *File, do func(in *xml.Decoder, start xml.StartElement, line int) error) error {
	in := xml.NewDecoder(r)
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		line, _ := in.InputPos()
		if err == nil {
			if start, ok := token.(xml.StartElement); ok {
				err = do(in, start, line)
			}
		}
		if err != nil {
			return fmt.Errorf("list %s, line %d: %w", f.Format, line, err)
		}
	}
}
