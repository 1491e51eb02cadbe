package view

import (
	"context"
	"slices"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
)

// What the time to a first answer is worked out from: the newest requests, as many as
// firstAnswerMost, that were posted in the last firstAnswerWithin; fewer than
// firstAnswerLeast bear nothing out.
const (
	firstAnswerWithin = 90 * 24 * time.Hour
	firstAnswerMost   = 200
	firstAnswerLeast  = 10
)

var firstAnswers = db.Read("view.request.first_answers", `SELECT r.posted_at, (SELECT MIN(c.made_at) FROM talk_conversation c WHERE c.request_id = r.id)
	FROM request r ORDER BY r.id DESC LIMIT $1`)

// FirstAnswer is how long half of this house's requests waited at most for their first
// answer. It is zero when there are too few to say, and when not even half of them
// were answered.
func FirstAnswer(ctx context.Context, r db.Reader, now clock.Micros) (time.Duration, error) {
	const never = time.Duration(1<<63 - 1)
	var waits []time.Duration
	_, err := db.All(ctx, r, firstAnswers, func(row db.Scanner) (bool, error) {
		var posted clock.Micros
		var answered *int64
		err := row.Scan(&posted, &answered)
		switch {
		case now.Sub(posted) > firstAnswerWithin:
		case answered == nil:
			waits = append(waits, never)
		default:
			waits = append(waits, clock.Micros(*answered).Sub(posted))
		}
		return true, err
	}, firstAnswerMost)
	if err != nil || len(waits) < firstAnswerLeast {
		return 0, err
	}
	slices.Sort(waits)
	if half := waits[len(waits)/2]; half != never {
		return half, nil
	}
	return 0, nil
}
