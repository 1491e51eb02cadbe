package db

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Together runs reads that need nothing of each other, each with the context it is
// given, and waits for all; the error is that of the first in order that has one.
//
// On PostgreSQL each read is a journey to the server and back. Here the reads run
// beside each other, and once every one of them waits for an answer, all that was
// asked goes in one journey. So a page that asks twenty times in four rounds makes
// four journeys. Together inside Together joins the outer one. On SQLite, which is
// in this process, they run one after the other.
//
// The reads must write to different variables, and wait for the database only.
//
// Inside a change, which has one connection, they run one after the other too.
func Together(ctx context.Context, r Reader, reads ...func(context.Context) error) error {
	d, ok := r.(*DB)
	if !ok || d.Dialect != Postgres || len(reads) < 2 {
		for _, read := range reads {
			if err := read(ctx); err != nil {
				return err
			}
		}
		return nil
	}
	g := gatheringIn(ctx)
	if g == nil {
		g = &gathering{db: d, ctx: ctx, running: 1}
		ctx = context.WithValue(ctx, gatheringKey{}, g)
	}
	return g.run(ctx, reads)
}

// Into puts what a read gives into a variable; for Together.
func Into[T any](v *T, read func(context.Context) (T, error)) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		*v, err = read(ctx)
		return err
	}
}

type gatheringKey struct{}

func gatheringIn(ctx context.Context) *gathering {
	g, _ := ctx.Value(gatheringKey{}).(*gathering)
	return g
}

// gathering collects what several reads ask.
type gathering struct {
	db  *DB
	ctx context.Context

	mu      sync.Mutex
	running int // reads that have not ended, waiting ones among them
	waiting []*asked
}

// asked is a question that waits for the others.
type asked struct {
	ask
	done chan error
}

// run runs reads in the place of the one that started them, which goes on in the place
// of the last of them: what waits beside it waits for what it asks next, too.
func (g *gathering) run(ctx context.Context, reads []func(context.Context) error) error {
	errs := make([]error, len(reads))
	panics := make([]any, len(reads))
	g.mu.Lock()
	g.running += len(reads) - 1
	g.mu.Unlock()
	var wg sync.WaitGroup
	left := len(reads)
	for i, read := range reads {
		wg.Go(func() {
			defer func() {
				panics[i] = recover()
				g.ended(&left)
			}()
			errs[i] = read(ctx)
		})
	}
	wg.Wait()
	for i := range reads {
		if panics[i] != nil {
			panic(panics[i])
		}
		if errs[i] != nil {
			return errs[i]
		}
	}
	return nil
}

// ended counts a read out, unless it is the last of those it was started with; those
// that are left may all be waiting now.
func (g *gathering) ended(left *int) {
	g.mu.Lock()
	if *left--; *left > 0 {
		g.running--
	}
	ready := g.ready()
	g.mu.Unlock()
	g.send(ready)
}

// ready takes what waits if nobody else is going to ask. The caller holds mu.
func (g *gathering) ready() []*asked {
	if len(g.waiting) < g.running || len(g.waiting) == 0 {
		return nil
	}
	ready := g.waiting
	g.waiting = nil
	return ready
}

// rest counts a read out while it waits for what another one asks (Remembering): what
// is waiting beside it need not wait for it.
func (g *gathering) rest() {
	g.mu.Lock()
	g.running--
	ready := g.ready()
	g.mu.Unlock()
	g.send(ready)
}

// wake counts it in again.
func (g *gathering) wake() {
	g.mu.Lock()
	g.running++
	g.mu.Unlock()
}

// patience is how long a question waits for the others. It ends the wait of reads
// that broke the rule and wait for each other by something else than the database.
const patience = 50 * time.Millisecond

func (g *gathering) ask(ctx context.Context, a ask) error {
	one := &asked{ask: a, done: make(chan error, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, one)
	ready := g.ready()
	g.mu.Unlock()
	g.send(ready)
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		select {
		case err := <-one.done:
			return err
		case <-late.C:
			g.mu.Lock()
			ready := g.waiting
			g.waiting = nil
			g.mu.Unlock()
			g.send(ready)
		}
	}
}

// send asks the server everything at once and hands each its answer. What a failure
// leaves unanswered is asked alone.
func (g *gathering) send(ready []*asked) {
	if len(ready) == 0 {
		return
	}
	answered := 0
	if len(ready) > 1 {
		batch := &pgx.Batch{}
		for _, one := range ready {
			batch.Queue(one.Text, one.args...)
		}
		answers := g.db.pool.SendBatch(g.ctx, batch)
		for _, one := range ready {
			counted := &counter{}
			err := guarded(func() error {
				return answerPostgres(one.ask, counted, func() (pgx.Rows, error) { return answers.Query() })
			})
			if err != nil && counted.seen == 0 {
				break // It and those after it were not run.
			}
			watched(g.ctx, one.Query)
			answered++
			one.done <- classify(one.Name, err)
		}
		_ = answers.Close() // Whatever it says was said by an answer, or is found when asked alone.
	}
	for _, one := range ready[answered:] {
		// A panic here would leave those after it waiting for ever.
		one.done <- guarded(func() error { return g.db.readPostgres(g.ctx, one.ask) })
	}
}
