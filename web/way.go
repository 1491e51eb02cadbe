package web

import (
	"guildhall/base/clock"
	"guildhall/engine/flow"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/view"
	"guildhall/web/part"
)

// waying draws where a payment is, step by step: what was, what is, and when the
// rest is to be expected with the customer's way to pay.
type waying struct {
	v     *Visit
	p     view.Payment
	role  flow.Role
	steps []part.Step
}

func (v *Visit) way(p view.Payment, role flow.Role) []part.Step {
	w := &waying{v: v, p: p, role: role}
	w.begin()
	return w.steps
}

func (w *waying) add(key string, state part.StepState, side string) *part.Step {
	w.steps = append(w.steps, part.Step{Label: w.v.T(key), State: state, Side: side})
	return &w.steps[len(w.steps)-1]
}

// begin is from the ask, or the agreement, to the approval.
func (w *waying) begin() {
	p, v := w.p, w.v
	first := "way.asked"
	if p.Kind != payment.KindAsked {
		first = "way.agreed"
	}
	w.add(first, part.StepDone, v.day(p.MadeAt))
	switch p.State {
	case payment.Declined, payment.Withdrawn, payment.Cancelled:
		w.add("way."+string(p.State), part.StepFailed, v.day(p.StateSince))
		return
	case payment.Scheduled:
		w.add("way.scheduled", part.StepNow, v.houseDay(p.Deadline))
		w.later("charge", 0)
		return
	case payment.Awaiting:
		key, side := "way.awaiting", ""
		if w.role == flow.Customer {
			key = "way.awaiting.you"
		}
		if !p.Deadline.IsZero() {
			side = v.T("way.side.by_itself", "Day", v.day(p.Deadline))
		}
		w.add(key, part.StepNow, side)
		w.later("charge", 0)
		return
	}
	approved, day := "way.approved", v.day(p.ApprovedAt)
	switch {
	case p.Silent:
		approved = "way.approved_silently"
	case p.Kind == payment.KindScheduled:
		approved, day = "way.fell_due", v.houseDay(p.ApprovedAt)
	case p.Kind == payment.KindUpfront:
		approved = "way.upfront"
	}
	w.add(approved, part.StepDone, day)
	w.add("way.invoiced", part.StepDone, v.day(p.Invoice.MadeAt)).Sub = p.Invoice.NumberText()
	w.collecting()
}

// later are the steps still to come, from the one named on; the money is expected
// here at a moment, or zero while that is not known.
func (w *waying) later(from string, here clock.Micros) {
	kind := w.p.Pays.Kind
	if kind == "" {
		kind = payment.KindCard
	}
	if from == "charge" {
		w.add("way.charge."+kind, part.StepLater, w.v.T("way.side.same_day"))
		from = "collected"
	}
	if from == "collected" {
		w.add("way.collected", part.StepLater, w.v.T("way.side."+kind))
	}
	w.add("way.paid_out", part.StepLater, w.nextPayout(here))
	w.add("way.arrived", part.StepLater, w.v.T("way.side.one_day"))
}

// nextPayout says when money that is here at a moment, or at one not known yet, goes
// out: on the day the expert chose. The customer is told neither day nor account.
func (w *waying) nextPayout(here clock.Micros) string {
	to, v := w.p.To, w.v
	switch {
	case w.role == flow.Customer:
	case !w.p.HasAccount:
		return v.T("way.side.no_account")
	case !here.IsZero():
		return v.T("way.side.expected", "Day", v.houseDay(to.Next(here, v.face.Zone)))
	case !to.Daily():
		return v.T("way.side.monthly", "Day", to.Day)
	}
	return v.T("way.side.daily")
}

// late tells whether money that was promised for a moment should be here by now: banks
// book on weekdays only.
func (v *Visit) late(promised clock.Micros) bool {
	return promised.BankDay(v.face.Zone).Time().Before(v.Reader.Now)
}

// charged is the step of the newest charge, which was taken on.
func (w *waying) charged() {
	w.add("way.charge."+w.p.Charge.Kind, part.StepDone, w.v.day(w.p.Charge.MadeAt)).Sub = w.v.card(w.p.Method)
}

// collecting are the steps from the charge on.
func (w *waying) collecting() {
	p, v := w.p, w.v
	state := p.Charge.State
	if p.State == payment.Approved && (state == payment.Failed || state == payment.Returned) {
		state = payment.Started // Approved again: the next attempt is on its way.
	}
	switch {
	case p.State == payment.WrittenOff:
		w.failed(state)
		w.add("way.written_off", part.StepFailed, v.day(p.StateSince))
	case p.State == payment.Uncollected:
		w.failed(state)
	case state == payment.Succeeded:
		w.charged()
		here := p.Charge.SettlesAt.BankDay(v.face.Zone)
		side := v.T("way.side.expected", "Day", v.houseDay(here))
		if v.late(p.Charge.SettlesAt) {
			here, side = 0, v.T("way.side.late", "Day", v.houseDay(p.Charge.SettlesAt))
		}
		w.add("way.collecting", part.StepNow, side)
		w.later("paid_out", here)
	case state == payment.Settled:
		w.charged()
		w.add("way.collected", part.StepDone, v.day(p.StateSince))
		w.payingOut()
	case state == payment.ChargedBack, state == payment.Lost, state == payment.Won:
		w.disputed(state)
	default:
		w.add("way.charging", part.StepNow, "")
		w.later("collected", 0)
	}
}

// failed are the steps of a charge that brought nothing, or whose money went back.
func (w *waying) failed(state flow.State) {
	p, v := w.p, w.v
	if state == payment.Returned {
		w.charged()
		w.add("way.charge_returned", part.StepFailed, v.day(p.Charge.StateSince))
		w.owes()
		return
	}
	failed := w.add("way.charge_failed", part.StepFailed, v.day(p.StateSince))
	if p.Charged {
		failed.Sub = v.card(p.Method)
	}
}

// disputed are the steps of a charge that was taken back by the customer's bank.
func (w *waying) disputed(state flow.State) {
	p, v := w.p, w.v
	w.charged()
	w.add("way.collected", part.StepDone, v.day(p.CollectedAt))
	switch state {
	case payment.ChargedBack:
		w.add("way.disputed", part.StepNow, v.day(p.TakenBackAt))
	case payment.Lost:
		w.add("way.taken_back", part.StepFailed, v.day(p.TakenBackAt))
		w.add("way.dispute_lost", part.StepFailed, v.day(p.Charge.StateSince))
		w.owes()
	default:
		w.add("way.taken_back", part.StepDone, v.day(p.TakenBackAt))
		w.add("way.dispute_won", part.StepDone, v.day(p.Charge.StateSince))
		w.payingOut()
	}
}

// owes tells the expert that money which went back had been paid out.
func (w *waying) owes() {
	if w.role != flow.Customer && w.p.Owes.IsPositive() {
		w.add("way.owes", part.StepFailed, w.v.amount(w.p.Owes))
	}
}

func (w *waying) payingOut() {
	p, v := w.p, w.v
	if w.role != flow.Customer && p.Bounced.State != "" {
		w.add("way.bounced", part.StepFailed, v.houseDay(p.Bounced.StateSince)).Sub = v.T("payout.failure." + p.Bounced.Failure)
	}
	switch {
	case !p.PaidOut:
		w.add("way.paying_out", part.StepNow, w.nextPayout(v.now()))
		w.add("way.arrived", part.StepLater, v.T("way.side.one_day"))
	case p.Payout.State == payout.Arrived:
		w.add("way.paid_out", part.StepDone, v.houseDay(p.Payout.MadeAt))
		w.add("way.arrived", part.StepDone, v.houseDay(p.Payout.StateSince))
	case p.Payout.State == payout.Netted:
		w.add("way.netted", part.StepDone, v.houseDay(p.Payout.MadeAt))
	default:
		w.add("way.paid_out", part.StepDone, v.houseDay(p.Payout.MadeAt))
		side := ""
		if !p.Payout.ArrivesAt.IsZero() {
			side = v.T("way.side.expected", "Day", v.houseDay(p.Payout.ArrivesAt))
		}
		w.add("way.arrived", part.StepNow, side)
	}
}

// why answers in one sentence where the money is and what it waits for.
func (v *Visit) why(p view.Payment, role flow.Role) string {
	switch {
	case p.State == payment.Awaiting && role == flow.Customer && p.Deadline.IsZero():
		return v.T("why.awaiting.you")
	case p.State == payment.Awaiting && role == flow.Customer:
		return v.T("why.awaiting.you.automatic", "Day", v.day(p.Deadline))
	case p.State == payment.Scheduled:
		return v.T("why.scheduled", "Day", v.houseDay(p.Deadline))
	case p.State == payment.Awaiting && !p.Deadline.IsZero():
		return v.T("why.awaiting.automatic", "Day", v.day(p.Deadline))
	case p.State == payment.Uncollected && p.Charge.Failure != "":
		return v.T("why.uncollected", "Why", v.T("charge.failure."+p.Charge.Failure))
	case p.State == payment.Uncollected:
		return v.T("why.uncollected", "Why", v.T("charge.failure."+payment.FailureNoMethod))
	case p.State == payment.Collected:
		return v.whyCollected(p, role)
	case p.State != payment.Approved:
		return v.T("why." + string(p.State))
	case p.Charge.State != payment.Succeeded:
		return v.T("why.approved")
	case v.late(p.Charge.SettlesAt):
		return v.T("why.late", "Day", v.houseDay(p.Charge.SettlesAt))
	}
	return v.T("why.collecting."+p.Charge.Kind, "Day", v.houseDay(p.Charge.SettlesAt))
}

func (v *Visit) whyCollected(p view.Payment, role flow.Role) string {
	switch {
	case p.Charge.State == payment.ChargedBack:
		return v.T("why.disputed")
	case !p.PaidOut && role == flow.Customer:
		return v.T("why.collected")
	case !p.PaidOut && !p.HasAccount:
		return v.T("why.collected.no_account", "Currency", p.Amount.Currency)
	case !p.PaidOut:
		return v.T("why.collected.on", "Day", v.houseDay(p.To.Next(v.now(), v.face.Zone)))
	case p.Payout.State == payout.Arrived:
		return v.T("why.arrived", "Day", v.houseDay(p.Payout.StateSince))
	case p.Payout.State == payout.Netted: // Both sides read this: no word about debts.
		return v.T("why.netted", "Day", v.houseDay(p.Payout.MadeAt))
	case p.Payout.ArrivesAt.IsZero():
		return v.T("why.paying_out")
	}
	return v.T("why.paid_out", "Day", v.houseDay(p.Payout.ArrivesAt))
}
