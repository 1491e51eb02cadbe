package notify

import (
	"context"
	"strings"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
)

// Filter narrows the mail log. Zero fields do not narrow.
type Filter struct {
	State  flow.State
	Person id.ID
	// Stuck keeps those that the mail server did not take: given up, or tried twice and
	// to be tried again.
	Stuck bool
	// Words is looked for in address, name and subject, whatever the case.
	Words string
}

var mailList = db.Read("notify.mail.list", `SELECT `+mailColumns+` FROM notify_mail
	WHERE id < $1 AND ($2 = '' OR state = $2) AND (CAST($3 AS BYTEA) IS NULL OR person_id = $3)
		AND ($4 = '' OR LOWER(COALESCE(email, '')) LIKE $5 ESCAPE '\' OR LOWER(name) LIKE $5 ESCAPE '\' OR LOWER(subject) LIKE $5 ESCAPE '\')
		AND ($7 = 0 OR state = 'failed' OR state = 'waiting' AND tries > 1)
	ORDER BY id DESC LIMIT $6`)

var mailCounts = db.Read("notify.mail.counts", `SELECT state, CAST(COUNT(*) AS BIGINT) FROM notify_mail GROUP BY state`)

var mailCount = db.Read("notify.mail.count", `SELECT CAST(COUNT(*) AS BIGINT) FROM notify_mail WHERE state = $1`)

// Count tells how many mails stand in a state, for an alarm.
func Count(ctx context.Context, r db.Reader, state flow.State) (int64, error) {
	return db.Value[int64](ctx, r, mailCount, string(state))
}

// List gives mails before another one (None for the newest), newest first, and
// whether there are more.
func List(ctx context.Context, r db.Reader, f Filter, before id.ID, limit int) ([]Mail, bool, error) {
	before = before.OrLast()
	words := strings.ToLower(strings.TrimSpace(f.Words))
	stuck := 0
	if f.Stuck {
		stuck = 1
	}
	list, err := db.All(ctx, r, mailList, scanMail, before, string(f.State), f.Person, words, "%"+literal(words)+"%", limit+1, stuck)
	if err != nil || len(list) <= limit {
		return list, false, err
	}
	return list[:limit], true, nil
}

var mailBecause = db.Read("notify.mail.because", `SELECT `+mailColumns+` FROM notify_mail WHERE event_id = $1 ORDER BY id LIMIT 50`)

// BecauseOf lists the mails that an event had written, oldest first.
func BecauseOf(ctx context.Context, r db.Reader, event id.ID) ([]Mail, error) {
	return db.All(ctx, r, mailBecause, scanMail, event)
}

// literal keeps LIKE's own signs from meaning anything.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// Counts tells how many mails stand in each state.
func Counts(ctx context.Context, r db.Reader) (map[flow.State]int64, error) {
	type count struct {
		state flow.State
		n     int64
	}
	list, err := db.All(ctx, r, mailCounts, func(row db.Scanner) (count, error) {
		var c count
		err := row.Scan(&c.state, &c.n)
		return c, err
	})
	counts := map[flow.State]int64{}
	for _, c := range list {
		counts[c.state] = c.n
	}
	return counts, err
}
