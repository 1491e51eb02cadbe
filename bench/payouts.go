package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"guildhall/app"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
)

// history is how many collected payments every expert has had and been paid before,
// and fresh how many are new: what a run must not, and must, look at.
const (
	history = 3
	fresh   = 1
)

// payouts measures one run of the day for ever more experts, in a house that runs,
// until the run is done, and until everything it started is with the bank.
func (b *bench) payouts(dialect db.Dialect, o options) {
	var before float64 // seconds for each expert, at the size before
	for _, n := range o.experts {
		b.part(func() {
			h, _ := b.open(b.config(dialect))
			m := b.market(h, 1)
			m.owed(n)
			debug.FreeOSMemory()
			peak := b.watchMemory()
			began := time.Now()
			b.must(h.Payouts.RunDaily(b.ctx, clock.Wall().Add(2*24*time.Hour)))
			run := time.Since(began).Seconds()
			memory := peak()
			b.quiet(h)
			all := time.Since(began).Seconds()
			b.paid(h, n)
			what := fmt.Sprintf("payout run, %d experts", n)
			f := figure{Part: "payouts", Database: string(dialect), What: what, Value: run, Unit: "s"}
			each := run / float64(n)
			if n >= 100_000 {
				f.Aim, f.Met = "< 20 s", met(run < 20)
			}
			b.report.add(f)
			f = figure{Part: "payouts", Database: string(dialect), What: what + ", memory", Value: memory, Unit: "MB"}
			if n >= 100_000 {
				f.Aim, f.Met = "< 300 MB", met(memory < 300)
			}
			b.report.add(f)
			b.report.add(figure{Part: "payouts", Database: string(dialect), What: what + ", until the bank has all", Value: all, Unit: "s"})
			if before > 0 {
				b.report.add(figure{Part: "payouts", Database: string(dialect), What: what + ", time for each beside the size before", Value: each / before, Unit: "times",
					Aim: "<= 1.2 (linear)", Met: met(each <= 1.2*before)})
			}
			before = each
		})
	}
}

// paid proves that everybody was paid once.
func (b *bench) paid(h *app.House, n int) {
	var lines, open int
	b.must(h.DB.Handle().QueryRowContext(b.ctx, `SELECT COUNT(*) FROM payout_line WHERE state = 'sent'`).Scan(&lines))
	b.must(h.DB.Handle().QueryRowContext(b.ctx, `SELECT COUNT(*) FROM ledger_balance WHERE account = 'expert_payable' AND balance <> 0`).Scan(&open))
	if lines != n+1 || open != 0 { // Ben was paid before.
		b.Fatalf("%d of %d experts were paid, %d are still owed", lines-1, n, open)
	}
}

// owed makes n experts who were paid before and are owed something new, from one
// sale of Ben's and its payout.
func (m *market) owed(n int) {
	b, d := m.bench, m.House.DB
	m.sell(m.request)
	b.must(m.House.Payouts.RunDaily(b.ctx, clock.Wall()))
	b.quiet(m.House)
	m.sellers(1, n)
	ben := m.Ben.Organisation[:]
	seller := func(i int) id.ID { return numbered(kindSeller, 1+i) }
	b.clone(d, "payout_line", "organisation_id = $1", ben, n, func(i int, row map[string]any) {
		row["id"], row["organisation_id"], row["account_id"] = numbered(kindPayout, i), seller(i), numbered(kindAccount, 1+i)
		row["state"] = "arrived"
	})
	for _, of := range []struct {
		kind byte
		each int
	}{{kindPosting, history}, {kindFresh, fresh}} {
		b.clone(d, "ledger_posting", "template = $1", "collected", n*of.each, func(i int, row map[string]any) {
			row["id"] = numbered(of.kind, i)
			row["reference"] = numbered(kindReference, i+int(of.kind)<<32)
		})
		b.clone(d, "ledger_line", "credit_party = $1", ben, n*of.each, func(i int, row map[string]any) {
			row["posting_id"], row["credit_party"] = numbered(of.kind, i), seller(i/of.each)
		})
	}
	b.clone(d, "payout_item", "amount > $1", 0, n*history, func(i int, row map[string]any) {
		row["posting_id"], row["payout_id"] = numbered(kindPosting, i), numbered(kindPayout, i/history)
	})
	b.clone(d, "ledger_balance", "account = 'expert_payable' AND party = $1", ben, n, func(i int, row map[string]any) {
		row["party"], row["balance"] = seller(i), int64(9750*fresh)
	})
	// Whoever was paid has a history: a journal as long as a house of this size has.
	b.clone(d, "event", "name = $1", "charge.succeed", n*history, func(_ int, row map[string]any) { row["id"] = id.New() })
	b.settleDown(d)
}

// watchMemory gives what says how much memory this process held at most since then.
func (b *bench) watchMemory() func() float64 {
	stop, peak := make(chan struct{}), make(chan float64)
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		most := 0.0
		for {
			most = max(most, residentMB(os.Getpid()))
			select {
			case <-stop:
				peak <- most
				return
			case <-tick.C:
			}
		}
	}()
	return func() float64 { close(stop); return <-peak }
}
