package country

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

// The kinds of news.
const (
	NewsOpened    = "opened"
	NewsAnnounced = "announced"
)

// News is one published line: a country opened, or will.
type News struct {
	ID      id.ID
	Country string
	Kind    string
	OpensOn string // of an announcement; empty for a day not known yet
	At      clock.Micros
}

// NewsID is how a line of news is written outside.
const NewsID id.Prefix = "news"

var (
	newsInsert = db.Write("country.news.insert", `INSERT INTO country_news (id, country, kind, opens_on, made_at) VALUES ($1, $2, $3, $4, $5)`)
	newsNewest = db.Read("country.news.newest", `SELECT id, country, kind, opens_on, made_at FROM country_news ORDER BY made_at DESC, id DESC LIMIT $1`)
	newsBefore = db.Read("country.news.before", `SELECT n.id, n.country, n.kind, n.opens_on, n.made_at FROM country_news n, country_news b
		WHERE b.id = $2 AND (n.made_at < b.made_at OR (n.made_at = b.made_at AND n.id < b.id)) ORDER BY n.made_at DESC, n.id DESC LIMIT $1`)
)

func scanNews(row db.Scanner) (n News, err error) {
	err = row.Scan(&n.ID, &n.Country, &n.Kind, &n.OpensOn, &n.At)
	return n, err
}

func publish(ctx context.Context, tx *journal.Tx, n News) error {
	_, err := tx.Exec(ctx, newsInsert, id.New(), n.Country, n.Kind, n.OpensOn, int64(tx.Now))
	return err
}

// Newest lists the newest lines, those before one of them when it is named.
func Newest(ctx context.Context, d db.Reader, before id.ID, limit int) ([]News, error) {
	if before.IsNone() {
		return db.All(ctx, d, newsNewest, scanNews, limit)
	}
	return db.All(ctx, d, newsBefore, scanNews, limit, before)
}
