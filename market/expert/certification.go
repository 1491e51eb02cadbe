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

// Foundational is a level that is shown and opens nothing (AWS_IQ.md 1.7).
const Foundational = "foundational"

// Levels are the ones that count.
var Levels = []string{"associate", "professional", "specialty"}

// Opens tells whether a certification of this level opens the pool.
func Opens(level string) bool { return slices.Contains(Levels, level) }

// How the house knows of a certification.
const (
	ByBadge = "badge" // the issuer's badge proves it, and is asked again daily
	ByHand  = "hand"  // the desk has seen it
)

// Certification is one that a badge proves or that the desk has seen.
type Certification struct {
	ID         id.ID
	State      flow.State
	Since      clock.Micros // since when it is in this state
	Profile    id.ID
	Person     id.ID
	Code       string // of the catalogue; "" for one the desk typed
	Issuer     string // code of its issuer, "" as above
	Name       string
	Level      string
	ValidUntil string // YYYY-MM-DD, the last day, in the house's zone; "" for no end
	Deadline   clock.Micros
	How        string // ByBadge or ByHand
	SeenAt     clock.Micros
	EndedBy    string // the failed step (badge.Codes) when it was revoked
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

const (
	certificationColumns = `c.id, c.state, c.state_since, c.profile_id, c.person_id, c.code, c.issuer, c.name, c.level, c.valid_until,
		c.deadline, c.how, COALESCE(s.seen_at, c.made_at), c.ended_by, c.reason, c.made_at`
	certificationFrom = certificationColumns + ` FROM expert_certification c LEFT JOIN expert_seen s ON s.certification_id = c.id`
)

func scanCertification(row db.Scanner) (Certification, error) {
	var c Certification
	err := row.Scan(&c.ID, &c.State, &c.Since, &c.Profile, &c.Person, &c.Code, &c.Issuer, &c.Name, &c.Level, &c.ValidUntil,
		&c.Deadline, &c.How, &c.SeenAt, &c.EndedBy, &c.Reason, &c.MadeAt)
	return c, err
}

var (
	certificationFind   = db.Read("expert.certification.find", `SELECT `+certificationFrom+` WHERE c.id = $1`)
	certificationsOf    = db.Read("expert.certification.of", `SELECT `+certificationFrom+` WHERE c.profile_id = $1 ORDER BY c.made_at, c.id LIMIT 200`)
	certificationsValid = db.Read("expert.certification.valid", `SELECT `+certificationFrom+`
		WHERE c.profile_id = $1 AND c.state = 'valid' ORDER BY c.level, c.name, c.id LIMIT 100`)
	certificationInsert = db.Write("expert.certification.insert", `INSERT INTO expert_certification (id, state, state_since, deadline, version,
		profile_id, person_id, name, level, valid_until, reason, made_at, code, issuer, how, remind_at)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $3, $11, $12, $13, $14)`)
	certificationReason = db.Write("expert.certification.reason", `UPDATE expert_certification SET reason = $2 WHERE id = $1`)
	certificationEnded  = db.Write("expert.certification.ended", `UPDATE expert_certification SET ended_by = $2, remind_at = NULL WHERE id = $1`)
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

// CertificationsOf lists everything a profile ever had, oldest first.
func CertificationsOf(ctx context.Context, r db.Reader, profile id.ID) ([]Certification, error) {
	return db.All(ctx, r, certificationsOf, scanCertification, profile)
}

// ValidCertifications lists what a profile shows to everybody.
func ValidCertifications(ctx context.Context, r db.Reader, profile id.ID) ([]Certification, error) {
	return db.All(ctx, r, certificationsValid, scanCertification, profile)
}

// someCount is how many people one query asks about; the rest of it stays NULL.
const someCount = 16

var certifiedSome = db.Read("expert.certified.some", `SELECT 1 FROM expert_certification WHERE state = 'valid' AND level <> 'foundational'
	AND person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) LIMIT 1`)

// AnyCertified tells whether any of these people holds a valid certification that
// opens the pool.
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
		var form fault.Form
		p := Proved{Profile: in.Profile, Level: in.Level, ValidUntil: in.ValidUntil, How: ByHand}
		p.Name = prose.Check(&form, prose.Rule{Field: "name", Min: 3, Max: 100, SingleLine: true}, in.Name)
		p.Reason = prose.Check(&form, prose.Rule{Field: "reason", Min: 3, Max: 500}, in.Reason)
		if !Opens(in.Level) {
			form.Add("level", "level")
		}
		p.Until = r.CheckLastDay(&form, tx.Now, in.ValidUntil)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		return r.Count(ctx, tx, p)
	})
}

// CheckLastDay wants a day that is not over, in the field valid_until, and gives the
// moment after it.
func (r *Room) CheckLastDay(form *fault.Form, now clock.Micros, day string) clock.Micros {
	until, ok := r.endOfDay(day)
	if !ok {
		form.Add("valid_until", "date")
	} else if until <= now {
		form.Add("valid_until", "date_past")
	}
	return until
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
		return certification, r.Withdraw(ctx, tx, certification, reason)
	})
	return err
}

// Withdraw ends one inside another room's change, in the desk's name.
func (r *Room) Withdraw(ctx context.Context, tx *journal.Tx, certification id.ID, reason string) error {
	if err := r.endCertification(ctx, tx, certification, "withdraw", flow.Operator, ""); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, certificationReason, certification, reason)
	return err
}

// Unlink takes one's own certification off the profile. Its recipient stays with the
// person: nobody else can link it.
func (r *Room) Unlink(ctx context.Context, who policy.Actor, certification id.ID) error {
	_, err := journal.Do(ctx, r.journal, who, "certification.unlink", certification, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		c, err := FindCertification(ctx, tx, certification)
		if err != nil || c.Person != who.Person || !who.IsSignedIn() {
			return id.None, errors.Join(err, fault.Missing("certification.missing"))
		}
		return certification, r.endCertification(ctx, tx, certification, "unlink", flow.Expert, "")
	})
	return err
}

// Lapse lets the clock end a certification whose last day is over.
func (r *Room) Lapse(ctx context.Context, who policy.Actor, certification id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		return r.endCertification(ctx, tx, certification, "lapse", flow.Clock, "")
	})
}

func (r *Room) endCertification(ctx context.Context, tx *journal.Tx, certification id.ID, move string, by flow.Role, code string) error {
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
	if by == flow.Clock && tx.Now < c.Deadline {
		return fault.Conflict("certification.still_valid")
	}
	data := c.data()
	if code != "" {
		data["code"] = code
	}
	if _, err = CertificationFlow.Move(ctx, tx, flow.Step{Move: move, ID: c.ID, From: c.State, By: by, Data: data}); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, certificationEnded, c.ID, code)
	tx.Wake(c.Person)
	return err
}

func (c Certification) data() map[string]any {
	return map[string]any{"expert": c.Profile.String(), "person": c.Person.String(), "level": c.Level, "valid_until": c.ValidUntil}
}
