package app

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/review"
	"guildhall/market/view"
	"guildhall/outside/sandbox"
	"guildhall/web"
)

// Till is the rooms through which money goes, and the sandbox's machines under
// them. A real house has no processor yet: its rooms say so.
type Till struct {
	Deals    *deal.Room
	Payments *payment.Room
	Payouts  *payout.Room
	Reviews  *review.Room
	Sandbox  *sandbox.Sandbox // nil in a real house

	payTo string // the account on invoices
}

func (h *House) money(zone *time.Location) error {
	fee, err := h.Config.FeeRate()
	if err != nil {
		return err
	}
	var processor payment.Processor
	var bank payout.Bank
	if h.Config.Sandbox {
		h.Sandbox = sandbox.New(h.Journal, zone)
		processor, bank = h.Sandbox, h.Sandbox
	}
	h.payTo = h.Config.PayTo
	if h.payTo == "" && h.Config.Sandbox {
		h.payTo = sandbox.PayTo
	}
	h.Deals = deal.New(deal.Deps{Journal: h.Journal, Fee: fee, Currencies: h.Config.Currencies, Zone: zone,
		PayoutAccounts: money{}, Cards: money{}})
	h.Payments = payment.New(payment.Deps{Journal: h.Journal, Deals: h.Deals, Processor: processor, Holds: h.Sanctions, Jobs: h.Jobs, Keys: h.Keys, Zone: zone, PayTo: h.payTo})
	h.Payouts = payout.New(payout.Deps{Journal: h.Journal, Jobs: h.Jobs, Bank: bank, Keys: h.Keys, Zone: zone, Names: h.Tax, Holds: h.Sanctions, Currencies: h.Config.Currencies})
	h.Reviews = review.New(h.Journal)

	// Invoices are numbered by one worker, in the order of the journal.
	h.follow(h.Payments.Numberer())

	h.Sweeper.On(payment.RequestFlow, "approve_silently", h.Payments.ApproveSilently)
	h.Sweeper.On(payment.RequestFlow, "fall_due", h.Payments.FallDue)
	h.Sweeper.On(payment.ChargeFlow, "lapse", h.Payments.Lapse)
	h.Sweeper.Outside(payment.Reminders{Room: h.Payments})
	h.Sweeper.On(deal.ProposalFlow, "expire", h.Deals.Expire)
	h.Sweeper.On(deal.EngagementFlow, "close", h.Deals.Close)
	h.Sweeper.Duty(sweep.Duty{Name: "payouts", After: sweep.DailyAt(zone, 6, 0),
		Do: func(ctx context.Context, at clock.Micros) error { return h.Payouts.RunDaily(ctx, at) }})
	if h.Sandbox != nil {
		h.Sandbox.Reports = sandbox.Reports{Settled: h.Payments.Settle, Returned: h.Payments.Return,
			ChargedBack: h.Payments.ChargeBack, Won: h.Payments.WinDispute, Lost: h.Payments.LoseDispute,
			Arrived: h.Payouts.Arrive, Rejected: h.Payouts.Reject, Bounced: h.Payouts.Return}
		h.Sweeper.Outside(h.Sandbox)
	}
	return nil
}

// money answers what earlier rooms ask about money.
type money struct{}

// PaidIn answers deal.PayoutAccounts.
func (money) PaidIn(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error) {
	return payout.PaidIn(ctx, r, organisation, currency)
}

// CanPay answers deal.Cards.
func (money) CanPay(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error) {
	return payment.AnyMethod(ctx, r, organisation, currency)
}

// PaysWith answers deal.Cards.
func (money) PaysWith(ctx context.Context, r db.Reader, organisation, method id.ID, currency string) (bool, error) {
	return payment.PaysWith(ctx, r, organisation, method, currency)
}

// OpenAt answers account.Duties: nobody leaves while work goes on or money is on
// its way.
func (money) OpenAt(ctx context.Context, tx *journal.Tx, organisation id.ID) ([]account.Open, error) {
	return view.OpenMoney(ctx, tx, organisation)
}

// testNumbers are what the sandbox takes, for the page on which one types them.
func (h *House) testNumbers() []web.TestNumber {
	if h.Sandbox == nil {
		return nil
	}
	var list []web.TestNumber
	for _, of := range []struct {
		kind    string
		numbers []sandbox.TestNumber
	}{{payment.KindCard, sandbox.TestCards}, {payment.KindACH, sandbox.TestDebits}, {payment.KindNetTerms, sandbox.TestPayers}} {
		for _, n := range of.numbers {
			number := n.Number
			switch of.kind {
			case payment.KindCard:
				number = sandbox.Spaced(number)
			case payment.KindACH:
				number = sandbox.TestRouting + " / " + number
			}
			list = append(list, web.TestNumber{Of: of.kind, Number: number, Hint: n.Hint})
		}
	}
	for _, a := range sandbox.TestAccounts {
		list = append(list, web.TestNumber{Of: "payout", Number: a.Number, Hint: a.Hint})
	}
	return list
}

// VerifyBooks proves the books, for the command and the desk.
func (h *House) VerifyBooks(ctx context.Context) (ledger.Report, error) {
	return view.VerifyBooks(ctx, h.DB)
}
