package db

import "context"

type watchKey struct{}

// Watched gives a context under which saw is told of each statement that is run, so
// that a test can say how many a page or a command may ask. saw is called from
// whichever goroutine runs the statement.
func Watched(ctx context.Context, saw func(*Query)) context.Context {
	return context.WithValue(ctx, watchKey{}, saw)
}

func watched(ctx context.Context, q *Query) {
	if saw, ok := ctx.Value(watchKey{}).(func(*Query)); ok {
		saw(q)
	}
}
