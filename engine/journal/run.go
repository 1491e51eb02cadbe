package journal

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

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

func (j *Journal) sealLoop(ctx context.Context) {
	listener := j.Hub.Listen()
	defer listener.Close()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		n, err := j.SealOnce(ctx)
		if err != nil && ctx.Err() == nil {
			slog.Warn("sealing waits", "error", err)
		}
		if n > 0 {
			j.Hub.sealed()
		}
		if n == sealBatch {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-listener.C:
		case <-listener.Lost:
		case <-tick.C:
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

func (j *Journal) listenOnce(ctx context.Context) error {
	conn, err := j.DB.Pool().Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "LISTEN guildhall"); err != nil {
		return err
	}
	defer conn.Exec(context.WithoutCancel(ctx), "UNLISTEN guildhall") //nolint:errcheck // the connection may be gone
	j.Hub.lost()
	for {
		n, err := conn.Conn().WaitForNotification(ctx)
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

// watchFile notices changes that another process made to the same SQLite file.
func (j *Journal) watchFile(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var known int64 = -1
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		position, err := j.Position(ctx)
		if err != nil {
			continue
		}
		if position != known && known >= 0 && position > j.Hub.newest() {
			j.Hub.lost()
		}
		known = position
	}
}
