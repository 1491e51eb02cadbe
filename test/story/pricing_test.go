package story_test

import (
	"testing"

	"guildhall/test/world"
)

// What the house costs is said with the figures of its settings: another fee or other
// currencies, other figures, on every page that names them.
func TestFiguresOnPublicPagesFollowTheSettings(t *testing.T) {
	t.Parallel()
	c := world.Config(t, "")
	c.Fee, c.Currencies = "10", []string{"USD", "JPY", "KWD"}
	house := world.Start(t, c)
	w := house.Visitor(t)
	says(t, w.Get("/pricing").Want(t, 200), "10%", "$1,000.00", "$100.00", "$900.00", "$3,500.00", "$3,150.00", "$33.33", "$99.99", "$900.00",
		"1 to 3 days", "7 to 14 days", "within 30 days", "owes the expert nothing", `href="/terms#collection"`)
	says(t, w.Get("/pricing?currency=JPY").Want(t, 200), "¥100,000", "¥10,000", "¥33,333", "¥3,333", "¥99,999", "¥9,999", "¥90,000")
	says(t, w.Get("/pricing?currency=KWD").Want(t, 200), "1,000.000", "333.330", "33.333")
	says(t, w.Get("/pricing?currency=JPY&amount=1%E3%80%80000&payments=3").Want(t, 200), "¥333", "¥334", "¥1,000", "¥901")
	says(t, w.Get("/pricing?currency=USD&amount=0&payments=61").Want(t, 200), "from 1 to 60", `aria-invalid="true"`)
	says(t, w.Get("/terms").Want(t, 200), "<b>10%</b>", "day 10", "2026-11-23", `id="collection"`)
	says(t, w.Get("/").Want(t, 200), "10% of", "$100.00", `href="/pricing"`, `href="/terms"`)
	says(t, w.Get("/work").Want(t, 200), "10% of approved payments")
}

// The worked examples of AWS_IQ.md 4.1, at the usual fee.
func TestWorkedExamplesAreThoseOfTheRules(t *testing.T) {
	t.Parallel()
	house := world.Start(t, world.Config(t, ""))
	says(t, house.Visitor(t).Get("/pricing?currency=USD").Want(t, 200), "2.5%", "$25.00", "$975.00", "$87.50", "$3,412.50", "$8.33", "$24.99", "$999.99")
}

// AWS_IQ.md R26: that the house guarantees no collection and owes nothing for what could
// not be collected stands in the terms, in both languages, before anybody agrees.
func TestR26TheTermsSayThatCollectionIsNotGuaranteed(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Config(t, "")).Visitor(t)
	says(t, w.Get("/terms?lang=en").Want(t, 200), "Collection is not guaranteed", "It does not guarantee that it can.",
		"For what could not be collected the house owes the seller nothing.", "shown to both sides as uncollected")
	says(t, w.Get("/terms?lang=ja").Want(t, 200), "回収の保証はありません", "回収できることを保証しません",
		"回収できなかった金額について、当サービスが販売者に支払う義務はありません", "「未回収」として双方に表示されます")
}
