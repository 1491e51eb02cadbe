package app

import (
	"context"

	"guildhall/market/demo"
)

// story tells the demo's story when its people are not here yet. The house runs
// already: jobs, reactions and deadlines carry the story's money.
func (h *House) story(ctx context.Context) error {
	if !h.Config.Demo {
		return nil
	}
	told, err := demo.Told(ctx, h.DB)
	if told || err != nil {
		return err
	}
	return demo.Tell(ctx, demo.Deps{
		DB: h.DB, Journal: h.Journal, Files: h.Files, Accounts: h.Accounts, Experts: h.Experts, Certify: h.Certify, Countries: h.Countries, Registrations: h.Registrations, Sanctions: h.Sanctions,
		Requests: h.Requests, Talks: h.Talks, Deals: h.Deals, Payments: h.Payments, Payouts: h.Payouts, Reviews: h.Reviews,
		Advance: h.advanceTo,
	}, h.Progress)
}
