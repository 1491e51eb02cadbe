// Bench measures the house, each figure beside its floor from the same run: what
// the machine gives when nothing of ours is in between. It speaks to loopback only,
// stops by itself, and never decides whether a test passes.
//
//	make bench                                    everything, both databases
//	go run ./bench -only messages -seconds 2      one part, shortly, SQLite only
//
// Parts: messages (a whole command), live (sent over HTTP until seen by the other
// side), pages (a signed-in reader at growing sizes), start (empty instance to first
// page, memory, size, build), sales (approved until collected), http (the same over
// the API), payouts (one run for many experts), books (the proof of the books),
// payments (the pages of an engagement with many), desk (the operator's queue of
// registrations), badges (verified a second). The table goes to standard output,
// JSON to bench/out/.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"guildhall/base/db"
)

type options struct {
	only      string
	seconds   time.Duration
	sizes     []int // requests stored
	experts   []int // paid in one run
	postings  int   // in the books
	payments  int   // in one engagement
	tpcb      int   // scale of pgbench's own measure
	profile   string
	databases []db.Dialect
	build     bool
	out       string
}

func (o options) does(part string) bool {
	return o.only == "" || strings.Contains(","+o.only+",", ","+part+",")
}

func main() {
	if len(os.Args) > 1 && strings.HasPrefix(os.Args[1], "floor-") {
		floorProcess(os.Args[1])
		return
	}
	var o options
	var seconds int
	var sizes, experts, databases string
	flag.StringVar(&o.only, "only", "", "parts, comma separated: messages, live, pages, start, sales, http, payouts, books, payments, desk, badges")
	flag.IntVar(&seconds, "seconds", 5, "how long one figure is measured")
	flag.StringVar(&sizes, "sizes", "1000,100000,1000000", "requests stored, for pages")
	flag.StringVar(&experts, "experts", "1000,10000,100000", "experts paid in one run, for payouts")
	flag.IntVar(&o.postings, "postings", 1_000_000, "postings in the books, for books")
	flag.IntVar(&o.payments, "payments", 1000, "payments in one engagement, for payments")
	flag.IntVar(&o.tpcb, "tpcb", 50, "scale of pgbench's own measure, for sales on PostgreSQL; 0 leaves it out")
	flag.StringVar(&databases, "databases", "sqlite,postgres", "which databases")
	flag.BoolVar(&o.build, "build", true, "also time a cold build")
	flag.StringVar(&o.out, "out", filepath.Join("bench", "out"), "folder for the JSON file")
	flag.StringVar(&o.profile, "profile", "", "file for a profile of the processor's time (go tool pprof)")
	flag.Parse()
	o.seconds = time.Duration(seconds) * time.Second
	o.sizes, o.experts = numbers("sizes", sizes), numbers("experts", experts)
	for name := range strings.SplitSeq(databases, ",") {
		if name == string(db.Postgres) && os.Getenv("GUILDHALL_TEST_POSTGRES") == "" {
			fmt.Println("left out: PostgreSQL (GUILDHALL_TEST_POSTGRES is not set; test/postgres.sh brings a server)")
			continue
		}
		o.databases = append(o.databases, db.Dialect(name))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	ctx, cancel := context.WithTimeout(ctx, time.Hour) // It stops by itself, whatever happens.
	b := begin(ctx)
	stopProfile := profile(o.profile)
	code := b.run(o)
	stopProfile()
	cancel()
	stop()
	os.Exit(code)
}

// profile writes where the processor's time goes into a file, if one is named, until
// the function it gives is called.
func profile(path string) func() {
	if path == "" {
		return func() {}
	}
	file, err := os.Create(path)
	if err == nil {
		err = pprof.StartCPUProfile(file)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		os.Exit(2)
	}
	return func() {
		pprof.StopCPUProfile()
		_ = file.Close()
	}
}

// numbers reads a list such as 1000,10000.
func numbers(flag, list string) []int {
	var out []int
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			fmt.Fprintf(os.Stderr, "-%s: %q is no number\n", flag, text)
			os.Exit(2)
		}
		out = append(out, n)
	}
	return out
}

// run measures every part asked for and gives the exit code.
func (b *bench) run(o options) (code int) {
	defer b.clean()
	defer func() {
		if p := recover(); p != nil {
			if gave, ok := p.(giveUp); ok {
				fmt.Fprintln(os.Stderr, "bench:", string(gave))
				code = 1
				return
			}
			panic(p)
		}
	}()
	b.report.Machine = fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	b.report.At = time.Now().UTC().Format(time.RFC3339)
	for _, dialect := range o.databases {
		for _, part := range []struct {
			name    string
			measure func(db.Dialect, options)
		}{
			{"messages", b.messages}, {"live", b.live}, {"pages", b.pages},
			{"sales", b.sales}, {"http", b.http}, {"payouts", b.payouts}, {"books", b.books}, {"payments", b.payments}, {"desk", b.desk},
		} {
			if o.does(part.name) {
				part.measure(dialect, o)
			}
		}
	}
	if o.does("badges") {
		b.badges(o)
	}
	if o.does("start") {
		b.start(o)
	}
	b.report.print(os.Stdout)
	path, err := b.report.save(o.out)
	b.must(err)
	fmt.Println("\nwritten to", path)
	return 0
}
