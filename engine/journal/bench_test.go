package journal_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/test/dbtest"
)

// BenchmarkChange is a whole change: one row of a room, its event, its seal.
// BenchmarkBare below is the same rows through the bare driver.
func BenchmarkChange(b *testing.B) {
	eachBench(b, func(b *testing.B, d *db.DB, workers int) {
		j := openBench(b, d)
		stream := id.New()
		atOnce(b, workers, func(n int64) error {
			return j.Change(context.Background(), who, func(ctx context.Context, tx *journal.Tx) error {
				if _, err := tx.Exec(ctx, boxMake, fmt.Sprint("c", n)); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "message.send", Subject: id.New(), Stream: stream, Data: map[string]any{"n": n}})
			})
		})
	})
}

// BenchmarkBare commits the rows of BenchmarkChange with the bare driver, one
// commit each: the floor under a change.
func BenchmarkBare(b *testing.B) {
	eachBench(b, func(b *testing.B, d *db.DB, workers int) {
		openBench(b, d)
		bare := d.Handle()
		stream, subject := id.New(), id.New()
		texts := []string{
			`INSERT INTO rate_limit (bucket, since, used) VALUES ($1, 0, 0)`,
			`INSERT INTO event (id, name, noun, subject_id, stream_id, actor_kind, actor_id,
				organisation_id, request_id, move, from_state, to_state, data, at, wall)
				VALUES ($1, 'message.send', 'message', $2, $3, 'system', NULL, NULL, 'test', NULL, NULL, NULL, '{"n":1}', $4, $4)`,
			`INSERT INTO journal_seal (position, event_id, hash) VALUES ($1, $2, $3)`,
			`UPDATE journal_head SET position = $1, hash = $2 WHERE one = 1`,
			`INSERT INTO journal_open (event_id) VALUES ($1)`,
			`SELECT pg_notify('bare', $1)`,
		}
		var position atomic.Int64
		stmts := make([]*sql.Stmt, len(texts))
		for i, text := range texts {
			if i < 4 || d.Dialect == db.Postgres {
				s, err := bare.Prepare(text)
				if err != nil {
					b.Fatal(err)
				}
				defer s.Close()
				stmts[i] = s
			}
		}
		atOnce(b, workers, func(n int64) error {
			tx, err := bare.Begin()
			if err != nil {
				return err
			}
			defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
			event := id.New()
			if _, err := tx.Stmt(stmts[0]).Exec(fmt.Sprint("b", n)); err != nil {
				return err
			}
			if _, err := tx.Stmt(stmts[1]).Exec(event, subject, stream, time.Now().UnixMicro()); err != nil {
				return err
			}
			if d.Dialect == db.Postgres {
				if _, err := tx.Stmt(stmts[4]).Exec(event); err != nil {
					return err
				}
				if _, err := tx.Stmt(stmts[5]).Exec(event.String()); err != nil {
					return err
				}
				return tx.Commit()
			}
			at := position.Add(1)
			hash := sha256.Sum256(event[:])
			if _, err := tx.Stmt(stmts[2]).Exec(at, event, hash[:]); err != nil {
				return err
			}
			if _, err := tx.Stmt(stmts[3]).Exec(at, hash[:]); err != nil {
				return err
			}
			return tx.Commit()
		})
	})
}

func eachBench(b *testing.B, run func(b *testing.B, d *db.DB, workers int)) {
	for _, workers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("sqlite/%d", workers), func(b *testing.B) { run(b, dbtest.SQLite(b), workers) })
		b.Run(fmt.Sprintf("postgres/%d", workers), func(b *testing.B) { run(b, dbtest.Postgres(b), workers) })
	}
}

func openBench(b *testing.B, d *db.DB) *journal.Journal {
	b.Helper()
	j, err := journal.Open(b.Context(), d, false)
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { j.Run(ctx); close(ended) }()
	b.Cleanup(func() { cancel(); <-ended })
	return j
}

// atOnce shares b.N calls among workers.
func atOnce(b *testing.B, workers int, do func(n int64) error) {
	b.ReportAllocs()
	var next atomic.Int64
	ended := make(chan struct{})
	b.ResetTimer()
	for range workers {
		go func() {
			defer func() { ended <- struct{}{} }()
			for {
				n := next.Add(1)
				if n > int64(b.N) {
					return
				}
				if err := do(n); err != nil {
					b.Error(err)
					return
				}
			}
		}()
	}
	for range workers {
		<-ended
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}
