package sanctions

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/screen"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Match is a party whose name is near one on a list.
type Match struct {
	ID           id.ID
	State        flow.State
	Since        clock.Micros
	Party        Party
	Said         Compared // blank once erased
	Code         string   // of the list
	Entry        screen.Entry
	Name         string  // of the entry, that fits best
	Score        float64 // 0 to 1
	Why          []screen.Why
	Judge        id.ID
	Reason       string
	MadeAt       clock.Micros
	Organisation id.ID
}

const matchColumns = `id, state, state_since, kind, party_id, organisation_id, said, list_code, entry, name, score, why, judge_id, reason, made_at`

func scanMatch(row db.Scanner) (m Match, err error) {
	var said, entry, why string
	var score int64
	if err = row.Scan(&m.ID, &m.State, &m.Since, &m.Party.Kind, &m.Party.ID, &m.Party.Organisation, &said, &m.Code, &entry, &m.Name, &score, &why,
		&m.Judge, &m.Reason, &m.MadeAt); err != nil {
		return m, err
	}
	m.Score, m.Organisation = float64(score)/1000, m.Party.Organisation
	for _, w := range strings.Split(why, ",") {
		m.Why = append(m.Why, screen.Why(w))
	}
	if said != "" {
		err = json.Unmarshal([]byte(said), &m.Said)
	}
	return m, errors.Join(err, json.Unmarshal([]byte(entry), &m.Entry))
}

// pair is what is known of a party and an entry.
type pair struct {
	id                           id.ID
	state                        flow.State
	code, entry, mark, entryMark string
}

func scanPair(row db.Scanner) (p pair, err error) {
	err = row.Scan(&p.id, &p.state, &p.code, &p.entry, &p.mark, &p.entryMark)
	return p, err
}

// holdsAtOnce is for how many organisations one question asks.
const holdsAtOnce = 200

const holding = `m.state IN ('open', 'same')`

var (
	pairsOf     = db.Read("sanctions.match.pairs", `SELECT id, state, list_code, entry_id, mark, entry_mark FROM sanctions_match WHERE party_id = $1 ORDER BY id LIMIT 2000`)
	matchInsert = db.Write("sanctions.match.insert", `INSERT INTO sanctions_match (id, state, state_since, version, kind, party_id, organisation_id, list_code, entry_id,
		said, mark, entry, entry_mark, name, score, why, reason, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', $3)`)
	matchWords  = db.Write("sanctions.match.words", `UPDATE sanctions_match SET said = $2, mark = $3, entry = $4, entry_mark = $5, name = $6, score = $7, why = $8 WHERE id = $1`)
	matchFind   = db.Read("sanctions.match.find", `SELECT `+matchColumns+` FROM sanctions_match WHERE id = $1`)
	matchGuard  = db.Write("sanctions.match.guard", `UPDATE sanctions_match SET version = version + 1 WHERE id = $1 RETURNING `+matchColumns)
	matchJudged = db.Write("sanctions.match.judged", `UPDATE sanctions_match SET judge_id = $2, reason = $3 WHERE id = $1`)
	matchesIn   = db.Read("sanctions.match.in_state", `SELECT `+matchColumns+` FROM sanctions_match WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3`)
	matchesDone = db.Read("sanctions.match.decided", `SELECT `+matchColumns+` FROM sanctions_match WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3`)
	matchesAll  = db.Read("sanctions.match.all", `SELECT `+matchColumns+` FROM sanctions_match WHERE id < $1 ORDER BY id DESC LIMIT $2`)
	matchesOpen = db.Read("sanctions.match.open", `SELECT CAST(COUNT(*) AS BIGINT) FROM sanctions_match WHERE state = 'open'`)
	entryStands = db.Read("sanctions.entry.stands", `SELECT l.id FROM sanctions_list l JOIN sanctions_entry e ON e.list_id = l.id AND e.entry_id = $2
		WHERE l.code = $1 AND l.state IN ('comparing', 'current') LIMIT 1`)
	held = db.Read("sanctions.held", `SELECT o.id FROM account_organisation o WHERE o.id IN (`+db.Places(1, holdsAtOnce)+`) AND (
		EXISTS (SELECT 1 FROM sanctions_match m WHERE m.organisation_id = o.id AND `+holding+`)
		OR EXISTS (SELECT 1 FROM account_membership b JOIN sanctions_match m ON m.party_id = b.person_id AND `+holding+`
			WHERE b.organisation_id = o.id AND b.role = 'owner' AND b.left_at IS NULL)
		OR EXISTS (SELECT 1 FROM registration_seller g JOIN sanctions_match m ON m.party_id = g.person_id AND `+holding+` WHERE g.organisation_id = o.id))`)
	heldOne = db.Read("sanctions.held_one", `SELECT o.id FROM account_organisation o WHERE o.id IN ($1, $2) AND (
		EXISTS (SELECT 1 FROM sanctions_match m WHERE m.organisation_id = o.id AND `+holding+`)
		OR EXISTS (SELECT 1 FROM account_membership b JOIN sanctions_match m ON m.party_id = b.person_id AND `+holding+`
			WHERE b.organisation_id = o.id AND b.role = 'owner' AND b.left_at IS NULL)
		OR EXISTS (SELECT 1 FROM registration_seller g JOIN sanctions_match m ON m.party_id = g.person_id AND `+holding+` WHERE g.organisation_id = o.id))`)
	holdsOf = db.Read("sanctions.holds_of", `SELECT o.id FROM account_organisation o WHERE o.id = $2
		UNION SELECT b.organisation_id FROM account_membership b WHERE b.person_id = $1 AND b.role = 'owner' AND b.left_at IS NULL
		UNION SELECT g.organisation_id FROM registration_seller g WHERE g.person_id = $1`)
	unlooked = db.Read("sanctions.unlooked", `SELECT o.id FROM account_organisation o WHERE o.id IN (`+db.Places(2, holdsAtOnce)+`) AND (
		COALESCE((SELECT p.round FROM sanctions_party p WHERE p.party_id = o.id), CASE WHEN o.kind = 'company' THEN 0 ELSE $1 END) < $1
		OR EXISTS (SELECT 1 FROM account_membership b LEFT JOIN sanctions_party p ON p.party_id = b.person_id
			WHERE b.organisation_id = o.id AND b.role = 'owner' AND b.left_at IS NULL AND COALESCE(p.round, 0) < $1)
		OR EXISTS (SELECT 1 FROM registration_seller g LEFT JOIN sanctions_party p ON p.party_id = g.person_id
			WHERE g.organisation_id = o.id AND COALESCE(p.round, 0) < $1)
		OR EXISTS (SELECT 1 FROM registration_seller g LEFT JOIN sanctions_party p ON p.party_id = g.id
			WHERE g.organisation_id = o.id AND g.seller <> 'freelancer' AND COALESCE(p.round, 0) < $1))`)
	matchesBehind = db.Read("sanctions.match.behind", `SELECT `+matchColumns+` FROM sanctions_match m WHERE `+holding+` AND (m.organisation_id = $1
		OR m.party_id IN (SELECT b.person_id FROM account_membership b WHERE b.organisation_id = $1 AND b.role = 'owner' AND b.left_at IS NULL)
		OR m.party_id IN (SELECT g.person_id FROM registration_seller g WHERE g.organisation_id = $1)) ORDER BY m.id LIMIT 50`)
	behind = db.Read("sanctions.behind", `SELECT b.person_id FROM account_membership b WHERE b.organisation_id = $1 AND b.role = 'owner' AND b.left_at IS NULL
		UNION SELECT g.person_id FROM registration_seller g WHERE g.organisation_id = $1`)
)

// FindMatch gives a match, or Missing; whoever asks is at the desk.
func FindMatch(ctx context.Context, r db.Reader, match id.ID) (Match, error) {
	return oneMatch(db.One(ctx, r, matchFind, scanMatch, match))
}

func oneMatch(m Match, err error) (Match, error) {
	if errors.Is(err, db.ErrNone) {
		return m, fault.Missing("sanctions_match.missing")
	}
	return m, err
}

// Matches lists matches for the desk: open ones oldest first, others newest first,
// behind the one given; limit+1 of them, so that the caller knows whether there are more.
func Matches(ctx context.Context, r db.Reader, state flow.State, after id.ID, limit int) ([]Match, error) {
	switch state {
	case "":
		return db.All(ctx, r, matchesAll, scanMatch, after.OrLast(), limit+1)
	case Open:
		return db.All(ctx, r, matchesIn, scanMatch, string(state), after[:], limit+1)
	}
	return db.All(ctx, r, matchesDone, scanMatch, string(state), after.OrLast(), limit+1)
}

// Waiting counts the matches that wait for the desk.
func Waiting(ctx context.Context, r db.Reader) (int64, error) {
	return db.Value[int64](ctx, r, matchesOpen)
}

// Stands tells whether the entry of a match is on a list in force.
func (m Match) Stands(ctx context.Context, r db.Reader) (bool, error) {
	return db.Exists(ctx, r, entryStands, m.Code, m.Entry.ID)
}

// JudgeInput is the desk's word about a match.
type JudgeInput struct {
	Match  id.ID
	Reason string
}

// Clear says that the two are different: money goes on. Confirm says that they are the
// same: it stays held. Both can be said again when it was wrong.
func (r *Room) Clear(ctx context.Context, who policy.Actor, in JudgeInput) error {
	return r.judge(ctx, who, "clear", in)
}

// Confirm says that the two are the same.
func (r *Room) Confirm(ctx context.Context, who policy.Actor, in JudgeInput) error {
	return r.judge(ctx, who, "confirm", in)
}

func (r *Room) judge(ctx context.Context, who policy.Actor, move string, in JudgeInput) error {
	_, err := journal.Do(ctx, r.Journal, who, "sanctions_match."+move, in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("sanctions_match.desk_only")
		}
		var form fault.Form
		reason := reasonOf(&form, in.Reason)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		m, err := oneMatch(db.One(ctx, tx, matchGuard, scanMatch, in.Match))
		if err != nil {
			return id.None, err
		}
		if m.Party.ID == who.Person {
			return id.None, fault.Forbidden("sanctions_match.own")
		}
		_, err = MatchFlow.Move(ctx, tx, flow.Step{Move: move, ID: m.ID, From: m.State, By: flow.Operator, Organisation: m.Organisation,
			Data: map[string]any{"kind": m.Party.Kind, "party": m.Party.ID.String(), "code": m.Code}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, matchJudged, m.ID, who.Person, reason)
		return m.ID, err
	})
	return err
}
