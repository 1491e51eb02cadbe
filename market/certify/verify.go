package certify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"guildhall/base/badge"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
)

// verifyArgs ask for a badge to be verified.
type verifyArgs struct {
	Proof id.ID `json:"proof"`
}

// Kind names the job.
func (verifyArgs) Kind() string { return "certify.verify" }

// verifyTime bounds one verification, wall time: less than a job has.
const verifyTime = 25 * time.Second

// tryAgainAfter is how long it waits for somebody to answer, try by try.
var tryAgainAfter = []time.Duration{5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour, 24 * time.Hour, 24 * time.Hour}

// verifier is who decides about badges.
var verifier = policy.As(policy.System, "certify")

// Verify judges the badge of a pending proof and writes down what was found: linked,
// refused by named steps, or nobody answered.
func (r *Room) Verify(ctx context.Context, proof id.ID) error {
	p, err := Find(ctx, r.Journal.DB, proof)
	if err != nil || p.State != Pending {
		return ignoreMissing(err)
	}
	in, err := r.input(ctx, p)
	if err != nil {
		return err
	}
	report, err := r.ask(ctx, in)
	if err != nil {
		return err
	}
	err = r.Journal.Change(ctx, verifier, func(ctx context.Context, tx *journal.Tx) error {
		p, err := oneProof(ctx, tx, proofGuard, proof)
		if err != nil {
			return err
		}
		if p.State != Pending {
			return fault.Conflict("certification_proof.moved_already")
		}
		return r.settle(ctx, tx, p, report)
	})
	if fault.IsKind(err, fault.KindConflict) || fault.IsKind(err, fault.KindMissing) {
		return nil // It was withdrawn, or its owner left.
	}
	return err
}

// input puts together what the verifier judges.
func (r *Room) input(ctx context.Context, p Proof) (badge.Input, error) {
	in := badge.Input{Fetch: r.Fetch}
	sealed, err := db.Value[[]byte](ctx, r.Journal.DB, proofSource, p.ID)
	if err != nil {
		return in, err
	}
	var from source
	if err := r.openJSON("source", p.ID, sealed, &from); err != nil {
		return in, err
	}
	if in.URL = from.Address; in.URL == "" {
		if _, in.Bytes, err = r.File(ctx, policy.Actor{Person: p.Person}, p.ID); err != nil {
			return in, err
		}
	}
	if in.Emails, err = account.Proved(ctx, r.Journal.DB, p.Person); err != nil {
		return in, err
	}
	if normal, ok := account.NormalEmail(from.Email); ok && from.Email != normal {
		for _, proved := range in.Emails {
			if proved == normal {
				in.Emails = append(in.Emails, from.Email)
				break
			}
		}
	}
	if len(in.Emails) == 0 {
		in.Emails = []string{"nobody"} // Without an address the verifier would not ask for whom it is.
	}
	issuers, err := Issuers(ctx, r.Journal.DB)
	in.Trust = trusted(issuers, false)
	return in, err
}

// ask lets the verifier judge for now. Running out of time is silence.
func (r *Room) ask(ctx context.Context, in badge.Input) (badge.Report, error) {
	now, err := r.Journal.Now(ctx)
	if err != nil {
		return badge.Report{}, err
	}
	in.At = now.Time()
	bounded, cancel := context.WithTimeout(ctx, verifyTime)
	defer cancel()
	report, err := badge.Verify(bounded, in)
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		silent := badge.Check{Name: "read", Result: badge.Fail, Code: "read.unanswered", Again: true}
		return badge.Report{Verdict: badge.Invalid, Checks: []badge.Check{silent}}, nil
	}
	return report, err
}

func stepsOf(report badge.Report) []Step {
	steps := make([]Step, 0, len(report.Checks)+2)
	for _, c := range report.Checks {
		steps = append(steps, Step{Name: c.Name, Result: c.Result, Code: c.Code, Again: c.Again})
	}
	return steps
}

// settle writes down what became of a proof.
func (r *Room) settle(ctx context.Context, tx *journal.Tx, p Proof, report badge.Report) error {
	p.Steps, p.Code, p.Tries = stepsOf(report), "", p.Tries+1
	p.Issuer, p.Achievement = cut(report.Issuer.Name), cut(report.Achievement.Name)
	move, by, wait := "refuse", flow.System, time.Duration(0)
	var kept any
	switch {
	case report.Again() && int(p.Tries) <= len(tryAgainAfter):
		move, wait = "wait", tryAgainAfter[p.Tries-1]
	case report.Verdict != badge.Invalid:
		linked, err := r.makeCount(ctx, tx, &p, report)
		if err != nil {
			return err
		}
		if linked {
			move = "prove"
			if kept, err = r.sealJSON("kept", p.ID, keptOf(report)); err != nil {
				return err
			}
		}
	}
	if err := r.move(ctx, tx, p, move, by, wait); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, proofFound, p.ID, p.Code, encode(p.Steps), p.Issuer, p.Achievement, p.Tries, orNull(p.Certification), orNull(p.Recipient), kept)
	return err
}

// makeCount makes a valid badge count, unless the catalogue or the recipient's owner
// stand against it; then it says so in the steps.
func (r *Room) makeCount(ctx context.Context, tx *journal.Tx, p *Proof, report badge.Report) (bool, error) {
	say := func(name, code string, result badge.Result) {
		p.Steps = append(p.Steps, Step{Name: name, Code: name + "." + code, Result: result})
	}
	issuers, err := Issuers(ctx, tx)
	if err != nil {
		return false, err
	}
	kinds, err := Kinds(ctx, tx)
	if err != nil {
		return false, err
	}
	if report.Kind != "badge" || report.Email == "" {
		say("catalogue", "no_badge", badge.Fail)
		return false, nil
	}
	issuer, known := issuedBy(issuers, report.Issuer.ID)
	kind, found := achieved(kinds, issuer.Code, report.Achievement.ID)
	switch {
	case !known || !found:
		say("catalogue", "unknown", badge.Fail)
		return false, nil
	case issuer.State != Open || kind.State != Open:
		say("catalogue", "retired", badge.Fail)
		return false, nil
	}
	proved := r.proved(p.Profile, kind, report)
	if proved.Until != 0 && proved.Until <= tx.Now {
		say("catalogue", "over", badge.Fail)
		return false, nil
	}
	p.Code = kind.Code
	say("catalogue", "ok", badge.Pass)
	recipient, owner, err := claim(ctx, tx, issuer.Code, report.Email, p.Person)
	if err != nil {
		return false, err
	}
	p.Recipient = recipient
	if owner != p.Person {
		say("person", "taken", badge.Fail)
		return false, nil
	}
	say("person", "ok", badge.Pass)
	if p.Certification, err = r.Experts.Count(ctx, tx, proved); err != nil {
		return false, err
	}
	return true, expert.Seen(ctx, tx.Tx, p.Certification, tx.Now, tx.Now.Add(askEvery))
}

// proved is what a badge of this kind makes of a profile. One without an end of its
// own ends when the catalogue says; one that ends in the middle of a day is shown with
// the day before.
func (r *Room) proved(profile id.ID, kind Kind, report badge.Report) expert.Proved {
	in := expert.Proved{Profile: profile, Code: kind.Code, Issuer: kind.Issuer, Name: kind.Name, Level: kind.Level, How: expert.ByBadge}
	ends := report.Expires
	if ends.IsZero() && kind.Months > 0 && !report.Issued.IsZero() {
		ends = report.Issued.AddDate(0, int(kind.Months), 0)
	}
	if !ends.IsZero() {
		in.Until = clock.Of(ends)
		in.ValidUntil = ends.Add(-time.Microsecond).In(r.Experts.Zone).Format(time.DateOnly)
	}
	return in
}

func keptOf(report badge.Report) keptBadge {
	k := keptBadge{Email: report.Email}
	if report.Source == badge.Hosted {
		k.Address = report.Address
	} else {
		k.Document = string(report.Document)
	}
	return k
}

// cut bounds strangers' words to what a line holds.
func cut(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if letters := []rune(s); len(letters) > 120 {
		return string(letters[:119]) + "…"
	}
	return s
}

func orNull(i id.ID) any {
	if i.IsNone() {
		return nil
	}
	return i
}

func ignoreMissing(err error) error {
	if fault.IsKind(err, fault.KindMissing) {
		return nil
	}
	return err
}

var errKept = errors.New("certify: a badge that counts has nothing to be asked again by")

func noKept(certification id.ID) error { return fmt.Errorf("%w: %s", errKept, certification) }
