package app

import (
	"context"

	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/sanctions"
)

// compare are the reactions of the sanctions lists: after which events whom is compared,
// and what happens when two are decided to be different.
func (h *House) compare() (list []reaction) {
	person := func(ctx context.Context, _ policy.Actor, e journal.Event) error { return h.lookAt(ctx, e.Subject) }
	actor := func(ctx context.Context, _ policy.Actor, e journal.Event) error {
		return h.lookAt(ctx, e.Actor, e.Organisation)
	}
	organisation := func(ctx context.Context, _ policy.Actor, e journal.Event) error {
		return h.lookAt(ctx, id.None, e.Subject)
	}
	for event, do := range map[string]func(context.Context, policy.Actor, journal.Event) error{
		"person.join": person, "person.change": person,
		"organisation.make": organisation, "organisation.change": organisation,
		"registration.start": actor, "registration.change": actor, "registration.submit": actor,
		"check.give": actor, "tax_record.file": actor, "membership.change": actor,
	} {
		list = append(list, reaction{Name: "compare with the sanctions lists", When: event, Do: do})
	}
	return append(list, reaction{Name: "let money go on", When: "sanctions_match.clear", Do: func(ctx context.Context, _ policy.Actor, e journal.Event) error {
		m, err := sanctions.FindMatch(ctx, h.DB, e.Subject)
		if err != nil {
			return err
		}
		all, err := h.Sanctions.Holds(ctx, m)
		if err != nil {
			return err
		}
		for _, o := range all {
			if err := h.Payments.Resume(ctx, o); err != nil {
				return err
			}
		}
		return nil
	}})
}

// lookAt compares a person, and organisations with the people behind them.
func (h *House) lookAt(ctx context.Context, person id.ID, organisations ...id.ID) error {
	if !person.IsNone() {
		if err := h.Sanctions.Look(ctx, sanctions.Party{Kind: sanctions.Person, ID: person}); err != nil {
			return err
		}
	}
	for _, o := range organisations {
		if o.IsNone() {
			continue
		}
		if err := h.Sanctions.LookBehind(ctx, o); err != nil {
			return err
		}
	}
	return nil
}
