package sanctions

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/base/screen"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var partySeen = db.Keep("sanctions.party.seen", `INSERT INTO sanctions_party (party_id, round, looked_at) VALUES ($1, $2, $3)
	ON CONFLICT (party_id) DO UPDATE SET round = CASE WHEN excluded.round > sanctions_party.round THEN excluded.round ELSE sanctions_party.round END,
		looked_at = excluded.looked_at`).Apart()

var looker = policy.As(policy.System, "sanctions.look")

// found is a party with what its names were near to.
type found struct {
	Party
	said Said
	hits []hit
}

// hit is an entry with the name of ours that is nearest to it.
type hit struct {
	screen.Hit
	code string
	ours Compared
}

// Look compares parties with every list in force, and raises what is near. Nothing
// happens while no list is loaded.
func (r *Room) Look(ctx context.Context, all ...Party) error {
	list, round, err := r.ready(ctx)
	if err != nil || list == nil {
		return err
	}
	_, err = r.look(ctx, list, round, all)
	return err
}

// look compares outside of any change, then writes down who was compared; each party
// with matches has a change of its own. It tells how many matches are new.
func (r *Room) look(ctx context.Context, list *screen.List, round int64, all []Party) (raised int64, err error) {
	var clean []Party
	for _, p := range all {
		f := found{Party: p}
		s := r.source(p.Kind)
		if s == nil {
			return raised, errors.New("sanctions: nobody knows parties of the kind " + p.Kind)
		}
		if f.said, err = s.Said(ctx, r.Journal.DB, p.ID); err != nil {
			return raised, err
		}
		if f.hits = compare(list, f.said); len(f.hits) == 0 {
			clean = append(clean, p)
			continue
		}
		n, err := r.raise(ctx, round, f)
		if err != nil {
			return raised, err
		}
		raised += n
	}
	if len(clean) == 0 {
		return raised, nil
	}
	slices.SortFunc(clean, func(a, b Party) int { return slices.Compare(a.ID[:], b.ID[:]) })
	clean = slices.CompactFunc(clean, func(a, b Party) bool { return a.ID == b.ID })
	at := int64(clock.Wall())
	rows := make([][]any, len(clean))
	for i, p := range clean {
		rows[i] = []any{p.ID, round, at}
	}
	return raised, r.Journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecMany(ctx, partySeen, rows)
		return err
	})
}

// compare asks for each name, and keeps of each entry the best.
func compare(list *screen.List, said Said) []hit {
	var all []hit
	for _, ours := range said.all() {
		for _, h := range list.Hits(ours.Name, ours.Born, ours.Country) {
			one := hit{Hit: h, ours: ours}
			one.code, one.Entry.ID, _ = strings.Cut(h.Entry.ID, codeEnd)
			i := slices.IndexFunc(all, func(o hit) bool { return o.code == one.code && o.Entry.ID == one.Entry.ID })
			switch {
			case i < 0:
				all = append(all, one)
			case one.Score > all[i].Score:
				all[i] = one
			}
		}
	}
	return all
}

// marks are hashes of the two sides; what was decided holds while they stay the same.
// A birth that agrees is part of ours: it is a reason to look again.
func (h hit) marks() (ours, born, theirs string) {
	birth := ""
	if slices.Contains(h.Why, screen.SameBirth) {
		birth = "born"
	}
	e := h.Entry
	return hash(plainly(h.ours.Name), birth), hash(plainly(h.ours.Name), "born"),
		hash(e.Name, strings.Join(e.Aliases, "\n"), strings.Join(e.Born, "\n"), strings.Join(e.Countries, "\n"))
}

// plainly writes a name so that order, case and accents make no other name of it.
func plainly(name string) string {
	words := strings.Fields(names.Plain(name))
	slices.Sort(words)
	return strings.Join(words, " ")
}

func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Compared is what was compared of a party, as a match keeps it.
type Compared struct {
	Name    string `json:"name"`
	Born    string `json:"born,omitempty"`
	Country string `json:"country,omitempty"`
}

// raise writes the matches of one party down; the party's row is held first, so that
// the same pair is raised once.
func (r *Room) raise(ctx context.Context, round int64, f found) (raised int64, err error) {
	known, err := db.All(ctx, r.Journal.DB, pairsOf, scanPair, f.ID)
	if err != nil {
		return 0, err
	}
	seen := func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, partySeen, f.ID, round, int64(clock.Wall()))
		return err
	}
	if !slices.ContainsFunc(f.hits, func(h hit) bool { return h.against(known) != nothing }) {
		return 0, r.Journal.Keep(ctx, seen)
	}
	err = r.Journal.Change(ctx, looker, func(ctx context.Context, tx *journal.Tx) error {
		raised = 0
		if err := seen(ctx, tx.Tx); err != nil {
			return err
		}
		known, err := db.All(ctx, tx, pairsOf, scanPair, f.ID)
		if err != nil {
			return err
		}
		moved := false
		for _, h := range f.hits {
			did, err := r.one(ctx, tx, f, h, known)
			if err != nil {
				return err
			}
			if did == anew {
				raised++
			}
			moved = moved || did != nothing
		}
		if !moved {
			return errNothing
		}
		return nil
	})
	if errors.Is(err, errNothing) { // Raised by another process.
		return 0, r.Journal.Keep(ctx, seen)
	}
	return raised, err
}

// errNothing ends a change that has nothing to do.
var errNothing = errors.New("sanctions: nothing to do")

// deed is what is done about a hit.
type deed int

const (
	nothing deed = iota
	renewed      // the open match gets the newest words
	anew
)

// against tells what a hit asks for, given what is known of the pair.
func (h hit) against(known []pair) deed {
	ours, born, theirs := h.marks()
	for _, k := range known {
		if k.code != h.code || k.entry != h.Entry.ID {
			continue
		}
		switch {
		case k.state == Same:
			return nothing
		case k.state == Open && k.mark == ours && k.entryMark == theirs:
			return nothing
		case k.state == Open:
			return renewed
		case k.entryMark == theirs && (k.mark == ours || k.mark == born):
			return nothing
		}
	}
	return anew
}

func (r *Room) one(ctx context.Context, tx *journal.Tx, f found, h hit, known []pair) (deed, error) {
	did := h.against(known)
	if did == nothing {
		return did, nil
	}
	ours, _, theirs := h.marks()
	said, err := json.Marshal(h.ours)
	if err != nil {
		return did, err
	}
	entry, err := json.Marshal(h.Entry)
	if err != nil {
		return did, err
	}
	why := make([]string, len(h.Why))
	for i, w := range h.Why {
		why[i] = string(w)
	}
	score := int64(math.Round(h.Score * 1000))
	step := flow.Step{Move: "raise", ID: id.New(), By: flow.System, Organisation: f.Organisation,
		Data: map[string]any{"kind": f.Kind, "party": f.ID.String(), "code": h.code, "score": score}}
	words := []any{string(said), ours, string(entry), theirs, h.Name, score, strings.Join(why, ",")}
	if did == renewed {
		i := slices.IndexFunc(known, func(k pair) bool { return k.code == h.code && k.entry == h.Entry.ID && k.state == Open })
		step.Move, step.ID, step.From = "renew", known[i].id, Open
		if _, err := MatchFlow.Move(ctx, tx, step); err != nil {
			return did, err
		}
		_, err = tx.Exec(ctx, matchWords, append([]any{step.ID}, words...)...)
		return did, err
	}
	state, _, err := MatchFlow.Make(ctx, tx, step)
	if err != nil {
		return did, err
	}
	_, err = tx.Exec(ctx, matchInsert, append([]any{step.ID, string(state), int64(tx.Now), f.Kind, f.ID, f.Organisation, h.code, h.Entry.ID}, words...)...)
	return did, err
}
