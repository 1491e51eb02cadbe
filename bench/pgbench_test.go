package main

import (
	"strings"
	"testing"
)

func TestStatementsAreReadFromTheServersLog(t *testing.T) {
	log := `2026-11-23 04:11:21.000 UTC [12] LOG:  statement: begin
2026-11-23 04:11:21.000 UTC [12] LOG:  execute stmtcache_1: UPDATE a
		SET b = $1 WHERE id = $2
2026-11-23 04:11:21.000 UTC [12] DETAIL:  parameters: $1 = '5', $2 = '\x01ff'
2026-11-23 04:11:21.000 UTC [12] LOG:  execute stmtcache_2: INSERT INTO c (id, t) VALUES ($1, $2)
2026-11-23 04:11:21.000 UTC [12] DETAIL:  parameters: $1 = '\x02', $2 = 'it''s'
2026-11-23 04:11:21.000 UTC [12] LOG:  statement: commit
`
	first := inTransaction(statementsIn(log))
	if len(first) != 2 || len(first[0].args) != 2 || first[1].args[1] != "'it''s'" {
		t.Fatalf("read %+v", first)
	}
	second := inTransaction(statementsIn(strings.ReplaceAll(log, `\x02`, `\x03`)))
	script := pgbenchScript(first, second)
	for _, want := range []string{`\set a0 random`, `UPDATE a SET b = '5' WHERE id = '\x01ff'::bytea;`, `VALUES ((int8send(:a0) || int8send(:b0)), 'it''s');`} {
		if !strings.Contains(script, want) {
			t.Errorf("%s is not in\n%s", want, script)
		}
	}
}
