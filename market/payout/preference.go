package payout

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// LastDay is the last day of the month that may be chosen: every month has it.
const LastDay = 28

// RunHour is the hour of the house's day at which the run happens.
const RunHour = 6

// Preference says when an organisation wants to be paid in a currency. Day is a day
// of the month in the house's zone, 1 to LastDay; 0, the default, is every day.
type Preference struct {
	Organisation id.ID
	Currency     string
	Day          int
	SetAt        clock.Micros // zero while it is the default
	// HeldUntil is when an account that replaces another takes effect: until then
	// nothing is paid out in the currency. Zero when nothing is held back.
	HeldUntil clock.Micros
}

// Daily tells whether every day is a day of payout.
func (p Preference) Daily() bool { return p.Day == 0 }

// Next is the moment of the first run after at that pays them, in business time.
func (p Preference) Next(at clock.Micros, zone *time.Location) clock.Micros {
	at = max(at, p.HeldUntil)
	t := at.Time().In(zone)
	for ahead := range 32 {
		run := time.Date(t.Year(), t.Month(), t.Day()+ahead, RunHour, 0, 0, 0, zone)
		if run.After(t) && (p.Daily() || run.Day() == p.Day) {
			return clock.Of(run)
		}
	}
	return at
}

var (
	preferenceFind = db.Read("payout.preference.find", `SELECT
		COALESCE((SELECT p.day FROM payout_preference p WHERE p.organisation_id = $1 AND p.currency = $2), 0),
		(SELECT p.set_at FROM payout_preference p WHERE p.organisation_id = $1 AND p.currency = $2),
		(SELECT a.deadline FROM payout_account a WHERE a.organisation_id = $1 AND a.currency = $2 AND a.state = 'waiting')`).Once()
	preferenceSet = db.Write("payout.preference.set", `INSERT INTO payout_preference (organisation_id, currency, day, person_id, set_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id, currency)
		DO UPDATE SET day = excluded.day, person_id = excluded.person_id, set_at = excluded.set_at`)
)

// PreferenceOf gives when an organisation wants to be paid in a currency; every day
// unless it said otherwise.
func PreferenceOf(ctx context.Context, r db.Reader, organisation id.ID, currency string) (Preference, error) {
	p := Preference{Organisation: organisation, Currency: currency}
	return db.One(ctx, r, preferenceFind, func(row db.Scanner) (Preference, error) {
		err := row.Scan(&p.Day, &p.SetAt, &p.HeldUntil)
		return p, err
	}, organisation, currency)
}

// Prefer sets when the organisation that the actor acts for wants to be paid in a
// currency: day of the month 1 to LastDay, or 0 for every day. It counts from the
// next run on; what was started goes on.
func (r *Room) Prefer(ctx context.Context, who policy.Actor, currency string, day int) error {
	var form fault.Form
	if !money.Known(currency) {
		form.Add("currency", "currency")
	}
	if day < 0 || day > LastDay {
		form.Add("day", "payout_day", "Last", LastDay)
	}
	if err := form.Err(); err != nil {
		return err
	}
	_, err := journal.Do(ctx, r.Journal, who, "payout_preference.set", []any{currency, day}, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		hat, err := account.Hat(ctx, tx, who)
		if err != nil {
			return false, err
		}
		if !hat.Pays() {
			return false, fault.Forbidden("need." + string(MayPay))
		}
		err = tx.Record(ctx, journal.Event{Name: "payout_preference.set", Subject: who.Organisation, Organisation: who.Organisation,
			Data: map[string]any{"currency": currency, "day": day}})
		if err != nil {
			return false, err
		}
		_, err = tx.Exec(ctx, preferenceSet, who.Organisation, currency, day, who.Person, int64(tx.Now))
		return err == nil, err
	})
	return err
}
