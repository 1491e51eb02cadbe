package screen

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// The reasons for which a line gives no entry. Each has words under
// "screen.odd.<reason>".
const (
	OddUnreadable = "unreadable" // quotes or columns that make no line
	OddNoName     = "no_name"    // it names nobody
	OddNoEntry    = "no_entry"   // an alias of an entry that the list does not hold
)

// OddMax is how many odd lines are named; the others are counted.
const OddMax = 200

// Odd is a line of a file that gave no entry.
type Odd struct {
	Line int    `json:"line"` // counted from 1
	Why  string `json:"why"`
}

// File is a list as it was read. Every line stands in an entry or is counted in Odds.
type File struct {
	Format  string // house, ofsi, eu, eu_xml, un, ofac, ofac_xml
	Entries []Entry
	Odd     []Odd // the first OddMax
	Odds    int
	lines   []int // of each entry: where it begins
}

func (f *File) odd(line int, why string) {
	if f.Odds++; len(f.Odd) < OddMax {
		f.Odd = append(f.Odd, Odd{Line: line, Why: why})
	}
}

func (f *File) add(e Entry, line int) error {
	if len(f.Entries) == EntriesMax {
		return fmt.Errorf("more than %d entries", EntriesMax)
	}
	f.Entries, f.lines = append(f.Entries, e), append(f.lines, line)
	return nil
}

// named takes out the entries that no line gave a name.
func (f *File) named() {
	kept := f.Entries[:0]
	for i, e := range f.Entries {
		if e.Name == "" && len(e.Aliases) > 0 {
			e.Name, e.Aliases = e.Aliases[0], e.Aliases[1:]
		}
		if e.Name == "" {
			f.odd(f.lines[i], OddNoName)
			continue
		}
		kept = append(kept, e)
	}
	f.Entries, f.lines = kept, nil
}

// Read recognises a file by its beginning: the XML of the United Nations, of the
// European Union or of the United States (SDN.XML), OFAC's CSV without header, or a
// CSV that readCSV knows. What it cannot use it counts and names by its line. A file
// that holds no entry at all is ErrUnknownFormat. Aliases is OFAC's ALT.CSV, or nil.
func Read(r, aliases io.Reader) (File, error) {
	var f File
	in := bufio.NewReaderSize(r, 1<<16)
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return f, err
	}
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	switch first, _, _ := bytes.Cut(head, []byte(",")); {
	case bytes.Contains(head, []byte("<CONSOLIDATED_LIST")):
		f.Format = "un"
		err = readUN(in, &f)
	case bytes.Contains(head, []byte("<sdnList")):
		f.Format = "ofac_xml"
		err = readSDN(in, &f)
	case bytes.Contains(head, []byte("<export")):
		f.Format = "eu_xml"
		err = readEU(in, &f)
	case len(first) > 0 && len(bytes.Trim(first, "0123456789\" ")) == 0:
		f.Format = "ofac"
		err = readOFAC(in, aliases, &f)
	default:
		err = readCSV(in, &f)
	}
	if err != nil {
		return File{}, err
	}
	if f.named(); len(f.Entries) == 0 && f.Odds > 0 {
		return f, ErrUnknownFormat
	}
	return f, nil
}
