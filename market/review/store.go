package review

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/deal"
	"guildhall/market/payment"
)

const columns = `id, state, engagement_id, seller_id, customer_id, written_by, succeeded, again, stars, body, body_lang, made_at`

func scan(row db.Scanner) (Review, error) {
	var v Review
	err := row.Scan(&v.ID, &v.State, &v.Engagement, &v.Seller, &v.Customer, &v.WrittenBy, &v.Succeeded, &v.Again, &v.Stars,
		&v.Body, &v.BodyLang, &v.MadeAt)
	return v, err
}

var (
	find         = db.Read("review.find", `SELECT `+columns+` FROM review WHERE id = $1`)
	ofEngagement = db.Read("review.of_engagement", `SELECT `+columns+` FROM review WHERE engagement_id = $1`)
	ofSeller     = db.Read("review.of_seller", `SELECT `+columns+` FROM review WHERE seller_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`)
	ofPerson     = db.Read("review.of_person", `SELECT `+columns+` FROM review
		WHERE id IN (SELECT review_id FROM review_person WHERE person_id = $1) AND id < $2 ORDER BY id DESC LIMIT $3`)
	people = db.Read("review.people", `SELECT person_id FROM review_person WHERE review_id = $1 ORDER BY person_id`)
	tally  = db.Read("review.tally", `SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(stars), 0) AS BIGINT) FROM review WHERE seller_id = $1`)
	insert = db.Write("review.insert", `INSERT INTO review (id, state, state_since, version, engagement_id, seller_id, customer_id, written_by,
		succeeded, again, stars, body, body_lang, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $3)`)
	personInsert = db.Write("review.person.insert", `INSERT INTO review_person (review_id, person_id) VALUES ($1, $2) ON CONFLICT (review_id, person_id) DO NOTHING`)
	blank        = db.Write("review.blank", `UPDATE review SET body = '', erased_at = $2 WHERE written_by = $1`)
	writtenBy    = db.Read("review.written_by", `SELECT `+columns+` FROM review WHERE written_by = $1 ORDER BY id`)
)

// newest is an id after every other, to begin a list with.
func newest(before id.ID) id.ID {
	if before.IsNone() {
		for i := range before {
			before[i] = 0xff
		}
	}
	return before
}

func withPeople(ctx context.Context, r db.Reader, list []Review) ([]Review, error) {
	var err error
	for i := range list {
		if list[i].People, err = db.All(ctx, r, people, db.ScanValue[id.ID], list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// OfSeller lists the public part of an organisation's reviews, newest first, before
// the one given (None for the newest). Anybody may ask.
func OfSeller(ctx context.Context, r db.Reader, seller, before id.ID, limit int) ([]Review, error) {
	return public(ctx, r, ofSeller, seller, before, limit)
}

// OfPerson is the same for the work of one person, whatever the organisation.
func OfPerson(ctx context.Context, r db.Reader, person, before id.ID, limit int) ([]Review, error) {
	return public(ctx, r, ofPerson, person, before, limit)
}

func public(ctx context.Context, r db.Reader, q *db.Query, of, before id.ID, limit int) ([]Review, error) {
	list, err := db.All(ctx, r, q, scan, of, newest(before), limit)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i] = list[i].Public()
	}
	return withPeople(ctx, r, list)
}

// Tally is how many reviews an organisation has, and all their stars together.
type Tally struct{ Count, Stars int64 }

// TallyOf counts an organisation's reviews.
func TallyOf(ctx context.Context, r db.Reader, seller id.ID) (Tally, error) {
	return db.One(ctx, r, tally, func(row db.Scanner) (Tally, error) {
		var t Tally
		err := row.Scan(&t.Count, &t.Stars)
		return t, err
	}, seller)
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

// Find gives the public part of a review, or Missing. Anybody may ask.
func Find(ctx context.Context, r db.Reader, review id.ID) (Review, error) {
	v, err := db.One(ctx, r, find, scan, review)
	if errors.Is(err, db.ErrNone) {
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
	paid, err := payment.AnyCollected(ctx, r, e.ID)
	return s, flow.Facts{MayBuy: s.Member.Acts(), Completed: e.State == deal.Completed, Paid: paid}, err
}

// Write publishes a review of a completed engagement, once. The people named are
// who sent the proposal and who asked for its payments.
func (r *Room) Write(ctx context.Context, who policy.Actor, in Input) (id.ID, error) {
	if err := in.check(); err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.journal, who, "review.write", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		e, err := deal.HoldEngagement(ctx, tx, in.Engagement)
		if err != nil {
			return id.None, err
		}
		s, facts, err := Standing(ctx, tx, who, e)
		if err != nil {
			return id.None, err
		}
		if _, written, err := Of(ctx, tx, e.ID); err != nil || written {
			if err == nil {
				err = fault.Conflict("review.written_already")
			}
			return id.None, err
		}
		v := id.New()
		state, _, err := Flow.Make(ctx, tx, flow.Step{Move: "write", ID: v, By: s.Role, Facts: facts, Stream: e.Conversation,
			Organisation: e.Customer, Data: map[string]any{"engagement": e.ID.String(), "seller": e.Seller.String(), "stars": in.Stars}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, insert, v, string(state), int64(tx.Now), e.ID, e.Seller, e.Customer, who.Person, in.Succeeded,
			in.Again == "yes", in.Stars, in.Body, prose.Guess(in.Body))
		if err != nil {
			return id.None, err
		}
		return v, r.name(ctx, tx, v, e)
	})
}

// name writes down who did the work.
func (r *Room) name(ctx context.Context, tx *journal.Tx, v id.ID, e deal.Engagement) error {
	p, err := deal.FindProposal(ctx, tx, policy.As(policy.System, "review"), e.Proposal)
	if err != nil {
		return err
	}
	requests, err := payment.RequestsOf(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	workers := []id.ID{p.SentBy}
	for _, q := range requests {
		workers = append(workers, q.AskedBy)
	}
	for _, person := range workers {
		if _, err := tx.Exec(ctx, personInsert, v, person); err != nil {
			return err
		}
	}
	return nil
}

// Erase blanks what a person wrote, inside a change; the stars stay.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	_, err := tx.Exec(ctx, blank, person, int64(tx.Now))
	return err
}

// Export gives the reviews a person has written, for the download of one's data.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	type written struct {
		ID, Succeeded string
		Again         bool
		Stars         int64
		Body          string
	}
	reviews, err := db.All(ctx, r, writtenBy, scan, person)
	list := make([]written, 0, len(reviews))
	for _, v := range reviews {
		list = append(list, written{ReviewID.Text(v.ID), v.Succeeded, v.Again, v.Stars, v.Body})
	}
	return list, err
}
