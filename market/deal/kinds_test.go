package deal_test

import (
	"strings"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/market/deal"
	"guildhall/test/till"
)

// dayIn is the house's date so many days from now.
func dayIn(c *till.Till, days int) string {
	return c.Now().Add(time.Duration(days) * 24 * time.Hour).Date(time.UTC)
}

func offer(c *till.Till, kind, currency, total string, lines ...deal.LineInput) (id.ID, error) {
	return c.Deals.Propose(c.T.Context(), c.Ben, deal.ProposeInput{Conversation: c.Conversation, Kind: kind, Currency: currency,
		Total: total, Terms: "Find and mend it.", Lines: lines})
}

func TestEveryKindOfProposalIsCheckedFieldByField(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	tomorrow, yesterday := dayIn(c, 1), dayIn(c, -1)
	many := make([]deal.LineInput, 61)
	for i := range many {
		many[i] = deal.LineInput{Title: "Part", Amount: "1", DueOn: tomorrow}
	}
	for name, in := range map[string]struct {
		kind, total string
		lines       []deal.LineInput
		want        string
	}{
		"an unknown kind":               {"hourly", "10", nil, "kind: choice"},
		"upfront without a total":       {deal.KindUpfront, "", nil, "total: required"},
		"a schedule of nothing":         {deal.KindSchedule, "10", nil, "lines.0.amount: schedule_empty"},
		"a schedule without a date":     {deal.KindSchedule, "", []deal.LineInput{{Amount: "10"}}, "lines.0.due_on: required"},
		"a schedule in the past":        {deal.KindSchedule, "", []deal.LineInput{{Amount: "10", DueOn: yesterday}}, "lines.0.due_on: date_past"},
		"a day that never comes":        {deal.KindSchedule, "", []deal.LineInput{{Amount: "10", DueOn: "2027-02-30"}}, "lines.0.due_on: date"},
		"a line after a blank one":      {deal.KindSchedule, "", []deal.LineInput{{}, {Amount: "x", DueOn: tomorrow}}, "lines.1.amount: money_malformed"},
		"61 payments":                   {deal.KindSchedule, "", many, "lines.60.amount: too_many_lines"},
		"51 milestones":                 {deal.KindMilestone, "", many[:51], "lines.50.amount: too_many_lines"},
		"a milestone without a title":   {deal.KindMilestone, "", []deal.LineInput{{Amount: "10"}}, "lines.0.title: required"},
		"a total that is not their sum": {deal.KindMilestone, "11", []deal.LineInput{{Title: "Part", Amount: "10"}}, "total: sum_differs"},
		"more than there is money": {deal.KindSchedule, "", []deal.LineInput{{Amount: "99999999999", DueOn: tomorrow}, {Amount: "99999999999", DueOn: tomorrow}},
			"total: money_too_large"},
	} {
		_, err := offer(c, in.kind, "USD", in.total, in.lines...)
		if err == nil || !strings.Contains(err.Error(), in.want) {
			t.Errorf("%s: %v, want %s", name, err, in.want)
			continue
		}
		if tooLarge := "money_too_large"; strings.Contains(err.Error(), tooLarge) != strings.Contains(in.want, tooLarge) {
			t.Errorf("%s: also complains of the total: %v", name, err)
		}
	}
	for _, days := range []int{-1, 91} {
		_, err := c.Deals.Propose(t.Context(), c.Ben, deal.ProposeInput{Conversation: c.Conversation, Currency: "USD", Total: "1", Terms: "x", ExpiresDays: days})
		if err == nil || !strings.Contains(err.Error(), "expires_days: range") {
			t.Errorf("open for %d days: %v", days, err)
		}
	}
}

func TestR11AScheduleIsTheSumOfItsPaymentsInTheOrderOfTheirDates(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for _, one := range []struct {
			currency, amount string
			total            int64
		}{{"USD", "333.33", 99999}, {"JPY", "333", 999}, {"KWD", "333.333", 999999}} {
			p, err := offer(c, deal.KindSchedule, one.currency, "", deal.LineInput{Amount: one.amount, DueOn: dayIn(c, 30)},
				deal.LineInput{Amount: one.amount, DueOn: dayIn(c, 0), Title: "First"}, deal.LineInput{}, deal.LineInput{Amount: one.amount, DueOn: dayIn(c, 60)})
			c.Must(err)
			got, err := deal.FindProposal(t.Context(), c.DB, c.Aiko, p)
			c.Must(err)
			lines, err := deal.LinesOf(t.Context(), c.DB, got)
			c.Must(err)
			if got.Total != money.Of(one.total, one.currency) || len(lines) != 3 || lines[0].Title != "First" || lines[2].DueOn != dayIn(c, 60) {
				t.Errorf("%s: %+v", got.Total, lines)
			}
		}
	})
}

func TestR12TheFeeOfAScheduleIsRoundedOnEachPayment(t *testing.T) {
	for _, one := range []struct {
		currency           string
		part, fee, receive int64
	}{{"USD", 33333, 2499, 97500}, {"JPY", 1020, 78, 2982}, {"KWD", 1234567, 92592, 3611109}} {
		a := money.Of(one.part, one.currency)
		q := deal.QuoteOf(money.Of(3*one.part, one.currency), []deal.Line{{Amount: a}, {Amount: a}, {Amount: a}}, deal.FeeRate)
		if q.Price.Minor != 3*one.part || q.Fee.Minor != one.fee || q.Net.Minor != one.receive || len(q.Parts) != 3 {
			t.Errorf("three times %s: %+v", a, q.Split)
		}
	}
	typing := deal.ProposeInput{Kind: deal.KindSchedule, Currency: "USD", Total: "5", Lines: []deal.LineInput{{Amount: "333.33"}, {Amount: "3.3.3"}, {}}}
	if q := typing.Quote(deal.FeeRate); q.Price.Minor != 33333 || q.Fee.Minor != 833 {
		t.Errorf("while one types: %+v", q.Split)
	}
	typing.Kind = deal.KindUpfront
	if q := typing.Quote(deal.FeeRate); q.Price.Minor != 500 || len(q.Parts) != 0 {
		t.Errorf("upfront: %+v", q)
	}
}

func TestMilestonesBecomeThingsOfTheirOwnOnAcceptance(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		p, err := offer(c, deal.KindMilestone, "JPY", "", deal.LineInput{Title: "調査", Amount: "40,000", DueOn: dayIn(c, 7), Acceptance: "原因が分かること"},
			deal.LineInput{Title: "修正", Amount: "60,000"})
		c.Must(err)
		e, err := accept(c, c.Aiko, p)
		c.Must(err)
		list, err := deal.MilestonesOf(t.Context(), c.DB, e)
		c.Must(err)
		if len(list) != 2 || list[0].Title != "調査" || list[0].State != deal.Planned || list[1].Amount != money.Of(60000, "JPY") || list[0].AcceptanceLang != "ja" {
			t.Fatalf("%+v", list)
		}
		c.Must(c.Deals.Complete(t.Context(), c.Ben, e))
		list, err = deal.MilestonesOf(t.Context(), c.DB, e)
		c.Must(err)
		for _, m := range list {
			if m.State != deal.Cancelled {
				t.Errorf("milestone %d of a completed engagement is %s", m.Number, m.State)
			}
		}
	})
}

func TestANewProposalReplacesAnEarlierOneInTheSameChange(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		first, err := propose(c, c.Ben, "USD", "10", "Work")
		c.Must(err)
		again := deal.ProposeInput{Conversation: c.Conversation, Currency: "USD", Total: "12", Terms: "More work", Supersedes: first}
		second, err := c.Deals.Propose(t.Context(), c.Ben, again)
		c.Must(err)
		got, err := deal.FindProposal(t.Context(), c.DB, c.Aiko, first)
		c.Must(err)
		if got.State != deal.Superseded {
			t.Errorf("the first is %s", got.State)
		}
		if _, err := accept(c, c.Aiko, first); !fault.Is(err, "proposal.moved_already") {
			t.Errorf("the first can still be accepted: %v", err)
		}
		if _, err := c.Deals.Propose(t.Context(), c.Ben, again); !fault.Is(err, "proposal.moved_already") {
			t.Errorf("replaced twice: %v", err)
		}
		got, err = deal.FindProposal(t.Context(), c.DB, c.Aiko, second)
		c.Must(err)
		if got.State != deal.Proposed || got.Supersedes != first {
			t.Errorf("the second: %+v", got)
		}
		other := again
		other.Conversation, other.Supersedes = c.Talk(c.Person("Dora"), c.Ben), second
		if _, err := c.Deals.Propose(t.Context(), c.Ben, other); !fault.Is(err, "proposal.missing") {
			t.Errorf("replaced from another conversation: %v", err)
		}
	})
}

func TestAProposalExpiresAfterTheDaysItsExpertChose(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	p, err := c.Deals.Propose(t.Context(), c.Ben, deal.ProposeInput{Conversation: c.Conversation, Currency: "USD", Total: "10", Terms: "Work", ExpiresDays: 3})
	c.Must(err)
	got, err := deal.FindProposal(t.Context(), c.DB, c.Aiko, p)
	c.Must(err)
	if got.Deadline != got.MadeAt.Add(72*time.Hour) {
		t.Errorf("it expires %v after it was sent", got.Deadline.Sub(got.MadeAt))
	}
}
