package flow

import (
	"fmt"
	"strings"
)

// Markdown draws the flow for docs/flows: a diagram, the table, whom states wait for.
func (f *Flow) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n```mermaid\nstateDiagram-v2\n", f.Noun)
	for _, r := range f.Rows {
		from := string(r.From)
		if from == "" {
			from = "[*]"
		}
		fmt.Fprintf(&b, "    %s --> %s: %s (%s)\n", from, r.To, r.Move, r.By)
	}
	for _, s := range f.Stops {
		if s.Waits == "" {
			fmt.Fprintf(&b, "    %s --> [*]\n", s.State)
		}
	}
	b.WriteString("```\n\n| move | from | to | by | needs | when | operation |\n|---|---|---|---|---|---|---|\n")
	for _, r := range f.Rows {
		var needs []string
		for _, n := range r.Needs {
			needs = append(needs, string(n))
		}
		when := r.At
		if r.After > 0 {
			when = "after " + r.After.String()
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", r.Move, r.From, r.To, r.By, strings.Join(needs, ", "), when, r.Op)
	}
	b.WriteString("\n| state | waits for |\n|---|---|\n")
	for _, s := range f.Stops {
		who := string(s.Waits)
		if who == "" {
			who = "nobody (end)"
		}
		fmt.Fprintf(&b, "| %s | %s |\n", s.State, who)
	}
	return b.String()
}

// Matrix is the golden role x state table: which moves each role has in each state
// when every need is met.
func (f *Flow) Matrix() string {
	roles, seen := []Role{}, map[Role]bool{}
	facts := Facts{}
	for _, r := range f.Rows {
		if !seen[r.By] {
			seen[r.By] = true
			roles = append(roles, r.By)
		}
		for _, n := range r.Needs {
			facts[n] = true
		}
	}
	var b strings.Builder
	for _, s := range f.Stops {
		for _, role := range roles {
			var moves []string
			for _, r := range f.Moves(s.State, facts, role) {
				moves = append(moves, r.Move)
			}
			fmt.Fprintf(&b, "%-14s %-10s %s\n", s.State, role, strings.Join(moves, " "))
		}
	}
	return b.String()
}
