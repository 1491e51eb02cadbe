package api

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
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
	Reply     *Text    `json:"reply,omitempty" doc:"The expert's side's, public"`
	Replied   string   `json:"replied_at,omitempty" format:"date-time"`
	Made      string   `json:"made_at" format:"date-time"`
}

func reviewOf(v review.Review) Review {
	out := Review{ID: review.ReviewID.Text(v.ID), Seller: account.OrganisationID.Text(v.Seller), Succeeded: v.Succeeded, Stars: v.Stars,
		Body: textOf(v.Body, v.BodyLang), Made: instant(v.MadeAt), People: []string{}}
	if v.RepliedAt != 0 {
		out.Reply, out.Replied = textOf(v.Reply, v.ReplyLang), instant(v.RepliedAt)
	}
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
	Seller   string `query:"seller" maxLength:"64"`
	Person   string `query:"person" maxLength:"64"`
	Order    string `query:"order" enum:"newest,best,worst" default:"newest" doc:"Among equals the newest comes first"`
	Language string `query:"language" maxLength:"35" doc:"BCP 47: reviews in this language come first, with those that have no words; all are mixed when absent" example:"ja"`
}

func (f *Face) listReviews(ctx context.Context, in *ReviewFilter) (*Out[List[Review]], error) {
	after, err := page.Parse(in.Cursor)
	if err != nil {
		return nil, err
	}
	language, _, _ := strings.Cut(strings.ToLower(in.Language), "-")
	asked := review.Asked{Order: in.Order, Lang: language, After: after, Limit: in.Limit}
	switch {
	case in.Seller != "":
		asked.Seller, err = typed(in.Seller, account.OrganisationID, "organisation.missing")
	case in.Person != "":
		asked.Person, err = typed(in.Person, account.PersonID, "person.missing")
	default:
		err = fault.Invalid("form.invalid", fault.At("seller", "required"))
	}
	if err != nil {
		return nil, err
	}
	list, rest, err := review.List(ctx, f.DB, asked)
	out := List[Review]{Items: []Review{}, Next: rest.String()}
	for _, v := range list {
		out.Items = append(out.Items, reviewOf(v))
	}
	return ok(out, err)
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
	add(f, api, Op{ID: "listReviews", Method: "GET", Path: "/reviews", Tag: "reviews", Scope: Public, Summary: "Reviews of an organisation or a person's work, in the order asked for"}, f.listReviews)
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
	add(f, api, Op{ID: "replyToReview", Method: "POST", Path: "/reviews/{id}/reply", Tag: "reviews", Scope: "deals:write", Status: 204, Summary: "Answer a review of your work, once"},
		func(ctx context.Context, in *NewReply) (*Done, error) {
			v, err := in.Parse(review.ReviewID)
			if err != nil {
				return nil, err
			}
			return done(f.Reviews.Reply(ctx, Who(ctx), review.ReplyInput{Review: v, Reply: in.Body.Reply}))
		})
	add(f, api, Op{ID: "reportReview", Method: "POST", Path: "/reviews/{id}/report", Tag: "reviews", Scope: "deals:write", Status: 201, Summary: "Ask the operator to look at a review"},
		func(ctx context.Context, in *NewReviewReport) (*Out[Made], error) {
			v, err := in.Parse(review.ReviewID)
			if err != nil {
				return nil, err
			}
			p, err := f.Reviews.Report(ctx, Who(ctx), review.ReportInput{Review: v, Ground: in.Body.Ground, Note: in.Body.Note})
			return ok(Made{review.ReportID.Text(p)}, err)
		})
	f.deskReviewOperations(api)
}

// NewReply answers a review.
type NewReply struct {
	ByID
	Body struct {
		Reply string `json:"reply" maxLength:"20000" doc:"Public, 1 to 500 characters"`
	}
}

// NewReviewReport says what is wrong with a review.
type NewReviewReport struct {
	ByID
	Body struct {
		Ground string `json:"ground" enum:"offensive,unlawful,advertising,interest,paid,unverified,copied,contact,other_reviews,unrelated,broken"`
		Note   string `json:"note,omitempty" maxLength:"20000" doc:"At most 1,000 characters"`
	}
}

// DeskReviewReport is a reported review.
type DeskReviewReport struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	WaitsFor string `json:"waits_for,omitempty"`
	Review   Review `json:"review"`
	Reporter string `json:"reporter" doc:"Id of who reported it"`
	Ground   string `json:"ground"`
	Note     *Text  `json:"note,omitempty"`
	Reason   string `json:"reason,omitempty" doc:"The operator's, once decided"`
	MadeAt   string `json:"made_at" format:"date-time"`
}

func (f *Face) deskReviewOperations(api huma.API) {
	add(f, api, Op{ID: "listReviewReports", Method: "GET", Path: "/desk/review-reports", Tag: "desk", Scope: "desk:read", Summary: "Reported reviews, oldest first"},
		func(ctx context.Context, in *struct {
			Paging
			State string `query:"state" enum:"open,kept,taken_down" default:"open"`
		}) (*Out[List[DeskReviewReport]], error) {
			from, err := after(in.Cursor, review.ReportID)
			if err != nil {
				return nil, err
			}
			list, err := review.Reports(ctx, f.DB, flow.State(in.State), from, in.Limit+1)
			if err != nil {
				return nil, err
			}
			out := List[DeskReviewReport]{Items: []DeskReviewReport{}}
			for _, p := range list[:min(in.Limit, len(list))] {
				v, err := review.ForDesk(ctx, f.DB, p.Review)
				if err != nil {
					return nil, err
				}
				out.Items = append(out.Items, DeskReviewReport{ID: review.ReportID.Text(p.ID), State: string(p.State), WaitsFor: string(review.ReportFlow.WaitsFor(p.State)),
					Review: reviewOf(v), Reporter: account.PersonID.Text(p.Person), Ground: p.Ground, Note: textOf(p.Note, p.NoteLang), Reason: p.Reason, MadeAt: instant(p.MadeAt)})
				out.Next = next(len(list) > in.Limit, review.ReportID.Text(p.ID))
			}
			return ok(out, nil)
		})
	for _, d := range []struct {
		op, path, summary string
		do                func(context.Context, policy.Actor, review.DecideInput) error
	}{
		{"keepReview", "keep", "Keep a reported review, with a reason", f.Reviews.Keep},
		{"takeDownReview", "take-down", "Take a reported review down, with a reason", f.Reviews.TakeDown},
	} {
		add(f, api, Op{ID: d.op, Method: "POST", Path: "/desk/review-reports/{id}/" + d.path, Tag: "desk", Scope: "desk:write", Status: 204, Summary: d.summary},
			func(ctx context.Context, in *ByReason) (*Done, error) {
				p, err := in.Parse(review.ReportID)
				if err != nil {
					return nil, err
				}
				return done(d.do(ctx, Who(ctx), review.DecideInput{Report: p, Reason: in.Body.Reason}))
			})
	}
}
