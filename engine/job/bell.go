package job

import (
	"context"
	"sync"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
)

// bell stands in for River's listener: instead of asking the database twenty times
// a second (SQLite) or holding a connection (PostgreSQL) it is rung in this process
// after a change that inserted a job has committed.
type bell struct {
	rung chan struct{}

	mu     sync.Mutex
	schema string
}

func newBell() *bell { return &bell{rung: make(chan struct{}, 1)} }

func (b *bell) ring() {
	select {
	case b.rung <- struct{}{}:
	default:
	}
}

// insertTopic is River's topic for new jobs, and what it says about the queue.
const (
	insertTopic   = "river_insert"
	insertPayload = `{"queue":"` + river.QueueDefault + `"}`
)

func (b *bell) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-b.rung:
		return &riverdriver.Notification{Topic: insertTopic, Payload: insertPayload}, nil
	}
}

func (b *bell) Close(context.Context) error            { return nil }
func (b *bell) Connect(context.Context) error          { return nil }
func (b *bell) Listen(context.Context, string) error   { return nil }
func (b *bell) Ping(context.Context) error             { return nil }
func (b *bell) Unlisten(context.Context, string) error { return nil }
func (b *bell) SetAfterConnectExec(string)             {}

func (b *bell) Schema() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.schema
}
