package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // to make databases

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/base/db"
	"guildhall/base/id"
)

// bench is one run. It stands in for a testing.TB, so that it can use the same
// people and processes as the stories; what would fail a test ends the run.
type bench struct {
	testing.TB
	ctx      context.Context
	report   report
	cleanups []func()
}

// giveUp is how Fatal ends the run.
type giveUp string

func begin(ctx context.Context) *bench { return &bench{ctx: ctx} }

func (b *bench) Helper()                           {}
func (b *bench) Name() string                      { return "bench" }
func (b *bench) Context() context.Context          { return b.ctx }
func (b *bench) Cleanup(f func())                  { b.cleanups = append(b.cleanups, f) }
func (b *bench) Logf(format string, args ...any)   { fmt.Printf(format+"\n", args...) }
func (b *bench) Log(args ...any)                   { fmt.Println(args...) }
func (b *bench) Fatal(args ...any)                 { panic(giveUp(fmt.Sprint(args...))) }
func (b *bench) Fatalf(format string, args ...any) { panic(giveUp(fmt.Sprintf(format, args...))) }
func (b *bench) Error(args ...any)                 { b.Fatal(args...) }
func (b *bench) Errorf(format string, args ...any) { b.Fatalf(format, args...) }

func (b *bench) TempDir() string {
	dir, err := os.MkdirTemp("", "guildhall-bench")
	b.must(err)
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func (b *bench) must(err error) {
	if err != nil {
		panic(giveUp(err.Error()))
	}
}

// clean undoes, last things first.
func (b *bench) clean() {
	for i := len(b.cleanups) - 1; i >= 0; i-- {
		b.cleanups[i]()
	}
	b.cleanups = nil
}

// part runs one part and cleans up after it, so that parts do not weigh on each other.
func (b *bench) part(do func()) {
	kept := b.cleanups
	b.cleanups = nil
	defer func() {
		b.clean()
		b.cleanups = kept
	}()
	do()
}

// config is a sandbox house in a folder of its own; on PostgreSQL in a database of
// its own.
func (b *bench) config(dialect db.Dialect) config.Config {
	c := config.Config{Data: b.TempDir(), Listen: "127.0.0.1:0", Zone: "Asia/Tokyo", Fee: "2.5", Sandbox: true, UploadMax: 10 << 20, Currencies: []string{"USD", "JPY", "EUR"}}
	if dialect == db.Postgres {
		c.Database = b.postgres()
	}
	return c
}

// postgres makes an empty database and gives its address.
func (b *bench) postgres() string {
	server := os.Getenv("GUILDHALL_TEST_POSTGRES")
	admin, err := sql.Open("pgx", server)
	b.must(err)
	name := "b_" + strings.ToLower(id.New().String())
	_, err = admin.ExecContext(b.ctx, `CREATE DATABASE `+name+` TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`)
	b.must(err)
	b.Cleanup(func() {
		_, _ = admin.Exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`)
		_ = admin.Close()
	})
	u, err := url.Parse(server)
	b.must(err)
	u.Path = "/" + name
	return u.String()
}

// open opens a house and runs it beside the measurement.
func (b *bench) open(c config.Config) (h *app.House, address string) {
	h, err := app.Open(b.ctx, c)
	b.must(err)
	h.Talks.MessagesPerMinute = 0 // Nobody writes that fast; the measurement does.
	ctx, cancel := context.WithCancel(b.ctx)
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- h.Run(ctx, func(address string) { ready <- address }) }()
	b.Cleanup(func() { _ = h.Close() })
	b.Cleanup(func() { cancel(); <-ended })
	select {
	case address = <-ready:
	case err := <-ended:
		b.must(err)
	case <-time.After(time.Minute):
		b.Fatal("the house does not open")
	}
	return h, address
}
