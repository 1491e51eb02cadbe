package web

import (
	"net/http"

	"guildhall/base/fault"
	"guildhall/market/payout"
	"guildhall/web/page/signin"
)

// stopPayoutAccount takes back a change of where the organisation is paid.
func (f *Face) stopPayoutAccount(v *Visit) error {
	a, err := v.ID("id", payout.AccountID)
	if err != nil {
		return fault.Missing("payout_account.missing")
	}
	if err := f.Payouts.StopAccount(v.Ctx, v.Who, a); err != nil {
		return err
	}
	v.Flash("settings.payment.account.stopped")
	return v.Redirect(accountPage)
}

// stopPayoutPage is behind the link by which such a change is stopped without signing
// in; looking at it does nothing.
func (f *Face) stopPayoutPage(v *Visit) error {
	token := v.R.PathValue("token")
	a, err := f.Payouts.PeekStop(v.Ctx, token)
	if err != nil {
		return v.deadLink(err)
	}
	if a.State != payout.AccountWaiting {
		return v.stopped("payout_account.stop.late")
	}
	return v.door(http.StatusOK, "payout_account.link.title", signin.StopPayout{Form: v.Form("/payout-account/stop/" + token),
		Currency: a.Currency, Account: bankLine(a), At: v.exact(a.EffectAt)})
}

func (f *Face) stopPayout(v *Visit) error {
	err := f.Payouts.StopByLink(v.Ctx, v.Who, v.R.PathValue("token"))
	if fault.Is(err, "payout_account.moved_already") {
		return v.stopped("payout_account.stop.late")
	}
	if err != nil {
		return v.deadLink(err)
	}
	return v.stopped("payout_account.stop.done")
}
