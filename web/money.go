package web

import (
	"time"

	"guildhall/base/clock"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/view"
	"guildhall/web/part"
)

// amount is an amount as the reader writes it.
func (v *Visit) amount(a money.Amount) string { return money.Format(a, v.Reader.Lang) }

// day is the calendar day of a moment, for the reader.
func (v *Visit) day(at clock.Micros) string { return i18n.Day(v.Reader, at.Time()) }

// houseDay is the house's own day of a moment, for what happens on a day of the
// month: the 15th is the 15th, whatever the reader's zone.
func (v *Visit) houseDay(at clock.Micros) string {
	return i18n.DayOf(v.Reader, at.Time().In(v.face.Zone).Format(time.DateOnly))
}

// exact is a moment to the minute, in the reader's zone.
func (v *Visit) exact(at clock.Micros) string { return i18n.Exact(v.Reader, at.Time()) }

// party is an organisation as a sentence calls it: a person's own with the
// honorific of the language, a company's by its name.
func (v *Visit) party(o account.Organisation) string {
	switch {
	case o.Name == "":
		return v.T("between.somebody")
	case o.Kind == account.KindPersonal:
		return v.T("between.person", "Name", o.Name)
	}
	return o.Name
}

// tones says what each state of money's things means.
var tones = map[flow.State]part.Tone{
	deal.Proposed: part.Wait, deal.Accepted: part.Good, deal.Declined: part.Neutral, deal.Withdrawn: part.Neutral, deal.Expired: part.Neutral, deal.Superseded: part.Neutral,
	deal.Active: part.Wait, deal.Stopping: part.Wait, deal.Completed: part.Good,
	payment.Awaiting: part.Wait, payment.Approved: part.Wait, payment.Collected: part.Good, payment.Uncollected: part.Bad,
	payment.MethodAsked: part.Wait,
	payment.Scheduled:   part.Wait, payment.Cancelled: part.Neutral, payment.WrittenOff: part.Bad, payment.TakenBack: part.Bad,
	payout.Started: part.Wait, payout.Sent: part.Wait, payout.Arrived: part.Good, payout.Rejected: part.Bad, payout.Returned: part.Bad, payout.Netted: part.Neutral,
	payout.AccountRefused: part.Bad,
}

// badge is the state of a thing of a noun, in words.
func (v *Visit) badge(noun string, s flow.State) part.Badge {
	tone := tones[s]
	if noun != "engagement" && s == deal.Active { // An account in use waits for nobody.
		tone = part.Good
	}
	return part.Badge{Label: v.T(noun + ".state." + string(s)), Tone: tone}
}

// payBadge is the state of a payment; one that a chargeback took away and nobody has
// decided about yet is not called paid.
func (v *Visit) payBadge(p view.Payment) part.Badge {
	return v.paidBadge(p.State, p.Charge.State == payment.ChargedBack)
}

// paidBadge is the state of a payment in a list.
func (v *Visit) paidBadge(s flow.State, disputed bool) part.Badge {
	if s == payment.Collected && disputed {
		return part.Badge{Label: v.T("payment_request.disputed"), Tone: part.Wait}
	}
	return v.badge("payment_request", s)
}

// paysFact tells the customer what was charged, or will be.
func (v *Visit) paysFact(p view.Payment) []part.Fact {
	switch {
	case p.Charged:
		return []part.Fact{{Label: v.T("payment_request.method"), Text: v.card(p.Method)}}
	case p.State == payment.Awaiting || p.State == payment.Scheduled || p.State == payment.Approved:
		return v.willPay(p.Pays)
	}
	return nil
}

// willPay is the way to pay that will be charged, if there is one.
func (v *Visit) willPay(m payment.Method) []part.Fact {
	if m.Kind == "" {
		return nil
	}
	return []part.Fact{{Label: v.T("payment_request.method"), Text: v.card(m)}}
}

func proposalPath(p id.ID) string   { return "/proposals/" + deal.ProposalID.Text(p) }
func engagementPath(e id.ID) string { return "/engagements/" + deal.EngagementID.Text(e) }
func requestOfPay(q id.ID) string   { return "/payment-requests/" + payment.RequestID.Text(q) }
func invoicePath(i id.ID) string    { return "/invoices/" + payment.InvoiceID.Text(i) }

// card is a method in words: "Visa ending in 4242", "Bank account ending in 6789",
// "On invoice, within 30 days".
func (v *Visit) card(m payment.Method) string {
	return v.T("payment_method."+m.Kind, "Brand", m.Brand, "Last4", m.Last4)
}

// cardPage is where a card is added; one comes back to where one was.
func (v *Visit) cardPage() string { return "/settings/payment?" + back(v.here()) + "#card" }
