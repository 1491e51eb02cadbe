package deal

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// DiffLine is a line of terms that stayed, went or came.
type DiffLine struct {
	Mark byte // ' ', '-' or '+'
	Text string
}

// DiffTerms compares the terms of two proposals line by line.
func DiffTerms(before, after string) []DiffLine {
	before, after = strings.TrimRight(before, "\n")+"\n", strings.TrimRight(after, "\n")+"\n"
	if before == after {
		return nil
	}
	whole := strings.Count(before, "\n") + strings.Count(after, "\n")
	text, err := udiff.ToUnified("before", "after", before, udiff.Lines(before, after), whole)
	if err != nil { // Only edits that do not fit the text, and these were made from it.
		return nil
	}
	var list []DiffLine
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for _, line := range lines[min(3, len(lines)):] { // Two names and one place come first.
		if line == "" {
			line = " "
		}
		list = append(list, DiffLine{line[0], line[1:]})
	}
	return list
}
