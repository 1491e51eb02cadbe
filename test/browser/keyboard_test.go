package browser

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"guildhall/base/i18n"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// Keys presses keys, as on a keyboard.
func (tab *Tab) Keys(keys string) {
	tab.T.Helper()
	tab.call("keys", func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.KeyEvent(keys)) })
}

// focus tells where the focus is: the name of a field or the words of a button or
// link, and what is wrong with it: nothing shows that the focus is here, or it is not
// to be seen.
const focus = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return {};
	const ring = x => x && getComputedStyle(x).outlineStyle !== "none" && parseFloat(getComputedStyle(x).outlineWidth) > 0;
	const box = e.getBoundingClientRect();
	const around = e.closest(".linked, label, .field, .money, fieldset");
	const inner = e.type === "date" || e.tagName === "IFRAME";
	const wrong = !(ring(e) || ring(around) || ring(e.parentElement) || ring(e.nextElementSibling) || inner) ? "shows no focus"
		: box.width === 0 || box.bottom <= 0 || box.top >= innerHeight ? "is out of sight" : "";
	return {Name: e.name || "", Words: (e.getAttribute("aria-label") || e.innerText || e.value || "").replace(/\s+/g, " ").trim(), Wrong: wrong, HTML: e.outerHTML.slice(0, 120)};
})()`

// To walks with the Tab key until the focus is on the field of this name or on what
// says these words; every stop on the way must show itself.
func (tab *Tab) To(wanted string) {
	tab.T.Helper()
	type at struct{ Name, Words, Wrong, HTML string }
	for range 150 {
		tab.Keys(kb.Tab)
		s := Script[at](tab, focus)
		if s.Wrong != "" {
			tab.T.Errorf("on %s the focus %s: %s", tab.Path(), s.Wrong, s.HTML)
		}
		if s.Name == wanted || s.Words == wanted {
			return
		}
	}
	tab.T.Fatalf("on %s no key leads to %q\n%s", tab.Path(), wanted, tab.Words())
}

// Enter walks to what says these words, presses Enter and waits for the page.
func (tab *Tab) Enter(words string) {
	tab.T.Helper()
	tab.To(words)
	tab.stamp()
	tab.Keys(kb.Enter)
	tab.arrive("pressing Enter on " + words)
}

// ask walks to a button that opens a question, opens it, leaves it by Escape, finds
// the focus where it was, and opens it again.
func (tab *Tab) ask(words string) {
	tab.T.Helper()
	tab.To(words)
	tab.Keys(kb.Enter)
	tab.Until("the question is open and has the focus", `document.querySelector("dialog[open]")?.contains(document.activeElement)`)
	tab.Keys(kb.Escape)
	tab.Until("the question is closed and gives the focus back", fmt.Sprintf(`!document.querySelector("dialog[open]") && document.activeElement.innerText.trim() === %s`, quote(words)))
	tab.Keys(kb.Enter)
	tab.Until("the question is open again", `document.querySelector("dialog[open]")`)
}

// TestADealIsMadeAndPaidByKeyboardAlone: proposed, accepted, asked for, sent back,
// asked for again and approved, with keys only.
func TestADealIsMadeAndPaidByKeyboardAlone(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	say := func(key string, pairs ...any) string { return i18n.House().Say(i18n.En, key, pairs...) }
	r := conversation(t, w)
	ben, aiko := Open(t, w, Look{}), Open(t, w, Look{})
	r.NoAccount(r.Ben)
	ben.SignIn(world.At(t, w.Address, r.BenToken))
	aiko.SignIn(world.At(t, w.Address, r.AikoToken))
	world.At(t, w.Address, r.AikoToken).Post("/settings/payment/card", "number", "4242424242424242", "expires", "12/39").Want(t, http.StatusSeeOther)

	ben.Open("/settings/payment/payouts")
	for _, f := range [][2]string{{"bank", "Test Bank"}, {"holder", "Ben Carter"}, {"number", "000123456789"}} {
		if f[0] == "bank" {
			ben.To("currency")
			ben.Keys("USD")
		}
		ben.To(f[0])
		ben.Keys(f[1])
	}
	ben.Enter(say("settings.payment.account.add"))

	ben.Open(r.path + "/propose")
	ben.Expect("422")
	ben.Enter(say("proposal.send"))
	ben.Until("the summary of what is wrong has the focus", `document.activeElement.matches(".wrongs")`)
	ben.Keys(kb.Tab + kb.Enter)
	ben.Until("its link leads into the field", `document.activeElement.name === "total"`)
	ben.Keys("100")
	ben.To("terms")
	ben.Keys("Look and mend")
	ben.Enter(say("proposal.send"))
	ben.See(say("between.proposed.expert.title", "Amount", "$100.00"))

	aiko.Open(r.path)
	aiko.Enter(say("between.proposed.customer.read"))
	aiko.Enter(say("proposal.accept"))
	aiko.Enter(say("proposal.accept.deed.milestone", "Amount", "$100.00"))
	aiko.See(say("proposal.accepted"))

	for _, answer := range []string{"back", "approve"} {
		ben.Open(r.path)
		ben.Enter(say("payment_request.new"))
		ben.To("amount")
		ben.Keys("40")
		ben.To("work")
		ben.Keys("The first half")
		ben.Enter(say("payment_request.ask"))
		aiko.Open(r.path)
		if answer == "approve" {
			approve := say("payment_request.approve.deed", "Amount", "$40.00")
			aiko.ask(approve)
			aiko.Enter(approve)
			aiko.See("4242")
			continue
		}
		aiko.ask(say("payment_request.decline"))
		aiko.Until("what must be said comes first", `document.activeElement.name === "reason"`)
		aiko.Keys("The graph is missing")
		aiko.Enter(say("payment_request.decline.deed"))
		ben.Open(r.path)
		ben.See("The graph is missing")
		ben.See("sent your request over $40.00 back")
	}
}
