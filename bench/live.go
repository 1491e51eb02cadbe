package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"guildhall/app"
	"guildhall/base/db"
	"guildhall/market/talk"
	"guildhall/test/world"
	"guildhall/web"
)

// live measures a message from the moment its form is sent until the other side's
// open page is told, with one sender and many open streams.
func (b *bench) live(dialect db.Dialect, o options) {
	const most = 1000
	b.part(func() {
		c := b.config(dialect)
		var street *world.Street
		world.Inside(b, c, func(h *app.House) {
			street = world.People(b, h)
			b.talks(street, most)
			b.sessions(street, most)
		})
		house, floor := world.Serve(b, c.Data, c.Database, "--messages-per-minute", "0").Address, b.floor()
		for _, n := range []int{1, 100, most} {
			ours := b.heard(o.seconds, n, setting{
				listen: func(i int, heard func()) (func(), error) {
					return newClient(house, token(i)).listen("/live", heard)
				},
				send: sender(house, street.BenToken, func(i int) (string, url.Values) {
					return conversationForm(i), url.Values{"text": {words}, "voice": {"self"}, "_key": {web.NewKey()}}
				}),
			})
			bare := b.heard(o.seconds, n, bareSetting(floor))
			for _, q := range []struct {
				name  string
				share float64
			}{{"p50", 0.5}, {"p99", 0.99}} {
				f := figure{Part: "live", Database: string(dialect), What: fmt.Sprintf("sent until seen, %d streams, %s", n, q.name), Value: millis(quantile(ours, q.share)), Unit: "ms",
					Floor: millis(quantile(bare, q.share)), FloorIs: "net/http and a map of channels, no database"}
				if n == most && q.name == "p99" {
					f.Aim, f.Met = "< 25 ms", met(f.Value < 25)
				}
				b.report.add(f)
			}
		}
		b.fan(dialect, o, house, street, most)
	})
}

func conversationForm(i int) string {
	return "/conversations/" + talk.ConversationID.Text(numbered(kindConversation, i)) + "/messages"
}

// setting is one way to listen and to send.
type setting struct {
	listen func(i int, heard func()) (func(), error)
	send   func(i int) error
}

func sender(address, token string, form func(i int) (string, url.Values)) func(i int) error {
	c := newClient(address, token)
	return func(i int) error {
		path, values := form(i)
		status, body, err := c.do(http.MethodPost, path, values)
		if err == nil && status != http.StatusSeeOther {
			err = fmt.Errorf("a message was answered with %d: %s", status, world.Words(string(body)))
		}
		return err
	}
}

func bareSetting(floor string) setting {
	return setting{
		listen: func(i int, heard func()) (func(), error) {
			return newClient(floor, "").listen("/live?to="+strconv.Itoa(i), heard)
		},
		send: sender(floor, "", func(i int) (string, url.Values) {
			return "/say", url.Values{"to": {strconv.Itoa(i)}, "text": {words}}
		}),
	}
}

// heard opens n streams on as many conversations, sends to one after the other for
// a while, and gives how long each took.
func (b *bench) heard(lasts time.Duration, n int, s setting) []time.Duration {
	arrived := make(chan int, 1024)
	var closers []func()
	defer func() {
		for _, end := range closers {
			end()
		}
	}()
	for i := range n {
		end, err := s.listen(i, func() { arrived <- i })
		b.must(err)
		closers = append(closers, end)
	}
	var times []time.Duration
	for began := time.Now(); time.Since(began) < lasts || len(times) < 20; {
		i := rand.IntN(n)
		at := time.Now()
		b.must(s.send(i))
		limit := time.NewTimer(10 * time.Second)
		for got := -1; got != i; {
			select {
			case got = <-arrived:
			case <-limit.C:
				b.Fatalf("stream %d was never told", i)
			}
		}
		limit.Stop()
		times = append(times, time.Since(at))
	}
	return times[min(5, len(times)/4):] // The first ones warm up.
}

// fan measures one message that a thousand open pages of one conversation see,
// until the last has been told.
func (b *bench) fan(dialect db.Dialect, o options, house string, street *world.Street, n int) {
	var mu sync.Mutex
	var last time.Time
	count, full := 0, make(chan struct{}, 1)
	heard := func() {
		mu.Lock()
		defer mu.Unlock()
		if count++; count == n {
			last = time.Now()
			full <- struct{}{}
		}
	}
	for range n {
		end, err := newClient(house, token(0)).listen("/live", heard)
		b.must(err)
		defer end()
	}
	send := sender(house, street.BenToken, func(i int) (string, url.Values) {
		return conversationForm(i), url.Values{"text": {words}, "voice": {"self"}, "_key": {web.NewKey()}}
	})
	var times []time.Duration
	for began := time.Now(); time.Since(began) < o.seconds || len(times) < 5; {
		mu.Lock()
		count = 0
		mu.Unlock()
		at := time.Now()
		b.must(send(0))
		select {
		case <-full:
		case <-time.After(20 * time.Second):
			b.Fatalf("only %d of %d streams were told", count, n)
		}
		times = append(times, last.Sub(at))
	}
	b.report.add(figure{Part: "live", Database: string(dialect), What: fmt.Sprintf("one conversation, %d streams, until the last, p50", n), Value: millis(quantile(times, 0.5)), Unit: "ms"})
	b.report.add(figure{Part: "live", Database: string(dialect), What: fmt.Sprintf("one conversation, %d streams, until the last, p99", n), Value: millis(quantile(times, 0.99)), Unit: "ms"})
}
