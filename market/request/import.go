package request

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/base/services"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/file"
)

// importLineMax is the longest line in bytes; a longer one is reported as bad.
const importLineMax = 1 << 20

// ImportOptions say whose the requests become and what is done with each original.
type ImportOptions struct {
	Organisation id.ID
	Person       id.ID
	// Name and Email of the customer, as in the form.
	Name, Email string
	// Dry checks every line and writes nothing.
	Dry bool
	// Told hears of each line as it is done: its number and what became of it.
	Told func(line int, outcome Outcome, err error)
}

// Outcome is what became of one line.
type Outcome string

// The outcomes.
const (
	Added   Outcome = "added"
	Present Outcome = "present" // imported before
	Bad     Outcome = "bad"
)

// Imported is the report of an import.
type Imported struct {
	Added, Present int
	Bad            []BadLine
}

// BadLine is a line that was left out, and why.
type BadLine struct {
	Number int
	ID     string
	Err    error
}

// line is one request of a file: fields as collectors of real questions use them.
type line struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Text      string   `json:"text"`
	Language  string   `json:"language"`
	SourceURL string   `json:"source_url"`
	Services  []string `json:"services"`
}

// Import posts the requests of a JSONL file, each as its own change: a bad line is
// reported and the rest stay. A line is known by its owner and id, so that a second
// run adds nothing. What is too long is cut at a word, the original kept.
func (r *Room) Import(ctx context.Context, from io.Reader, o ImportOptions) (Imported, error) {
	var report Imported
	reader := bufio.NewReaderSize(from, 64<<10)
	for number := 1; ; number++ {
		raw, tooLong, err := readLine(reader)
		if errors.Is(err, io.EOF) {
			return report, nil
		}
		if err != nil {
			return report, err
		}
		if number == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
		}
		if len(bytes.TrimSpace(raw)) == 0 && !tooLong {
			continue
		}
		var l line
		outcome, err := Bad, error(fault.Invalid("import.line_too_long"))
		if !tooLong {
			outcome, err = r.importLine(ctx, raw, &l, o)
		}
		switch {
		case err != nil && fault.Of(err).Kind != fault.KindInvalid:
			return report, err // The database is gone, not the line wrong.
		case err != nil:
			report.Bad = append(report.Bad, BadLine{number, l.ID, err})
		case outcome == Present:
			report.Present++
		default:
			report.Added++
		}
		if o.Told != nil {
			o.Told(number, outcome, err)
		}
	}
}

// readLine reads one line without its end; of one that is too long it reads all and
// keeps nothing.
func readLine(r *bufio.Reader) (text []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(text)+len(part) > importLineMax {
			tooLong, text = true, nil
		}
		if !tooLong {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(text) == 0 && !tooLong:
			return nil, false, io.EOF
		case err == nil, errors.Is(err, io.EOF):
			return bytes.TrimRight(text, "\r\n"), tooLong, nil
		default:
			return nil, false, err
		}
	}
}

func (r *Room) importLine(ctx context.Context, raw []byte, l *line, o ImportOptions) (Outcome, error) {
	if !utf8.Valid(raw) {
		return Bad, fault.Invalid("import.not_utf8")
	}
	if err := json.Unmarshal(raw, l); err != nil {
		return Bad, fault.Invalid("import.not_json").Because(err)
	}
	if l.ID == "" || len(l.ID) > 200 {
		return Bad, fault.Invalid("form.invalid", fault.At("id", "required"))
	}
	q, err := l.request(o, r.Currencies)
	if err != nil {
		return Bad, err
	}
	source := o.Organisation.String() + " " + l.ID
	there, err := db.Exists(ctx, r.journal.DB, sourced, source)
	if err != nil || there || o.Dry {
		return map[bool]Outcome{true: Present, false: Added}[there], err
	}
	staged, err := r.files.Stage(ctx, fileName(l.ID), bytes.NewReader(l.original()))
	if err != nil {
		return Bad, err
	}
	// The customer's own, so that an erasure finds the original too.
	who := policy.Actor{Kind: policy.System, Name: "import", Request: "import", Organisation: o.Organisation, Person: o.Person}
	err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		// Asked again inside: two imports of one file may run at once.
		if there, err := db.Exists(ctx, tx, sourced, source); err != nil || there {
			if err == nil {
				err = fault.Conflict("import.present")
			}
			return err
		}
		if err := post(ctx, tx, q, source); err != nil {
			return err
		}
		_, err := file.Keep(ctx, tx, staged, file.Owner{Kind: file.OnRequest, ID: q.ID}, o.Organisation)
		return err
	})
	if fault.Is(err, "import.present") || db.IsUnique(err) {
		return Present, nil
	}
	return Added, err
}

// request turns a line into a request: location anywhere, budget not said.
func (l line) request(o ImportOptions, currencies []string) (Request, error) {
	title, err := prose.Line(l.Title)
	if err != nil {
		return Request{}, fault.Invalid("form.invalid", fault.At("title", "malformed"))
	}
	text, err := prose.Clean(l.Text)
	if err != nil {
		return Request{}, fault.Invalid("form.invalid", fault.At("text", "malformed"))
	}
	lang := l.Language
	if lang != "en" && lang != "ja" {
		lang = prose.Guess(title + "\n" + text)
	}
	title, _ = prose.Cut(title, TitleMax, lang)
	text, _ = prose.Cut(text, DescriptionMax, lang)
	in := Input{Title: title, Description: text, Services: l.services(), PreferredName: o.Name, Email: o.Email}
	q, err := in.Check(Request{ID: id.New(), Organisation: o.Organisation, Person: o.Person}, currencies, false)
	q.Lang = lang
	if f := fault.Of(err); f != nil {
		for i := range f.Fields {
			if f.Fields[i].Name == "description" { // In the file it is called text.
				f.Fields[i].Name = "text"
			}
		}
	}
	return q, err
}

// services are the codes of the services the file names; nil when it names none we
// know, so that they are found in the text.
func (l line) services() []string {
	var codes []string
	for _, name := range l.Services {
		if code := services.Code(name); code != "" && len(codes) < ServicesMax {
			codes = append(codes, code)
		}
	}
	return codes
}

func (l line) original() []byte {
	parts := []string{l.Title, l.Text}
	if l.SourceURL != "" {
		parts = append(parts, l.SourceURL)
	}
	return []byte(strings.Join(parts, "\n\n") + "\n")
}

func fileName(lineID string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, lineID) + ".txt"
}
