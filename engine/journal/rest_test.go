package journal_test

import (
	"context"
	"sync"
	"testing"

	"guildhall/base/id"
	"guildhall/engine/journal"
)

func TestAFollowerThatLeavesHasWrittenDownWhereItIs(t *testing.T) {
	two(t, func(t *testing.T, a, b process) {
		for range 5 {
			say(t, a.Journal, id.New())
		}
		seen := make(chan int64, 10)
		ctx, leave := context.WithCancel(context.Background())
		var wait sync.WaitGroup
		wait.Go(func() {
			a.Follow(ctx, journal.Follower{Name: "test", Do: func(_ context.Context, e journal.Event) error { seen <- e.Position; return nil }})
		})
		for want := int64(1); want <= 5; want++ {
			next(t, seen, want)
		}
		quiet(t, a.Journal)
		leave()
		wait.Wait()
		say(t, b.Journal, id.New())
		next(t, follow(t, b.Journal, "test", nil), 6)
	})
}
