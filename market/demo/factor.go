package demo

import (
	"context"
	"time"

	"github.com/pquerna/otp/totp"

	"guildhall/engine/policy"
	"guildhall/market/account"
)

// factor sets an authenticator app up for somebody of the story who sells, as its page
// does. Nobody has the app: personas count as confirmed (account.Session).
func (t *teller) factor(ctx context.Context, who policy.Actor) error {
	if has, err := account.HasFactor(ctx, t.DB, who.Person); err != nil || has {
		return err
	}
	offer, err := t.Accounts.OfferTOTP(ctx, who, "Guildhall")
	if err != nil {
		return err
	}
	code, err := totp.GenerateCode(offer.Key.Reveal(), time.Now())
	if err != nil {
		return err
	}
	_, err = t.Accounts.AddTOTP(ctx, who, account.Session{Fresh: true}, offer.Sealed, "", code)
	return err
}
