package browser

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/base/i18n"
	"guildhall/market/deal"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// TestMoneyIsNotLostOnACutLine presses the buttons that cost money while nothing gets
// through: the page says so where the person is, keeps what was typed, and the next
// press does it, once.
func TestMoneyIsNotLostOnACutLine(t *testing.T) {
	tool.NeedChromium(t)
	for _, look := range []Look{{Lang: "en"}, {Lang: "ja", Width: 390}} {
		t.Run(look.Lang, func(t *testing.T) {
			w := world.Start(t, world.Config(t, ""))
			say := func(key string, pairs ...any) string { return i18n.House().Say(i18n.Lang(look.Lang), key, pairs...) }
			r := conversation(t, w)
			post := func(token, path string, pairs ...string) {
				t.Helper()
				world.At(t, w.Address, token).Post(path, pairs...).Want(t, http.StatusSeeOther)
			}
			post(r.BenToken, "/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "000123456789")
			post(r.AikoToken, "/settings/payment/card", "number", "4242424242424242", "expires", "12/39")
			post(r.BenToken, r.path+"/propose", "kind", "milestone", "currency", "USD", "total", "100.00", "terms", "Look and mend", "expires_days", "30")
			list, err := deal.ProposalsIn(t.Context(), w.House.DB, r.id.ID)
			if err != nil || len(list) != 1 {
				t.Fatalf("%d proposals: %v", len(list), err)
			}

			line := world.NewLine(t, w.Address)
			aiko := OpenAt(t, line.Address, look)
			aiko.SignIn(world.At(t, w.Address, r.AikoToken))
			aiko.Expect("ERR_", "Failed to load", "net::")
			press := func(within, deed, field string) {
				t.Helper()
				aiko.Fill(field, "PO-7")
				line.Cut()
				aiko.PressIn(within, deed)
				aiko.See(say("script.unsent"))
				aiko.Until("the sentence has the focus", `document.activeElement.matches(".steady")`)
				aiko.Accessible()
				if kept := Script[string](aiko, `[...document.querySelectorAll("[name=`+field+`]")].find(e => e.checkVisibility()).value`); kept != "PO-7" {
					t.Errorf("what was typed became %q", kept)
				}
				line.Mend()
				aiko.stamp()
				aiko.PressIn(within, deed)
				aiko.arrive("pressing again: " + deed)
			}
			aiko.Open("/proposals/" + deal.ProposalID.Text(list[0].ID) + "/accept?lang=" + look.Lang)
			press(".agree", say("proposal.accept.deed.milestone", "Amount", "$100.00"), "purchase_order")
			aiko.See(say("proposal.accepted"))

			e, _, err := deal.EngagementOf(t.Context(), w.House.DB, list[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			post(r.BenToken, "/engagements/"+deal.EngagementID.Text(e.ID)+"/ask", "amount", "40.00", "work", "Half of it.")
			aiko.Open(r.path)
			approve := say("payment_request.approve.deed", "Amount", "$40.00")
			aiko.PressIn("main", approve)
			aiko.Until("the question is open", `document.querySelector("dialog[open]")`)
			press("dialog[open]", approve, "purchase_order")
			aiko.See("4242")
			if n := strings.Count(aiko.Words(), "$40.00"); n == 0 || aiko.Count(".payments > li") != 1 {
				t.Errorf("%d payments: %s", aiko.Count(".payments > li"), aiko.Words())
			}
		})
	}
}
