package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"guildhall/app"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/payment"
)

// marketParties is how many customers buy from as many experts.
const marketParties = 256

// settlesLater is how much later the processor reports a settlement: in practice
// after its answer has been noted.
const settlesLater = 20 * time.Millisecond

// sale is approving one payment request of the market, by whatever way.
type sale func(ctx context.Context, request int, hot bool) error

// sales measures a whole sale, approved until collected, in a house in which sealer,
// reactions and job workers run: customers approve, the house charges, the processor
// reports the settlement, invoices get their numbers. What is left when the customers
// stop is waited for, and counts.
func (b *bench) sales(dialect db.Dialect, o options) {
	b.part(func() {
		h, _ := b.open(b.config(dialect))
		m := b.market(h, marketParties)
		b.tpcb(dialect, o)
		floors := b.saleFloors(dialect, o)
		spread := map[int]float64{}
		for _, hot := range []bool{false, true} {
			for _, n := range workers {
				rate := m.selling(n, o.seconds, hot, m.approve)
				f := figure{Part: "sales", Database: string(dialect), What: fmt.Sprintf("a whole sale, %s, %d at once", where(hot), n), Value: rate, Unit: "sales/s"}
				if !hot {
					spread[n] = rate
				}
				f.Floor, f.FloorIs = floors.rate(n, hot), floors.is
				aim := map[int]float64{1: 0.6, 32: 1.0}[n]
				if dialect == db.Postgres {
					aim = 0.5
				}
				if aim > 0 && f.Floor > 0 {
					f.Aim, f.Met = fmt.Sprintf(">= %.1f of the floor", aim), met(rate >= aim*f.Floor)
				}
				b.report.add(f)
				if hot {
					b.report.add(figure{Part: "sales", Database: string(dialect), What: fmt.Sprintf("one expert beside many, %d at once", n), Value: rate / spread[n], Unit: "times",
						Aim: ">= 0.5", Met: met(rate >= 0.5*spread[n])})
				}
			}
		}
	})
}

func where(hot bool) string {
	if hot {
		return "one expert"
	}
	return "many experts"
}

// buyer is the customer of an engagement.
func (m *market) buyer(engagement int) policy.Actor {
	n := engagement % m.parties
	return policy.Actor{Kind: policy.Person, Person: numbered(kindPerson, n), Organisation: numbered(kindOrganisation, n), Request: "bench", Fresh: true}
}

// approve approves a request as its customer would, with a key.
func (m *market) approve(ctx context.Context, request int, hot bool) error {
	who := m.buyer(m.engagementOf(request, hot))
	who.Key = saleKey(request)
	return m.House.Payments.Approve(ctx, who, payment.PayInput{Request: numbered(kindPayment, request)})
}

// saleKey is the idempotency key of a sale, of always the same length.
func saleKey(request int) string { return fmt.Sprintf("sale-%09d", request) }

// selling lets n customers approve for a while, waits until everything is collected
// and nothing is left to do, and gives how many sales a second that was.
func (m *market) selling(n int, lasts time.Duration, hot bool, approve sale) float64 {
	m.run(1, 300*time.Millisecond, hot, approve) // warms up
	sold, took := m.run(n, lasts, hot, approve)
	return float64(sold) / took.Seconds()
}

func (m *market) run(n int, lasts time.Duration, hot bool, approve sale) (sold int, took time.Duration) {
	b := m.bench
	// A request in store for each that could be sold at 6,000 a second.
	enough := max(100, int(lasts.Seconds()*6000))
	first := m.asked(enough, hot)
	var next, settled atomic.Int64
	var failed atomic.Value
	give := func(err error) bool {
		if err != nil {
			failed.CompareAndSwap(nil, err)
		}
		return err != nil
	}
	type told struct {
		charge id.ID
		at     time.Time
	}
	reports := make(chan told, enough+1)
	m.outside.took = func(charge id.ID) { reports <- told{charge, time.Now().Add(settlesLater)} }
	ctx, stop := context.WithCancel(b.ctx)
	defer stop()
	var selling, settling sync.WaitGroup
	began := time.Now()
	for range n {
		selling.Go(func() {
			for time.Since(began) < lasts {
				i := int(next.Add(1)) - 1
				if i >= enough || give(approve(ctx, first+i, hot)) {
					return
				}
			}
		})
		settling.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case r := <-reports:
					pause(ctx, time.Until(r.at))
					if ctx.Err() != nil || give(m.House.Payments.Settle(ctx, r.charge)) {
						return
					}
					settled.Add(1)
				}
			}
		})
	}
	selling.Wait()
	sold = min(int(next.Load()), enough)
	for settled.Load() < int64(sold) && failed.Load() == nil && time.Since(began) < 10*time.Minute {
		pause(b.ctx, time.Millisecond)
	}
	stop()
	settling.Wait()
	if err, bad := failed.Load().(error); bad {
		b.must(err)
	}
	b.quiet(m.House)
	took = time.Since(began)
	m.collected(first, sold)
	return sold, took
}

// collected proves that this many of the requests from the first on are collected.
func (m *market) collected(first, sold int) {
	var n int
	m.bench.must(m.House.DB.Handle().QueryRowContext(m.bench.ctx, `SELECT COUNT(*) FROM payment_request WHERE state = 'collected' AND id >= $1 AND id < $2`,
		idBytes(numbered(kindPayment, first)), idBytes(numbered(kindPayment, m.stored))).Scan(&n))
	if n != sold {
		m.bench.Fatalf("%d sales, %d collected", sold, n)
	}
}

func idBytes(i id.ID) []byte { return i[:] }

// whole makes one sale by hand in a house that does not run: every command that a sale
// is made of, one after the other.
func (m *market) whole(h *app.House, request int, hot bool) {
	b := m.bench
	var charge id.ID
	m.outside.took = func(c id.ID) { charge = c }
	m.newEvents()
	who := m.buyer(m.engagementOf(request, hot))
	who.Key = saleKey(request)
	b.must(h.Payments.Approve(b.ctx, who, payment.PayInput{Request: numbered(kindPayment, request)}))
	b.must(h.Payments.Collect(b.ctx, numbered(kindPayment, request)))
	b.must(h.Payments.Settle(b.ctx, charge))
	for _, e := range m.newEvents() {
		for _, f := range []journal.Follower{h.Payments.Numberer(), h.Notify.Follower()} {
			if f.Wants(&e) {
				b.must(f.Do(b.ctx, e))
			}
		}
	}
}

// newEvents are the events since it was last asked, in order.
func (m *market) newEvents() []journal.Event {
	b, j := m.bench, m.House.Journal
	for more := true; more; {
		n, err := j.SealOnce(b.ctx)
		b.must(err)
		more = n > 0
	}
	var list []journal.Event
	for {
		page, err := j.After(b.ctx, m.seen, 1000)
		b.must(err)
		if len(page) == 0 {
			return list
		}
		list = append(list, page...)
		m.seen = page[len(page)-1].Position
	}
}
