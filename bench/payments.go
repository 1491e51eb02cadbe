package main

import (
	"fmt"
	"net/http"
	"time"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/talk"
	"guildhall/test/world"
)

// payments measures the pages on which an engagement with many payments is seen: all
// of them collected, each with its invoice and its charge.
func (b *bench) payments(dialect db.Dialect, o options) {
	b.part(func() {
		c := b.config(dialect)
		var m *market
		var list []page
		{
			h, stop := b.opened(c)
			m = b.market(h, 1)
			m.sell(m.request)
			m.many(o.payments - 1)
			stop()
		}
		list = []page{
			{name: "engagement page", path: "/engagements/" + deal.EngagementID.Text(m.engagement), token: m.AikoToken},
			{name: "payment request page", path: "/payment-requests/" + payment.RequestID.Text(m.request), token: m.AikoToken},
			{name: "conversation page", path: "/conversations/" + talk.ConversationID.Text(m.conversation), token: m.AikoToken},
			{name: "payments page", path: "/payments", token: m.AikoToken},
		}
		p := world.Serve(b, c.Data, c.Database)
		floor := b.floor()
		for _, page := range list {
			_, times, body := b.read(o.seconds, p.Address, page)
			_, _, err := newClient(floor, "").raw(http.MethodPost, "/page", body)
			b.must(err)
			_, bareTimes, _ := b.read(max(o.seconds/2, time.Second), floor, tokenless("/page"))
			p99 := quantile(times, 0.99)
			b.report.add(figure{Part: "payments", Database: string(dialect), What: fmt.Sprintf("%s, %d payments in the engagement, p99", page.name, o.payments),
				Value: millis(p99), Unit: "ms", Floor: millis(quantile(bareTimes, 0.99)), FloorIs: "net/http, the same bytes",
				Aim: "< 20 ms", Met: met(p99 < 20*time.Millisecond)})
		}
	})
}

// opened opens a house that runs until stop.
func (b *bench) opened(c config.Config) (h *app.House, stop func()) {
	kept := b.cleanups
	b.cleanups = nil
	h, _ = b.open(c)
	stop = func() {
		b.clean()
		b.cleanups = kept
	}
	return h, stop
}

// many stores n more payments like the one that was sold, under the same engagement,
// and tells the conversation of each.
func (m *market) many(n int) {
	b, d := m.bench, m.House.DB
	sold := m.request[:]
	var invoice, charge id.ID
	b.must(d.Handle().QueryRowContext(b.ctx, `SELECT id FROM payment_invoice WHERE request_id = $1`, sold).Scan(&invoice))
	b.must(d.Handle().QueryRowContext(b.ctx, `SELECT id FROM payment_charge WHERE request_id = $1`, sold).Scan(&charge))
	b.clone(d, "payment_request", "id = $1", sold, n, func(i int, row map[string]any) { row["id"] = numbered(kindPayment, i) })
	b.clone(d, "payment_invoice", "id = $1", invoice[:], n, func(i int, row map[string]any) {
		row["id"], row["request_id"], row["number"] = numbered(kindInvoice, i), numbered(kindPayment, i), i+2
	})
	b.clone(d, "payment_invoice_line", "invoice_id = $1", invoice[:], n, func(i int, row map[string]any) { row["invoice_id"] = numbered(kindInvoice, i) })
	b.clone(d, "payment_charge", "id = $1", charge[:], n, func(i int, row map[string]any) {
		row["id"], row["request_id"], row["invoice_id"] = numbered(kindCharge, i), numbered(kindPayment, i), numbered(kindInvoice, i)
	})
	for _, name := range []string{"payment_request.ask", "payment_request.approve", "charge.succeed"} {
		b.clone(d, "event", "name = $1", name, n, func(i int, row map[string]any) { row["id"] = id.New() })
	}
	b.settleDown(d)
}
