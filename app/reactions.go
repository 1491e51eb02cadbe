package app

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/expert"
)

// reaction is one "when this event, do that command". It holds no rule: it calls
// one command, which refuses by itself when there is nothing to do.
type reaction struct {
	Name string
	When string // the event's name
	Do   func(ctx context.Context, who policy.Actor, e journal.Event) error
}

// list is every reaction of the house, in house order.
func (h *House) list() []reaction {
	return slices.Concat(
		// Registrations: what other rooms know of a check (app/checks.go).
		h.lookAgain(),
		// Experts: who sees the pool follows from certifications.
		[]reaction{
			{"pool", "certification.enter", h.notePool}, {"pool", "certification.link", h.notePool},
			{"pool", "certification.withdraw", h.notePool}, {"pool", "certification.unlink", h.notePool},
			{"pool", "certification.revoke", h.notePool}, {"pool", "certification.lapse", h.notePool},
		},

		// Sanctions lists: whoever comes, or gives another name, is compared; what is decided
		// different lets money go on.
		h.compare(),

		// Countries: whoever waits for one is told when it opens.
		[]reaction{{Name: "tell of a country", When: "country.open", Do: func(ctx context.Context, who policy.Actor, e journal.Event) error {
			code, _ := e.Data["country"].(string)
			return h.Countries.Tell(ctx, who, code)
		}}},
	)
}

// notePool has the organisations of a person told when the pool opened or closed.
func (h *House) notePool(ctx context.Context, who policy.Actor, e journal.Event) error {
	return h.Registrations.NotePool(ctx, who, e.Ref("person"), e.To == string(expert.Valid))
}

// reactions follows the journal: each reaction is its own change, done once for
// each event because the event's id is its idempotency key.
func (h *House) reactions() {
	byEvent := map[string][]reaction{}
	for _, r := range h.list() {
		byEvent[r.When] = append(byEvent[r.When], r)
	}
	h.follow(journal.Follower{
		Name:  "reactions",
		Wants: func(e *journal.Event) bool { return len(byEvent[e.Name]) > 0 },
		Do: func(ctx context.Context, e journal.Event) error {
			var failed error
			for _, r := range byEvent[e.Name] {
				who := policy.As(policy.System, r.Name)
				who.Key, who.Request = e.ID.String(), e.Request
				if err := r.Do(ctx, who, e); err != nil {
					slog.Warn("a reaction failed", "reaction", r.Name, "event", e.Name, "error", err)
					failed = errors.Join(failed, err) // The others are done all the same.
				}
			}
			return failed
		},
	})
}
