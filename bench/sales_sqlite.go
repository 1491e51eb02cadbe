package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"guildhall/base/id"
)

// bareRow is a row that a sale leaves behind, to be written again with other ids.
type bareRow struct {
	table     string
	columns   []string
	values    []any
	statement *sql.Stmt
}

// rowsOrder is in which order a sale's rows can be written, so that each finds what it
// points at; other tables come last.
var rowsOrder = []string{"event", "journal_seal", "payment_invoice", "payment_invoice_line", "payment_charge", "ledger_posting", "ledger_line",
	"river_job", "journal_key"}

// bareSale is the floor on SQLite: the driver alone writes the rows that a sale leaves
// behind (read back after one was made), with one commit for each of its changes.
type bareSale struct {
	m       *market
	rows    []bareRow
	commits int
	began   time.Time
	request id.ID // of the sale that was read back
	touch   []*sql.Stmt
	mu      sync.Mutex
	turn    int64
	next    int
}

func (b *bench) bareSale(m *market) *bareSale {
	h := m.House
	first := m.asked(2*m.parties, false)
	m.whole(h, first, false) // Balances and series are there from now on.
	s := &bareSale{m: m, began: time.Now().Add(-time.Millisecond), request: numbered(kindPayment, first+m.parties)}
	marks := map[string]int64{}
	tables := b.tables(h.DB.Handle())
	for _, t := range tables {
		b.must(h.DB.Handle().QueryRowContext(b.ctx, `SELECT COALESCE(MAX(rowid), 0) FROM `+t).Scan(ptr(marks, t)))
	}
	m.whole(h, first+m.parties, false)
	for _, t := range tables {
		s.read(t, marks[t])
	}
	walls := map[any]bool{}
	for _, r := range s.rows {
		if r.table == "event" {
			walls[r.values[slices.Index(r.columns, "wall")]] = true
		}
	}
	s.commits = len(walls)
	b.must(h.DB.Handle().QueryRowContext(b.ctx, `SELECT MAX(position) FROM journal_seal`).Scan(&s.turn))
	for _, text := range []string{
		`UPDATE payment_request SET version = version + 1, state = 'collected', fee = 250, net = 9750 WHERE id = $1`,
		`UPDATE deal_engagement SET version = version + 1 WHERE id = (SELECT engagement_id FROM payment_request WHERE id = $1)`,
		`UPDATE ledger_balance SET balance = balance + 1 WHERE account = 'customer_receivable' AND party = (SELECT engagement_id FROM payment_request WHERE id = $1)`,
		`UPDATE ledger_balance SET balance = balance + 1 WHERE account = 'expert_uncollected' AND party = (SELECT engagement_id FROM payment_request WHERE id = $1)`,
		`UPDATE ledger_balance SET balance = balance + 1 WHERE account = 'expert_payable' AND party = (SELECT seller_id FROM payment_request WHERE id = $1)`,
	} {
		statement, err := h.DB.Handle().PrepareContext(b.ctx, text)
		b.must(err)
		s.touch = append(s.touch, statement)
	}
	return s
}

func ptr(marks map[string]int64, table string) any { return &mark{marks, table} }

// mark scans into a map.
type mark struct {
	of    map[string]int64
	table string
}

func (m *mark) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("%T", v)
	}
	m.of[m.table] = n
	return nil
}

// tables lists the tables of an SQLite database in the order in which their rows can
// be written.
func (b *bench) tables(handle *sql.DB) []string {
	rows, err := handle.QueryContext(b.ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	b.must(err)
	defer rows.Close()
	var list []string
	for rows.Next() {
		var name string
		b.must(rows.Scan(&name))
		list = append(list, name)
	}
	place := func(t string) int {
		if i := slices.Index(rowsOrder, t); i >= 0 {
			return i
		}
		return len(rowsOrder)
	}
	slices.SortStableFunc(list, func(x, y string) int { return place(x) - place(y) })
	return list
}

// read reads back the rows of a table behind a mark.
func (s *bareSale) read(table string, after int64) {
	b, handle := s.m.bench, s.m.House.DB.Handle()
	rows, err := handle.QueryContext(b.ctx, `SELECT * FROM `+table+` WHERE rowid > $1 ORDER BY rowid`, after)
	b.must(err)
	columns, err := rows.Columns()
	b.must(err)
	var read []bareRow
	for rows.Next() {
		r := bareRow{table: table, columns: columns, values: make([]any, len(columns))}
		into := make([]any, len(columns))
		for i := range into {
			into[i] = &r.values[i]
		}
		b.must(rows.Scan(into...))
		read = append(read, r)
	}
	b.must(rows.Close())
	if len(read) == 0 {
		return
	}
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	statement, err := handle.PrepareContext(b.ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`)
	b.must(err)
	for _, r := range read {
		r.statement = statement
		s.rows = append(s.rows, r)
	}
}

// rate is how many sales a second the bare driver writes with n workers.
func (s *bareSale) rate(n int, lasts time.Duration) float64 {
	s.next = s.m.asked(max(100, int(lasts.Seconds()+2)*8000), false)
	return s.m.bench.perSecond(n, lasts, func(ctx context.Context, _, _ int) error {
		s.mu.Lock() // One connection writes; waiting here is cheaper than in the pool.
		request := numbered(kindPayment, s.next)
		s.next++
		fresh := map[id.ID]id.ID{s.request: request}
		s.mu.Unlock()
		for c := range s.commits {
			if err := s.commit(ctx, c, request, fresh); err != nil {
				return err
			}
		}
		return nil
	})
}

// commit writes one share of a sale's rows.
func (s *bareSale) commit(ctx context.Context, share int, request id.ID, fresh map[id.ID]id.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx = context.WithoutCancel(ctx)
	tx, err := s.m.House.DB.Handle().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	for _, r := range s.rows[share*len(s.rows)/s.commits : (share+1)*len(s.rows)/s.commits] {
		if _, err := tx.StmtContext(ctx, r.statement).ExecContext(ctx, s.again(r, fresh)...); err != nil {
			return fmt.Errorf("bare %s: %w", r.table, err)
		}
	}
	for i, touch := range s.touch {
		if i > 1 && i != share && share != s.commits-1 { // Request and engagement each time, a balance twice.
			continue
		}
		if _, err := tx.StmtContext(ctx, touch).ExecContext(ctx, request[:]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// again is a row with ids of its own.
func (s *bareSale) again(r bareRow, fresh map[id.ID]id.ID) []any {
	values := slices.Clone(r.values)
	for i, v := range values {
		raw, is := v.([]byte)
		if !is || len(raw) != len(id.None) {
			continue
		}
		old := id.ID(raw)
		if fresh[old].IsNone() && old.Time().After(s.began) {
			fresh[old] = id.New()
		}
		if again := fresh[old]; !again.IsNone() {
			values[i] = again[:]
		}
	}
	for column, value := range map[string]any{"river_job.id": nil, "journal_seal.position": s.turn + 1,
		"journal_key.key": fmt.Sprintf("bare-%d", s.turn), "notify_mail.once": fmt.Sprintf("bare-%d", s.turn),
		"payment_invoice.number": s.turn} {
		table, name, _ := strings.Cut(column, ".")
		if i := slices.Index(r.columns, name); table == r.table && i >= 0 {
			values[i] = value
			s.turn++
		}
	}
	return values
}
