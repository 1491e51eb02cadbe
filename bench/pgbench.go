package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"guildhall/app"
	"guildhall/market/account"
	"guildhall/market/talk"
	"guildhall/test/world"
)

// spoken is one statement as PostgreSQL heard it.
type spoken struct {
	text string
	args []string // as the log quotes them; index 0 is $1
}

// pgbench is the floor on PostgreSQL: the statements of the command itself, read
// back from the server's log, run by pgbench with as many clients.
func (b *bench) pgbench(s *world.Street, clients int, lasts time.Duration) float64 {
	tool := pgbenchPath()
	if tool == "" {
		fmt.Println("left out: pgbench is not here")
		return 0
	}
	script := filepath.Join(b.TempDir(), "message.sql")
	b.must(os.WriteFile(script, []byte(b.script(s)), 0o600))
	run := exec.CommandContext(b.ctx, tool, "-n", "-f", script, "-M", "prepared", "-c", strconv.Itoa(clients),
		"-j", strconv.Itoa(min(clients, 2)), "-T", strconv.Itoa(int(lasts.Seconds())+1), s.House.Config.Database)
	out, err := run.CombinedOutput()
	if err != nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	m := regexp.MustCompile(`tps = ([0-9.]+)`).FindSubmatch(out)
	if m == nil {
		b.Fatalf("pgbench said: %s", out)
	}
	rate, err := strconv.ParseFloat(string(m[1]), 64)
	b.must(err)
	return rate
}

func pgbenchPath() string {
	if path, err := exec.LookPath("pgbench"); err == nil {
		return path
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench") // the pattern is right
	if len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return found[len(found)-1]
}

// script sends two messages through a second house that logs every statement, and
// turns what differs between the two into values that pgbench makes afresh.
func (b *bench) script(s *world.Street) string {
	c := s.House.Config
	address := c.Database + "&options=-c%20log_statement%3Dall%20-c%20log_min_duration_statement%3D-1"
	c.Database = address
	c.Listen = "127.0.0.1:0"
	house, err := app.Open(b.ctx, c)
	b.must(err)
	house.Talks.MessagesPerMinute = 0
	defer house.Close()
	send := func() []spoken {
		before := b.serverLog(c.Database)
		_, err := house.Talks.Send(b.ctx, s.Ben, talk.SendInput{Conversation: numbered(kindConversation, 0), Voice: account.VoiceSelf, Text: words})
		b.must(err)
		return inTransaction(statementsIn(b.serverLog(c.Database)[len(before):]))
	}
	send() // prepares
	first, second := send(), send()
	if len(first) != len(second) || len(first) < 5 {
		b.Fatalf("the command spoke %d and then %d statements", len(first), len(second))
	}
	return pgbenchScript(first, second)
}

// serverLog reads the server's log, which lies beside its data (test/postgres.sh).
func (b *bench) serverLog(address string) string {
	db, err := sql.Open("pgx", address)
	b.must(err)
	defer db.Close()
	var text string
	b.must(db.QueryRowContext(context.WithoutCancel(b.ctx), `SELECT pg_read_file(current_setting('data_directory') || '/../log')`).Scan(&text))
	return text
}

var (
	heard     = regexp.MustCompile(`(?ms)^\S+ \S+ \S+ \[(\d+)\] LOG:  (?:execute [^:]*|statement): (.*?)(?:\n\S+ \S+ \S+ \[\d+\] DETAIL:  parameters: (.*?))?(?:\n\d{4}-|\z)`)
	comment   = regexp.MustCompile(`(?m)^\s*--.*$`)
	parameter = regexp.MustCompile(`\$(\d+) = (NULL|'(?:[^']|'')*')`)
)

// statementsIn reads statements and their parameters out of a log.
func statementsIn(log string) []spoken {
	var list []spoken
	for _, entry := range splitEntries(log) {
		m := heard.FindStringSubmatch(entry)
		if m == nil {
			continue
		}
		said := spoken{text: strings.Join(strings.Fields(comment.ReplaceAllString(m[2], "")), " ")}
		for _, p := range parameter.FindAllStringSubmatch(m[3], -1) {
			said.args = append(said.args, p[2])
		}
		list = append(list, said)
	}
	return list
}

// splitEntries puts a DETAIL line to the entry it belongs to.
func splitEntries(log string) []string {
	start := regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`)
	var entries []string
	for line := range strings.Lines(log) {
		switch {
		case start.MatchString(line) && !strings.Contains(line, "DETAIL:"):
			entries = append(entries, line)
		case len(entries) > 0:
			entries[len(entries)-1] += line
		}
	}
	return entries
}

// inTransaction keeps what stands between the last begin and its commit, without
// what other connections said.
func inTransaction(list []spoken) []spoken {
	from, to := -1, -1
	for i, s := range list {
		switch strings.ToLower(strings.TrimSuffix(s.text, ";")) {
		case "begin", "begin isolation level read committed":
			from = i
		case "commit":
			to = i
		}
	}
	if from < 0 || to < from {
		return nil
	}
	return list[from+1 : to]
}

// pgbenchScript writes the statements for pgbench. Ids that are new each time are
// made of two random numbers; the conversation is the client's own.
func pgbenchScript(first, second []spoken) string {
	fresh := map[string]string{} // literal -> expression
	var b bytes.Buffer
	for i := range first {
		for a := range first[i].args {
			one, two := first[i].args[a], second[i].args[a]
			if one != two && strings.HasPrefix(one, `'\x`) && fresh[one] == "" {
				n := len(fresh)
				fmt.Fprintf(&b, "\\set a%d random(1, 9000000000000000000)\n\\set b%d random(1, 9000000000000000000)\n", n, n)
				fresh[one] = fmt.Sprintf("(int8send(:a%d) || int8send(:b%d))", n, n)
			}
		}
	}
	zero := numbered(kindConversation, 0)
	fresh[fmt.Sprintf(`'\x%x'`, zero[:])] = fmt.Sprintf(`(decode('%x', 'hex') || int8send(:client_id))`, zero[:8])
	b.WriteString("BEGIN;\n")
	for _, s := range first {
		text := s.text
		for a := len(s.args); a >= 1; a-- {
			value := s.args[a-1]
			if expression := fresh[value]; expression != "" {
				value = expression
			} else if strings.HasPrefix(value, `'\x`) {
				value += "::bytea"
			}
			text = regexp.MustCompile(`\$`+strconv.Itoa(a)+`\b`).ReplaceAllLiteralString(text, value)
		}
		b.WriteString(strings.TrimSuffix(text, ";") + ";\n")
	}
	b.WriteString("COMMIT;\n")
	return b.String()
}
