package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/review"
)

// Review is the public part of what a customer said.
type Review struct {
	ID        string   `json:"id"`
	Seller    string   `json:"seller"`
	People    []string `json:"people" doc:"Who did the work"`
	Succeeded string   `json:"succeeded" enum:"yes,partly,no"`
	Stars     int64    `json:"stars" minimum:"1" maximum:"5"`
	Body      *Text    `json:"body,omitempty"`
	Made      string   `json:"made_at" format:"date-time"`
}

func reviewOf(v review.Review) Review {
	out := Review{ID: review.ReviewID.Text(v.ID), Seller: account.OrganisationID.Text(v.Seller), Succeeded: v.Succeeded, Stars: v.Stars,
		Body: textOf(v.Body, v.BodyLang), Made: instant(v.MadeAt), People: []string{}}
	for _, p := range v.People {
		out.People = append(out.People, account.PersonID.Text(p))
	}
	return out
}

// NewReview is what a customer says after the work.
type NewReview struct {
	Body struct {
		Engagement string `json:"engagement" maxLength:"64"`
		Succeeded  string `json:"succeeded" enum:"yes,partly,no"`
		Again      bool   `json:"again" doc:"Private: would you work with this expert again"`
		Stars      int    `json:"stars" minimum:"1" maximum:"5"`
		Body       string `json:"body,omitempty" maxLength:"20000" doc:"Public, at most 500 characters"`
	}
}

// ReviewFilter chooses whose reviews: an organisation's, or a person's work.
type ReviewFilter struct {
	Paging
	Seller string `query:"seller" maxLength:"64"`
	Person string `query:"person" maxLength:"64"`
}

func (f *Face) listReviews(ctx context.Context, in *ReviewFilter) (*Out[List[Review]], error) {
	before, err := in.after()
	if err != nil {
		return nil, err
	}
	var list []review.Review
	switch {
	case in.Seller != "":
		seller, err := typed(in.Seller, account.OrganisationID, "organisation.missing")
		if err != nil {
			return nil, err
		}
		if list, err = review.OfSeller(ctx, f.DB, seller, before, in.Limit+1); err != nil {
			return nil, err
		}
	case in.Person != "":
		person, err := typed(in.Person, account.PersonID, "person.missing")
		if err != nil {
			return nil, err
		}
		if list, err = review.OfPerson(ctx, f.DB, person, before, in.Limit+1); err != nil {
			return nil, err
		}
	default:
		return nil, fault.Invalid("form.invalid", fault.At("seller", "required"))
	}
	return ok(listOf(list, in.Limit, func(v review.Review) id.ID { return v.ID }, reviewOf), nil)
}

func (f *Face) writeReview(ctx context.Context, in *NewReview) (*Out[Review], error) {
	e, err := typed(in.Body.Engagement, deal.EngagementID, "engagement.missing")
	if err != nil {
		return nil, err
	}
	again := "no"
	if in.Body.Again {
		again = "yes"
	}
	v, err := f.Reviews.Write(ctx, Who(ctx), review.Input{Engagement: e, Succeeded: in.Body.Succeeded, Again: again, Stars: in.Body.Stars, Body: in.Body.Body})
	if err != nil {
		return nil, err
	}
	found, err := review.Find(ctx, f.DB, v)
	return ok(reviewOf(found), err)
}

func (f *Face) reviewOperations(api huma.API) {
	add(f, api, Op{ID: "listReviews", Method: "GET", Path: "/reviews", Tag: "reviews", Scope: Public, Summary: "Reviews of an organisation or a person's work, newest first"}, f.listReviews)
	add(f, api, Op{ID: "getReview", Method: "GET", Path: "/reviews/{id}", Tag: "reviews", Scope: Public, Summary: "One review, its public part"},
		func(ctx context.Context, in *ByID) (*Out[Review], error) {
			i, err := in.Parse(review.ReviewID)
			if err != nil {
				return nil, err
			}
			v, err := review.Find(ctx, f.DB, i)
			return ok(reviewOf(v), err)
		})
	add(f, api, Op{ID: "writeReview", Method: "POST", Path: "/reviews", Tag: "reviews", Scope: "deals:write", Status: 201, Summary: "Review a completed engagement"}, f.writeReview)
}
