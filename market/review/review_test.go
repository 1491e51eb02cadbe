package review_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/review"
	"guildhall/test/till"
)

var update = flag.Bool("update", false, "write the golden files")

func TestWhoMayDoWhatIsGolden(t *testing.T) {
	const path = "testdata/review.flow.golden"
	if *update {
		if err := os.WriteFile(path, []byte(review.Flow.Markdown()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != review.Flow.Markdown() {
		t.Errorf("it differs from %s (%v):\n%s", path, err, review.Flow.Markdown())
	}
}

func good(e id.ID) review.Input {
	return review.Input{Engagement: e, Succeeded: review.SucceededYes, Again: "yes", Stars: 5, Body: "Found it within a day."}
}

func TestAReviewComesAfterTheWorkAndAPayment(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := c.Engage("USD", "100")
		if _, err := c.Reviews.Write(t.Context(), c.Aiko, good(e)); !fault.Is(err, "need.engagement_completed") {
			t.Errorf("while the work goes on: %v", err)
		}
		c.Pay(c.Ask(e, "100", true))
		if _, err := c.Reviews.Write(t.Context(), c.Aiko, good(e)); !fault.Is(err, "need.payment_collected") {
			t.Errorf("before anything was collected: %v", err)
		}
		c.Advance(48 * time.Hour)
		if _, err := c.Reviews.Write(t.Context(), c.Ben, good(e)); !fault.Is(err, "review.not_yours") {
			t.Errorf("by the expert: %v", err)
		}
		if _, err := c.Reviews.Write(t.Context(), c.Person("Dora"), good(e)); !fault.Is(err, "engagement.missing") {
			t.Errorf("by a stranger: %v", err)
		}
		if _, err := c.Reviews.Write(t.Context(), c.Enrol(c.Aiko, c.Person("Emi"), account.Viewer), good(e)); !fault.Is(err, "need.may_buy") {
			t.Errorf("by a viewer: %v", err)
		}
		v, err := c.Reviews.Write(t.Context(), c.Aiko, good(e))
		c.Must(err)
		if _, err := c.Reviews.Write(t.Context(), c.Aiko, good(e)); !fault.Is(err, "review.written_already") {
			t.Errorf("twice: %v", err)
		}
		got, err := review.Find(t.Context(), c.DB, v)
		c.Must(err)
		if got.Stars != 5 || got.Again || len(got.People) != 1 || got.People[0] != c.Ben.Person {
			t.Errorf("in public: %+v", got)
		}
		list, _, err := review.List(t.Context(), c.DB, review.Asked{Seller: c.Ben.Organisation, Order: review.Newest, Limit: 10})
		if err != nil || len(list) != 1 || list[0].Again {
			t.Errorf("%+v, %v", list, err)
		}
		own, found, err := review.Of(t.Context(), c.DB, e)
		if err != nil || !found || !own.Again {
			t.Errorf("the customer's own: %+v, %v", own, err)
		}
		tally, err := review.TallyOf(t.Context(), c.DB, c.Ben.Organisation)
		if err != nil || tally != (review.Tally{Count: 1, Stars: 5, Of: [5]int64{4: 1}}) {
			t.Errorf("%+v, %v", tally, err)
		}
	})
}

func TestAReviewIsCheckedFieldByField(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	for want, spoil := range map[string]func(*review.Input){
		"succeeded: choice":   func(in *review.Input) { in.Succeeded = "" },
		"[succeeded: choice]": func(in *review.Input) { in.Succeeded = "perhaps" },
		"again: choice":       func(in *review.Input) { in.Again = "" },
		"stars: choice":       func(in *review.Input) { in.Stars = 6 },
		"body: too_long":      func(in *review.Input) { in.Body = strings.Repeat("良", 501) },
	} {
		in := good(id.New())
		spoil(&in)
		if _, err := c.Reviews.Write(t.Context(), c.Aiko, in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
