package db

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
)

// groupMax bounds how many changes share one COMMIT, and so how long the first waits.
const groupMax = 128

// writer is SQLite's one writing goroutine.
type writer struct {
	db    *DB
	queue chan *task
	quit  chan struct{}
	ended chan struct{}
	once  sync.Once

	mu       sync.Mutex
	onCommit func(context.Context, *Tx, []any) error
}

type task struct {
	ctx  context.Context
	fn   func(*Tx) error
	err  error
	done chan struct{}
	// attached is what the change handed to the group's hook.
	attached []any
}

func startWriter(d *DB) *writer {
	w := &writer{
		db: d, queue: make(chan *task, 1024), quit: make(chan struct{}), ended: make(chan struct{}),
	}
	go w.run()
	return w
}

// OnGroup sets what runs once per group of changes, inside its transaction and
// before its COMMIT, with what the successful ones attached. SQLite only.
func (d *DB) OnGroup(fn func(ctx context.Context, tx *Tx, attached []any) error) {
	if d.writer != nil {
		d.writer.mu.Lock()
		d.writer.onCommit = fn
		d.writer.mu.Unlock()
	}
}

// do hands fn to the writing goroutine and waits for its COMMIT.
func (w *writer) do(ctx context.Context, fn func(*Tx) error) error {
	t := &task{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case <-w.quit:
		return classify("writer", sql.ErrConnDone)
	default:
	}
	select {
	case w.queue <- t:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return classify("writer", sql.ErrConnDone)
	}
	select {
	case <-t.done: // Once queued it is waited for: the caller must learn what happened.
		return t.err
	case <-w.ended:
		select {
		case <-t.done:
			return t.err
		default:
			return classify("writer", sql.ErrConnDone)
		}
	}
}

func (w *writer) stop() {
	w.once.Do(func() { close(w.quit) })
	<-w.ended
}

func (w *writer) run() {
	defer close(w.ended)
	for {
		select {
		case first := <-w.queue:
			w.group(w.gather(first))
		case <-w.quit:
			for {
				select {
				case first := <-w.queue:
					w.group(w.gather(first))
				default:
					return
				}
			}
		}
	}
}

func (w *writer) gather(first *task) []*task {
	group := []*task{first}
	for len(group) < groupMax {
		select {
		case t := <-w.queue:
			group = append(group, t)
		default:
			return group
		}
	}
	return group
}

// group commits the tasks together; if the shared transaction dies, each is run
// alone. One that cannot even begin is everybody's answer: each trying for itself
// would wait as long again behind whoever holds the file.
func (w *writer) group(tasks []*task) {
	began, err := w.commit(tasks)
	switch {
	case err == nil:
	case len(tasks) == 1 || !began:
		for _, t := range tasks {
			t.err = err
		}
	default:
		for _, t := range tasks {
			if _, err := w.commit([]*task{t}); err != nil {
				t.err = err
			}
		}
	}
	for _, t := range tasks {
		close(t.done)
	}
}

// commit runs tasks in one transaction. Its error means that nothing was committed,
// began that the tasks were run at all; when there are several, a task's own error
// is kept in the task and the others go on.
func (w *writer) commit(tasks []*task) (began bool, err error) {
	ctx := context.Background() // A cancelled context would destroy the whole group.
	raw, err := w.db.writes.BeginTx(ctx, nil)
	if err != nil {
		return false, classify("begin", err)
	}
	defer raw.Rollback() //nolint:errcheck // after Commit it does nothing
	tx := &Tx{Dialect: SQLite, raw: raw, dead: new(error)}
	did := false
	var attached []any
	for _, t := range tasks {
		if t.err = t.ctx.Err(); t.err != nil {
			continue
		}
		if len(tasks) == 1 {
			if t.err = runTask(tx, t); t.err != nil {
				return true, t.err
			}
			did = true
			attached = t.attached
			continue
		}
		if _, err := raw.ExecContext(ctx, "SAVEPOINT one"); err != nil {
			return true, classify("savepoint", err)
		}
		t.err = runTask(tx, t)
		if *tx.dead != nil {
			return true, *tx.dead
		}
		end := "RELEASE one"
		if t.err != nil {
			end = "ROLLBACK TO one; RELEASE one"
		} else {
			did = true
			attached = append(attached, t.attached...)
		}
		if _, err := raw.ExecContext(ctx, end); err != nil {
			return true, classify("savepoint", err)
		}
	}
	if !did {
		return true, nil
	}
	if *tx.dead != nil { // Somebody went on after it, in no transaction at all.
		return true, *tx.dead
	}
	w.mu.Lock()
	onCommit := w.onCommit
	w.mu.Unlock()
	if onCommit != nil {
		if err := guarded(func() error { return onCommit(ctx, tx, attached) }); err != nil {
			return true, err
		}
	}
	return true, classify("commit", raw.Commit())
}

func runTask(tx *Tx, t *task) error {
	own := *tx
	own.attached = nil
	err := guarded(func() error { return t.fn(&own) })
	t.attached = own.attached
	return err
}

// guarded turns a panic into an error: one wrong change must not stop the house.
func guarded(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("a change panicked", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("change panicked: %v", p)
		}
	}()
	return fn()
}
