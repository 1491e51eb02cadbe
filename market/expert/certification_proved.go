package expert

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// Proved is a certification that a badge proved or that the desk saw.
type Proved struct {
	Profile    id.ID
	Code       string // of the catalogue, "" when it is not there
	Issuer     string
	Name       string
	Level      string
	ValidUntil string       // YYYY-MM-DD, the last day, in the house's zone; "" for no end
	Until      clock.Micros // the moment it ends; 0 for no end
	How        string       // ByBadge or ByHand
	Reason     string       // of the desk
}

var (
	certificationTwin = db.Read("expert.certification.twin", `SELECT `+certificationFrom+`
		WHERE c.profile_id = $1 AND c.code = $2 AND c.state = 'valid' AND c.how = 'badge'`)
	certificationRenew = db.Write("expert.certification.renew", `UPDATE expert_certification SET valid_until = $2, remind_at = $3, name = $4, level = $5 WHERE id = $1`)
)

// Count makes a certification count, inside another room's change. One that the same
// profile holds by badge already is renewed and stays the same.
func (r *Room) Count(ctx context.Context, tx *journal.Tx, in Proved) (id.ID, error) {
	profile, err := oneProfile(ctx, tx, profileGuard, in.Profile)
	if err != nil {
		return id.None, err
	}
	step := flow.Step{Move: "enter", ID: id.New(), By: flow.Operator, Until: in.Until}
	if in.How == ByBadge {
		step.Move, step.By = "link", flow.System
		twin, err := db.One(ctx, tx, certificationTwin, scanCertification, profile.ID, in.Code)
		if err == nil {
			return twin.ID, r.renew(ctx, tx, twin, in)
		}
		if !errors.Is(err, db.ErrNone) {
			return id.None, err
		}
	}
	c := Certification{ID: step.ID, Profile: profile.ID, Person: profile.Person, Level: in.Level, ValidUntil: in.ValidUntil}
	step.Data = c.data()
	state, deadline, err := CertificationFlow.Make(ctx, tx, step)
	if err != nil {
		return id.None, err
	}
	_, err = tx.Exec(ctx, certificationInsert, c.ID, string(state), int64(tx.Now), deadline.OrNull(), profile.ID, profile.Person,
		in.Name, in.Level, in.ValidUntil, in.Reason, in.Code, in.Issuer, in.How, remindAfter(in.Until, tx.Now).OrNull())
	tx.Wake(profile.Person)
	return c.ID, err
}

// Renew writes down that a badge says another last day now. It joins a change.
func (r *Room) Renew(ctx context.Context, tx *journal.Tx, certification id.ID, in Proved) error {
	c, err := FindCertification(ctx, tx, certification)
	if err != nil {
		return err
	}
	if _, err := oneProfile(ctx, tx, profileGuard, c.Profile); err != nil {
		return err
	}
	if c, err = FindCertification(ctx, tx, certification); err != nil {
		return err
	}
	return r.renew(ctx, tx, c, in)
}

func (r *Room) renew(ctx context.Context, tx *journal.Tx, c Certification, in Proved) error {
	c.ValidUntil = in.ValidUntil
	_, err := CertificationFlow.Move(ctx, tx, flow.Step{Move: "renew", ID: c.ID, From: c.State, By: flow.System, Until: in.Until, Data: c.data()})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, certificationRenew, c.ID, in.ValidUntil, remindAfter(in.Until, tx.Now).OrNull(), in.Name, in.Level)
	tx.Wake(c.Person)
	return err
}

// Revoke ends one whose badge holds no more, by the step that failed (badge.Codes),
// inside another room's change.
func (r *Room) Revoke(ctx context.Context, tx *journal.Tx, certification id.ID, code string) error {
	return r.endCertification(ctx, tx, certification, "revoke", flow.System, code)
}

// Watch is a certification whose badge is asked again.
type Watch struct {
	Certification id.ID
	SilentSince   clock.Micros // nobody has answered since; zero when the last answer held
}

var (
	seenKeep = db.Keep("expert.seen.keep", `INSERT INTO expert_seen (certification_id, seen_at, ask_at, silent_since) VALUES ($1, $2, $3, NULL)
		ON CONFLICT (certification_id) DO UPDATE SET seen_at = excluded.seen_at, ask_at = excluded.ask_at, silent_since = NULL`)
	seenSilent = db.Keep("expert.seen.silent", `UPDATE expert_seen SET ask_at = $2, silent_since = COALESCE(silent_since, $3) WHERE certification_id = $1`)
	seenAsked  = db.Keep("expert.seen.asked", `UPDATE expert_seen SET ask_at = $2 WHERE certification_id = $1 AND ask_at = $3`)
	seenDue    = db.Read("expert.seen.due", `SELECT s.certification_id, s.ask_at FROM expert_seen s JOIN expert_certification c ON c.id = s.certification_id
		WHERE s.ask_at <= $1 AND c.state = 'valid' ORDER BY s.ask_at, s.certification_id LIMIT 200`)
	seenFind = db.Read("expert.seen.find", `SELECT certification_id, silent_since FROM expert_seen WHERE certification_id = $1`)
)

// Seen notes when a badge held last, and when it is asked again.
func Seen(ctx context.Context, tx *db.Tx, certification id.ID, at, again clock.Micros) error {
	_, err := tx.Exec(ctx, seenKeep, certification, int64(at), int64(again))
	return err
}

// Silent notes that nobody answered for a badge, and when it is asked again.
func Silent(ctx context.Context, tx *db.Tx, certification id.ID, at, again clock.Micros) error {
	_, err := tx.Exec(ctx, seenSilent, certification, int64(again), int64(at))
	return err
}

// WatchOf gives what is known about asking again.
func WatchOf(ctx context.Context, r db.Reader, certification id.ID) (Watch, error) {
	w, err := db.One(ctx, r, seenFind, func(row db.Scanner) (Watch, error) {
		var w Watch
		err := row.Scan(&w.Certification, &w.SilentSince)
		return w, err
	}, certification)
	if errors.Is(err, db.ErrNone) {
		return w, fault.Missing("certification.missing")
	}
	return w, err
}

// Asking is a certification that is due to be asked for, with the moment it was due.
type Asking struct {
	Certification id.ID
	At            clock.Micros
}

// Due lists certifications whose badges are to be asked for again, longest due first,
// 200 at most.
func Due(ctx context.Context, r db.Reader, now clock.Micros) ([]Asking, error) {
	return db.All(ctx, r, seenDue, func(row db.Scanner) (Asking, error) {
		var a Asking
		err := row.Scan(&a.Certification, &a.At)
		return a, err
	}, int64(now))
}

// Asked puts off the next asking, unless somebody else has; false when they have.
func Asked(ctx context.Context, tx *db.Tx, a Asking, again clock.Micros) (bool, error) {
	n, err := tx.Exec(ctx, seenAsked, a.Certification, int64(again), int64(a.At))
	return n > 0, err
}
