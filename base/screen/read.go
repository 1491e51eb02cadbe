package screen

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"guildhall/base/names"
)

// EntriesMax is how many entries one file may hold.
const EntriesMax = 2_000_000

// ErrUnknownFormat says that a file has the columns of no list that is understood.
var ErrUnknownFormat = errors.New("the columns of this list are not known")

// columns are where a list keeps what an entry holds, by the names in its header. A
// name may be spread over several columns, joined by spaces. Rows with the same id are
// one entry with several names.
type columns struct {
	format  string
	comma   rune
	id      string
	name    []string
	aliases []string // Several names in one cell, parted by ";".
	born    []string
	country []string
	program string
}

// formats are recognised by their id and first name column, in any order of columns.
var formats = []columns{
	{format: "house", comma: ',', id: "id", name: []string{"name"}, aliases: []string{"aliases"}, born: []string{"born", "date of birth"}, country: []string{"country"}, program: "programme"},
	// HM Treasury, OFSI consolidated list, CSV.
	{format: "ofsi", comma: ',', id: "group id", name: []string{"name 1", "name 2", "name 3", "name 4", "name 5", "name 6"}, aliases: []string{"name non-latin script"},
		born: []string{"dob"}, country: []string{"nationality", "country"}, program: "regime"},
	// European Union, consolidated financial sanctions list, CSV 1.1.
	{format: "eu", comma: ';', id: "entity_logicalid", name: []string{"namealias_wholename"}, born: []string{"birthdate_birthdate", "birthdate_year"},
		country: []string{"citizenship_countryiso2code", "address_countryiso2code"}, program: "entity_regulation_programme"},
}

// readCSV reads a list from a CSV file whose header is known: the house's own (id,
// name, aliases parted by ";", born, country, programme; only name is needed), the
// consolidated list of the United Kingdom, or that of the European Union. Lines before
// the header are skipped ("Last Updated, ..."). A file in OFAC's format, which has no
// header, is read by readOFAC.
func readCSV(r io.Reader, f *File) error {
	in := bufio.NewReaderSize(r, 1<<16)
	for i := range 5 {
		line, err := in.ReadString('\n')
		if line == "" && err != nil {
			break
		}
		if c, at, ok := recognise(strings.TrimPrefix(line, "\ufeff")); ok {
			f.Format = c.format
			return c.read(in, at, f, i+1)
		}
		if len(line) > 1<<20 {
			break
		}
	}
	return ErrUnknownFormat
}

// recognise tells which format a header line is of, and where its columns are.
func recognise(line string) (columns, map[string]int, bool) {
	for _, f := range formats {
		in := csv.NewReader(strings.NewReader(line))
		in.Comma, in.LazyQuotes = f.comma, true
		header, err := in.Read()
		if err != nil {
			continue
		}
		at := map[string]int{}
		for i, h := range header {
			at[strings.ToLower(strings.TrimSpace(h))] = i
		}
		_, named := at[f.name[len(f.name)-1]]
		_, numbered := at[f.id]
		if named && (numbered || f.format == "house") {
			return f, at, true
		}
	}
	return columns{}, nil, false
}

// read reads the rows below the header, which ended on a line of the file.
func (f columns) read(r io.Reader, at map[string]int, into *File, above int) error {
	in := csv.NewReader(r)
	in.Comma, in.LazyQuotes, in.FieldsPerRecord, in.ReuseRecord = f.comma, true, -1, true
	known := map[string]int{}
	for {
		record, err := in.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			into.odd(above+bad.Line, OddUnreadable)
			continue
		case err != nil:
			return err
		}
		line, _ := in.FieldPos(0)
		line += above
		e := f.entry(record, at)
		if e.Name == "" && len(e.Aliases) == 0 && e.ID == "" {
			if strings.TrimSpace(strings.Join(record, "")) != "" {
				into.odd(line, OddNoName)
			}
			continue
		}
		if i, again := known[e.ID]; again && e.ID != "" {
			into.Entries[i].join(e)
			continue
		}
		if e.ID == "" {
			e.ID = fmt.Sprint(line - above + 1)
		}
		known[e.ID] = len(into.Entries)
		if err := into.add(e, line); err != nil {
			return err
		}
	}
}

func (f columns) entry(record []string, at map[string]int) Entry {
	cell := func(column string) string {
		if i, there := at[column]; there && i < len(record) {
			return strings.Clone(strings.TrimSpace(strings.ToValidUTF8(record[i], "")))
		}
		return ""
	}
	e := Entry{ID: cell(f.id), Programme: cell(f.program)}
	var words []string
	for _, c := range f.name {
		if w := cell(c); w != "" {
			words = append(words, w)
		}
	}
	e.Name = strings.Join(words, " ")
	for _, c := range f.aliases {
		for _, a := range strings.Split(cell(c), ";") {
			e.alias(strings.TrimSpace(a))
		}
	}
	for _, c := range f.born {
		for _, b := range strings.Split(cell(c), ";") {
			e.birth(b)
		}
	}
	for _, c := range f.country {
		for _, n := range strings.Split(cell(c), ";") {
			e.country(n)
		}
	}
	return e
}

// join adds what another row says of the same entry.
func (e *Entry) join(other Entry) {
	if e.Name == "" {
		e.Name = other.Name
	} else {
		e.alias(other.Name)
	}
	for _, a := range other.Aliases {
		e.alias(a)
	}
	for _, b := range other.Born {
		e.birth(b)
	}
	for _, c := range other.Countries {
		e.country(c)
	}
}

func (e *Entry) alias(name string) {
	if name != "" && name != e.Name && !slices.Contains(e.Aliases, name) {
		e.Aliases = append(e.Aliases, name)
	}
}

func (e *Entry) birth(said string) {
	if born := date(said); born != "" && !slices.Contains(e.Born, born) {
		e.Born = append(e.Born, born)
	}
}

func (e *Entry) country(said string) {
	if said = strings.TrimSpace(said); said == "" || said == "-0-" {
		return
	}
	if code := countryCode(said); code != "" {
		said = code
	}
	if !slices.Contains(e.Countries, said) {
		e.Countries = append(e.Countries, said)
	}
}

var months = strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")

// date reads what lists write: 1960-05-12, 12/05/1960 (00 for what is not known), 12
// May 1960, May 1960, circa 1960, 1960; "" for what tells no year.
func date(said string) string {
	words := strings.FieldsFunc(strings.ToLower(said), func(r rune) bool { return strings.ContainsRune(" ./-,()", r) })
	year, month, day, small := "", "", "", []string{}
	for _, w := range words {
		numeric := strings.Trim(w, "0123456789") == ""
		switch {
		case numeric && len(w) == 4 && year == "":
			year = w
		case numeric && len(w) <= 2:
			small = append(small, ("0" + w)[len(w)-1:])
		case len(w) >= 3:
			if i := slices.Index(months, w[:3]); i >= 0 {
				month = fmt.Sprintf("%02d", i+1)
			}
		}
	}
	switch {
	case month != "" && len(small) > 0:
		day = small[0]
	case len(small) >= 2 && len(words) > 0 && words[0] == year:
		month, day = small[0], small[1]
	case len(small) >= 2:
		day, month = small[0], small[1]
	}
	switch {
	case year == "" || year == "0000":
		return ""
	case month == "" || month == "00":
		return year
	case day == "" || day == "00":
		return year + "-" + month
	}
	return year + "-" + month + "-" + day
}

// spoken are the countries by their English names, and by what lists call some.
var spoken = func() map[string]string {
	all := map[string]string{"russia": "RU", "russian federation": "RU", "iran islamic republic of": "IR", "korea north": "KP", "north korea": "KP", "democratic peoples republic of korea": "KP", "dprk": "KP",
		"korea south": "KR", "south korea": "KR", "republic of korea": "KR", "syrian arab republic": "SY", "united kingdom of great britain and northern ireland": "GB", "united states of america": "US", "burma": "MM",
		"congo democratic republic of the": "CD", "democratic republic of the congo": "CD", "palestinian": "PS", "venezuela bolivarian republic of": "VE", "ivory coast": "CI", "cote divoire": "CI", "turkey": "TR"}
	english := display.English.Regions()
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			if region, err := language.ParseRegion(code); err == nil && names.KnownCountry(code) {
				all[names.Plain(english.Name(region))] = code
			}
		}
	}
	return all
}()

func countryCode(said string) string {
	if code := strings.ToUpper(said); names.KnownCountry(code) {
		return code
	}
	return spoken[names.Plain(said)]
}
