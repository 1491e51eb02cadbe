package payment_test

import (
	"slices"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/test/till"
)

// An engagement may have a thousand payments: what is open among them is found without
// reading the others.
func TestWhatIsOpenIsFoundByItsIndex(t *testing.T) {
	d := till.SQLite(t)
	all := db.Queries()
	q := all[slices.IndexFunc(all, func(q *db.Query) bool { return q.Name == "payment.request.open_or_newest" })]
	rows, err := d.Handle().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+q.Text, id.New())
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var step, under, unused int
		var words string
		if err := rows.Scan(&step, &under, &unused, &words); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, words)
	}
	if said := strings.Join(plan, "\n"); rows.Err() != nil || !strings.Contains(said, "payment_request_by_state (engagement_id=? AND state=?)") {
		t.Errorf("%v:\n%s", rows.Err(), said)
	}
}
