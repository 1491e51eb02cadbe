package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"guildhall/base/db"
	"guildhall/market/payment"
	"guildhall/web"
)

// others are public figures of ledgers for comparison: their own machines, their own
// notion of a transaction (two postings), no market around them.
const others = "others, as published: Formance ledger v2.2.59 112-143 two-posting transactions a second over HTTP; " +
	"pgledger 2,993 spread and 1,254 on one account over SQL"

// http measures a whole sale whose approval comes over the API, with an
// Idempotency-Key; the rest as in sales.
func (b *bench) http(dialect db.Dialect, o options) {
	b.part(func() {
		h, address := b.open(b.config(dialect))
		m := b.market(h, marketParties)
		clients := make([]*client, m.parties)
		for i := range clients {
			clients[i] = newClient(address, token(i))
		}
		var busy sync.Map // One connection for each customer: two sales of one take turns.
		approve := func(ctx context.Context, request int, hot bool) error {
			n := m.engagementOf(request, hot) % m.parties
			lock, _ := busy.LoadOrStore(n, &sync.Mutex{})
			lock.(*sync.Mutex).Lock()
			defer lock.(*sync.Mutex).Unlock()
			return clients[n].approve(ctx, request)
		}
		for _, hot := range []bool{false, true} {
			for _, n := range workers {
				rate := m.selling(n, o.seconds, hot, approve)
				b.report.add(figure{Part: "http", Database: string(dialect), What: fmt.Sprintf("a whole sale over the API, %s, %d at once", where(hot), n), Value: rate, Unit: "sales/s",
					Aim: "> 143", Met: met(rate > 143)})
			}
		}
		fmt.Println("  " + others)
	})
}

// approve approves a request over the API as its customer.
func (c *client) approve(ctx context.Context, request int) error {
	body, err := json.Marshal(map[string]string{})
	if err != nil {
		return err
	}
	path := c.address + "/api/v1/payment-requests/" + payment.RequestID.Text(numbered(kindPayment, request)) + "/approve"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", saleKey(request))
	r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: c.token})
	res, err := c.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var out bytes.Buffer
	if _, err := out.ReadFrom(res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("an approval was answered with %d: %s", res.StatusCode, out.String())
	}
	return nil
}
