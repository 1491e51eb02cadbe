package part

import (
	"net/url"
	"slices"
)

// address puts values into an address.
func address(path string, values []Value) string {
	q := url.Values{}
	for _, one := range values {
		q.Add(one.Name, one.Value)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// optional is the field as a list asks it: nothing of a search is required.
func (f Field) optional() Field {
	f.Optional = true
	return f
}

// press hides the button where script sends the search by itself; what is typed into
// a plain field waits for the button.
func (s Search) press() string {
	for _, f := range s.Fields {
		if f.Kind == TextField {
			return ""
		}
	}
	return "no-js"
}

// Drop takes a column out, for a shorter version of a table.
func (t *Table) Drop(col int) {
	t.Cols = slices.Delete(t.Cols, col, col+1)
	for i := range t.Rows {
		t.Rows[i].Cells = slices.Delete(t.Rows[i].Cells, col, col+1)
	}
}
