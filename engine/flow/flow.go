package flow

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"guildhall/base/db"
)

// State is where a thing stands; Role is what an actor is towards it.
type (
	State string
	Role  string
	Fact  string
)

// Roles that every flow may name; the others are the room's own words.
const (
	Clock     Role = "clock"     // a deadline passed
	System    Role = "system"    // a reaction of the house
	Processor Role = "processor" // card processor or bank
	Operator  Role = "operator"  // whoever runs the house, with a stated reason
	Customer  Role = "customer"
	Expert    Role = "expert"
)

// Row is one way from one state to one other. From is empty when the move makes
// the thing.
type Row struct {
	Move string
	From State
	To   State
	By   Role
	// Needs are facts that must hold; the room computes them once.
	Needs []Fact
	// After fires a clock row this long after entering From (business time).
	After time.Duration
	// At names the date column whose moment fires a clock row.
	At string
	// Op is the API's operation id, the AWS IQ action where one exists.
	Op string
	// Reason says that the move wants a written reason.
	Reason bool
}

// Rows is the table.
type Rows []Row

// Stop is a state and whom it waits for; nobody when it is an end or a rest.
type Stop struct {
	State State
	Waits Role
	// Rests is true for a state that waits for nobody but may be left all the same.
	Rests bool
}

// Waits is a state that waits for a role.
func Waits(s State, r Role) []Stop { return []Stop{{State: s, Waits: r}} }

// Rest names states that are as good as an end: nobody is waited for, but the
// outside may still take them back, as a bank returns what was collected.
func Rest(states ...State) []Stop {
	stops := make([]Stop, len(states))
	for i, s := range states {
		stops[i] = Stop{State: s, Rests: true}
	}
	return stops
}

// End names the states nothing leaves.
func End(states ...State) []Stop {
	stops := make([]Stop, len(states))
	for i, s := range states {
		stops[i] = Stop{State: s}
	}
	return stops
}

// Stops puts states together in the order of the documents.
func Stops(parts ...[]Stop) []Stop {
	var all []Stop
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// Needs is a list of facts, for reading aloud in a row.
func Needs(facts ...Fact) []Fact { return facts }

// Days is a number of 24-hour days: "day 10" is 240 hours (RULES.md 2).
func Days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// Flow is a defined life.
type Flow struct {
	Noun  string
	Table string
	Stops []Stop
	Rows  Rows

	update *db.Query
	carry  *db.Query // update that writes one more column
	due    *db.Query
	next   *db.Query
}

var flows = map[string]*Flow{}

// Define checks the table and registers the flow. It panics when the table is
// wrong: a target that is no state, a state that waits for nobody though it can be
// left, or the reverse, two rows for the same way, a clock row without a date.
func Define(noun, table string, stops []Stop, rows Rows) *Flow {
	f := &Flow{Noun: noun, Table: table, Stops: stops, Rows: rows}
	if flows[noun] != nil {
		panic("flow " + noun + " is defined twice")
	}
	if err := f.check(); err != nil {
		panic(fmt.Sprintf("flow %s: %v", noun, err))
	}
	f.update = db.Write("flow."+noun+".move", `UPDATE `+table+
		` SET state = $1, state_since = $2, deadline = $3, version = version + 1 WHERE id = $4 AND state = $5`).Apart()
	if len(f.clockRows()) > 0 {
		f.due = db.Read("flow."+noun+".due", `SELECT id, state, deadline FROM `+table+
			` WHERE deadline IS NOT NULL AND deadline <= $1 ORDER BY deadline, id LIMIT $2`)
		f.next = db.Read("flow."+noun+".next", `SELECT deadline FROM `+table+
			` WHERE deadline IS NOT NULL AND deadline > $1 ORDER BY deadline LIMIT 1`)
	}
	flows[noun] = f
	return f
}

// Carries names a column of the flow's table that a move may write with the state
// (Step.Carry), so that the row is written once.
func (f *Flow) Carries(column string) *Flow {
	f.carry = db.Write("flow."+f.Noun+".move_carrying", `UPDATE `+f.Table+
		` SET state = $1, state_since = $2, deadline = $3, version = version + 1, `+column+` = $6 WHERE id = $4 AND state = $5`).Apart()
	return f
}

func (f *Flow) check() error {
	waits, rests := map[State]Role{}, map[State]bool{}
	for _, s := range f.Stops {
		rests[s.State] = s.Rests
		if _, twice := waits[s.State]; twice || s.State == "" {
			return fmt.Errorf("state %q stands twice or is empty", s.State)
		}
		waits[s.State] = s.Waits
	}
	left, seen := map[State]bool{}, map[string]bool{}
	for _, r := range f.Rows {
		way := r.Move + ":" + string(r.From) + ":" + string(r.By)
		if seen[way] {
			return fmt.Errorf("two rows %s", way)
		}
		seen[way] = true
		if _, ok := waits[r.To]; !ok {
			return fmt.Errorf("%s leads to %q, which is no state", r.Move, r.To)
		}
		if _, ok := waits[r.From]; !ok && r.From != "" {
			return fmt.Errorf("%s starts at %q, which is no state", r.Move, r.From)
		}
		left[r.From] = true
		if r.By == Clock && r.After == 0 && r.At == "" {
			return fmt.Errorf("%s is the clock's but has no date", r.Move)
		}
	}
	for s, who := range waits {
		if left[s] != (who != "" || rests[s]) {
			return fmt.Errorf("state %s waits for %q, and can be left: %v", s, who, left[s])
		}
	}
	return nil
}

func (f *Flow) clockRows() Rows {
	var rows Rows
	for _, r := range f.Rows {
		if r.By == Clock {
			rows = append(rows, r)
		}
	}
	return rows
}

// All lists every flow by noun.
func All() []*Flow {
	list := make([]*Flow, 0, len(flows))
	for _, f := range flows {
		list = append(list, f)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Noun < list[j].Noun })
	return list
}

// WaitsFor is the role that acts next in a state; empty at an end.
func (f *Flow) WaitsFor(s State) Role {
	for _, stop := range f.Stops {
		if stop.State == s {
			return stop.Waits
		}
	}
	return ""
}

// IsEnd tells whether nothing leaves the state.
func (f *Flow) IsEnd(s State) bool { return f.WaitsFor(s) == "" }

// States lists all states in order, for the API's enum.
func (f *Flow) States() []string {
	var list []string
	for _, s := range f.Stops {
		list = append(list, string(s.State))
	}
	return list
}

// Facts are what the room found out; a fact that is not named does not hold.
type Facts map[Fact]bool

// Moves lists what these roles may do in a state, the needs being met.
func (f *Flow) Moves(s State, facts Facts, roles ...Role) Rows {
	var rows Rows
	for _, r := range f.Rows {
		if r.From != s || s == "" || !facts.hold(r.Needs) {
			continue
		}
		for _, role := range roles {
			if r.By == role {
				rows = append(rows, r)
				break
			}
		}
	}
	return rows
}

// Can tells whether a move is among Moves.
func (f *Flow) Can(move string, s State, facts Facts, roles ...Role) bool {
	for _, r := range f.Moves(s, facts, roles...) {
		if r.Move == move {
			return true
		}
	}
	return false
}

// CanMake tells whether these roles may make a thing by a move, the needs being met.
func (f *Flow) CanMake(move string, facts Facts, roles ...Role) bool {
	return slices.ContainsFunc(f.Rows, func(r Row) bool {
		return r.Move == move && r.From == "" && facts.hold(r.Needs) && slices.Contains(roles, r.By)
	})
}

func (facts Facts) hold(needs []Fact) bool {
	for _, n := range needs {
		if !facts[n] {
			return false
		}
	}
	return true
}
