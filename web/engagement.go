package web

import (
	"net/http"
	"net/url"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	cursors "guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/review"
	"guildhall/market/view"
	"guildhall/web/page/between"
	"guildhall/web/page/engagement"
	"guildhall/web/part"
)

// engagementOf loads the engagement of the address for its reader.
func (f *Face) engagementOf(v *Visit) (deal.Engagement, deal.Standing, error) {
	i, err := v.ID("id", deal.EngagementID)
	if err != nil {
		return deal.Engagement{}, deal.Standing{}, fault.Missing("engagement.missing")
	}
	return deal.FindEngagementAs(v.Ctx, f.DB, v.Who, i)
}

// alone is an engagement as if nothing else stood between the two sides: for the
// box on its own page.
func (f *Face) alone(v *Visit, e deal.Engagement) (view.Between, error) {
	b := view.Between{Engagements: make([]view.Engagement, 1)}
	err := v.together(
		func(v *Visit) (err error) {
			b.Customer, err = view.CustomerShown(v.Ctx, f.DB, e.Conversation, e.Customer)
			return err
		},
		func(v *Visit) (err error) {
			b.Seller, err = view.SellerShown(v.Ctx, f.DB, e.Conversation, e.Seller)
			return err
		},
		func(v *Visit) (err error) { b.Engagements[0], err = view.EngagementWith(v.Ctx, f.DB, e); return err },
		func(v *Visit) (err error) {
			b.Disputes, err = payment.DisputesIn(v.Ctx, f.DB, e.Conversation)
			return err
		},
	)
	return b, err
}

// engagementPage is how many payments one page of an engagement shows, each with its
// way.
const engagementPage = 10

// engagement shows one with what was paid under it.
func (f *Face) engagement(v *Visit) error {
	v.remember()
	e, s, err := f.engagementOf(v)
	if err != nil {
		return err
	}
	var b view.Between
	var payments []view.Payment
	var more bool
	var buyer, pays []part.Fact
	mayAsk := s.Role == flow.Expert && s.Member.MayPropose && s.Member.Acts() && e.TakesRequests(clock.Of(v.Reader.Now))
	page := engagement.Show{
		Title: v.T("engagement.title"), Badge: v.badge("engagement", e.State),
		Links: []part.Link{{Label: v.T("engagement.proposal"), Href: proposalPath(e.Proposal)}},
	}
	err = v.together(
		func(v *Visit) (err error) { b, err = f.alone(v, e); return err },
		func(v *Visit) (err error) {
			payments, more, err = view.PaymentsUnder(v.Ctx, f.DB, e, cursorOf(v), engagementPage)
			return err
		},
		func(v *Visit) (err error) { page.Milestones, err = f.milestones(v, e, mayAsk); return err },
		func(v *Visit) error {
			page.Crumbs = f.crumbs(v, e.Conversation, part.Link{Label: v.T("engagement.title")})
			return nil
		},
		func(v *Visit) (err error) {
			switch {
			case s.Role == flow.Expert:
				buyer, err = f.buyerFacts(v, e.Customer)
			case s.Role == flow.Customer && e.State != deal.Completed:
				pays, err = f.paysFacts(v, e)
			}
			return err
		},
		(*Visit).aheadShell,
	)
	if err != nil {
		return err
	}
	one := b.Engagements[0]
	page.Lead = v.T("engagement.between", "Seller", v.party(b.Seller), "Customer", v.party(b.Customer))
	page.Facts = append(append(v.engagementFacts(b, e, s.Role), pays...), buyer...)
	for _, p := range payments {
		if p.State != payment.Scheduled {
			page.Payments = append(page.Payments, v.payment(p, s.Role))
		}
	}
	if !cursorOf(v).IsNone() {
		page.Pages.Newer = engagementPath(e.ID)
	}
	if more {
		page.Pages.Older = engagementPath(e.ID) + "?cursor=" + cursors.Cursor{ID: payments[len(payments)-1].ID}.String()
	}
	page.Scheduled = v.toCome(one)
	if one.Reviewed {
		if page.Review, err = v.review(one.Review, s.Role); err != nil {
			return err
		}
	}
	if s.Role != flow.Operator {
		next, err := f.nextBox(v, b, s, e.Conversation)
		if err != nil {
			return err
		}
		page.Next = between.Turn(next)
	}
	return v.Page(Shell{Title: v.T("engagement.title"), At: "talk"}, engagement.ShowPage(page))
}

func (v *Visit) engagementFacts(b view.Between, e deal.Engagement, role flow.Role) []part.Fact {
	facts := []part.Fact{
		{Label: v.T("party.seller"), Text: b.Seller.Name}, {Label: v.T("party.customer"), Text: b.Customer.Name},
		{Label: v.T("engagement.total"), Value: part.Money{Amount: e.Total, Strong: true}},
		{Label: v.T("engagement.asked"), Value: part.Money{Amount: e.Asked}},
		{Label: v.T(remainingKey(e)), Value: part.Money{Amount: e.Remaining()}},
	}
	if role != flow.Customer {
		facts = append(facts, part.Fact{Label: v.T("engagement.fee"), Text: e.FeeRate.String()})
	}
	facts = append(facts, v.agreedFacts(e)...)
	facts = append(facts, part.Fact{Label: v.T("engagement.began"), Value: part.Time{At: e.MadeAt}})
	if !e.StoppedAt.IsZero() {
		facts = append(facts, part.Fact{Label: v.T("engagement.stopped_on"), Value: part.Time{At: e.StoppedAt}})
	}
	if e.State == deal.Completed {
		facts = append(facts, part.Fact{Label: v.T("engagement.ended"), Value: part.Time{At: e.StateSince}})
	}
	return facts
}

// remainingKey names what is left of the total: once the work is over nobody owes it.
func remainingKey(e deal.Engagement) string {
	if e.State == deal.Completed {
		return "engagement.not_asked"
	}
	return "engagement.remaining"
}

// paysFacts tells the customer what the engagement's payments are charged to, unless
// another way is chosen for one.
func (f *Face) paysFacts(v *Visit, e deal.Engagement) ([]part.Fact, error) {
	methods, err := payment.MethodsOf(v.Ctx, f.DB, e.Customer)
	m, _ := payment.Request{Method: e.Method, Amount: e.Total}.MethodAmong(methods)
	return v.willPay(m), err
}

// payment is one with its way, for a page.
func (v *Visit) payment(p view.Payment, role flow.Role) engagement.Payment {
	out := engagement.Payment{Href: requestOfPay(p.Request.ID), Amount: p.Amount, Badge: v.payBadge(p), Final: p.Final,
		Work: p.Work, Lang: shownLang(p.WorkLang), Blank: v.blankWork(p.Request), Way: v.way(p, role)}
	if p.Invoiced && p.Invoice.IsNumbered() {
		out.Papers = []part.Link{{Label: v.T("invoice.title", "Number", p.Invoice.NumberText()), Href: invoicePath(p.Invoice.ID)}}
	}
	return out
}

// completeEngagement ends the work.
func (f *Face) completeEngagement(v *Visit) error {
	e, _, err := f.engagementOf(v)
	if err != nil {
		return err
	}
	if err := f.Deals.Complete(v.Ctx, v.Who, e.ID); err != nil {
		return err
	}
	v.Flash("engagement.done")
	return v.Back(engagementPath(e.ID))
}

// paymentAsk is the page on which an expert asks for a payment.
func (f *Face) paymentAsk(v *Visit) error {
	e, _, err := f.engagementOf(v)
	if err != nil {
		return err
	}
	return f.askForm(v, e, http.StatusOK, nil)
}

func (f *Face) askForm(v *Visit, e deal.Engagement, status int, refused error) error {
	page := engagement.Ask{
		Crumbs: f.crumbs(v, e.Conversation, part.Link{Label: v.T("engagement.title"), Href: engagementPath(e.ID)}, part.Link{Label: v.T("payment_request.new")}),
		Lead:   v.T("payment_request.new.lead", "Remaining", v.amount(e.Remaining()), "Amount", v.amount(e.Total)),
		Form:   v.FormOf(engagementPath(e.ID)+"/ask", refused), Currency: e.Total.Currency,
	}
	page.Form.Guard = true
	if chosen := v.Query("milestone"); chosen != "" && refused == nil {
		page.Form.Values = url.Values{"milestone": {chosen}}
	}
	var err error
	if page.Milestones, err = f.milestonesToAsk(v, e); err != nil {
		return err
	}
	return v.PageStatus(status, Shell{Title: v.T("payment_request.new"), At: "talk"}, engagement.AskPage(page))
}

// milestonesToAsk are the milestones nothing was asked for yet, with their amounts.
func (f *Face) milestonesToAsk(v *Visit, e deal.Engagement) ([]part.Option, error) {
	list, err := deal.MilestonesOf(v.Ctx, f.DB, e.ID)
	var options []part.Option
	for _, m := range list {
		if m.State == deal.Planned {
			if len(options) == 0 {
				options = append(options, part.Option{Label: v.T("payment_request.milestone.none")})
			}
			options = append(options, part.Option{Value: deal.MilestoneID.Text(m.ID), Label: m.Title + " · " + v.amount(m.Amount)})
		}
	}
	return options, err
}

// askPayment asks.
func (f *Face) askPayment(v *Visit) error {
	e, _, err := f.engagementOf(v)
	if err != nil {
		return err
	}
	var milestone id.ID
	if chosen := v.Value("milestone"); chosen != "" {
		var ok bool
		if milestone, ok = deal.MilestoneID.Parse(chosen); !ok {
			return fault.Missing("milestone.missing")
		}
	}
	_, err = f.Payments.Ask(v.Ctx, v.Who, payment.AskInput{Engagement: e.ID, Milestone: milestone, Amount: v.Value("amount"), Work: v.Value("work"), Final: v.Value("final") == "1"})
	if err != nil {
		if !v.Sayable(err) {
			return err
		}
		return f.askForm(v, e, v.StatusOf(err), err)
	}
	v.Flash("payment_request.asked")
	return v.Redirect(f.talkOr(v, e.Conversation, engagementPath(e.ID)))
}

// review is what the customer said, for its reader: the private part is for the
// customer's side and the operator.
func (v *Visit) review(r review.Review, role flow.Role) (*engagement.Review, error) {
	out := &engagement.Review{Reply: r.Reply, ReplyLang: shownLang(r.ReplyLang), Stars: int(r.Stars), Succeeded: v.T("review.result." + r.Succeeded), Body: r.Body, Lang: shownLang(r.BodyLang)}
	if role == flow.Customer || role == flow.Operator {
		out.Again = v.T("review.private.no")
		if r.Again {
			out.Again = v.T("review.private.yes")
		}
	}
	decided, found, err := review.Decided(v.Ctx, v.face.DB, r.ID)
	if found {
		out.Decided, out.Reason = v.T("review.decided."+string(decided.State)), decided.Reason
	}
	if r.State == review.Published {
		out.Href = reviewPath(r.ID)
	}
	return out, err
}

// reviewNew is the page on which a customer writes a review.
func (f *Face) reviewNew(v *Visit) error {
	e, _, err := f.engagementOf(v)
	if err != nil {
		return err
	}
	written, found, err := review.Of(v.Ctx, f.DB, e.ID)
	if err != nil {
		return err
	}
	if found && written.State == review.Published { // Once: it is there to be read.
		return v.Redirect(reviewPath(written.ID))
	}
	return f.reviewForm(v, e, http.StatusOK, nil)
}

// barred says why the reader cannot review the work; blank when they can.
func (f *Face) barred(v *Visit, e deal.Engagement) (string, error) {
	s, facts, err := review.Standing(v.Ctx, f.DB, v.Who, e)
	if err != nil {
		return "", err
	}
	if s.Role != flow.Customer {
		return v.T("fault.review.not_yours"), nil
	}
	if _, written, err := review.Of(v.Ctx, f.DB, e.ID); err != nil || written {
		return v.T("fault.review.written_already"), err
	}
	for _, row := range review.Flow.Rows {
		for _, need := range row.Needs {
			if row.Move == "write" && !facts[need] {
				return v.T("fault.need." + string(need)), nil
			}
		}
	}
	return "", nil
}

func (f *Face) reviewForm(v *Visit, e deal.Engagement, status int, refused error) error {
	seller, err := view.SellerShown(v.Ctx, f.DB, e.Conversation, e.Seller)
	if err != nil {
		return err
	}
	page := engagement.Write{
		Crumbs: []part.Link{{Label: v.T("engagement.title"), Href: engagementPath(e.ID)}, {Label: v.T("review.new")}},
		Lead:   v.T("review.new.lead", "Seller", v.party(seller)), Form: v.FormOf(engagementPath(e.ID)+"/review", refused),
	}
	page.Form.Guard = true
	if page.Barred, err = f.barred(v, e); err != nil {
		return err
	}
	return v.PageStatus(status, Shell{Title: v.T("review.new"), At: "talk"}, engagement.WritePage(page))
}

// writeReview publishes it.
func (f *Face) writeReview(v *Visit) error {
	e, _, err := f.engagementOf(v)
	if err != nil {
		return err
	}
	stars := 0
	if s := v.Value("stars"); len(s) == 1 && s[0] >= '1' && s[0] <= '5' {
		stars = int(s[0] - '0')
	}
	_, err = f.Reviews.Write(v.Ctx, v.Who, review.Input{Engagement: e.ID, Succeeded: v.Value("succeeded"), Again: v.Value("again"), Stars: stars, Body: v.Value("body")})
	if err != nil {
		if !v.Sayable(err) {
			return err
		}
		return f.reviewForm(v, e, v.StatusOf(err), err)
	}
	v.Flash("review.written")
	return v.Redirect(engagementPath(e.ID))
}
