package job

import (
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// backoff is how long a failed job waits before its next try; its length is how
// often a job is tried: for about a day and a half.
var backoff = []time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute,
	5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
	6 * time.Hour, 8 * time.Hour, 12 * time.Hour,
}

// impatientTries is how many tries follow at once in an impatient house; after
// them the ordinary waits apply, or a broken outside would be asked without pause.
const impatientTries = 5

type retries struct{ impatient bool }

// NextRetry is River's question for the time of the next try.
func (r retries) NextRetry(row *rivertype.JobRow) time.Time {
	n := max(len(row.Errors), 1)
	if r.impatient {
		if n <= impatientTries {
			return time.Now().Add(100 * time.Millisecond)
		}
		n -= impatientTries
	}
	return time.Now().Add(backoff[min(n, len(backoff))-1])
}

// reporter writes one line per failed run.
type reporter struct{}

func (reporter) HandleError(_ context.Context, row *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	level := slog.LevelWarn
	if row.Attempt >= row.MaxAttempts {
		level = slog.LevelError
	}
	slog.Log(context.Background(), level, "job failed", "kind", row.Kind, "job", row.ID, "attempt", row.Attempt, "of", row.MaxAttempts, "error", err)
	return nil
}

func (reporter) HandlePanic(_ context.Context, row *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	slog.Error("job panicked", "kind", row.Kind, "job", row.ID, "attempt", row.Attempt, "panic", value, "stack", trace)
	return nil
}

// onlyErrors keeps River's own talk out of the log; failed jobs are reported above.
type onlyErrors struct{ slog.Handler }

func (h onlyErrors) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelError && h.Handler.Enabled(ctx, l)
}
func (h onlyErrors) WithAttrs(a []slog.Attr) slog.Handler { return onlyErrors{h.Handler.WithAttrs(a)} }
func (h onlyErrors) WithGroup(g string) slog.Handler      { return onlyErrors{h.Handler.WithGroup(g)} }
