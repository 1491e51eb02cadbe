package story_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"guildhall/base/money"
	"guildhall/market/talk"
	"guildhall/test/world"
)

// The fee of the day of acceptance counts. When it has changed since a proposal was
// sent, both sides read what it was and what it is before anybody accepts; afterwards it
// stands, whatever the setting becomes.
func TestAFeeThatChangedSinceAProposalWasSentIsTold(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "000123456789").Want(t, 303)
		aiko.Post("/settings/payment/card", "number", "4242424242424242", "expires", "1/99").Want(t, 303)
		ben.Post(con+"/propose", "kind", "milestone", "total", "1000", "currency", "USD", "terms", "x").Want(t, 303)
		proposal := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`).FindString(aiko.Get(con).Want(t, 200).Body)
		rates := func() (now, sent string) {
			var p struct {
				Now  string `json:"fee_rate"`
				Sent string `json:"fee_rate_when_sent"`
			}
			if err := json.Unmarshal([]byte(aiko.JSON("GET", proposal, nil, nil).Want(t, 200).Body), &p); err != nil {
				t.Fatal(err)
			}
			return p.Now, p.Sent
		}
		told := func(yes bool) {
			t.Helper()
			for _, one := range []struct {
				who        *world.Browser
				path, says string
			}{{ben, proposal, "it was 2.5% and is 4% now"}, {ben, proposal, "receive $960.00 ($975.00 before)"},
				{aiko, proposal, "手数料が2.5%から4%に変わりました"}, {aiko, proposal + "/accept", "お支払い額は変わりません"}} {
				if body := world.Words(one.who.Get(one.path).Want(t, 200).Body); strings.Contains(body, one.says) != yes {
					t.Errorf("%s says %q: %v, want %v: %s", one.path, one.says, !yes, yes, body)
				}
			}
		}
		told(false)
		if now, sent := rates(); now != "2.5%" || sent != "" {
			t.Errorf("over the API %q, %q", now, sent)
		}
		w.House.Deals.Fee, _ = money.ParseRate("4%")
		told(true)
		if now, sent := rates(); now != "4%" || sent != "2.5%" {
			t.Errorf("over the API, once changed, %q, %q", now, sent)
		}
		aiko.Post(proposal+"/accept", "approval", "manual").Want(t, 303)
		w.House.Deals.Fee, _ = money.ParseRate("9%")
		engagement := regexp.MustCompile(`/engagements/eng_[0-9a-z]+`).FindString(ben.Get(con).Body)
		if body := world.Words(ben.Get(engagement).Want(t, 200).Body); !strings.Contains(body, "4%") || strings.Contains(body, "9%") {
			t.Errorf("the engagement's fee is not the one of its acceptance: %s", body)
		}
		if body := ben.Get(proposal).Want(t, 200).Body; strings.Contains(body, "The fee has changed") {
			t.Error("an accepted proposal says that the fee has changed")
		}
	})
}
