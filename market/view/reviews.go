package view

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/review"
)

// ReviewRow is the public part of a review, with who wrote it and who did the work
// as the public may see them.
type ReviewRow struct {
	review.Review
	By     string // the name the customer chose, or the company's; blank once erased
	People []ReviewPerson
}

// ReviewPerson is somebody who did the work; Handle leads to their public page and
// is blank when there is none.
type ReviewPerson struct {
	Person       id.ID
	Name, Handle string
}

var (
	reviewConversation = db.Read("view.reviews.conversation", `SELECT conversation_id FROM deal_engagement WHERE id = $1`)
	reviewPerson       = db.Read("view.reviews.person", `SELECT COALESCE(e.name, p.name), COALESCE(p.handle, '') FROM account_person p
		LEFT JOIN expert_profile e ON e.person_id = p.id WHERE p.id = $1`)
)

// ReviewsOfSeller lists an organisation's reviews, newest first, before the one
// given (None for the newest). Anybody may ask.
func ReviewsOfSeller(ctx context.Context, r db.Reader, seller, before id.ID, limit int) ([]ReviewRow, error) {
	list, err := review.OfSeller(ctx, r, seller, before, limit)
	if err != nil {
		return nil, err
	}
	return withNames(ctx, r, list)
}

// ReviewsOfPerson is the same for the work of one person.
func ReviewsOfPerson(ctx context.Context, r db.Reader, person, before id.ID, limit int) ([]ReviewRow, error) {
	list, err := review.OfPerson(ctx, r, person, before, limit)
	if err != nil {
		return nil, err
	}
	return withNames(ctx, r, list)
}

func withNames(ctx context.Context, r db.Reader, list []review.Review) ([]ReviewRow, error) {
	rows := make([]ReviewRow, 0, len(list))
	for _, v := range list {
		conversation, err := db.Value[id.ID](ctx, r, reviewConversation, v.Engagement)
		if err != nil {
			return nil, err
		}
		by, err := reviewer(ctx, r, conversation, v.Customer)
		if err != nil {
			return nil, err
		}
		row := ReviewRow{Review: v, By: by}
		for _, person := range v.People {
			p, err := db.One(ctx, r, reviewPerson, func(s db.Scanner) (ReviewPerson, error) {
				p := ReviewPerson{Person: person}
				err := s.Scan(&p.Name, &p.Handle)
				return p, err
			}, person)
			if err != nil {
				return nil, err
			}
			row.People = append(row.People, p)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// reviewer is a company's name, or the name a person chose for the conversation;
// their own full name is never shown in public.
func reviewer(ctx context.Context, r db.Reader, conversation, customer id.ID) (string, error) {
	own, err := account.FindOrganisation(ctx, r, customer)
	if err != nil || own.Kind != account.KindPersonal {
		return own.Name, err
	}
	shown, err := CustomerShown(ctx, r, conversation, customer)
	if shown.Name == own.Name {
		return "", err
	}
	return shown.Name, err
}
