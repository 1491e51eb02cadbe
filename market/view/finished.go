package view

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"guildhall/base/db"
	"guildhall/base/id"
)

// Finished is the work somebody has brought to its end: how many engagements, and with
// which services, the most frequent first. It names no customer.
type Finished struct {
	Count int64
	With  []FinishedWith
}

// FinishedWith is how many finished engagements began with a request about a service.
type FinishedWith struct {
	Service string // code of base/services
	Count   int64
}

// finishedShown is how many services are named.
const finishedShown = 6

const finishedFrom = `SELECT COALESCE(q.services, ''), COUNT(*) FROM deal_engagement e
	JOIN deal_proposal p ON p.id = e.proposal_id
	JOIN talk_conversation c ON c.id = e.conversation_id
	LEFT JOIN request q ON q.id = c.request_id
	WHERE e.state = 'completed'`

var (
	finishedBy = db.Read("view.finished.by", finishedFrom+` AND p.sent_by = $1 GROUP BY q.services`)
	finishedOf = db.Read("view.finished.of", finishedFrom+` AND e.seller_id = $1 GROUP BY q.services`)
)

// FinishedBy counts what a person offered and finished, for whatever seller.
func FinishedBy(ctx context.Context, r db.Reader, person id.ID) (Finished, error) {
	return finished(ctx, r, finishedBy, person)
}

// FinishedOf counts what an organisation has sold and finished.
func FinishedOf(ctx context.Context, r db.Reader, seller id.ID) (Finished, error) {
	return finished(ctx, r, finishedOf, seller)
}

func finished(ctx context.Context, r db.Reader, q *db.Query, of id.ID) (Finished, error) {
	var f Finished
	rows, err := db.All(ctx, r, q, func(row db.Scanner) (w FinishedWith, err error) {
		err = row.Scan(&w.Service, &w.Count)
		return w, err
	}, of)
	by := map[string]int64{}
	for _, w := range rows {
		f.Count += w.Count
		for _, code := range strings.Fields(w.Service) {
			by[code] += w.Count
		}
	}
	for code, n := range by {
		f.With = append(f.With, FinishedWith{code, n})
	}
	slices.SortFunc(f.With, func(a, b FinishedWith) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Service, b.Service))
	})
	f.With = f.With[:min(len(f.With), finishedShown)]
	return f, err
}
