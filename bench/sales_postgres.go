package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"guildhall/app"
	"guildhall/base/db"
)

// saleFloor says how many sales a second are possible with none of ours in between.
type saleFloor struct {
	rate func(n int, hot bool) float64
	is   string
}

// saleFloors opens a house that does not run, and measures the floor in its database.
func (b *bench) saleFloors(dialect db.Dialect, o options) saleFloor {
	c := b.config(dialect)
	if dialect == db.Postgres {
		c.Database += "&options=-c%20log_statement%3Dall%20-c%20log_min_duration_statement%3D-1"
	}
	h, err := app.Open(b.ctx, c)
	b.must(err)
	b.Cleanup(func() { _ = h.Close() })
	if dialect == db.SQLite {
		bare := b.bareSale(b.market(h, marketParties))
		return saleFloor{is: fmt.Sprintf("bare driver, the same %d rows in %d commits", len(bare.rows), bare.commits),
			rate: func(n int, hot bool) float64 {
				if hot { // One writer: it is the same for one expert.
					return 0
				}
				return bare.rate(n, o.seconds)
			}}
	}
	if pgbenchPath() == "" {
		fmt.Println("left out: pgbench is not here")
		return saleFloor{rate: func(int, bool) float64 { return 0 }}
	}
	m := b.market(h, marketParties)
	b.exec(h.DB, `CREATE SEQUENCE bench_sale`)
	scripts := map[bool]string{}
	for _, hot := range []bool{false, true} {
		scripts[hot] = b.saleScript(m, hot)
	}
	return saleFloor{is: "pgbench -M prepared, the sale's own statements", rate: func(n int, hot bool) float64 {
		first := m.asked(max(200, int(o.seconds.Seconds()+2)*4000), hot)
		b.exec(h.DB, fmt.Sprintf(`ALTER SEQUENCE bench_sale RESTART WITH %d`, first))
		return b.pgbenchRate(c.Database, n, int(o.seconds.Seconds())+1, "-f", scripts[hot], "-M", "prepared")
	}}
}

// exec runs a statement past the rooms.
func (b *bench) exec(d *db.DB, text string, args ...any) {
	_, err := d.Handle().ExecContext(b.ctx, text, args...)
	b.must(err)
}

// tpcb is pgbench's own measure on the same server, for comparison with other machines.
func (b *bench) tpcb(dialect db.Dialect, o options) {
	if dialect != db.Postgres || o.tpcb == 0 || pgbenchPath() == "" {
		return
	}
	b.part(func() {
		address := b.postgres()
		if out, err := exec.CommandContext(b.ctx, pgbenchPath(), "-i", "-q", "-s", strconv.Itoa(o.tpcb), address).CombinedOutput(); err != nil { // #nosec G204 -- our own server
			b.Fatalf("pgbench -i: %v\n%s", err, out)
		}
		for _, n := range workers {
			rate := b.pgbenchRate(address, n, int(o.seconds.Seconds())+1, "-M", "prepared")
			b.report.add(figure{Part: "sales", Database: string(dialect), What: fmt.Sprintf("pgbench TPC-B, scale %d, %d at once", o.tpcb, n), Value: rate, Unit: "tx/s"})
		}
	})
}

// pgbenchRate runs pgbench and gives its transactions a second.
func (b *bench) pgbenchRate(address string, clients, seconds int, args ...string) float64 {
	address, _, _ = strings.Cut(address, "&options=")                                                                                        // What it says is not logged.
	run := exec.CommandContext(b.ctx, pgbenchPath(), append([]string{"-n", "-c", strconv.Itoa(clients), "-j", strconv.Itoa(min(clients, 2)), // #nosec G204 -- our own server
		"-T", strconv.Itoa(seconds)}, append(args, address)...)...)
	out, err := run.CombinedOutput()
	m := regexp.MustCompile(`tps = ([0-9.]+)`).FindSubmatch(out)
	if err != nil || m == nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	rate, err := strconv.ParseFloat(string(m[1]), 64)
	b.must(err)
	return rate
}

// saleScript makes three sales by hand in a house whose statements are logged, and
// turns what differs between the last two into values that pgbench makes afresh.
func (b *bench) saleScript(m *market, hot bool) string {
	address := m.House.Config.Database
	request := m.asked(3, hot)
	var said [3][]spoken
	for i := range said {
		before := len(b.serverLog(address))
		m.whole(m.House, request+i, hot)
		said[i] = withoutSeals(statementsIn(b.serverLog(address)[before:]))
	}
	first, second := said[1], said[2]
	if len(first) != len(second) || len(first) < 20 {
		b.Fatalf("a sale spoke %d and then %d statements", len(first), len(second))
	}
	path := filepath.Join(b.TempDir(), fmt.Sprintf("sale-%t.sql", hot))
	b.must(os.WriteFile(path, []byte(m.script(first, second, request+1, hot)), 0o600))
	return path
}

// withoutSeals leaves out what the sealer says: reading what is open, and the
// transactions that move the journal's head.
func withoutSeals(all []spoken) []spoken {
	var kept, group []spoken
	inside, seals := false, false
	for _, s := range all {
		begins := strings.HasPrefix(strings.ToLower(s.text), "begin")
		if begins {
			inside, seals = true, false
		}
		group = append(group, s)
		seals = seals || strings.Contains(s.text, "journal_head") || strings.Contains(s.text, "FROM journal_seal") || strings.Contains(s.text, "FROM journal_open")
		if inside && !begins && !strings.EqualFold(s.text, "commit") {
			continue
		}
		if begins {
			continue
		}
		if !seals {
			kept = append(kept, group...)
		}
		group, inside, seals = nil, false, false
	}
	return kept
}

// script writes a sale for pgbench: ids that are new each time are made of two random
// numbers, the request is the next of those in store, and with it its engagement, its
// customer and its expert.
func (m *market) script(first, second []spoken, request int, hot bool) string {
	engagement := fmt.Sprintf("((:n)::bigint %% %d)", m.parties)
	if hot {
		engagement = fmt.Sprintf("(%d + (:n)::bigint %% %d)", m.parties, m.parties)
	}
	party := fmt.Sprintf("((:n)::bigint %% %d)", m.parties)
	e := m.engagementOf(request, hot)
	known := map[string]string{quotedLiteral("sale-", request): "'sale-' || lpad((:n)::text, 9, '0')"}
	for kind, of := range map[byte]struct {
		number     int
		expression string
	}{
		kindPayment: {request, "(:n)::bigint"}, kindEngagement: {e, engagement}, kindProposal: {e, engagement}, kindSeller: {e, party},
		kindOrganisation: {e % m.parties, party}, kindPerson: {e % m.parties, party}, kindMethod: {e % m.parties, party},
	} {
		one := numbered(kind, of.number)
		known[fmt.Sprintf(`'\x%x'`, one[:])] = fmt.Sprintf(`(decode('%x', 'hex') || int8send(%s))`, one[:8], of.expression)
	}
	var b bytes.Buffer
	fresh := 0
	for i := range first {
		for a := range first[i].args {
			one, two := first[i].args[a], second[i].args[a]
			if mail := strings.Split(one, ":"); one != two && mail[0] == "'event" && len(mail) > 2 { // What makes a mail the only one.
				known[one] = fmt.Sprintf("('%s ' || (:n)::text)", mail[2])
			}
			if one != two && strings.HasPrefix(one, `'\x`) && len(one) == len(`'\x'`)+32 && known[one] == "" {
				fmt.Fprintf(&b, "\\set a%d random(1, 9000000000000000000)\n\\set b%d random(1, 9000000000000000000)\n", fresh, fresh)
				known[one] = fmt.Sprintf("(int8send(:a%d) || int8send(:b%d))", fresh, fresh)
				fresh++
			}
		}
	}
	b.WriteString("SELECT nextval('bench_sale') AS n \\gset\n")
	for _, s := range first {
		if strings.HasPrefix(s.text, "UPDATE payment_invoice SET number") { // Each has its own.
			s.args[1] = "(:n)::bigint"
		}
		b.WriteString(s.filled(known) + ";\n")
	}
	return b.String()
}

func quotedLiteral(prefix string, request int) string {
	return "'" + prefix + strings.TrimPrefix(saleKey(request), prefix) + "'"
}

var pgbenchVariable = regexp.MustCompile(`:([A-Za-z_])`)

// filled is the statement with its arguments, those known replaced.
func (s spoken) filled(known map[string]string) string {
	text := s.text
	for a := len(s.args); a >= 1; a-- {
		value := s.args[a-1]
		if expression := known[value]; expression != "" {
			value = expression
		} else if strings.HasPrefix(value, `'\x`) {
			value += "::bytea"
		} else if strings.HasPrefix(value, "'") { // What looks like a variable of pgbench's is none.
			value = pgbenchVariable.ReplaceAllString(value, ": $1")
		}
		text = regexp.MustCompile(`\$`+strconv.Itoa(a)+`\b`).ReplaceAllLiteralString(text, value)
	}
	return strings.TrimSuffix(text, ";")
}
