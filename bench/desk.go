package main

import (
	"fmt"
	"net/http"
	"time"

	"guildhall/app"
	"guildhall/base/db"
	"guildhall/market/expert"
	"guildhall/market/registration"
	"guildhall/test/world"
)

// registered is how many registrations and profiles the desk's queue and the public
// pages are measured with; every fifth registration waits for the desk, the others are
// active and their experts show a page.
const registered = 100_000

// desk measures the operator's queue of registrations (its first page, and one from the
// middle of what waits) and the public page of an expert, another one each time.
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
		const queue, profile = 15 * time.Millisecond, 10 * time.Millisecond
		for _, one := range []struct {
			page
			aim time.Duration
		}{
			{page{name: "queue of registrations", path: "/desk/registrations", token: street.ChieToken}, queue},
			{page{name: "queue of registrations, from its middle", path: "/desk/registrations?after=" + registration.ID.Text(numbered(kindRegistration, registered/2)), token: street.ChieToken}, queue},
			{page{name: "public page of an expert", at: func(n int) string { return fmt.Sprintf("/e/expert-%d", n*7919%(registered/5)*5+1) }}, profile},
		} {
			rate, times, body := b.read(o.seconds, p.Address, one.page)
			_, _, err := newClient(floor, "").raw(http.MethodPost, "/page", body)
			b.must(err)
			bareRate, bareTimes, _ := b.read(max(o.seconds/2, time.Second), floor, tokenless("/page"))
			const bare = "net/http, the same bytes"
			what := fmt.Sprintf("%s, %d stored", one.name, registered)
			b.report.add(figure{Part: "desk", Database: string(dialect), What: what, Value: rate, Unit: "pages/s", Floor: bareRate, FloorIs: bare})
			p99 := quantile(times, 0.99)
			b.report.add(figure{Part: "desk", Database: string(dialect), What: what + ", p99", Value: millis(p99), Unit: "ms",
				Floor: millis(quantile(bareTimes, 0.99)), FloorIs: bare, Aim: fmt.Sprintf("< %.0f ms", millis(one.aim)), Met: met(p99 < one.aim)})
		}
	})
}

// register puts as many organisations into the house, each with a person, a profile
// with a certification, and a registration: the desk's turn at every fifth, each with
// some days that do not count.
func (b *bench) register(d *db.DB, street *world.Street) {
	g, err := registration.Of(b.ctx, d, street.Ben.Organisation)
	b.must(err)
	own := street.Ben.Organisation
	b.clone(d, "account_organisation", "id = $1", own[:], registered, func(i int, row map[string]any) {
		row["id"], row["name"], row["handle"] = numbered(kindOrganisation, i), fmt.Sprintf("Kumo Works %d", i), nil
	})
	person := street.Ben.Person
	b.clone(d, "account_person", "id = $1", person[:], registered, func(i int, row map[string]any) {
		row["id"], row["email"], row["handle"] = numbered(kindPerson, i), fmt.Sprintf("expert%d@example.org", i), nil
	})
	b.clone(d, "account_membership", "person_id = $1", person[:], registered, func(i int, row map[string]any) {
		row["person_id"], row["organisation_id"] = numbered(kindPerson, i), numbered(kindOrganisation, i)
	})
	p, err := expert.FindByPerson(b.ctx, d, person)
	b.must(err)
	b.clone(d, "expert_profile", "id = $1", p.ID[:], registered, func(i int, row map[string]any) {
		row["id"], row["person_id"] = numbered(kindProfile, i), numbered(kindPerson, i)
		row["handle"], row["name"] = fmt.Sprintf("expert-%d", i), fmt.Sprintf("Ben Carter %d", i)
	})
	b.clone(d, "expert_certification", "profile_id = $1", p.ID[:], registered, func(i int, row map[string]any) {
		row["id"], row["person_id"], row["profile_id"] = numbered(kindCertification, i), numbered(kindPerson, i), numbered(kindProfile, i)
	})
	now := time.Now().UnixMicro()
	minute := int64(time.Minute / time.Microsecond)
	b.clone(d, "registration_seller", "id = $1", g.ID[:], registered, func(i int, row map[string]any) {
		row["id"], row["organisation_id"] = numbered(kindRegistration, i), numbered(kindOrganisation, i)
		row["person_id"] = numbered(kindPerson, i)
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
