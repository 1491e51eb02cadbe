package web

import (
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
	deal.Active: part.Wait, deal.Completed: part.Good,
	payment.Awaiting: part.Wait, payment.Approved: part.Wait, payment.Collected: part.Good, payment.Uncollected: part.Bad,
	payment.MethodAsked: part.Wait,
	payment.Scheduled: part.Wait, payment.Cancelled: part.Neutral, payment.WrittenOff: part.Bad, payment.TakenBack: part.Bad,
	payout.Started: part.Wait, payout.Sent: part.Wait, payout.Arrived: part.Good, payout.Rejected: part.Bad,
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

// way is where a payment is, step by step: what was, what is, and when the rest is
// to be expected.
func (v *Visit) way(p view.Payment, role flow.Role) []part.Step {
	steps := []part.Step{{Label: v.T("way.asked"), State: part.StepDone, Side: v.day(p.MadeAt)}}
	add := func(key string, state part.StepState, side string) *part.Step {
		steps = append(steps, part.Step{Label: v.T(key), State: state, Side: side})
		return &steps[len(steps)-1]
	}
	switch p.State {
	case payment.Declined, payment.Withdrawn:
		add("way."+string(p.State), part.StepFailed, v.day(p.StateSince))
		return steps
	case payment.Awaiting:
		key := "way.awaiting"
		if role == flow.Customer {
			key = "way.awaiting.you"
		}
		add(key, part.StepNow, "")
		add("way.charge", part.StepLater, v.T("way.side.same_day"))
		add("way.collected", part.StepLater, v.T("way.side.two_days"))
		add("way.paid_out", part.StepLater, v.T("way.side.daily"))
		add("way.arrived", part.StepLater, v.T("way.side.one_day"))
		return steps
	}
	add("way.approved", part.StepDone, v.day(p.ApprovedAt))
	invoiced := add("way.invoiced", part.StepDone, v.day(p.Invoice.MadeAt))
	invoiced.Sub = p.Invoice.NumberText()
	v.chargeSteps(p, add)
	return steps
}

// chargeSteps are the steps from the card to the expert's bank.
func (v *Visit) chargeSteps(p view.Payment, add func(key string, state part.StepState, side string) *part.Step) {
	sub := ""
	if p.Charged {
		sub = v.card(p.Method)
	}
	state := p.Charge.State
	if p.State == payment.Approved && (state == payment.Failed || state == payment.Returned) {
		state = payment.Started // Approved again: the next attempt is on its way.
	}
	switch {
	case p.State == payment.Uncollected && state == payment.Returned:
		add("way.charge", part.StepDone, v.day(p.Charge.MadeAt)).Sub = sub
		add("way.charge_returned", part.StepFailed, v.day(p.Charge.StateSince))
		return
	case p.State == payment.Uncollected:
		add("way.charge_failed", part.StepFailed, v.day(p.StateSince)).Sub = sub
		return
	case state == payment.Succeeded:
		add("way.charge", part.StepDone, v.day(p.Charge.MadeAt)).Sub = sub
		add("way.collecting", part.StepNow, v.T("way.side.expected", "Day", v.day(p.Charge.SettlesAt)))
	case state == payment.Settled:
		add("way.charge", part.StepDone, v.day(p.Charge.MadeAt)).Sub = sub
		add("way.collected", part.StepDone, v.day(p.Charge.StateSince))
		v.payoutSteps(p, add)
		return
	default:
		add("way.charging", part.StepNow, "")
		add("way.collected", part.StepLater, v.T("way.side.two_days"))
	}
	add("way.paid_out", part.StepLater, v.T("way.side.daily"))
	add("way.arrived", part.StepLater, v.T("way.side.one_day"))
}

func (v *Visit) payoutSteps(p view.Payment, add func(key string, state part.StepState, side string) *part.Step) {
	switch {
	case !p.PaidOut:
		add("way.paying_out", part.StepNow, "")
		add("way.arrived", part.StepLater, v.T("way.side.one_day"))
	case p.Payout.State == payout.Arrived:
		add("way.paid_out", part.StepDone, v.day(p.Payout.MadeAt))
		add("way.arrived", part.StepDone, v.day(p.Payout.StateSince))
	default:
		add("way.paid_out", part.StepDone, v.day(p.Payout.MadeAt))
		side := ""
		if !p.Payout.ArrivesAt.IsZero() {
			side = v.T("way.side.expected", "Day", v.day(p.Payout.ArrivesAt))
		}
		add("way.arrived", part.StepNow, side)
	}
}
