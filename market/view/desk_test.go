package view_test

import (
	"context"
	"testing"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/view"
	"guildhall/test/cast"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheDeskSeesWhatWaitsAndHowMuchThereIs(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko, ben := t.Context(), c.Person("Aiko"), c.Company(c.Person("Ben"), "Kumo Works")
		details := registration.Details{LegalName: "雲製作所", Country: "JP", NotEmployed: true, TermsAccepted: true}
		g := cast.Seller{T: t, Room: c.Registrations, DB: c.DB, Who: ben}.Hand(details)
		q, err := c.Requests.Post(ctx, aiko, request.Input{Title: "Élan lost on RDS", Description: "Our RDS bill doubled in October and nobody changed anything.",
			PreferredName: "Aiko", Email: "aiko@example.org"})
		must(t, err)

		queues, err := view.DeskQueues(ctx, c.DB)
		must(t, err)
		for _, w := range queues {
			if waits := w.Name == "registrations"; waits != (w.Count == 1) || waits != (len(w.Oldest) == 1) {
				t.Errorf("queue %s: %+v", w.Name, w)
			}
		}
		n, err := view.DeskNumbers(ctx, c.DB)
		must(t, err)
		if n.People != 2 || n.Companies != 1 || n.OpenRequests != 1 || n.Experts != 0 {
			t.Errorf("counted %+v", n)
		}
		for _, state := range []flow.State{registration.Checking, ""} {
			for words, found := range map[string]int{"": 1, "kumo": 1, "雲製": 1, "風": 0, "%": 0} {
				list, _, err := view.DeskRegistrations(ctx, c.DB, state, words, id.None, 10)
				must(t, err)
				if len(list) != found || found == 1 && list[0].ID != g {
					t.Errorf("registrations %q %q: %+v", state, words, list)
				}
			}
		}
		for words, found := range map[string]int{"rds": 1, "Élan": 1, "_": 0} {
			list, _, err := view.DeskRequests(ctx, c.DB, request.Open, words, id.None, 10)
			must(t, err)
			if len(list) != found || found == 1 && list[0].ID != q {
				t.Errorf("requests %q: %+v", words, list)
			}
		}
		o, err := view.DeskOrganisationOf(ctx, c.DB, aiko.Organisation)
		must(t, err)
		if len(o.Requests) != 1 || len(o.Conversations) != 0 || len(o.Members) != 1 || o.HasRegistration {
			t.Errorf("Aiko's organisation is %+v", o)
		}
		about, err := view.DeskConversationsAbout(ctx, c.DB, q)
		must(t, err)
		if len(about) != 0 {
			t.Errorf("nobody answered, and yet %+v", about)
		}
		for _, read := range []func(context.Context) (int, error){
			func(ctx context.Context) (int, error) { l, err := view.DeskPayments(ctx, c.DB); return len(l), err },
			func(ctx context.Context) (int, error) { l, err := view.DeskPayouts(ctx, c.DB); return len(l), err },
		} {
			if n, err := read(ctx); n != 0 || err != nil {
				t.Errorf("money in an empty house: %d, %v", n, err)
			}
		}
	})
}

func TestTheJournalOfSeveralPeopleIsOneListInOrder(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko, ben, dai := t.Context(), c.Person("Aiko"), c.Person("Ben"), c.Person("Dai")
		for range 3 {
			c.Company(aiko, "A")
			c.Company(ben, "B")
			c.Company(dai, "D")
		}
		filter := view.EventFilter{Actors: []id.ID{aiko.Person, ben.Person}, Kind: "person", Name: "organisation.make"}
		var seen []view.EventRow
		before := id.None
		for more := true; more; {
			var page []view.EventRow
			var err error
			page, more, err = view.DeskEvents(ctx, c.DB, filter, before, 2)
			must(t, err)
			seen, before = append(seen, page...), page[len(page)-1].ID
		}
		if len(seen) != 6 {
			t.Errorf("%d events of two people", len(seen))
		}
		for i, e := range seen {
			if e.Actor == dai.Person {
				t.Errorf("event %d is %s's", i, e.Who)
			}
			if i > 0 && string(e.ID[:]) >= string(seen[i-1].ID[:]) {
				t.Errorf("event %d is out of order", i)
			}
		}
		filter.Subject = aiko.Person
		if list, _, err := view.DeskEvents(ctx, c.DB, filter, id.None, 10); err != nil || len(list) != 0 {
			t.Errorf("a thing and a name together give %d, %v", len(list), err)
		}
	})
}
