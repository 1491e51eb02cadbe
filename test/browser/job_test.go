package browser

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"guildhall/base/i18n"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/request"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// ownLines are requests to import where no file of real ones lies beside the
// repository.
var ownLines = map[string]string{
	"en": `{"id": "own-en", "language": "en", "services": ["Amazon RDS"], "title": "Our RDS bill doubled in October", "text": "Nobody changed anything, yet the bill doubled. We need somebody to find out why."}`,
	"ja": `{"id": "own-ja", "language": "ja", "services": ["Amazon RDS"], "title": "10月のRDS料金が2倍になりました", "text": "何も変えていないのに、料金が2倍になりました。原因を調べてくださる方を探しています。"}`,
}

// lineIn is one line to import in a language, and its title.
func lineIn(t *testing.T, lang string) (line, title string) {
	t.Helper()
	type head struct{ Language, Title string }
	var h head
	line = ownLines[lang]
	if path := tool.Shared("requests.sample.jsonl"); path != "" {
		from, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer from.Close()
		lines := bufio.NewScanner(from)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
				t.Fatal(err)
			}
			if h.Language == lang {
				line = lines.Text()
				break
			}
		}
	} else {
		t.Log("no real requests beside the repository: a request of our own is imported")
	}
	if err := json.Unmarshal([]byte(line), &h); err != nil {
		t.Fatal(err)
	}
	return line, h.Title
}

// job is the whole way of one request, told by three people at their browsers.
type job struct {
	*money
	chie  *Tab
	title string
	words map[string]string // what they type, in their language
}

// typed is what the people of the story write.
var typed = map[string]map[string]string{
	"en": {"answer": "I have done this twice. I can look at it today.", "message": "Thank you. Could you begin this week?",
		"reply": "Yes, on Thursday.", "terms": "I set it up with you and write down how it works. Done within a week.",
		"work": "It is set up and written down.", "review": "Clear, quick and friendly throughout."},
	"ja": {"answer": "同じ作業を二度経験しています。本日中に確認できます。", "message": "ありがとうございます。今週から始められますか。",
		"reply": "はい、木曜日から始めます。", "terms": "設定を一緒に行い、手順を文書に残します。1週間で終わります。",
		"work": "設定と文書化が終わりました。", "review": "説明が分かりやすく、対応も早い方でした。"},
}

// TestTheWholeJobFromAnImportedRequestToAReview is the job the house is for, by
// clicks and typing only: a request that was imported is found and answered, talked
// about live, agreed at a fixed price, paid, paid out and reviewed, and the books
// balance. Every page on the way is accessible and keeps its content policy.
func TestTheWholeJobFromAnImportedRequestToAReview(t *testing.T) {
	for _, look := range []struct{ aiko, ben Look }{
		{Look{Lang: "en", Dark: true}, Look{Lang: "en", Width: 390}},
		{Look{Lang: "ja", Width: 390}, Look{Lang: "ja"}},
	} {
		t.Run(look.aiko.Lang, func(t *testing.T) {
			tool.NeedChromium(t)
			w := world.Start(t, world.Config(t, ""))
			s := world.People(t, w.House)
			j := &job{words: typed[look.aiko.Lang], money: &money{t: t, w: w, r: &room{World: w, Street: s}, lang: i18n.Lang(look.aiko.Lang)}}
			j.aiko, j.ben, j.chie = Open(t, w, look.aiko), Open(t, w, look.ben), Open(t, w, Look{Lang: look.aiko.Lang})
			for tab, token := range map[*Tab]string{j.aiko: s.AikoToken, j.ben: s.BenToken, j.chie: s.ChieToken} {
				tab.SignIn(world.At(t, w.Address, token))
				tab.Open("/?lang=" + tab.Look.Lang)
			}
			s.NoAccount(s.Ben)
			j.imported()
			j.answered()
			j.talked()
			j.agreed()
			j.paid()
			j.paidOut()
			j.reviewed()
			j.balanced()
		})
	}
}

// imported puts a request into the house as the command does, for Aiko.
func (j *job) imported() {
	j.t.Helper()
	line, title := lineIn(j.t, string(j.lang))
	j.title = title
	owner, err := request.OwnedBy(j.t.Context(), j.w.House.DB, account.OrganisationID.Text(j.r.Aiko.Organisation))
	if err != nil {
		j.t.Fatal(err)
	}
	report, err := j.w.House.Requests.Import(j.t.Context(), strings.NewReader(line+"\n"), owner)
	if err != nil || report.Added != 1 {
		j.t.Fatalf("imported %+v: %v", report, err)
	}
}

func (j *job) answered() {
	j.t.Helper()
	j.ben.Open("/work")
	j.see(j.ben)
	j.ben.Follow(j.title)
	j.see(j.ben)
	j.ben.Fill("text", j.words["answer"])
	j.ben.Submit(j.say("work.answer.send"))
	j.ben.See(j.words["answer"])
	j.see(j.ben)
}

// talked has each write while the other's page stands open.
func (j *job) talked() {
	j.t.Helper()
	j.aiko.Open("/requests")
	j.see(j.aiko)
	j.aiko.Follow(j.title)
	j.see(j.aiko)
	j.aiko.Follow(j.say("request.open_conversation"))
	j.r.path = strings.SplitN(j.aiko.Path(), "?", 2)[0]
	j.aiko.See(j.words["answer"])
	j.aiko.Fill("text", j.words["message"])
	j.aiko.Press(j.say("conversation.send"))
	j.ben.See(j.words["message"])
	j.ben.Fill("text", j.words["reply"])
	j.ben.Press(j.say("conversation.send"))
	j.aiko.See(j.words["reply"])
	j.see(j.aiko)
	j.see(j.ben)
}

// agreed has Ben enter where he is paid and propose, and Aiko enter her card and
// accept.
func (j *job) agreed() {
	j.t.Helper()
	j.ben.Open("/settings/payment/payouts")
	j.ben.Fill("currency", "USD")
	j.ben.Fill("bank", "Test Bank")
	j.ben.Fill("holder", "Ben Carter")
	j.ben.Script(`document.querySelector("#account-form-number").value = "000123456789"`)
	j.ben.Submit(j.say("settings.payment.account.add"))
	j.see(j.ben)
	j.ben.Open(j.r.path)
	j.ben.Follow(j.say("proposal.new"))
	j.see(j.ben)
	j.ben.Fill("total", "800.00")
	j.ben.Until("the fee is worked out", `document.querySelector("#xray").innerText.includes("20.00")`)
	j.ben.Fill("terms", j.words["terms"])
	j.ben.Submit(j.say("proposal.send"))
	j.see(j.ben)

	j.aiko.Open("/settings/payment")
	j.see(j.aiko)
	j.aiko.Script(`document.querySelector("#card-form-number").value = "4242 4242 4242 4242"`)
	j.aiko.Fill("expires", "12/39")
	j.aiko.Submit(j.say("settings.payment.card.save"))
	j.aiko.See("4242")
	j.see(j.aiko)
	j.aiko.Open(j.r.path)
	j.see(j.aiko)
	j.aiko.Follow(j.say("between.proposed.customer.read"))
	j.aiko.See(j.words["terms"])
	j.see(j.aiko)
	j.aiko.Follow(j.say("proposal.accept"))
	j.see(j.aiko)
	j.aiko.Submit(j.say("proposal.accept.deed.milestone", "Amount", "$800.00"))
	j.see(j.aiko)
}

// paid has Ben ask for all of it, as the last payment, and Aiko approve.
func (j *job) paid() {
	j.t.Helper()
	j.ben.Open(j.r.path)
	j.ben.Follow(j.say("payment_request.new"))
	j.ben.Fill("amount", "800.00")
	j.ben.Fill("work", j.words["work"])
	j.ben.Click(`main input[type=checkbox][name=final]`)
	j.see(j.ben)
	j.ben.Submit(j.say("payment_request.ask"))
	j.see(j.ben)

	j.aiko.Open(j.r.path)
	j.see(j.aiko)
	deed := j.say("payment_request.approve.deed", "Amount", "$800.00")
	j.aiko.deed(deed, deed)
	j.aiko.Until("the card is charged", `document.body.innerText.includes("4242")`)
	j.see(j.aiko)
}

// paidOut has Chie move the clock day by day at the desk until Ben has his money:
// the price without the house's 2.5 %.
func (j *job) paidOut() {
	j.t.Helper()
	arrived := j.say("payout.state.arrived")
	j.chie.Open("/desk/clock")
	j.see(j.chie)
	j.ben.Open("/payouts")
	for day := 0; !j.ben.Shows(arrived); day++ {
		if day == 10 {
			j.t.Fatalf("no payout has arrived after ten days: %s", j.ben.Words())
		}
		j.chie.Follow(j.say("desk.clock.day"))
		// The page may come before the day is played; it then loads itself again.
		j.chie.Until("the day is played", `document.readyState === "complete" && document.querySelector(".desk-clock") && !document.querySelector("#clock-progress")`)
		j.ben.Open("/payouts")
	}
	j.see(j.chie)
	j.ben.See("780.00")
	j.see(j.ben)
}

// reviewed has Aiko write, and a visitor read it on Ben's public page.
func (j *job) reviewed() {
	j.t.Helper()
	j.aiko.Open(j.r.path)
	j.see(j.aiko)
	j.aiko.Follow(j.say("between.review.do"))
	j.see(j.aiko)
	j.aiko.Fill("succeeded", "yes")
	j.aiko.Fill("stars", "5")
	j.aiko.Fill("again", "yes")
	j.aiko.Fill("body", j.words["review"])
	j.aiko.Submit(j.say("review.write"))
	j.aiko.See(j.words["review"])
	j.see(j.aiko)

	profile, err := expert.FindByPerson(j.t.Context(), j.w.House.DB, j.r.Ben.Person)
	if err != nil {
		j.t.Fatal(err)
	}
	visitor := Open(j.t, j.w, j.aiko.Look)
	visitor.Open("/e/" + profile.Handle)
	visitor.See(j.words["review"])
	j.see(visitor)
}

func (j *job) balanced() {
	j.t.Helper()
	report, err := j.w.House.VerifyBooks(j.t.Context())
	if err != nil || len(report.Problems) > 0 {
		j.t.Errorf("the books are wrong: %v %v", report.Problems, err)
	}
	fee, err := ledger.HouseBalance(j.t.Context(), j.w.House.DB, ledger.FeeRevenue, "USD")
	if err != nil || fee.Minor != 2000 {
		j.t.Errorf("the house keeps %s, %v", fee, err)
	}
}

// see lets axe look at the page, and at its width.
func (j *job) see(tab *Tab) {
	j.t.Helper()
	tab.Accessible()
	if px := tab.Sideways(); px > 0 {
		j.t.Errorf("%s scrolls sideways by %d", tab.Path(), px)
	}
}
