package expert

import (
	"context"
	"errors"
	"slices"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Levels are the ones that count; Foundational does not (AWS_IQ.md 1.7).
var Levels = []string{"associate", "professional", "specialty"}

// Certification is one that the desk has seen.
type Certification struct {
	ID         id.ID
	State      flow.State
	Profile    id.ID
	Person     id.ID
	Name       string
	Level      string
	ValidUntil string // YYYY-MM-DD, the last day, in the house's zone
	Reason     string // the desk's own words; shown to the desk and to its owner only
	MadeAt     clock.Micros
}

// CertificationInput is what the desk types.
type CertificationInput struct {
	Profile    id.ID
	Name       string
	Level      string
	ValidUntil string
	Reason     string
}

const certificationColumns = `id, state, profile_id, person_id, name, level, valid_until, reason, made_at`

func scanCertification(row db.Scanner) (Certification, error) {
	var c Certification
	err := row.Scan(&c.ID, &c.State, &c.Profile, &c.Person, &c.Name, &c.Level, &c.ValidUntil, &c.Reason, &c.MadeAt)
	return c, err
}

var (
	certificationFind   = db.Read("expert.certification.find", `SELECT `+certificationColumns+` FROM expert_certification WHERE id = $1`)
	certificationsOf    = db.Read("expert.certification.of", `SELECT `+certificationColumns+` FROM expert_certification WHERE profile_id = $1 ORDER BY made_at, id LIMIT 200`)
	certificationsValid = db.Read("expert.certification.valid", `SELECT `+certificationColumns+` FROM expert_certification
		WHERE profile_id = $1 AND state = 'valid' ORDER BY level, name, id LIMIT 100`)
	certificationInsert = db.Write("expert.certification.insert", `INSERT INTO expert_certification (id, state, state_since, deadline, version,
		profile_id, person_id, name, level, valid_until, reason, made_at) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $3)`)
	certificationReason = db.Write("expert.certification.reason", `UPDATE expert_certification SET reason = $2 WHERE id = $1`)
	certificationBlank  = db.Write("expert.certification.blank", `UPDATE expert_certification SET reason = '' WHERE person_id = $1`)
)

// FindCertification gives a certification, or Missing.
func FindCertification(ctx context.Context, r db.Reader, certification id.ID) (Certification, error) {
	c, err := db.One(ctx, r, certificationFind, scanCertification, certification)
	if errors.Is(err, db.ErrNone) {
		return c, fault.Missing("certification.missing")
	}
	return c, err
}

// CertificationsOf lists everything the desk entered for a profile, oldest first.
func CertificationsOf(ctx context.Context, r db.Reader, profile id.ID) ([]Certification, error) {
	return db.All(ctx, r, certificationsOf, scanCertification, profile)
}

// ValidCertifications lists what a profile shows to everybody.
func ValidCertifications(ctx context.Context, r db.Reader, profile id.ID) ([]Certification, error) {
	return db.All(ctx, r, certificationsValid, scanCertification, profile)
}

// someCount is how many people one query asks about; the rest of it stays NULL.
const someCount = 16

var certifiedSome = db.Read("expert.certified.some", `SELECT 1 FROM expert_certification WHERE state = 'valid'
	AND person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) LIMIT 1`)

// AnyCertified tells whether any of these people holds a valid certification.
func AnyCertified(ctx context.Context, r db.Reader, people ...id.ID) (bool, error) {
	for some := range slices.Chunk(people, someCount) {
		args := make([]any, someCount)
		for i := range args {
			args[i] = id.None
			if i < len(some) {
				args[i] = some[i]
			}
		}
		if found, err := db.Exists(ctx, r, certifiedSome, args...); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// EnterCertification notes one that the desk has seen, with how it was seen.
func (r *Room) EnterCertification(ctx context.Context, who policy.Actor, in CertificationInput) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "certification.enter", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("certification.desk_only")
		}
		profile, err := oneProfile(ctx, tx, profileGuard, in.Profile)
		if err != nil {
			return id.None, err
		}
		var form fault.Form
		name := prose.Check(&form, prose.Rule{Field: "name", Min: 3, Max: 100, SingleLine: true}, in.Name)
		reason := prose.Check(&form, prose.Rule{Field: "reason", Min: 3, Max: 500}, in.Reason)
		if !slices.Contains(Levels, in.Level) {
			form.Add("level", "level")
		}
		until, ok := r.endOfDay(in.ValidUntil)
		if !ok {
			form.Add("valid_until", "date")
		} else if until <= tx.Now {
			form.Add("valid_until", "date_past")
		}
		if err := form.Err(); err != nil {
			return id.None, err
		}
		c := id.New()
		state, deadline, err := CertificationFlow.Make(ctx, tx, flow.Step{Move: "enter", ID: c, By: flow.Operator, Until: until,
			Data: map[string]any{"expert": profile.ID.String(), "person": profile.Person.String(), "level": in.Level, "valid_until": in.ValidUntil}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, certificationInsert, c, string(state), int64(tx.Now), deadline.OrNull(), profile.ID, profile.Person,
			name, in.Level, in.ValidUntil, reason)
		tx.Wake(profile.Person)
		return c, err
	})
}

// endOfDay is the first moment after a date in the house's zone.
func (r *Room) endOfDay(date string) (clock.Micros, bool) {
	day, err := time.ParseInLocation(time.DateOnly, date, r.Zone)
	if err != nil {
		return 0, false
	}
	return clock.Of(day.AddDate(0, 0, 1)), true
}

// WithdrawCertification ends one that should not have been entered, with a reason.
func (r *Room) WithdrawCertification(ctx context.Context, who policy.Actor, certification id.ID, reason string) error {
	in := struct {
		ID     id.ID
		Reason string
	}{certification, reason}
	_, err := journal.Do(ctx, r.journal, who, "certification.withdraw", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("certification.desk_only")
		}
		var form fault.Form
		reason := prose.Check(&form, prose.Rule{Field: "reason", Min: 3, Max: 500}, reason)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		if err := r.endCertification(ctx, tx, certification, "withdraw", flow.Operator); err != nil {
			return id.None, err
		}
		_, err := tx.Exec(ctx, certificationReason, certification, reason)
		return certification, err
	})
	return err
}

// Lapse lets the clock end a certification whose last day is over.
func (r *Room) Lapse(ctx context.Context, who policy.Actor, certification id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		return r.endCertification(ctx, tx, certification, "lapse", flow.Clock)
	})
}

func (r *Room) endCertification(ctx context.Context, tx *journal.Tx, certification id.ID, move string, by flow.Role) error {
	c, err := FindCertification(ctx, tx, certification)
	if err != nil {
		return err
	}
	if _, err := oneProfile(ctx, tx, profileGuard, c.Profile); err != nil && !fault.IsKind(err, fault.KindMissing) {
		return err
	}
	if c, err = FindCertification(ctx, tx, certification); err != nil {
		return err
	}
	if until, ok := r.endOfDay(c.ValidUntil); by == flow.Clock && ok && tx.Now < until {
		return fault.Conflict("certification.still_valid")
	}
	_, err = CertificationFlow.Move(ctx, tx, flow.Step{Move: move, ID: c.ID, From: c.State, By: by,
		Data: map[string]any{"expert": c.Profile.String(), "person": c.Person.String(), "level": c.Level, "valid_until": c.ValidUntil}})
	tx.Wake(c.Person)
	return err
}
