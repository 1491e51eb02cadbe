package tidy

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "guildhall/app" // registers every query and flow
	"guildhall/base/db"
	"guildhall/engine/flow"
	"guildhall/test/dbtest"
)

var (
	written  = regexp.MustCompile(`(?i)\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE)\s+([a-z_0-9]+)`)
	noUpdate = regexp.MustCompile(`(?i)\b(?:DO\s+UPDATE\s+SET|FOR\s+UPDATE)\b`)
)

// engineTables are the tables of the machinery, whose names do not begin with the
// name of their writer.
var engineTables = map[string]string{
	"house": "journal", "event": "journal", "flow_move": "flow", "rate_limit": "limit",
	"house_key": "keys",
}

// housekeeping lists the tables that a plain transaction may write: nothing in them
// is part of what happened (RULES.md 3 names the kinds: session, token, draft, read
// mark, rate limit, seal, journal_open, job).
var housekeeping = map[string]string{
	"account_session":   "who is signed in where",
	"account_token":     "single-use links",
	"account_challenge": "questions put to passkeys, for ten minutes",
	"account_mailbox":   "addresses confirmed for notices",
	"account_key":       "only when a key was last used",
	"sanctions_party":   "in which round somebody was compared with the lists last",
	"payout_held":       "who is paid by the next run because their money was held",
	"expert_seen":       "when a badge was last seen to hold, and when it is asked again",
	"journal_open":      "what is not sealed yet",
	"desk_check":        "how far a check of the chain has come",
	"journal_head":      "the head of the chain",
	"journal_seal":      "positions and hashes",
	"journal_cursor":    "how far followers have read",
	"journal_stuck":     "events put aside",
	"journal_key":       "idempotency keys",
	"rate_limit":        "counted tries",
	"file_loose":        "bytes that no row needs",
	"request_draft":     "requests not posted yet",
	"talk_read":         "read marks",
	"talk_draft":        "messages not sent yet",
	"talk_waiting":      "messages of visitors whose address is not confirmed yet",
	"talk_token":        "short-lived tokens of the live stream",
	"house_key":         "which sealing keys this database has seen, by their ids",
}

// housekeepers are prefixes of whole families of housekeeping tables.
var housekeepers = []string{"job_", "river_", "sweep_", "sandbox_"} // The sandbox is somebody else's machine.

// tablesWritten lists the tables a query writes to.
func tablesWritten(text string) []string {
	var tables []string
	for _, m := range written.FindAllStringSubmatch(noUpdate.ReplaceAllString(text, ""), -1) {
		if table := strings.ToLower(m[1]); !slices.Contains(tables, table) {
			tables = append(tables, table)
		}
	}
	return tables
}

// owner is the one that writes a table.
func owner(table string) string {
	if o, ok := engineTables[table]; ok {
		return o
	}
	name, _, _ := strings.Cut(table, "_")
	if name == "river" { // the job engine's own
		return "job"
	}
	return name
}

func flowTables() map[string]*flow.Flow {
	byTable := map[string]*flow.Flow{}
	for _, f := range flow.All() {
		byTable[f.Table] = f
	}
	return byTable
}

func TestEachTableHasOneWriter(t *testing.T) {
	for _, q := range db.Queries() {
		who, _, _ := strings.Cut(q.Name, ".")
		for _, table := range tablesWritten(q.Text) {
			if q.Kind == db.KindRead {
				t.Errorf("query %s is registered as a read and writes %s", q.Name, table)
			}
			if isFlowMove(q.Name, table) {
				continue
			}
			if owner(table) != who {
				t.Errorf("query %s writes %s, which belongs to %s", q.Name, table, owner(table))
			}
		}
	}
}

// isFlowMove tells that this is a query with which a flow moves its own rows.
func isFlowMove(name, table string) bool {
	f := flowTables()[table]
	return f != nil && slices.Contains([]string{"flow." + f.Noun + ".move", "flow." + f.Noun + ".move_carrying"}, name)
}

func TestPlainTransactionsWriteHousekeepingOnly(t *testing.T) {
	for _, q := range db.Queries() {
		if q.Kind != db.KindKeep {
			continue
		}
		for _, table := range tablesWritten(q.Text) {
			kept := housekeeping[table] != "" || slices.ContainsFunc(housekeepers, func(p string) bool { return strings.HasPrefix(table, p) })
			if !kept {
				t.Errorf("query %s keeps %s, which is not a housekeeping table: record a change, or list it here with a reason", q.Name, table)
			}
		}
	}
}

// setClause is what an UPDATE sets, up to its WHERE.
func setClause(text string) string {
	_, rest, ok := strings.Cut(strings.ToUpper(text), " SET ")
	if !ok {
		return ""
	}
	if i := strings.Index(rest, " WHERE "); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

var stateColumn = regexp.MustCompile(`(?i)(?:^|[,\s])(state|state_since)\s*=`)

func TestStateColumnsChangeOnlyThroughTheirFlow(t *testing.T) {
	tables := flowTables()
	for _, q := range db.Queries() {
		for _, table := range tablesWritten(q.Text) {
			if tables[table] == nil || isFlowMove(q.Name, table) {
				continue
			}
			if m := stateColumn.FindStringSubmatch(setClause(strings.Join(strings.Fields(q.Text), " "))); m != nil {
				t.Errorf("query %s sets %s.%s; only flow.Move may", q.Name, table, strings.ToLower(m[1]))
			}
		}
	}
}

func TestAQueryIsNamedAfterItsPackage(t *testing.T) {
	for _, c := range calls(t) {
		if c.pkg != "db" || len(c.args) < 2 || !slices.Contains([]string{"Read", "Write", "Keep"}, c.name) || c.args[0] == "" {
			continue
		}
		who, _, _ := strings.Cut(c.args[0], ".")
		folders := strings.Split(c.src.dir, "/")
		if !slices.Contains(folders, who) {
			t.Errorf("%s: query %s is registered in %s; its name begins with the room", c.src.at(c.node), c.args[0], c.src.dir)
		}
		if regexp.MustCompile(`(?i)SELECT\s+(\w+\.)?\*`).MatchString(c.args[1]) {
			t.Errorf("%s: query %s lists no columns", c.src.at(c.node), c.args[0])
		}
	}
}

func TestEveryQueryIsUnderstoodByItsDatabases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, q := range db.Queries() {
			if q.Only != "" && q.Only != d.Dialect {
				continue
			}
			if err := d.Check(t.Context(), q); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestTheTableRulesFindWhatIsPlanted(t *testing.T) {
	if got := tablesWritten("WITH x AS (UPDATE deal_proposal SET a = 1 RETURNING id) INSERT INTO request_request (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET b = 2"); !slices.Equal(got, []string{"deal_proposal", "request_request"}) {
		t.Errorf("tables written: %v", got)
	}
	if owner("deal_proposal") != "deal" || owner("event") != "journal" {
		t.Error("owners are not told")
	}
	if !stateColumn.MatchString(setClause("UPDATE x SET version = version + 1, state = $1 WHERE id = $2")) {
		t.Error("a planted state change is not found")
	}
	if stateColumn.MatchString(setClause("UPDATE x SET version = 1 WHERE id = $2 AND state = $3")) {
		t.Error("a condition on the state is taken for a change")
	}
}
