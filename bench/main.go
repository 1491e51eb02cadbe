// Bench measures the house, each figure beside its floor from the same run: what
// the machine gives when nothing of ours is in between. It speaks to loopback only,
// stops by itself, and never decides whether a test passes.
//
//	make bench                                    everything, both databases
//	go run ./bench -only messages -seconds 2      one part, shortly, SQLite only
//
// Parts: messages (a whole command), live (sent over HTTP until seen by the other
// side), pages (a signed-in reader at growing sizes), start (empty instance to first
// page, memory, size, build). The table goes to standard output, JSON to bench/out/.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"guildhall/base/db"
)

type options struct {
	only      string
	seconds   time.Duration
	sizes     []int
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
	var sizes, databases string
	flag.StringVar(&o.only, "only", "", "parts, comma separated: messages, live, pages, start")
	flag.IntVar(&seconds, "seconds", 5, "how long one figure is measured")
	flag.StringVar(&sizes, "sizes", "1000,100000,1000000", "requests stored, for pages")
	flag.StringVar(&databases, "databases", "sqlite,postgres", "which databases")
	flag.BoolVar(&o.build, "build", true, "also time a cold build")
	flag.StringVar(&o.out, "out", filepath.Join("bench", "out"), "folder for the JSON file")
	flag.Parse()
	o.seconds = time.Duration(seconds) * time.Second
	for size := range strings.SplitSeq(sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			fmt.Fprintln(os.Stderr, "sizes:", err)
			os.Exit(2)
		}
		o.sizes = append(o.sizes, n)
	}
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
	code := b.run(o)
	cancel()
	stop()
	os.Exit(code)
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
		if o.does("messages") {
			b.messages(dialect, o)
		}
		if o.does("live") {
			b.live(dialect, o)
		}
		if o.does("pages") {
			b.pages(dialect, o)
		}
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
