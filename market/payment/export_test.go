package payment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"guildhall/base/id"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/test/till"
)

func TestTheDownloadHoldsMilestonesSchedulesPurchaseOrdersAndDecisions(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		work := deal.ProposeInput{Conversation: c.Conversation, Kind: deal.KindMilestone, Currency: "USD", Terms: "The terms.",
			Lines: []deal.LineInput{{Title: "Find the fault", Amount: "40", DueOn: date(c.Now(), 7), Acceptance: "It is named."}, {Title: "Mend it", Amount: "60"}}}
		p, err := c.Deals.Propose(t.Context(), c.Ben, work)
		c.Must(err)
		e, err := c.Deals.Accept(t.Context(), c.Aiko, deal.AcceptInput{Proposal: p, Approval: deal.ApprovalManual, PurchaseOrder: "PO-4711"})
		c.Must(err)
		work.Kind, work.Lines = deal.KindSchedule, []deal.LineInput{{Title: "October", Amount: "30", DueOn: date(c.Now(), 3)}}
		p, err = c.Deals.Propose(t.Context(), c.Ben, work)
		c.Must(err)
		c.Must(c.Deals.Decline(t.Context(), c.Aiko, deal.DeclineInput{Proposal: p, Reason: "Too dear."}))
		first, second := c.Ask(e, "10", false), c.Ask(e, "20", false)
		c.Must(c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: first, PurchaseOrder: "PO-9"}))
		c.Must(c.Payments.Decline(t.Context(), c.Aiko, payment.DeclineInput{Request: second, Reason: "The log is missing."}))

		download := func(person id.ID) string {
			t.Helper()
			all := ""
			deals, err := deal.Export(t.Context(), c.DB, person)
			c.Must(err)
			payments, err := payment.Export(t.Context(), c.DB, person)
			c.Must(err)
			for _, part := range []any{deals, payments} {
				raw, err := json.Marshal(part)
				c.Must(err)
				all += string(raw)
			}
			return all
		}
		his, hers := download(c.Ben.Person), download(c.Aiko.Person)
		for name, one := range map[string]struct {
			all         string
			holds, lack []string
		}{
			"the expert's":   {his, []string{"The terms.", "Find the fault", "It is named.", date(c.Now(), 7), "Mend it", "October", date(c.Now(), 3), "Mended."}, []string{"Too dear.", "PO-4711", "4242"}},
			"the customer's": {hers, []string{"PO-4711", "PO-9", "Too dear.", "The log is missing.", deal.EngagementID.Text(e), "Visa", "4242"}, []string{"The terms.", "Find the fault", "4242424242424242"}},
		} {
			for _, want := range one.holds {
				if !strings.Contains(one.all, want) {
					t.Errorf("%s download does not hold %q", name, want)
				}
			}
			for _, other := range one.lack {
				if strings.Contains(one.all, other) {
					t.Errorf("%s download holds %q, which is the other side's", name, other)
				}
			}
		}
	})
}
