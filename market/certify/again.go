package certify

import (
	"context"
	"errors"
	"slices"
	"time"

	"guildhall/base/badge"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/market/account"
	"guildhall/market/expert"
)

// How often a badge that counts is asked again, how soon when nobody answered, and how
// long silence is borne (business time).
const (
	askEvery   = 24 * time.Hour
	askSoon    = 6 * time.Hour
	silenceMax = 30 * 24 * time.Hour
)

// askArgs ask for a badge that counts to be verified again.
type askArgs struct {
	Certification id.ID `json:"certification"`
}

// Kind names the job.
func (askArgs) Kind() string { return "certify.ask" }

// AskAgain asks for every badge that was not asked for a day, each by a job of its
// own. Two processes at once ask once.
func (r *Room) AskAgain(ctx context.Context, now clock.Micros) error {
	for {
		due, err := expert.Due(ctx, r.Journal.DB, now)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, d := range due {
			// A job that is lost is made up for by the next one, a day later.
			err := r.Journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
				first, err := expert.Asked(ctx, tx, d, now.Add(askEvery))
				if err != nil || !first {
					return err
				}
				return r.Jobs.InsertKept(ctx, tx, askArgs{d.Certification}, job.Unique())
			})
			if err != nil {
				return err
			}
		}
	}
}

// AskOne verifies the badge of a certification again. When it holds no more, the
// certification ends that moment; when nobody answers, it goes on for a month.
func (r *Room) AskOne(ctx context.Context, certification id.ID) error {
	c, err := expert.FindCertification(ctx, r.Journal.DB, certification)
	if err != nil || c.State != expert.Valid || c.How != expert.ByBadge {
		return ignoreMissing(err)
	}
	kept, err := r.keptOf(ctx, certification)
	if err != nil {
		return err
	}
	in := badge.Input{URL: kept.Address, Bytes: []byte(kept.Document), Fetch: r.Fetch}
	if in.Emails, err = account.Proved(ctx, r.Journal.DB, c.Person); err != nil {
		return err
	}
	if !slices.Contains(in.Emails, kept.Email) { // The recipient is theirs for good, whatever address they use now.
		in.Emails = append(in.Emails, kept.Email)
	}
	issuers, err := Issuers(ctx, r.Journal.DB)
	if err != nil {
		return err
	}
	in.Trust = trusted(issuers, true)
	report, err := r.ask(ctx, in)
	if err != nil {
		return err
	}
	return r.heard(ctx, c, report)
}

// keptOf gives what a certification is asked again by.
func (r *Room) keptOf(ctx context.Context, certification id.ID) (keptBadge, error) {
	var kept keptBadge
	row, err := db.One(ctx, r.Journal.DB, keptFind, func(row db.Scanner) (sealedColumn, error) {
		var s sealedColumn
		err := row.Scan(&s.proof, &s.sealed)
		return s, err
	}, certification)
	if errors.Is(err, db.ErrNone) {
		return kept, noKept(certification)
	}
	if err != nil {
		return kept, err
	}
	return kept, r.openJSON("kept", row.proof, row.sealed, &kept)
}

// heard writes down what a badge that counts says today.
func (r *Room) heard(ctx context.Context, c expert.Certification, report badge.Report) error {
	now, err := r.Journal.Now(ctx)
	if err != nil {
		return err
	}
	if report.Again() {
		watch, err := expert.WatchOf(ctx, r.Journal.DB, c.ID)
		if err != nil {
			return ignoreMissing(err)
		}
		if watch.SilentSince.IsZero() || now < watch.SilentSince.Add(silenceMax) {
			return r.Journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
				return expert.Silent(ctx, tx, c.ID, now, now.Add(askSoon))
			})
		}
	}
	if report.Verdict == badge.Invalid {
		failed, _ := report.Failed()
		return gone(r.Journal.Change(ctx, verifier, func(ctx context.Context, tx *journal.Tx) error {
			return r.Experts.Revoke(ctx, tx, c.ID, failed.Code)
		}))
	}
	kinds, err := Kinds(ctx, r.Journal.DB)
	if err != nil {
		return err
	}
	kind, known := findBy(kinds, func(k Kind) bool { return k.Code == c.Code })
	says := r.proved(c.Profile, kind, report)
	if known && says.ValidUntil != c.ValidUntil {
		err := r.Journal.Change(ctx, verifier, func(ctx context.Context, tx *journal.Tx) error { return r.Experts.Renew(ctx, tx, c.ID, says) })
		if err != nil {
			return gone(err)
		}
	}
	return r.Journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		return expert.Seen(ctx, tx, c.ID, now, now.Add(askEvery))
	})
}

// gone: it ended meanwhile, for another reason.
func gone(err error) error {
	if fault.IsKind(err, fault.KindConflict) || fault.IsKind(err, fault.KindMissing) {
		return nil
	}
	return err
}
