package main

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"guildhall/app"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/talk"
	"guildhall/test/world"
)

// Kinds of numbered ids.
const (
	kindPerson byte = iota + 1
	kindOrganisation
	kindRequest
	kindRegistration
	kindConversation
	kindSession
	kindProfile
	kindCertification
)

// words is what everybody says: some 120 characters, as people write.
const words = "The second replica was added for a campaign and never taken away; that alone is about nine hundred dollars a month."

// workers are the numbers of people who write at the same time.
var workers = []int{1, 8, 32}

// messages measures posting a message: the whole command, with its flow, row,
// event, seal and wake-up.
func (b *bench) messages(dialect db.Dialect, o options) {
	b.part(func() {
		h, _ := b.open(b.config(dialect))
		street := world.People(b, h)
		b.talks(street, 64)
		still := b.still(dialect) // Nothing runs beside a floor.
		for _, n := range workers {
			ours := b.perSecond(n, o.seconds, func(ctx context.Context, worker, _ int) error {
				_, err := h.Talks.Send(ctx, street.Ben, talk.SendInput{Conversation: numbered(kindConversation, worker), Voice: account.VoiceSelf, Text: words})
				return err
			})
			f := figure{Part: "messages", Database: string(dialect), What: fmt.Sprintf("post a message, %d at once", n), Value: ours, Unit: "commits/s"}
			if dialect == db.SQLite {
				f.Floor, f.FloorIs = b.bareSQLite(still, n, o.seconds), "bare driver, the same rows, one commit each"
				aim := map[int]float64{1: 0.6, 32: 1.0}[n]
				if aim > 0 {
					f.Aim, f.Met = fmt.Sprintf(">= %.1f of the floor", aim), met(ours >= aim*f.Floor)
				}
			} else {
				f.Floor, f.FloorIs = b.pgbench(still, n, o.seconds), "pgbench -M prepared, the command's own statements"
				f.Aim, f.Met = ">= 0.5 of the floor", met(ours >= 0.5*f.Floor)
			}
			b.report.add(f)
		}
	})
}

// still is a house that was opened but does not run, with the same people in it.
func (b *bench) still(dialect db.Dialect) *world.Street {
	h, err := app.Open(b.ctx, b.config(dialect))
	b.must(err)
	h.Talks.MessagesPerMinute = 0
	b.Cleanup(func() { _ = h.Close() })
	street := world.People(b, h)
	b.talks(street, 64)
	return street
}

// perSecond runs work with n workers for a while and gives how often a second it
// succeeded. A first second warms up and is not counted.
func (b *bench) perSecond(n int, lasts time.Duration, work func(ctx context.Context, worker, turn int) error) float64 {
	var done atomic.Int64
	var failed atomic.Value
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	var wait sync.WaitGroup
	for worker := range n {
		wait.Go(func() {
			for turn := 0; ctx.Err() == nil; turn++ {
				if err := work(ctx, worker, turn); err != nil && ctx.Err() == nil {
					failed.CompareAndSwap(nil, err)
					return
				}
				done.Add(1)
			}
		})
	}
	pause(ctx, time.Second)
	from, began := done.Load(), time.Now()
	pause(ctx, lasts)
	rate := float64(done.Load()-from) / time.Since(began).Seconds()
	cancel()
	wait.Wait()
	if err, ok := failed.Load().(error); ok {
		b.must(err)
	}
	return rate
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// talks makes n conversations between n customers and Ben, copied from one made
// through the rooms.
func (b *bench) talks(s *world.Street, n int) {
	d := s.House.DB
	posted := s.Post("Our RDS bill doubled in October")
	conversation := s.Talk(posted)
	b.clone(d, "account_person", "id = $1", s.Aiko.Person[:], n, func(i int, row map[string]any) {
		row["id"], row["email"] = numbered(kindPerson, i), fmt.Sprintf("customer%d@example.org", i)
		row["handle"] = nil
	})
	b.clone(d, "account_organisation", "id = $1", s.Aiko.Organisation[:], n, func(i int, row map[string]any) {
		row["id"] = numbered(kindOrganisation, i)
		if _, ok := row["handle"]; ok {
			row["handle"] = nil
		}
	})
	b.clone(d, "account_membership", "person_id = $1", s.Aiko.Person[:], n, func(i int, row map[string]any) {
		row["person_id"], row["organisation_id"] = numbered(kindPerson, i), numbered(kindOrganisation, i)
	})
	b.clone(d, "request", "id = $1", posted[:], n, func(i int, row map[string]any) {
		row["id"], row["person_id"], row["organisation_id"] = numbered(kindRequest, i), numbered(kindPerson, i), numbered(kindOrganisation, i)
	})
	b.clone(d, "talk_conversation", "id = $1", conversation[:], n, func(i int, row map[string]any) {
		row["id"], row["request_id"], row["customer_organisation_id"] = numbered(kindConversation, i), numbered(kindRequest, i), numbered(kindOrganisation, i)
	})
	for _, who := range []struct{ person, as id.ID }{{s.Aiko.Person, id.None}, {s.Ben.Person, s.Ben.Person}} {
		b.clone(d, "talk_member", "person_id = $1", who.person[:], n, func(i int, row map[string]any) {
			row["conversation_id"] = numbered(kindConversation, i)
			if who.as.IsNone() {
				row["person_id"], row["organisation_id"] = numbered(kindPerson, i), numbered(kindOrganisation, i)
			}
		})
	}
}

// bareSQLite is the floor: the driver alone commits the rows that a message leaves
// behind, one commit each, on the same connection and file.
func (b *bench) bareSQLite(s *world.Street, n int, lasts time.Duration) float64 {
	handle := s.House.DB.Handle()
	var position int64
	b.must(handle.QueryRowContext(b.ctx, `SELECT MAX(position) FROM journal_seal`).Scan(&position))
	var mu sync.Mutex
	statements := map[string]*sql.Stmt{}
	for _, text := range []string{
		`UPDATE talk_conversation SET version = version + 1, last_at = $1 WHERE id = $2`,
		`INSERT INTO talk_message (id, conversation_id, person_id, organisation_id, side, voice, body, lang, folded, warnings, files, made_at)
			VALUES ($1, $2, $3, $4, 'expert', 'self', $5, 'en', $5, '', 0, $6)`,
		`INSERT INTO event (id, name, noun, subject_id, stream_id, actor_kind, actor_id, organisation_id, request_id, data, at, wall)
			VALUES ($1, 'message.send', 'message', $2, $3, 'person', $4, $5, 'bench', '{"side":"expert","voice":"self"}', $6, $6)`,
		`INSERT INTO journal_seal (position, event_id, hash) VALUES ($1, $2, $3)`,
	} {
		statement, err := handle.PrepareContext(b.ctx, text)
		b.must(err)
		statements[text[:14]] = statement
	}
	hash := make([]byte, 32)
	return b.perSecond(n, lasts, func(ctx context.Context, worker, _ int) error {
		mu.Lock() // One connection writes; waiting here is cheaper than in the pool.
		defer mu.Unlock()
		tx, err := handle.BeginTx(context.WithoutCancel(ctx), nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
		conversation, message, event := numbered(kindConversation, worker), id.New(), id.New()
		now := time.Now().UnixMicro()
		position++
		for _, step := range []struct {
			text string
			args []any
		}{
			{"UPDATE talk_conv", []any{now, conversation}},
			{"INSERT INTO talk", []any{message, conversation, s.Ben.Person, s.Ben.Organisation, words, now}},
			{"INSERT INTO even", []any{event, message, conversation, s.Ben.Person, s.Ben.Organisation, now}},
			{"INSERT INTO jour", []any{position, event, hash}},
		} {
			if _, err := tx.StmtContext(ctx, statements[step.text[:14]]).ExecContext(context.WithoutCancel(ctx), step.args...); err != nil {
				return err
			}
		}
		return tx.Commit()
	})
}
