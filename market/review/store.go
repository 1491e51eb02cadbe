package review

import (
	"context"
	"errors"
	"slices"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
)

const columns = `id, state, engagement_id, seller_id, customer_id, written_by, succeeded, again, stars, body, body_lang, made_at,
	reply, reply_lang, replied_by, replied_at`

func scan(row db.Scanner) (Review, error) {
	var v Review
	var replied *int64
	err := row.Scan(&v.ID, &v.State, &v.Engagement, &v.Seller, &v.Customer, &v.WrittenBy, &v.Succeeded, &v.Again, &v.Stars,
		&v.Body, &v.BodyLang, &v.MadeAt, &v.Reply, &v.ReplyLang, &v.RepliedBy, &replied)
	if replied != nil {
		v.RepliedAt = clock.Micros(*replied)
	}
	return v, err
}

var (
	find           = db.Read("review.find", `SELECT `+columns+` FROM review WHERE id = $1`)
	ofEngagement   = db.Read("review.of_engagement", `SELECT `+columns+` FROM review WHERE engagement_id = $1`)
	ofConversation = db.Read("review.of_conversation", `SELECT `+columns+` FROM review
		WHERE engagement_id IN (SELECT id FROM deal_engagement WHERE conversation_id = $1)`)
	people        = db.Read("review.people", `SELECT person_id FROM review_person WHERE review_id = $1 ORDER BY person_id`)
	tally         = db.Read("review.tally", `SELECT stars, CAST(COUNT(*) AS BIGINT) FROM review WHERE seller_id = $1 AND state = 'published' GROUP BY stars ORDER BY stars`)
	tallyOfPerson = db.Read("review.tally_of_person", `SELECT stars, CAST(COUNT(*) AS BIGINT) FROM review
		WHERE id IN (SELECT review_id FROM review_person WHERE person_id = $1) AND state = 'published' GROUP BY stars ORDER BY stars`)
	hold         = db.Write("review.hold", `UPDATE review SET version = version + 1 WHERE id = $1 RETURNING `+columns)
	setReply     = db.Write("review.reply", `UPDATE review SET reply = $2, reply_lang = $3, replied_by = $4, replied_at = $5 WHERE id = $1`)
	blankReplies = db.Write("review.blank_replies", `UPDATE review SET reply = '' WHERE replied_by = $1`)
	blankNotes   = db.Write("review.blank_notes", `UPDATE review_report SET note = '' WHERE person_id = $1`)
	insert       = db.Write("review.insert", `INSERT INTO review (id, state, state_since, version, engagement_id, seller_id, customer_id, written_by,
		succeeded, again, stars, body, body_lang, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $3)`)
	personInsert = db.Write("review.person.insert", `INSERT INTO review_person (review_id, person_id) VALUES ($1, $2) ON CONFLICT (review_id, person_id) DO NOTHING`)
	blank        = db.Write("review.blank", `UPDATE review SET body = '', erased_at = $2 WHERE written_by = $1`)
	repliedBy    = db.Read("review.replied_by", `SELECT `+columns+` FROM review WHERE replied_by = $1 ORDER BY id`)
	writtenBy    = db.Read("review.written_by", `SELECT `+columns+` FROM review WHERE written_by = $1 ORDER BY id`)
)

func withPeople(ctx context.Context, r db.Reader, list []Review) ([]Review, error) {
	var err error
	for i := range list {
		if list[i].People, err = db.All(ctx, r, people, db.ScanValue[id.ID], list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Tally is how many reviews there are, all their stars together, and how many of
// each: Of[0] with one star, Of[4] with five. Those taken down do not count.
type Tally struct {
	Count, Stars int64
	Of           [5]int64
}

// TallyOf counts an organisation's reviews.
func TallyOf(ctx context.Context, r db.Reader, seller id.ID) (Tally, error) {
	return count(ctx, r, tally, seller)
}

// TallyOfPerson counts those of a person's work, whatever the organisation.
func TallyOfPerson(ctx context.Context, r db.Reader, person id.ID) (Tally, error) {
	return count(ctx, r, tallyOfPerson, person)
}

func count(ctx context.Context, r db.Reader, q *db.Query, of id.ID) (Tally, error) {
	var t Tally
	rows, err := db.All(ctx, r, q, func(row db.Scanner) (n [2]int64, err error) {
		err = row.Scan(&n[0], &n[1])
		return n, err
	}, of)
	for _, n := range rows {
		t.Of[n[0]-1] = n[1]
		t.Count += n[1]
		t.Stars += n[0] * n[1]
	}
	return t, err
}

// In gives the reviews of a conversation's engagements, by engagement. Whoever asks has
// been let into it; the private part is for the customer's side.
func In(ctx context.Context, r db.Reader, conversation id.ID) (map[id.ID]Review, error) {
	list, err := db.All(ctx, r, ofConversation, scan, conversation)
	if err == nil {
		list, err = withPeople(ctx, r, list)
	}
	found := map[id.ID]Review{}
	for _, v := range list {
		found[v.Engagement] = v
	}
	return found, err
}

// Of gives the review of an engagement; found is false when there is none. Whoever
// asks may see the engagement; the private part is for the customer's side.
func Of(ctx context.Context, r db.Reader, engagement id.ID) (v Review, found bool, err error) {
	v, err = db.One(ctx, r, ofEngagement, scan, engagement)
	if errors.Is(err, db.ErrNone) {
		return v, false, nil
	}
	if err != nil {
		return v, false, err
	}
	list, err := withPeople(ctx, r, []Review{v})
	if err != nil {
		return v, false, err
	}
	return list[0], true, nil
}

// Find gives the public part of a review, or Missing. Anybody may ask; one that was
// taken down is there for nobody.
func Find(ctx context.Context, r db.Reader, review id.ID) (Review, error) {
	v, err := db.One(ctx, r, find, scan, review)
	if errors.Is(err, db.ErrNone) || err == nil && v.State != Published {
		return v, fault.Missing("review.missing")
	}
	if err != nil {
		return v, err
	}
	list, err := withPeople(ctx, r, []Review{v.Public()})
	if err != nil {
		return v, err
	}
	return list[0], nil
}

// Standing is what the actor is towards reviewing an engagement, with the facts
// that writing needs.
func Standing(ctx context.Context, r db.Reader, who policy.Actor, e deal.Engagement) (deal.Standing, flow.Facts, error) {
	s, err := deal.StandingOf(ctx, r, who, e.Customer, e.Seller, "engagement.missing")
	if err != nil {
		return s, nil, err
	}
	facts := flow.Facts{MayBuy: s.Member.Acts(), Completed: e.State == deal.Completed}
	if facts[Paid], err = payment.AnyCollected(ctx, r, e.ID); err != nil {
		return s, nil, err
	}
	workers, err := workersOf(ctx, r, e)
	if err != nil {
		return s, nil, err
	}
	facts[OtherPerson] = !slices.Contains(workers, who.Person)
	shared, err := shareMember(ctx, r, e.Customer, e.Seller)
	if err != nil {
		return s, nil, err
	}
	facts[OtherOrganisation] = !shared
	same, err := payment.PaidBySellersMethod(ctx, r, e.ID)
	facts[OtherMethod] = !same
	return s, facts, err
}

// shareMember tells whether two organisations are one, or one person is in both.
func shareMember(ctx context.Context, r db.Reader, a, b id.ID) (bool, error) {
	if a == b {
		return true, nil
	}
	ours, err := account.MembersOf(ctx, r, a)
	if err != nil {
		return false, err
	}
	theirs, err := account.MembersOf(ctx, r, b)
	return slices.ContainsFunc(ours, func(m account.Membership) bool {
		return slices.ContainsFunc(theirs, func(o account.Membership) bool { return o.Person == m.Person })
	}), err
}

// Erase blanks what a person wrote, inside a change; the stars stay.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	if _, err := tx.Exec(ctx, blank, person, int64(tx.Now)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, blankReplies, person); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, blankNotes, person)
	return err
}

// Export gives the reviews and replies a person has written, for the download of one's data.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	type written struct {
		ID, Succeeded string
		Again         bool
		Stars         int64
		Body          string
	}
	type replied struct{ Review, Reply string }
	reviews, err := db.All(ctx, r, writtenBy, scan, person)
	list := make([]written, 0, len(reviews))
	for _, v := range reviews {
		list = append(list, written{ReviewID.Text(v.ID), v.Succeeded, v.Again, v.Stars, v.Body})
	}
	if err != nil {
		return nil, err
	}
	answered, err := db.All(ctx, r, repliedBy, scan, person)
	replies := make([]replied, 0, len(answered))
	for _, v := range answered {
		replies = append(replies, replied{ReviewID.Text(v.ID), v.Reply})
	}
	return map[string]any{"written": list, "replies": replies}, err
}
