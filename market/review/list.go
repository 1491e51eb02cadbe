package review

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/page"
)

// Orders of a list of reviews.
const (
	Newest = "newest"
	Best   = "best"
	Worst  = "worst"
)

// Orders are all of them, the usual one first.
var Orders = []string{Newest, Best, Worst}

// Asked is what a list of reviews is asked for.
type Asked struct {
	Seller id.ID // an organisation's reviews, or
	Person id.ID // those of one person's work, whatever the organisation
	Order  string
	// Lang is whose reviews come first, as the two letters of a language; blank mixes
	// all. One without words is in everybody's language.
	Lang  string
	After page.Cursor
	Limit int
}

// A review's rank is its place in the order asked for ($2), behind those of the
// reader's language ($3); among equals the newest comes first.
const ranked = `SELECT rank, ` + columns + ` FROM (SELECT review.*, CAST(
		CASE WHEN $3 = '' OR body = '' OR body_lang = $3 THEN 0 ELSE 10 END
		+ CASE $2 WHEN 'best' THEN 5 - stars WHEN 'worst' THEN stars - 1 ELSE 0 END AS BIGINT) AS rank
	FROM review WHERE `

const behind = ` AND state = 'published') AS r WHERE rank > $4 OR rank = $4 AND id < $5 ORDER BY rank, id DESC LIMIT $6`

var (
	rankedOfSeller = db.Read("review.ranked.seller", ranked+`seller_id = $1`+behind)
	rankedOfPerson = db.Read("review.ranked.person", ranked+`id IN (SELECT review_id FROM review_person WHERE person_id = $1)`+behind)
)

// rankedReview is a review with its place in the order asked for.
type rankedReview struct {
	Review
	rank int64
}

// into scans behind one more column.
type into struct {
	db.Scanner
	rank *int64
}

func (s into) Scan(dest ...any) error { return s.Scanner.Scan(append([]any{s.rank}, dest...)...) }

func scanRanked(row db.Scanner) (v rankedReview, err error) {
	v.Review, err = scan(into{row, &v.rank})
	return v, err
}

// List gives the public part of reviews in the order asked for, and where the rest
// goes on. Anybody may ask.
func List(ctx context.Context, r db.Reader, a Asked) ([]Review, page.Cursor, error) {
	q, of := rankedOfSeller, a.Seller
	if !a.Person.IsNone() {
		q, of = rankedOfPerson, a.Person
	}
	rank := int64(-1)
	if !a.After.IsZero() {
		rank = a.After.Key
	}
	rows, err := db.All(ctx, r, q, scanRanked, of, a.Order, a.Lang, rank, a.After.ID.OrLast(), a.Limit+1)
	if err != nil {
		return nil, page.Cursor{}, err
	}
	rows, next := page.Cut(rows, a.Limit, func(v rankedReview) page.Cursor { return page.Cursor{Key: v.rank, ID: v.ID} })
	list := make([]Review, 0, len(rows))
	for _, v := range rows {
		list = append(list, v.Public())
	}
	list, err = withPeople(ctx, r, list)
	return list, next, err
}
