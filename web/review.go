package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"guildhall/base/id"
	cursor "guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/review"
	"guildhall/market/view"
	"guildhall/web/page/desk"
	page "guildhall/web/page/public"
	"guildhall/web/part"
)

func reviewPath(v id.ID) string { return "/reviews/" + review.ReviewID.Text(v) }

// reviewsPage is how many reviews a public page shows at once.
const reviewsPage = 20

// shownReviews are the reviews of a public page, in the order asked for, those of the
// reader's language first.
func (v *Visit) shownReviews(path string, tally review.Tally, seller, person id.ID) (page.Shown, error) {
	s := page.Shown{Count: tally.Count, Of: tally.Of}
	if tally.Count == 0 {
		return s, nil
	}
	tenths := (tally.Stars*10 + tally.Count/2) / tally.Count
	s.Average = v.T("review.average", "Average", strconv.FormatInt(tenths/10, 10)+"."+strconv.FormatInt(tenths%10, 10))
	order := v.Query("order")
	if !slices.Contains(review.Orders, order) {
		order = review.Newest
	}
	at := func(order, after string) string {
		q := url.Values{}
		if order != review.Newest {
			q.Set("order", order)
		}
		if after != "" {
			q.Set("after", after)
		}
		if len(q) == 0 {
			return path + "#reviews"
		}
		return path + "?" + q.Encode() + "#reviews"
	}
	for _, one := range review.Orders {
		s.Orders = append(s.Orders, part.Tab{Label: v.T("review.sort." + one), Href: at(one, ""), Current: one == order})
	}
	after, _ := cursor.Parse(v.Query("after")) // A malformed place is the beginning.
	list, rest, err := review.List(v.Ctx, v.face.DB, review.Asked{Seller: seller, Person: person, Order: order, Lang: string(v.Reader.Lang), After: after, Limit: reviewsPage})
	if err != nil {
		return s, err
	}
	if !rest.IsZero() {
		s.Pages.Older = at(order, rest.String())
	}
	if !after.IsZero() {
		s.Pages.Newer = at(order, "")
	}
	s.Pages.First, s.Pages.More = v.T("review.pages.first"), v.T("review.pages.more")
	for _, one := range list {
		shown, err := v.shownReview(one)
		if err != nil {
			return s, err
		}
		shown.Href = reviewPath(one.ID)
		s.List = append(s.List, shown)
	}
	return s, nil
}

// shownReview is a review's public part for a page. The people named are those who
// have a public page.
func (v *Visit) shownReview(r review.Review) (page.Review, error) {
	out := page.Review{Stars: int(r.Stars), Succeeded: v.T("review.result." + r.Succeeded), Body: r.Body, Lang: shownLang(r.BodyLang), At: r.MadeAt,
		Reply: r.Reply, ReplyLang: shownLang(r.ReplyLang), RepliedAt: r.RepliedAt}
	var names []string
	for _, p := range r.People {
		name, err := view.NameOf(v.Ctx, v.face.DB, p)
		if err != nil {
			return out, err
		}
		if name != "" {
			names = append(names, name)
		}
	}
	out.People = strings.Join(names, v.T("list.comma"))
	return out, nil
}

// showReview is a review on its own page, for everybody.
func (f *Face) showReview(v *Visit) error { return f.reviewPage(v, nil) }

func (f *Face) reviewPage(v *Visit, refused error) error {
	i, err := v.ID("id", review.ReviewID)
	if err != nil {
		return err
	}
	r, err := review.Find(v.Ctx, f.DB, i)
	if err != nil {
		return err
	}
	seller, err := view.SellerOf(v.Ctx, f.DB, account.VoiceCompany, id.None, r.Seller)
	if err != nil {
		return err
	}
	p := page.ReviewPage{Seller: seller.Name, SellerHref: seller.Href}
	if p.SellerHref == "" && len(r.People) == 1 {
		if one, err := view.SellerOf(v.Ctx, f.DB, account.VoiceSelf, r.People[0], r.Seller); err == nil {
			p.SellerHref = one.Href
		}
	}
	if p.Review, err = v.shownReview(r); err != nil {
		return err
	}
	if !v.Who.IsSignedIn() {
		p.SignIn = "/sign-in?" + back(v.here())
	} else {
		report := v.deskForm(reviewPath(i)+"/report", refused)
		p.Report = &report
		for _, g := range review.Grounds {
			p.Grounds = append(p.Grounds, part.Option{Value: g, Label: v.T("review.ground." + g)})
		}
		s, facts, err := review.ReplyStanding(v.Ctx, f.DB, v.Who, r)
		if err == nil && review.Flow.Can("reply", r.State, facts, s.Role) {
			reply := v.deskForm(reviewPath(i)+"/reply", refused)
			p.Reply = &reply
		}
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("review.title"), Public: true}, page.ReviewShow(p))
}

// replyReview publishes the expert's reply.
func (f *Face) replyReview(v *Visit) error {
	i, err := v.ID("id", review.ReviewID)
	if err != nil {
		return err
	}
	err = f.Reviews.Reply(v.Ctx, v.Who, review.ReplyInput{Review: i, Reply: v.Value("reply")})
	return v.deskDone(err, "review.replied", reviewPath(i), f.reviewPage)
}

// reportReview asks the operator to look at a review.
func (f *Face) reportReview(v *Visit) error {
	i, err := v.ID("id", review.ReviewID)
	if err != nil {
		return err
	}
	_, err = f.Reviews.Report(v.Ctx, v.Who, review.ReportInput{Review: i, Ground: v.Value("ground"), Note: v.Value("note")})
	return v.deskDone(err, "review.reported", reviewPath(i), f.reviewPage)
}

// deskReviews are the reported reviews that wait, or were decided.
func (f *Face) deskReviews(v *Visit) error { return f.showDeskReviews(v, nil) }

func (f *Face) showDeskReviews(v *Visit, refused error) error {
	state := review.Open
	if asked := flow.State(v.Query("state")); asked == review.Kept || asked == review.TakenDownFor {
		state = asked
	}
	list, err := review.Reports(v.Ctx, f.DB, state, v.deskAfter(review.ReportID), 21)
	if err != nil {
		return err
	}
	p := desk.Reviews{State: state, Sandbox: f.Journal.Sandbox, Pages: v.deskPages(false, "")}
	for n, one := range list {
		if n == 20 {
			p.Pages = v.deskPages(true, review.ReportID.Text(list[n-1].ID))
			break
		}
		row, err := f.deskReview(v, one, refused)
		if err != nil {
			return err
		}
		p.List = append(p.List, row)
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.reviews"), At: "desk"}, p.Show())
}

func (f *Face) deskReview(v *Visit, one review.Report, refused error) (desk.ReviewReport, error) {
	row := desk.ReviewReport{Report: one, Ground: v.T("review.ground." + one.Ground)}
	r, err := review.ForDesk(v.Ctx, f.DB, one.Review)
	if err != nil {
		return row, err
	}
	if row.Shown, err = v.shownReview(r); err != nil {
		return row, err
	}
	if row.Reporter, err = account.FindPerson(v.Ctx, f.DB, one.Person); err != nil {
		return row, err
	}
	if row.Writer, err = account.FindPerson(v.Ctx, f.DB, r.WrittenBy); err != nil {
		return row, err
	}
	action := "/desk/reviews/" + review.ReportID.Text(one.ID)
	row.Keep, row.TakeDown = v.deskForm(action+"/keep", refused), v.deskForm(action+"/take-down", refused)
	return row, nil
}

func (f *Face) deskKeepReview(v *Visit) error {
	p, err := v.ID("id", review.ReportID)
	if err != nil {
		return err
	}
	err = f.Reviews.Keep(v.Ctx, v.Who, review.DecideInput{Report: p, Reason: v.Value("reason")})
	return v.deskDone(err, "desk.done.review_kept", "/desk/reviews", f.showDeskReviews)
}

func (f *Face) deskTakeReviewDown(v *Visit) error {
	p, err := v.ID("id", review.ReportID)
	if err != nil {
		return err
	}
	err = f.Reviews.TakeDown(v.Ctx, v.Who, review.DecideInput{Report: p, Reason: v.Value("reason")})
	return v.deskDone(err, "desk.done.review_taken_down", "/desk/reviews", f.showDeskReviews)
}
