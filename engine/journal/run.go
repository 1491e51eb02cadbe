package journal

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"guildhall/base/db"
)

// Run keeps the journal alive until ctx ends: it seals what is open (PostgreSQL)
// and hears of changes made by other processes.
func (j *Journal) Run(ctx context.Context) {
	var wait sync.WaitGroup
	if j.DB.Dialect == db.Postgres {
		wait.Go(func() { j.sealLoop(ctx) })
		wait.Go(func() { j.listenLoop(ctx) })
	} else {
		wait.Go(func() { j.watchFile(ctx) })
	}
	wait.Wait()
}

// sealPause lets what commits at the same time be sealed together.
const sealPause = 3 * time.Millisecond

func (j *Journal) sealLoop(ctx context.Context) {
	listener := j.Hub.Listen()
	defer listener.Close()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	pause := time.NewTimer(time.Hour)
	defer pause.Stop()
	woken := false
	for {
		n, beaten, err := j.sealOnce(ctx)
		if err != nil && ctx.Err() == nil {
			slog.Warn("sealing waits", "error", err)
		}
		if n > 0 || woken { // Whoever sealed it, followers here have something to read.
			j.Hub.sealed()
		}
		if err == nil && (n == sealBatch || beaten) {
			continue
		}
		woken = false
		select {
		case <-ctx.Done():
			return
		case <-listener.C:
			woken = true
		case <-listener.Lost:
			woken = true
		case <-tick.C:
			continue
		}
		pause.Reset(sealPause)
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		for more := true; more; { // Many notices, one round.
			select {
			case <-listener.C:
			default:
				more = false
			}
		}
	}
}

// listenLoop hears NOTIFY and reconnects by itself; after a gap every listener
// reads again from its own position.
func (j *Journal) listenLoop(ctx context.Context) {
	for ctx.Err() == nil {
		if err := j.listenOnce(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("listening to the other processes is interrupted", "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

// A connection that says nothing for listenPatience is asked whether it still lives:
// a server that vanished from the network says nothing either.
const (
	listenPatience = 20 * time.Second
	listenAnswer   = 5 * time.Second
)

func (j *Journal) listenOnce(ctx context.Context) error {
	pooled, err := j.DB.Pool().Acquire(ctx)
	if err != nil {
		return err
	}
	conn := pooled.Hijack() // It listens as long as it lives, so it never goes back.
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(end)
	}()
	if _, err := conn.Exec(ctx, "LISTEN guildhall"); err != nil {
		return err
	}
	j.Hub.lost()
	for {
		n, err := nextNotification(ctx, conn)
		if err != nil {
			return err
		}
		var notices []Notice
		if err := json.Unmarshal([]byte(n.Payload), &notices); err != nil || len(notices) == 0 {
			j.Hub.lost()
			continue
		}
		if notices[0].Process != j.process {
			j.Hub.publish(notices)
		}
	}
}

func nextNotification(ctx context.Context, conn *pgx.Conn) (*pgconn.Notification, error) {
	for {
		wait, cancel := context.WithTimeout(ctx, listenPatience)
		n, err := conn.WaitForNotification(wait)
		cancel()
		if err == nil || ctx.Err() != nil || !pgconn.Timeout(err) {
			return n, err
		}
		answer, cancel := context.WithTimeout(ctx, listenAnswer)
		err = conn.Ping(answer)
		cancel()
		if err != nil {
			return nil, err
		}
	}
}

// watchEvery is how soon a change of another process on the same SQLite file is
// noticed.
const watchEvery = 200 * time.Millisecond

// watchFile notices changes that another process made to the same SQLite file.
func (j *Journal) watchFile(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	known, first := int64(0), true
	for {
		version, err := j.DB.Foreign(ctx)
		if err == nil {
			if version != known && !first {
				j.Hub.lost()
			}
			known, first = version, false
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
