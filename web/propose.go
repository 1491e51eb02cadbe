package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/web/page/proposal"
	"guildhall/web/part"
)

func proposePath(conversation id.ID) string {
	return conversationPath(conversation) + "/propose"
}

// kinds of a proposal, in the order of the form.
var kinds = []string{deal.KindMilestone, deal.KindUpfront, deal.KindSchedule}

// proposer is the actor's seat on the expert's side of the conversation of the
// address.
func (f *Face) proposer(v *Visit) (talk.Seat, error) {
	c, err := v.ID("id", talk.ConversationID)
	if err != nil {
		return talk.Seat{}, err
	}
	s, err := talk.SeatOf(v.Ctx, f.DB, v.Who, c)
	if err == nil && s.Side != flow.Expert {
		err = fault.Forbidden("proposal.not_yours")
	}
	if err == nil {
		err = talk.Heard(v.Ctx, f.DB, s)
	}
	return s, err
}

// proposalNew is the page on which an expert writes a proposal, of a kind, perhaps
// with the terms of an earlier one that it replaces.
func (f *Face) proposalNew(v *Visit) error {
	s, err := f.proposer(v)
	if err != nil {
		return err
	}
	form := v.Form(proposePath(s.Conversation.ID))
	if earlier, ok := deal.ProposalID.Parse(v.Query("supersedes")); ok {
		if form.Values, err = f.earlierTerms(v, earlier); err != nil {
			return err
		}
	}
	return f.proposalForm(v, s, http.StatusOK, form)
}

// earlierTerms are the values of a form that begins with an earlier proposal.
func (f *Face) earlierTerms(v *Visit, earlier id.ID) (url.Values, error) {
	p, err := deal.FindProposal(v.Ctx, f.DB, v.Who, earlier)
	if err != nil {
		return nil, err
	}
	lines, err := deal.LinesOf(v.Ctx, f.DB, p)
	if err != nil {
		return nil, err
	}
	values := url.Values{"kind": {p.Kind}, "currency": {p.Total.Currency}, "terms": {p.Terms}, "expires_days": {strconv.Itoa(p.ExpiresDays)}}
	if kind := v.Query("kind"); kind != "" {
		values.Set("kind", kind)
	}
	if len(lines) == 0 {
		values.Set("total", p.Total.Decimal())
	}
	for i, l := range lines {
		values.Set(deal.LineField(i, "title"), l.Title)
		values.Set(deal.LineField(i, "amount"), l.Amount.Decimal())
		values.Set(deal.LineField(i, "due_on"), l.DueOn)
		values.Set(deal.LineField(i, "acceptance"), l.Acceptance)
	}
	return values, nil
}

// proposeInput reads what was typed, or what a form begins with.
func proposeInput(conversation id.ID, values url.Values) deal.ProposeInput {
	in := deal.ProposeInput{Conversation: conversation, Kind: values.Get("kind"), Currency: values.Get("currency"),
		Total: values.Get("total"), Terms: values.Get("terms")}
	if in.Kind == "" {
		in.Kind = deal.KindMilestone
	}
	in.Supersedes, _ = deal.ProposalID.Parse(values.Get("supersedes"))
	if days := values.Get("expires_days"); days != "" {
		n, err := strconv.Atoi(strings.TrimSpace(days))
		if err != nil || n == 0 {
			n = -1 // What is no number is out of range; a blank is the usual.
		}
		in.ExpiresDays = n
	}
	for at := range rowsTyped(values) {
		in.Lines = append(in.Lines, deal.LineInput{Title: values.Get(deal.LineField(at, "title")), Amount: values.Get(deal.LineField(at, "amount")),
			DueOn: values.Get(deal.LineField(at, "due_on")), Acceptance: values.Get(deal.LineField(at, "acceptance"))})
	}
	if in.Kind == deal.KindUpfront {
		in.Lines = nil
	}
	return in
}

// rowsMost is how many rows a form may show.
const rowsMost = 60

// rowsTyped is how many rows of lines the form had.
func rowsTyped(values url.Values) int {
	rows := 0
	for at := range rowsMost {
		if values.Has(deal.LineField(at, "amount")) {
			rows = at + 1
		}
	}
	return rows
}

func (f *Face) proposalForm(v *Visit, s talk.Seat, status int, form part.Form) error {
	c := s.Conversation
	supersedes := v.Value("supersedes") // This reads the form, too.
	values := form.Values
	if values == nil {
		values = v.R.Form
	}
	in := proposeInput(c.ID, values)
	if !slices.Contains(kinds, in.Kind) {
		in.Kind = deal.KindMilestone
	}
	page := proposal.New{
		Back: part.Link{Label: v.T("engagement.conversation"), Href: conversationPath(c.ID)},
		Form: form, XRayAt: proposePath(c.ID) + "/xray", Kind: in.Kind, Today: v.now().Date(f.Zone), Rows: rowsTyped(values),
	}
	page.Form.Guard = true
	err := f.proposalReplaces(v, &page, supersedes)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		query := url.Values{"kind": {kind}}
		if page.Supersedes != "" {
			query.Set("supersedes", page.Supersedes)
		}
		page.Kinds = append(page.Kinds, proposal.Kind{Title: v.T("proposal.kind." + kind), Text: v.T("proposal.kind." + kind + ".text"),
			Href: proposePath(c.ID) + "?" + query.Encode(), Current: kind == in.Kind})
	}
	if in.Kind != deal.KindUpfront && page.Rows == 0 {
		page.Rows = 1
	}
	if v.Value("then") == "add" {
		page.Rows = min(page.Rows+1, rowsMost)
	}
	if err := f.proposalCurrencies(v, s, &page); err != nil {
		return err
	}
	if in.Currency == "" {
		in.Currency = page.Currency
	}
	page.XRay = v.xrayOf(in.Quote(f.Deals.Fee), in.Kind, f.Deals.Fee, true)
	if page.XRay.How, err = f.buyerPays(v, c.CustomerOrganisation); err != nil {
		return err
	}
	if page.Buyer, err = f.buyerFacts(v, c.CustomerOrganisation); err != nil {
		return err
	}
	return v.PageStatus(status, Shell{Title: v.T("proposal.new"), At: "talk"}, proposal.NewPage(page))
}

// proposalReplaces names the earlier proposal that this one takes the place of.
func (f *Face) proposalReplaces(v *Visit, page *proposal.New, supersedes string) error {
	earlier, ok := deal.ProposalID.Parse(supersedes)
	if !ok {
		return nil
	}
	p, err := deal.FindProposal(v.Ctx, f.DB, v.Who, earlier)
	if err != nil {
		return err
	}
	page.Supersedes = supersedes
	page.Replaces = v.T("proposal.replaces", "Amount", v.amount(p.Total), "Day", v.day(p.MadeAt))
	return nil
}

// proposalCurrencies finds the currencies the seller can be paid in, or what is
// missing first.
func (f *Face) proposalCurrencies(v *Visit, s talk.Seat, page *proposal.New) error {
	c := s.Conversation
	active, err := registration.IsActive(v.Ctx, f.DB, c.ExpertOrganisation)
	if err != nil {
		return err
	}
	accounts, err := payout.AccountsOf(v.Ctx, f.DB, c.ExpertOrganisation)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.State == payout.AccountActive && slices.Contains(f.Deals.Currencies, a.Currency) {
			page.Currencies = append(page.Currencies, part.Option{Value: a.Currency, Label: a.Currency})
		}
	}
	switch {
	case !active:
		page.Missing = &proposal.Missing{Text: v.T("proposal.needs.registration"), Do: v.T("proposal.needs.registration.do"), Href: "/registration"}
	case len(page.Currencies) == 0:
		page.Missing = &proposal.Missing{Text: v.T("proposal.needs.account"), Do: v.T("proposal.needs.account.do"),
			Href: accountPage + "?" + back(proposePath(c.ID))}
	default:
		return f.usualCurrency(v, c, page)
	}
	return nil
}

// usualCurrency begins with the currency the two sides last spoke of: that of their
// newest proposal, else of the request's budget.
func (f *Face) usualCurrency(v *Visit, c talk.Conversation, page *proposal.New) error {
	page.Currency = page.Currencies[0].Value
	usual := ""
	list, err := deal.ProposalsIn(v.Ctx, f.DB, c.ID)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		usual = list[len(list)-1].Total.Currency
	} else if !c.Request.IsNone() {
		q, err := request.Find(v.Ctx, f.DB, c.Request)
		if err != nil {
			return err
		}
		usual = q.BudgetCurrency
	}
	if slices.ContainsFunc(page.Currencies, func(o part.Option) bool { return o.Value == usual }) {
		page.Currency = usual
	}
	return nil
}

// proposalXRay is what becomes of a price while one types, for a page with script.
func (f *Face) proposalXRay(v *Visit) error {
	s, err := f.proposer(v)
	if err != nil {
		return err
	}
	in := proposeInput(s.Conversation.ID, v.R.Form)
	x := v.xrayOf(in.Quote(f.Deals.Fee), in.Kind, f.Deals.Fee, true)
	if x.How, err = f.buyerPays(v, s.Conversation.CustomerOrganisation); err != nil {
		return err
	}
	return v.Fragment(proposal.XRayBox(x))
}

// buyerPays says how the customer pays, and so when money comes: never more than the
// kind of the method (AWS_IQ.md 6, item 3).
func (f *Face) buyerPays(v *Visit, customer id.ID) (string, error) {
	b, err := payment.StandingOfBuyer(v.Ctx, f.DB, customer, v.now())
	if err != nil || b.Kind == "" {
		return "", err
	}
	return v.T("proposal.xray.how", "How", v.T("standing."+b.Kind)), nil
}

// propose sends a proposal, adds a row, or shows what one would receive.
func (f *Face) propose(v *Visit) error {
	s, err := f.proposer(v)
	if err != nil {
		return err
	}
	action := proposePath(s.Conversation.ID)
	if then := v.Value("then"); then == "preview" || then == "add" {
		form := v.Form(action)
		form.Values = v.R.PostForm
		return f.proposalForm(v, s, http.StatusOK, form)
	}
	if _, err = f.Deals.Propose(v.Ctx, v.Who, proposeInput(s.Conversation.ID, v.R.PostForm)); err != nil {
		if !v.Sayable(err) {
			return err
		}
		return f.proposalForm(v, s, v.StatusOf(err), v.FormOf(action, err))
	}
	v.Flash("proposal.sent")
	return v.Redirect(conversationPath(s.Conversation.ID))
}

// xrayOf is a quote for a page.
func (v *Visit) xrayOf(q deal.Quote, kind string, rate interface{ String() string }, own bool) proposal.XRay {
	x := proposal.XRay{Price: q.Price, Fee: q.Fee, Net: q.Net, Rate: rate.String(), Own: own}
	if kind != "" {
		x.When = v.T("proposal.xray.when." + kind)
	}
	for _, p := range q.Parts {
		label := p.Title
		if label == "" {
			label = v.T("proposal.line", "Number", p.Number)
		}
		if p.DueOn != "" {
			label = v.T("proposal.line.due", "Line", label, "Day", i18n.DayOf(v.Reader, p.DueOn))
			if kind == deal.KindSchedule && p.Title == "" {
				label = i18n.DayOf(v.Reader, p.DueOn)
			}
		}
		x.Parts = append(x.Parts, proposal.XRayPart{Label: label, Price: p.Price, Fee: p.Fee, Net: p.Net})
	}
	return x
}
