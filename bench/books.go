package main

import (
	"context"
	"fmt"
	"time"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// engagementsInBooks is over how many engagements the postings are spread.
const engagementsInBooks = 1000

// books measures the proof of the books over many postings: sales of many engagements,
// each with its event in the chain, copied from one that was made through the rooms.
func (b *bench) books(dialect db.Dialect, o options) {
	b.part(func() {
		h, _ := b.open(b.config(dialect))
		m := b.market(h, engagementsInBooks)
		m.sell(m.request)
		began := time.Now()
		m.fill(o.postings)
		b.quiet(h)
		fmt.Printf("  %s: %d postings stored (%.1f s)\n", dialect, o.postings, time.Since(began).Seconds())
		began = time.Now()
		report, err := h.VerifyBooks(b.ctx)
		took := time.Since(began)
		b.must(err)
		if len(report.Problems) > 0 || report.Postings < int64(o.postings) {
			b.Fatalf("%d postings, %d problems: %v", report.Postings, len(report.Problems), report.Problems[:min(3, len(report.Problems))])
		}
		f := figure{Part: "books", Database: string(dialect), What: fmt.Sprintf("books verify, %d postings, %d lines", report.Postings, report.Lines), Value: took.Seconds(), Unit: "s",
			Floor: b.counting(h.DB).Seconds(), FloorIs: "reading every line once, in SQL"}
		if o.postings >= 1_000_000 {
			f.Aim, f.Met = "< 5 s", met(took < 5*time.Second)
		}
		b.report.add(f)
		began = time.Now()
		events, err := h.Journal.Verify(b.ctx)
		b.must(err)
		b.report.add(figure{Part: "books", Database: string(dialect), What: fmt.Sprintf("journal verify, %d events", events), Value: time.Since(began).Seconds(), Unit: "s"})
	})
}

// counting is how long the database takes to look at every line once.
func (b *bench) counting(d *db.DB) time.Duration {
	began := time.Now()
	var sum int64
	b.must(d.Handle().QueryRowContext(b.ctx, `SELECT CAST(SUM(l.amount) AS BIGINT) FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id`).Scan(&sum))
	return time.Since(began)
}

// fill stores postings until there are this many more: sales, of three postings each,
// spread over all engagements, with balances that agree.
func (m *market) fill(postings int) {
	b, d := m.bench, m.House.DB
	of := []string{"invoiced", "collected", "processor_settled"}
	sales := (postings + len(of) - 1) / len(of)
	events := m.events(sales)
	parts := 2 * m.parties // engagements, spread and Ben's
	for k, template := range of {
		var posting id.ID
		b.must(d.Handle().QueryRowContext(b.ctx, `SELECT id FROM ledger_posting WHERE template = $1`, template).Scan(&posting))
		made := func(i int) id.ID { return numbered(kindPosting, i*len(of)+k) }
		b.clone(d, "ledger_posting", "id = $1", posting[:], sales, func(i int, row map[string]any) {
			row["id"], row["reference"], row["event_id"] = made(i), numbered(kindReference, i), events[i]
		})
		var lines int
		b.must(d.Handle().QueryRowContext(b.ctx, `SELECT COUNT(*) FROM ledger_line WHERE posting_id = $1`, posting[:]).Scan(&lines))
		for n := 1; n <= lines; n++ {
			b.clone(d, "ledger_line", fmt.Sprintf("number = %d AND posting_id = $1", n), posting[:], sales, func(i int, row map[string]any) {
				row["posting_id"] = made(i)
				for _, side := range []string{"debit", "credit"} {
					if row[side+"_party"] == nil {
						continue
					}
					row[side+"_party"] = numbered(kindEngagement, i%parts)
					if row[side] == "expert_payable" {
						row[side+"_party"] = m.seller(i % parts)
					}
				}
			})
		}
	}
	m.balances(sales, parts)
	b.settleDown(d)
}

// balances stores what stands after the sales of fill: nothing for an engagement, the
// share of each sale for its expert.
func (m *market) balances(sales, parts int) {
	b, d := m.bench, m.House.DB
	for _, account := range []string{"customer_receivable", "expert_uncollected"} {
		b.clone(d, "ledger_balance", "account = $1", account, parts, func(i int, row map[string]any) {
			row["party"], row["balance"] = numbered(kindEngagement, i), 0
		})
	}
	var share int64
	b.must(d.Handle().QueryRowContext(b.ctx, `SELECT balance FROM ledger_balance WHERE account = 'expert_payable'`).Scan(&share))
	owed := map[id.ID]int64{}
	for i := range sales {
		owed[m.seller(i%parts)] += share
	}
	b.clone(d, "ledger_balance", "account = $1", "expert_payable", m.parties, func(i int, row map[string]any) {
		row["party"], row["balance"] = m.seller(i), owed[m.seller(i)]
	})
	b.exec(d, `UPDATE ledger_balance SET balance = balance + $1 WHERE account = 'expert_payable' AND party = $2`, owed[m.Ben.Organisation], m.Ben.Organisation[:])
}

// events records n events through the journal, many in each change, so that the chain
// over them is the real one.
func (m *market) events(n int) []id.ID {
	const each = 5000
	var ids []id.ID
	for len(ids) < n {
		list := make([]journal.Event, min(each, n-len(ids)))
		for i := range list {
			list[i] = journal.Event{Name: "clock.move", Subject: m.engagement, Data: map[string]any{"sale": len(ids) + i}}
		}
		var made []id.ID
		m.bench.must(m.House.Journal.Change(m.bench.ctx, policy.As(policy.System, "bench"), func(ctx context.Context, tx *journal.Tx) (err error) {
			made, err = tx.RecordMany(ctx, list)
			return err
		}))
		ids = append(ids, made...)
	}
	return ids
}
