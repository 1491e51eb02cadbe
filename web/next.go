package web

import (
	"slices"

	"github.com/a-h/templ"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/review"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/between"
	"guildhall/web/part"
)

// nextBox says what happens next between two sides, in the order of what is most
// urgent: an answer somebody waits for, a payment that failed, an open proposal,
// money on its way, the work, the review.
func (f *Face) nextBox(v *Visit, b view.Between, s deal.Standing, conversation id.ID) (between.Next, error) {
	n := nexting{f: f, v: v, b: b, s: s, customer: s.Role == flow.Customer}
	for _, state := range []flow.State{payment.Awaiting, payment.Uncollected} {
		for i := range b.Engagements {
			for _, p := range b.Engagements[i].Payments {
				if p.State == state {
					with, err := view.PaymentWith(v.Ctx, f.DB, p)
					if err != nil {
						return between.Next{}, err
					}
					return n.payment(with)
				}
			}
		}
	}
	for i := len(b.Proposals) - 1; i >= 0; i-- {
		if b.Proposals[i].State == deal.Proposed {
			return n.proposed(b.Proposals[i])
		}
	}
	if len(b.Engagements) == 0 {
		return n.nothing(conversation)
	}
	if e, going := atHand(b.Engagements); going {
		return n.atWork(e)
	}
	return n.finished(b.Engagements[len(b.Engagements)-1])
}

// atHand picks, of several engagements that go on, the newest in which somebody has
// something to do; one whose payments come by themselves only when there is no other.
func atHand(list []view.Engagement) (e view.Engagement, going bool) {
	for i := len(list) - 1; i >= 0; i-- {
		switch {
		case list[i].State == deal.Completed:
		case list[i].State == deal.Stopping, list[i].Remaining().IsPositive():
			return list[i], true
		case !going:
			e, going = list[i], true
		}
	}
	return e, going
}

// nexting is what the boxes share.
type nexting struct {
	f        *Face
	v        *Visit
	b        view.Between
	s        deal.Standing
	customer bool
}

// box begins one; key is the end of the text keys between.<key>.title and .text,
// turn whose turn it is.
func (n nexting) box(turn flow.Role, key string, pairs ...any) between.Next {
	pairs = append(pairs, "Seller", n.v.party(n.b.Seller), "Customer", n.v.party(n.b.Customer))
	box := part.NextBox{Turn: part.Yours, Title: n.v.T("between."+key+".title", pairs...), Text: n.v.T("between."+key+".text", pairs...)}
	if turn != n.s.Role {
		box.Turn = part.Theirs
		switch turn {
		case flow.Customer, flow.Expert:
			box.Label = n.v.T("between.turn."+string(turn), pairs...)
		}
	}
	return between.Next{Box: box}
}

// side is the reader's side, as text keys name it.
func (n nexting) side() string {
	if n.customer {
		return "customer"
	}
	return "expert"
}

func (n nexting) payment(p view.Payment) (between.Next, error) {
	_, facts, err := payment.Standing(n.v.Ctx, n.f.DB, n.v.Who, p.Request)
	if err != nil {
		return between.Next{}, err
	}
	amount := n.v.amount(p.Amount)
	if p.State == payment.Uncollected || p.State == payment.WrittenOff {
		why := ""
		if p.Charge.Failure != "" {
			why = n.v.T("charge.failure." + p.Charge.Failure)
		}
		box := n.box(flow.Customer, "uncollected."+n.side(), "Amount", amount, "Why", why)
		box.Box.Turn = part.Stuck
		box.Buttons, err = n.v.paymentButtons(n.f, p.Request, n.s.Role, facts)
		return box, err
	}
	box := n.box(flow.Customer, "awaiting."+n.side(), "Amount", amount)
	if box.Box.By = p.Deadline; !p.Deadline.IsZero() {
		box.Box.Text += " " + n.v.T("between.awaiting."+n.side()+".silence", "Day", n.v.day(p.Deadline))
	}
	if n.customer && !facts[payment.CanPay] && facts[payment.MayPay] {
		box.Box.Text = n.v.T("between.awaiting.customer.no_card")
	}
	box.Buttons, err = n.v.paymentButtons(n.f, p.Request, n.s.Role, facts)
	return box, err
}

func (n nexting) proposed(p deal.Proposal) (between.Next, error) {
	box := n.box(flow.Customer, "proposed."+n.side(), "Amount", n.v.amount(p.Total))
	box.Box.By = p.Deadline
	if n.customer {
		box.Box.Text += " " + n.v.T("between.proposed."+p.Kind)
		box.Buttons = []templ.Component{part.Button{Label: n.v.T("between.proposed.customer.read"), Href: proposalPath(p.ID), Kind: part.Main}}
		return box, nil
	}
	_, facts, err := n.f.Deals.ProposalStanding(n.v.Ctx, n.f.DB, n.v.Who, p)
	if deal.ProposalFlow.Can("withdraw", p.State, facts, n.s.Role) {
		box.Buttons = []templ.Component{n.v.withdrawProposalMove(p)}
	}
	return box, err
}

// nothing is agreed or proposed yet: it is the turn of the customer who was asked
// something, else of the expert.
func (n nexting) nothing(conversation id.ID) (between.Next, error) {
	last, err := talk.Newest(n.v.Ctx, n.f.DB, conversation)
	if err != nil && !fault.IsKind(err, fault.KindMissing) {
		return between.Next{}, err
	}
	other := n.b.Customer
	if n.customer {
		other = n.b.Seller
	}
	if other.State == account.Closed { // Who owned it has left the house.
		box := n.box(n.s.Role, "left")
		box.Box.Turn = part.Finished
		return box, nil
	}
	answered := len(n.b.Proposals) > 0 && n.b.Proposals[len(n.b.Proposals)-1].StateSince > last.MadeAt // By turning the proposal down.
	if n.customer && err == nil && last.Side == flow.Expert && !answered {
		return n.box(flow.Customer, "answer.customer"), nil
	}
	box := n.box(flow.Expert, "none."+n.side())
	if !n.customer && n.s.Member.MayPropose && n.s.Member.Acts() {
		box.Buttons = []templ.Component{part.Button{Label: n.v.T("proposal.new"), Href: proposePath(conversation), Kind: part.Main}}
	}
	return box, nil
}

func (n nexting) atWork(e view.Engagement) (between.Next, error) {
	for i := len(e.Payments) - 1; i >= 0; i-- {
		if p := e.Payments[i]; p.State == payment.Approved && n.customer {
			return n.collecting(p)
		}
	}
	key, pairs := n.work(e)
	box := n.box(flow.Expert, key+n.side(), pairs...)
	switch {
	case e.State == deal.Stopping:
		box.Box.By = e.Deadline
	case key == "schedule.":
		box.Box.Turn, box.Box.Label = part.Theirs, n.v.T("between.turn.schedule")
	}
	if n.customer {
		var err error
		box.Buttons, err = n.v.stopButtons(n.f, e)
		return box, err
	}
	buttons, err := n.v.workButtons(n.f, e.Engagement)
	box.Buttons = buttons
	return box, err
}

// work says how an engagement that goes on is paid: by request, by dates, or that it
// is paid already or was stopped. The key ends with the reader's side.
func (n nexting) work(e view.Engagement) (key string, pairs []any) {
	pairs = []any{"Amount", n.v.amount(e.Total), "Remaining", n.v.amount(e.Remaining())}
	if e.State == deal.Stopping {
		return "stopping.", pairs
	}
	for _, p := range e.Payments { // By date, the next one first.
		if p.State == payment.Scheduled {
			return "schedule.", append(pairs, "Next", n.v.amount(p.Amount), "Day", i18n.DayOf(n.v.Reader, p.DueOn))
		}
	}
	if !e.Remaining().IsPositive() {
		return "asked_all.", pairs
	}
	if last, asked := newest(e); asked && last.State == payment.Declined {
		return "sent_back.", append(pairs, "Asked", n.v.amount(last.Amount), "Reason", prose.Preview(last.Reason, 160, last.ReasonLang))
	}
	if e.Approval == deal.ApprovalAutomatic && n.customer {
		return "work_silent.", append(pairs, "Days", silenceDays())
	}
	return "work.", pairs
}

// newest is what was asked for last.
func newest(e view.Engagement) (last payment.Request, asked bool) {
	for _, q := range e.Payments {
		if !asked || q.MadeAt >= last.MadeAt {
			last, asked = q, true
		}
	}
	return last, asked
}

func (n nexting) collecting(q payment.Request) (between.Next, error) {
	p, err := view.PaymentWith(n.v.Ctx, n.f.DB, q)
	if err != nil {
		return between.Next{}, err
	}
	if owedOnInvoice(p) {
		return n.onInvoice(p), nil
	}
	box := n.box(flow.Processor, "collecting", "Amount", n.v.amount(p.Amount))
	box.Box.Text = n.v.why(p, n.s.Role)
	box.Box.Label = n.v.T("between.turn.processor")
	return box, nil
}

// owedOnInvoice tells whether a payment waits for the customer's own transfer: no
// processor brings what is paid on net terms.
func owedOnInvoice(p view.Payment) bool {
	return p.State == payment.Approved && p.Charge.State == payment.Succeeded && p.Charge.Kind == payment.KindNetTerms
}

// onInvoice tells the customer to transfer it and by when, and the expert that this
// is whom the money waits for.
func (n nexting) onInvoice(p view.Payment) between.Next {
	key := "invoice."
	late := n.v.late(p.Charge.SettlesAt)
	if late {
		key = "invoice_late."
	}
	box := n.box(flow.Customer, key+n.side(), "Amount", n.v.amount(p.Amount), "Number", p.Invoice.NumberText(),
		"PayTo", n.f.Payments.PayTo, "Reference", p.Invoice.Reference(),
		"Day", n.v.houseDay(p.Charge.SettlesAt), "Method", n.v.card(p.Method))
	if box.Box.By = p.Charge.SettlesAt; late {
		box.Box.By = 0
		box.Box.Turn = part.Stuck
	}
	if n.customer && p.Invoice.IsNumbered() {
		box.Buttons = []templ.Component{part.Button{Label: n.v.T("invoice.title", "Number", p.Invoice.NumberText()), Href: invoicePath(p.Invoice.ID), Kind: part.Main}}
	}
	return box
}

// unpaid tells whether something that was asked for was never paid, or was taken
// back for good.
func unpaid(e view.Engagement) bool {
	return slices.ContainsFunc(e.Payments, func(p payment.Request) bool {
		return p.State == payment.WrittenOff || p.State == payment.TakenBack
	})
}

func (n nexting) finished(e view.Engagement) (between.Next, error) {
	for _, p := range e.Payments {
		if p.State == payment.Approved {
			return n.collecting(p)
		}
	}
	for _, p := range e.Payments {
		if n.b.Disputes[p.ID] {
			box := n.box(flow.Processor, "disputed", "Amount", n.v.amount(p.Amount))
			box.Box.Label = n.v.T("between.turn.disputed")
			return box, nil
		}
	}
	_, facts, err := review.Standing(n.v.Ctx, n.f.DB, n.v.Who, e.Engagement)
	if err != nil {
		return between.Next{}, err
	}
	if n.customer && !e.Reviewed && review.Flow.CanMake("write", facts, flow.Customer) {
		box := n.box(flow.Customer, "review")
		box.Buttons = []templ.Component{part.Button{Label: n.v.T("between.review.do"), Href: engagementPath(e.ID) + "/review", Kind: part.Main, Icon: "star"}}
		return box, nil
	}
	box := n.box(n.s.Role, "done")
	switch {
	case unpaid(e):
		box = n.box(n.s.Role, "unpaid")
	case e.Reviewed:
		box.Box.Text = n.v.T("between.reviewed.text")
	}
	box.Box.Turn = part.Finished
	return box, nil
}

func chosenFirst(q payment.Request, m payment.Method) int {
	if m.ID == q.Method {
		return 0
	}
	return 1
}

// methodsFor are the customer's ways to pay a payment request, the likeliest first.
func (v *Visit) methodsFor(f *Face, q payment.Request, role flow.Role) ([]payment.Method, error) {
	if role != flow.Customer {
		return nil, nil
	}
	methods, err := payment.UsableMethods(v.Ctx, f.DB, q.Customer, q.Amount.Currency)
	if q.State == payment.Awaiting { // The one chosen on acceptance is used unless another is.
		slices.SortStableFunc(methods, func(a, b payment.Method) int { return chosenFirst(q, a) - chosenFirst(q, b) })
	}
	return methods, err
}

// paymentButtons are the moves a side may make with a payment request.
func (v *Visit) paymentButtons(f *Face, q payment.Request, role flow.Role, facts flow.Facts) ([]templ.Component, error) {
	var buttons []templ.Component
	methods, err := v.methodsFor(f, q, role)
	if err != nil {
		return nil, err
	}
	if role == flow.Customer && facts[payment.MayPay] && len(methods) == 0 {
		buttons = append(buttons, part.Button{Label: v.T("proposal.add_card"), Href: v.cardPage(), Kind: part.Main, Icon: "credit-card"})
	}
	for _, row := range payment.RequestFlow.Moves(q.State, facts, role) {
		buttons = append(buttons, v.paymentMove(q, methods, row.Move, ""))
	}
	if role == flow.Customer && q.State == payment.Uncollected && facts[payment.MayPay] && len(methods) > 0 {
		buttons = append(buttons, part.Button{Label: v.T("between.uncollected.customer.card"), Href: v.cardPage()})
	}
	return buttons, nil
}
