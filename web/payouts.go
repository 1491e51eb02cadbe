package web

import (
	"github.com/a-h/templ"

	"guildhall/base/money"
	"guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/payout"
	pages "guildhall/web/page/money"
	"guildhall/web/part"
)

func payoutPath(p payout.Payout) string { return "/payouts/" + payout.LineID.Text(p.ID) }

// accountPage is where a payout account is entered and the day of payout chosen.
const accountPage = "/settings/payment/payouts"

// payouts lists what the reader's organisation was paid, and what it is owed.
func (f *Face) payouts(v *Visit) error {
	if _, err := account.Hat(v.Ctx, f.DB, v.Who); err != nil {
		return err
	}
	list, err := payout.PayoutsOf(v.Ctx, f.DB, v.Who.Organisation, cursorOf(v), moneyPage+1)
	if err != nil {
		return err
	}
	p := pages.Payouts{Table: part.Table{Caption: v.T("payouts.title"), Quiet: true, Cols: []part.Col{
		{Label: v.T("common.date"), Bare: true}, {Label: v.T("payouts.to")}, {Label: v.T("common.state")}, {Label: v.T("payouts.arrives")},
		{Label: v.T("payment_request.amount"), Num: true}}}}
	if len(list) > moneyPage {
		list = list[:moneyPage]
		p.Pages.Older = "/payouts?cursor=" + page.Cursor{ID: list[moneyPage-1].ID}.String()
	}
	for _, one := range list {
		row, err := f.payoutRow(v, one)
		if err != nil {
			return err
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	if err := f.balances(v, &p); err != nil {
		return err
	}
	if p.Held, err = f.moneyHeld(v); err != nil {
		return err
	}
	if cursorOf(v).IsNone() {
		if p.Open, err = f.openPayments(v, flow.Expert); err != nil {
			return err
		}
	}
	return v.Page(Shell{Title: v.T("payouts.title"), At: "money"}, pages.PayoutsPage(p))
}

func (f *Face) payoutRow(v *Visit, p payout.Payout) (part.Row, error) {
	a, err := payout.FindAccount(v.Ctx, f.DB, p.Account)
	if err != nil {
		return part.Row{}, err
	}
	return part.Row{Href: payoutPath(p), Cells: []templ.Component{part.Text(v.houseDay(p.MadeAt)), part.Text(bankLine(a)),
		v.badge("payout", p.State), part.Text(v.arrival(p)), part.Money{Amount: p.Amount, Strong: true}}}, nil
}

func bankLine(a payout.Account) string { return a.Bank + " ···" + a.Last4 }

// arrival says when a payout arrived or will, or why it never did.
func (v *Visit) arrival(p payout.Payout) string {
	switch {
	case p.State == payout.Arrived:
		return v.houseDay(p.StateSince)
	case p.Failure != "":
		return v.T("payout.failure." + p.Failure)
	case p.State == payout.Netted:
		return v.T("payouts.netted.row", "Amount", v.amount(p.Netted))
	case !p.ArrivesAt.IsZero():
		return v.T("way.side.expected", "Day", v.houseDay(p.ArrivesAt))
	}
	return ""
}

// balances says what is owed in each currency, when it goes out, and what is missing
// to pay it out; and what the organisation owes, which goes first.
func (f *Face) balances(v *Visit, p *pages.Payouts) error {
	owed, err := ledger.PartyBalances(v.Ctx, f.DB, ledger.ExpertPayable, v.Who.Organisation)
	if err != nil {
		return err
	}
	for _, b := range owed {
		one := pages.Balance{Amount: b.Amount, Href: statementPath(b.Amount.Currency, ""), Note: v.T("payouts.balance.none")}
		if b.Amount.IsPositive() {
			paid, err := payout.PaidIn(v.Ctx, f.DB, v.Who.Organisation, b.Amount.Currency)
			if err != nil {
				return err
			}
			if one.Note, err = f.nextPayout(v, b.Amount.Currency); err != nil {
				return err
			}
			if !paid {
				one.Note = v.T("payouts.balance.no_account")
				p.Missing = &pages.Missing{Text: v.T("payouts.missing", "Currency", b.Amount.Currency), Do: v.T("proposal.needs.account.do"), Href: accountPage}
			}
		}
		owes, err := ledger.PartyBalance(v.Ctx, f.DB, ledger.ExpertReceivable, v.Who.Organisation, b.Amount.Currency)
		if err != nil {
			return err
		}
		if owes.IsPositive() {
			one.Owes = v.T("payouts.owes", "Amount", v.amount(owes), "Left", v.amount(money.Of(max(0, b.Amount.Minor-owes.Minor), owes.Currency)))
		}
		p.Balances = append(p.Balances, one)
	}
	return nil
}

// nextPayout says when what is collected in a currency goes out.
func (f *Face) nextPayout(v *Visit, currency string) (string, error) {
	wish, err := payout.PreferenceOf(v.Ctx, f.DB, v.Who.Organisation, currency)
	if err != nil {
		return "", err
	}
	return v.T("payouts.balance.next", "Day", v.houseDay(wish.Next(v.now(), f.Zone))), nil
}
