package registration

import (
	"strconv"
	"strings"

	"guildhall/base/fault"
)

// FormRows are questions that are answered once for each of several people or things.
type FormRows struct {
	// Max is how many rows there may be; one is needed.
	Max    int
	Fields []FormField
	// Check looks at all rows together, by their numbers as typed, and complains.
	Check func(form *fault.Form, rows []Row)
}

// Row is one row of answers, by the names of its questions.
type Row struct {
	N      int // as it was typed, from 1
	Answer Answer
}

// RowField is how the answer to a question of a row is named: row1_name.
func RowField(n int, name string) string { return "row" + strconv.Itoa(n) + "_" + name }

// RowsOf are the rows that anything was typed in.
func (f Form) RowsOf(a Answer) []Row {
	var rows []Row
	if f.Rows == nil {
		return nil
	}
	for n := 1; n <= f.Rows.Max; n++ {
		row := Row{N: n, Answer: Answer{}}
		for _, q := range f.Rows.Fields {
			if said := a[RowField(n, q.Name)]; strings.TrimSpace(said) != "" {
				row.Answer[q.Name] = said
			}
		}
		if len(row.Answer) > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

// Rowed puts rows into an answer, numbered anew without gaps.
func (f Form) Rowed(a Answer, rows []Row) {
	for name := range a {
		if f.isRow(name) {
			delete(a, name)
		}
	}
	rowed(a, rows)
}

// rowed puts rows into an answer that has none.
func rowed(a Answer, rows []Row) {
	for i, row := range rows {
		for name, said := range row.Answer {
			a[RowField(i+1, name)] = said
		}
	}
}

// isRow tells whether an answer is one of a row.
func (f Form) isRow(name string) bool {
	_, after, found := strings.Cut(name, "_")
	return f.Rows != nil && found && strings.HasPrefix(name, "row") && after != ""
}

// checkRows cleans the rows of in into out.
func (f Form) checkRows(form *fault.Form, g Registration, in, out Answer) {
	if f.Rows == nil {
		return
	}
	rows := f.RowsOf(in)
	if len(rows) == 0 {
		rows = []Row{{N: 1, Answer: Answer{}}} // Each of its questions complains.
	}
	for i, row := range rows {
		clean := Answer{}
		for _, q := range f.Rows.Fields {
			if q.When != nil && !q.When(g, clean) {
				continue
			}
			name := q.Name
			q.Name = RowField(row.N, name)
			if said := q.clean(form, g, clean, row.Answer[name]); said != "" {
				clean[name] = said
			}
		}
		rows[i].Answer = clean
	}
	if f.Rows.Check != nil {
		f.Rows.Check(form, rows)
	}
	f.Rowed(out, rows)
}
