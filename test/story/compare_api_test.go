package story_test

import (
	"encoding/json"
	"testing"
	"time"

	"guildhall/base/money"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/world"
)

// What experts offer for a request is compared over the API too: what would be paid,
// when, and when the money would be here, with today's way to pay.
func TestProposalsAreComparedOverTheAPI(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		p := &pair{T: t, w: w, s: s, aiko: world.At(t, w.Address, s.AikoToken), ben: world.At(t, w.Address, s.BenToken)}
		posted := s.Post("RDS bill doubled in October")
		conversation := talk.ConversationID.Text(s.Talk(posted))
		p.call(p.ben, 201, "POST", "/payout-accounts", map[string]any{"currency": "USD", "bank": "Test Bank", "holder": "Ben Carter", "number": "000123456789"})
		path := "/requests/" + request.RequestID.Text(posted) + "/proposals"
		type offered struct {
			Conversation string
			Proposal     struct {
				ID, Kind string
				AtOnce   *struct{ Decimal string } `json:"at_once"`
			}
			Payments []struct {
				Amount           struct{ Decimal string }
				When, On, Method string
				Arrives          string `json:"arrives_from"`
				By               string `json:"arrives_by"`
			}
		}
		read := func(query string) (list struct{ Items []offered }) {
			t.Helper()
			if err := json.Unmarshal([]byte(p.aiko.Get("/api/v1"+path+query).Want(t, 200).Body), &list); err != nil {
				t.Fatal(err)
			}
			return list
		}
		if got := read(""); len(got.Items) != 0 {
			t.Errorf("before anybody offered: %+v", got)
		}
		now, err := w.House.Journal.Now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		day := func(n int) string { return now.Add(time.Duration(n) * 24 * time.Hour).Date(w.House.Payments.Zone) }
		offer := func(path string, more map[string]any) string {
			body := map[string]any{"conversation": conversation, "currency": "USD", "terms": "Find it."}
			for k, v := range more {
				body[k] = v
			}
			return p.call(p.ben, 201, "POST", path, body).ID
		}
		upfront := offer("/proposals/upfront", map[string]any{"total": "80"})
		offer("/proposals/scheduled", map[string]any{"payments": []any{map[string]any{"amount": "10", "due_on": day(0)}, map[string]any{"amount": "20", "due_on": day(40)}}})
		offer("/proposals", map[string]any{"milestones": []any{map[string]any{"title": "Find it", "amount": "40"}}})
		if got := read(""); len(got.Items) != 3 || got.Items[0].Payments[0].Method != "" || got.Items[0].Payments[0].Arrives != "" {
			t.Errorf("without a way to pay: %+v", got)
		}
		p.call(p.aiko, 201, "POST", "/payment-methods", map[string]any{"number": "4242 4242 4242 4242", "expires": "12/39"})

		got := read("?conversation=" + conversation).Items
		type paying struct{ amount, when, on, arrives, by string }
		want := map[string][]paying{
			"upfront":   {{"80.00", "on_acceptance", day(0), day(1), day(3)}},
			"schedule":  {{"10.00", "on_acceptance", day(0), day(1), day(3)}, {"20.00", "on_its_date", day(40), day(41), day(43)}},
			"milestone": {{"40.00", "when_approved", "", "", ""}},
		}
		atOnce := map[string]string{"upfront": "80.00", "schedule": "10.00", "milestone": money.Of(0, "USD").Decimal()}
		if len(got) != 3 {
			t.Fatalf("%d proposals", len(got))
		}
		for _, o := range got {
			if o.Proposal.AtOnce == nil || o.Proposal.AtOnce.Decimal != atOnce[o.Proposal.Kind] || o.Conversation != conversation {
				t.Errorf("%s: %+v", o.Proposal.Kind, o.Proposal)
			}
			for i, w := range want[o.Proposal.Kind] {
				if g := o.Payments[i]; (paying{g.Amount.Decimal, g.When, g.On, g.Arrives, g.By}) != w || g.Method != "card" {
					t.Errorf("%s: %+v, want %+v", o.Proposal.Kind, g, w)
				}
			}
		}
		p.call(p.aiko, 200, "POST", "/proposals/"+upfront+"/accept", map[string]any{"approval": "manual", "at_once": "80.00"})
		for _, o := range read("").Items {
			if o.Proposal.ID == upfront && len(o.Payments) != 0 {
				t.Error("an accepted one still says what would be paid")
			}
		}
		if got := read("?conversation=con_nonsense").Items; len(got) != 0 {
			t.Errorf("of no conversation: %+v", got)
		}
		p.ben.Get("/api/v1"+path).Want(t, 404)
	})
}
