package main

import (
	"fmt"
	"net/http"
	"time"

	"guildhall/app"
	"guildhall/base/db"
	"guildhall/market/registration"
	"guildhall/test/world"
)

// registered is how many registrations the desk's queue is measured with; every fifth
// of them waits for the desk.
const registered = 100_000

// desk measures the operator's queue of registrations: its first page, and one from the
// middle of what waits.
func (b *bench) desk(dialect db.Dialect, o options) {
	b.part(func() {
		c := b.config(dialect)
		var street *world.Street
		world.Inside(b, c, func(h *app.House) {
			street = world.People(b, h)
			b.register(h.DB, street)
		})
		p := world.Serve(b, c.Data, c.Database)
		defer p.Kill()
		floor := b.floor()
		for _, page := range []page{
			{"queue of registrations", "/desk/registrations", street.ChieToken},
			{"queue of registrations, from its middle", "/desk/registrations?after=" + registration.ID.Text(numbered(kindRegistration, registered/2)), street.ChieToken},
		} {
			rate, times, body := b.read(o.seconds, p.Address, page)
			_, _, err := newClient(floor, "").raw(http.MethodPost, "/page", body)
			b.must(err)
			bareRate, bareTimes, _ := b.read(max(o.seconds/2, time.Second), floor, tokenless("/page"))
			const bare = "net/http, the same bytes"
			what := fmt.Sprintf("%s, %d stored", page.name, registered)
			b.report.add(figure{Part: "desk", Database: string(dialect), What: what, Value: rate, Unit: "pages/s", Floor: bareRate, FloorIs: bare})
			p99 := quantile(times, 0.99)
			b.report.add(figure{Part: "desk", Database: string(dialect), What: what + ", p99", Value: millis(p99), Unit: "ms",
				Floor: millis(quantile(bareTimes, 0.99)), FloorIs: bare, Aim: "< 15 ms", Met: met(p99 < 15*time.Millisecond)})
		}
	})
}

// register puts registrations of as many organisations into the house, the desk's turn
// at every fifth, each with some days that do not count.
func (b *bench) register(d *db.DB, street *world.Street) {
	g, err := registration.Of(b.ctx, d, street.Ben.Organisation)
	b.must(err)
	own := street.Ben.Organisation
	b.clone(d, "account_organisation", "id = $1", own[:], registered, func(i int, row map[string]any) {
		row["id"], row["name"], row["handle"] = numbered(kindOrganisation, i), fmt.Sprintf("Kumo Works %d", i), nil
	})
	now := time.Now().UnixMicro()
	minute := int64(time.Minute / time.Microsecond)
	b.clone(d, "registration_seller", "id = $1", g.ID[:], registered, func(i int, row map[string]any) {
		row["id"], row["organisation_id"] = numbered(kindRegistration, i), numbered(kindOrganisation, i)
		row["state_since"], row["spent"] = now-int64(i%20_000)*minute, int64(i*7919%20_000)*minute
		if i%5 == 0 {
			row["state"] = string(registration.Checking)
		}
	})
	tidy := "PRAGMA optimize"
	if d.Dialect == db.Postgres {
		tidy = "ANALYZE"
	}
	_, err = d.Handle().ExecContext(b.ctx, tidy)
	b.must(err)
}
