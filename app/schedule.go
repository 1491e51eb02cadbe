package app

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/country"
	"guildhall/market/expert"
	"guildhall/market/notify"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/sanctions"
)

// schedule is every deadline and every recurring duty of the house: which command
// makes the clock's move of which flow, and what is done each day.
func (h *House) schedule(zone *time.Location) {
	// Accounts.
	h.Sweeper.On(account.InvitationFlow, "expire", h.Accounts.ExpireInvitation)

	h.Sweeper.On(account.ResetFlow, "finish", h.Accounts.FinishReset)

	// Experts: a certification ends with its last day.
	h.Sweeper.On(expert.CertificationFlow, "lapse", h.Experts.Lapse)
	h.Sweeper.Outside(expert.Reminders{Room: h.Experts})

	// Badges: one that nobody answered for is tried again; those that count are asked daily.
	h.Sweeper.On(certify.ProofFlow, "retry", h.Certify.Retry)
	h.Sweeper.Duty(sweep.Duty{Name: "badges", Housekeeping: true, After: sweep.DailyAt(zone, 4, 0), Do: h.Certify.AskAgain})

	// Countries: an announced one opens on its day; an address nobody confirms is forgotten.
	h.Sweeper.On(country.Flow, "open", h.Countries.OpenOnDay)
	h.Sweeper.On(country.WaiterFlow, "forget", h.Countries.Forget)
	h.Sweeper.Duty(sweep.Duty{Name: "countries", Housekeeping: true, After: sweep.DailyAt(zone, 4, 5),
		Do: func(ctx context.Context, _ clock.Micros) error {
			return h.Countries.TellAll(ctx, policy.As(policy.System, "countries"))
		}})

	// Sanctions lists: one whose loading broke off is given up.
	h.Sweeper.On(sanctions.ListFlow, "give_up", h.Sanctions.GiveUp)

	// Registrations: what was checked runs out; a refusal can be appealed against for a time.
	h.Sweeper.On(registration.CheckFlow, "expire", h.Registrations.Expire)
	h.Sweeper.On(registration.Flow, "close", h.Registrations.Close)
	h.Sweeper.On(registration.Flow, "resume", h.Registrations.Resume)

	h.Sweeper.Duty(sweep.Duty{Name: "identities", Housekeeping: true, After: sweep.DailyAt(zone, 3, 15),
		Do: func(ctx context.Context, now clock.Micros) error { return h.Registrations.EraseIdentities(ctx, now) }})

	h.Sweeper.Duty(sweep.Duty{Name: "checks", After: sweep.DailyAt(zone, 8, 0),
		Do: func(ctx context.Context, now clock.Micros) error { return h.Registrations.Warn(ctx, now) }})

	h.Sweeper.Duty(sweep.Duty{Name: "tax_numbers", After: sweep.DailyAt(zone, 5, 30),
		Do: func(ctx context.Context, now clock.Micros) error { return h.Tax.AskStale(ctx, now) }})

	h.Sweeper.Duty(sweep.Duty{Name: "tax_records", Housekeeping: true, After: sweep.DailyAt(zone, 3, 25),
		Do: func(ctx context.Context, now clock.Micros) error { return h.Tax.ErasePast(ctx, now) }})

	// Deals and money.
	h.Sweeper.On(payout.AccountFlow, "take_effect", h.Payouts.TakeEffect)

	// Mail about unread messages rests until nobody reads live any more.
	h.Sweeper.On(notify.MailFlow, "ripen", h.Notify.Ripen)

	// Housekeeping.
	h.Sweeper.Duty(sweep.Duty{Name: "accounts", Housekeeping: true, After: sweep.DailyAt(zone, 3, 5),
		Do: func(ctx context.Context, _ clock.Micros) error {
			return errors.Join(h.Accounts.Prune(ctx), limit.Prune(ctx, h.Journal), h.Journal.PruneKeys(ctx))
		}})
	h.Sweeper.Duty(sweep.Duty{Name: "loose_files", Housekeeping: true, After: sweep.DailyAt(zone, 3, 20),
		Do: func(ctx context.Context, _ clock.Micros) error {
			return errors.Join(h.Files.PruneWaiting(ctx), h.Files.Sweep(ctx))
		}})
	h.Sweeper.Duty(sweep.Duty{Name: "drafts", Housekeeping: true, After: sweep.DailyAt(zone, 3, 10),
		Do: func(ctx context.Context, _ clock.Micros) error {
			return errors.Join(h.Requests.PruneDrafts(ctx), h.Talks.Prune(ctx))
		}})
}

// advanceTo moves a sandbox's clock to a moment.
func (h *House) advanceTo(ctx context.Context, who policy.Actor, to clock.Micros) error {
	return h.Sweeper.Advance(ctx, who, sweep.To(to))
}
