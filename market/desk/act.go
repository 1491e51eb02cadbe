package desk

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// RetryJob has a failed job run once more, now.
func (r *Room) RetryJob(ctx context.Context, who policy.Actor, number int64, reason string) error {
	reason, err := check(who, reason)
	if err != nil {
		return err
	}
	in := struct {
		Job    int64
		Reason string
	}{number, reason}
	_, err = journal.Do(ctx, r.Journal, who, "job.retry", in, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		subject := id.New()
		if err := r.Jobs.Retry(ctx, tx, number); err != nil {
			if job.IsGone(err) {
				return false, fault.Missing("job.missing")
			}
			return false, err
		}
		if err := note(ctx, tx, "job.retry", subject, reason); err != nil {
			return false, err
		}
		return true, tx.Record(ctx, journal.Event{Name: "job.retry", Subject: subject, Data: map[string]any{"job": number}})
	})
	return err
}

// OfferAgain gives a put-aside event to its follower once more. When the follower
// still cannot handle it, its own fault comes back and the event stays put aside.
func (r *Room) OfferAgain(ctx context.Context, who policy.Actor, follower string, position int64, reason string) error {
	reason, err := check(who, reason)
	if err != nil {
		return err
	}
	f, known := r.Followers[follower]
	if !known {
		return fault.Missing("stuck.missing")
	}
	stuck, err := r.Journal.IsStuck(ctx, follower, position)
	if err != nil {
		return err
	}
	if !stuck {
		return fault.Missing("stuck.missing")
	}
	events, err := r.Journal.After(ctx, position-1, 1)
	if err != nil {
		return err
	}
	if len(events) == 0 || events[0].Position != position {
		return fault.Missing("stuck.missing")
	}
	if err := f.Do(ctx, events[0]); err != nil {
		return fault.Conflict("stuck.still").Because(err)
	}
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := r.Journal.Unstick(ctx, tx, follower, position); err != nil {
			return err
		}
		if err := note(ctx, tx, "stuck.offer", events[0].ID, reason); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "stuck.offer", Subject: events[0].ID, Data: map[string]any{"follower": follower, "position": position}})
	})
}

// SendMailAgain has a mail sent that was kept or given up.
func (r *Room) SendMailAgain(ctx context.Context, who policy.Actor, mail id.ID, reason string) error {
	reason, err := check(who, reason)
	if err != nil {
		return err
	}
	in := struct {
		Mail   id.ID
		Reason string
	}{mail, reason}
	_, err = journal.Do(ctx, r.Journal, who, "mail.send_again", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := r.Notify.SendAgain(ctx, tx, mail); err != nil {
			return mail, err
		}
		return mail, note(ctx, tx, "mail.send_again", mail, reason)
	})
	return err
}

// ErasePerson ends a person's account and blanks their words, when the law asks for it.
func (r *Room) ErasePerson(ctx context.Context, who policy.Actor, person id.ID, reason string) error {
	reason, err := check(who, reason)
	if err == nil {
		err = who.Proved()
	}
	if err != nil {
		return err
	}
	in := struct {
		Person id.ID
		Reason string
	}{person, reason}
	_, err = journal.Do(ctx, r.Journal, who, "person.erase", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := r.Accounts.Forget(ctx, tx, person); err != nil {
			return person, err
		}
		return person, note(ctx, tx, "person.erase", person, reason)
	})
	return err
}
