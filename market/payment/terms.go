package payment

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

// When a customer on net terms is told of a payment, in days from the day it is due,
// at TermsHour of the house's day: a week before, on the day, the day after it was
// missed, and every week from then on, until the house stops waiting (LapsesAfter).
var termsOn = []int{-7, 0, 1, 8, 15, 22, 29}

// TermsHour is the hour of the house's day at which customers are told.
const TermsHour = 9

// termsNext is the first of those moments after another, or zero for never again; due
// is when the money is due.
func termsNext(due, after clock.Micros, zone *time.Location) clock.Micros {
	for _, days := range termsOn {
		if at := termsAt(due, days, zone); at > after {
			return at
		}
	}
	return 0
}

// termsAt counts from the day the money is due, and once that has passed from the day
// on which banks book what was sent then: nobody is told on a Sunday that they are late
// with what fell due on Saturday.
func termsAt(due clock.Micros, days int, zone *time.Location) clock.Micros {
	if days > 0 {
		due = due.BankDay(zone)
	}
	day := due.Time().In(zone)
	return clock.Of(time.Date(day.Year(), day.Month(), day.Day()+days, TermsHour, 0, 0, 0, zone))
}

// termsEvent names what is told at a moment: due_soon, due or overdue.
func termsEvent(due, now clock.Micros, zone *time.Location) string {
	switch day, today := due.Date(zone), now.Date(zone); {
	case today < day:
		return "payment_request.due_soon"
	case today == day:
		return "payment_request.due"
	}
	return "payment_request.overdue"
}

// expectTerms puts down when the customer is told first of a payment on net terms,
// inside the change that the charge was taken on by.
func expectTerms(ctx context.Context, tx *journal.Tx, request id.ID, due clock.Micros, zone *time.Location) error {
	_, err := tx.Exec(ctx, requestExpect, request, termsNext(due, tx.Now, zone).OrNull())
	return err
}

// remindTerms says what is told of a payment on net terms, and when the next time is.
// None is nil: it is not paid that way any more.
func (r *Room) remindTerms(ctx context.Context, tx *journal.Tx, q Request) (event *journal.Event, next clock.Micros, err error) {
	c, err := db.One(ctx, tx, chargeOpen, scanCharge, q.ID)
	if errors.Is(err, db.ErrNone) || err == nil && (c.Kind != KindNetTerms || c.State != Succeeded) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	// The expert is told of the first of those that follow a missed day.
	first := q.RemindAt <= termsAt(c.SettlesAt, 1, r.Zone)
	event = &journal.Event{Name: termsEvent(c.SettlesAt, tx.Now, r.Zone), Subject: q.ID, Stream: q.Conversation, Organisation: q.Customer,
		Data: q.data(map[string]any{"due_on": c.SettlesAt.Date(r.Zone), "first": first, "reference": reference(c.Invoice)})}
	return event, termsNext(c.SettlesAt, tx.Now, r.Zone), nil
}
