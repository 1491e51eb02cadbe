package db

import (
	"slices"
	"strings"
	"testing"
)

func TestThePasswordIsNoArgumentOfAProgram(t *testing.T) {
	cmd := postgresTool(t.Context(), "/usr/bin/pg_dump", "postgres://house:s%3Acret@db.example/guild?sslmode=require&pool_max_conns=20", "--file=copy")
	want := []string{"/usr/bin/pg_dump", "--dbname=postgres://house@db.example/guild?sslmode=require", "--file=copy"}
	if !slices.Equal(cmd.Args, want) {
		t.Errorf("%q", cmd.Args)
	}
	if !slices.Contains(cmd.Env, "PGPASSWORD=s:cret") {
		t.Error("the program does not know the password")
	}
	cmd = postgresTool(t.Context(), "/usr/bin/pg_dump", "postgres://postgres@127.0.0.1:5432/guild?sslmode=disable")
	if cmd.Env != nil || !strings.HasSuffix(cmd.Args[1], "sslmode=disable") {
		t.Errorf("%q", cmd.Args)
	}
}
