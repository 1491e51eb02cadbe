package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"guildhall/app"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/world"
)

// readers is how many connections read at the same time.
const readers = 8

// page is one page that is measured.
type page struct {
	name, path, token string
	// at gives another path of the same kind at each turn, in place of path.
	at func(turn int) string
}

// pages measures a signed-in reader's pages as the market grows.
func (b *bench) pages(dialect db.Dialect, o options) {
	b.part(func() {
		c := b.config(dialect)
		var street *world.Street
		var posted, conversation id.ID
		world.Inside(b, c, func(h *app.House) {
			street = world.People(b, h)
			posted = street.Post("Our RDS bill doubled in October")
			conversation = street.Talk(posted)
			b.wearing(h.DB, street.BenToken, "expert")
		})
		list := []page{
			{name: "available requests", path: "/work", token: street.BenToken},
			{name: "request page", path: "/requests/" + request.RequestID.Text(posted), token: street.AikoToken},
			{name: "conversation page", path: "/conversations/" + talk.ConversationID.Text(conversation), token: street.BenToken},
			{name: "landing page", path: "/", token: ""},
		}
		stored := 1
		first := map[string]time.Duration{}
		for _, size := range o.sizes {
			began := time.Now()
			world.Inside(b, c, func(h *app.House) { b.grow(h.DB, posted, stored, size) })
			stored = size
			fmt.Printf("  %s: %d requests stored (%.1f s)\n", dialect, size, time.Since(began).Seconds())
			b.readPages(dialect, o, c.Data, c.Database, list, size, first)
		}
	})
}

// readPages measures each page on a house that was started for it.
func (b *bench) readPages(dialect db.Dialect, o options, data, database string, list []page, size int, first map[string]time.Duration) {
	p := world.Serve(b, data, database)
	defer p.Kill()
	floor := b.floor()
	for _, page := range list {
		rate, times, body := b.read(o.seconds, p.Address, page)
		_, _, err := newClient(floor, "").raw(http.MethodPost, "/page", body)
		b.must(err)
		bareRate, bareTimes, _ := b.read(max(o.seconds/2, time.Second), floor, tokenless("/page"))
		const bare = "net/http, the same bytes"
		b.report.add(figure{Part: "pages", Database: string(dialect), What: fmt.Sprintf("%s, %d requests stored", page.name, size), Value: rate, Unit: "pages/s", Floor: bareRate, FloorIs: bare})
		p99 := quantile(times, 0.99)
		f := figure{Part: "pages", Database: string(dialect), What: fmt.Sprintf("%s, %d requests stored, p99", page.name, size), Value: millis(p99), Unit: "ms",
			Floor: millis(quantile(bareTimes, 0.99)), FloorIs: bare, Aim: "< 15 ms", Met: met(p99 < 15*time.Millisecond)}
		if first[page.name] == 0 {
			first[page.name] = p99
		} else {
			f.Aim += ", <= 2 x the smallest"
			f.Met = met(p99 < 15*time.Millisecond && p99 <= 2*first[page.name])
		}
		b.report.add(f)
	}
}

func tokenless(path string) page { return page{name: path, path: path} }

// read reads one page over and over on several connections.
func (b *bench) read(lasts time.Duration, address string, p page) (rate float64, times []time.Duration, body []byte) {
	var mu sync.Mutex
	clients := make([]*client, readers)
	for i := range clients {
		clients[i] = newClient(address, p.token)
	}
	rate = b.perSecond(readers, lasts, func(_ context.Context, worker, turn int) error {
		path := p.path
		if p.at != nil {
			path = p.at(turn*readers + worker)
		}
		at := time.Now()
		status, text, err := clients[worker].do(http.MethodGet, path, nil)
		took := time.Since(at)
		if err == nil && status != http.StatusOK {
			return fmt.Errorf("%s answers %d: %s", path, status, world.Words(string(text)))
		}
		mu.Lock()
		defer mu.Unlock()
		if body == nil {
			body = bytes.Clone(text)
		}
		if turn > 20 {
			times = append(times, took)
		}
		return err
	})
	return rate, times, body
}

// raw sends bytes as they are.
func (c *client) raw(method, path string, body []byte) (int, []byte, error) {
	r, err := http.NewRequest(method, c.address+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	res, err := c.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil, nil
}

// titles are what people ask; each stored request has one of them and a number.
var titles = []string{
	"Our RDS bill doubled in October", "Lambda times out when the file is large", "Move an old CentOS server to Fargate",
	"CloudFront serves old files after every deployment", "IAM review before a customer's audit", "S3 access denied from another account",
	"EKS upgrade without an outage", "社内システムをECSへ移行したい", "S3の料金が急に増えました", "CloudTrailのログを調べてほしい",
}

// grow stores requests up to a number, in bulk: copies of a posted one by other
// customers, spread over two years.
func (b *bench) grow(d *db.DB, posted id.ID, from, to int) {
	const year = int64(365 * 24 * time.Hour / time.Microsecond)
	newest := time.Now().UnixMicro() - int64(time.Hour/time.Microsecond)
	at := func(i int) int64 { return newest - int64(from+i)*(2*year/int64(max(to, 1))) }
	b.clone(d, "request", "id = $1", posted[:], to-from, func(i int, row map[string]any) {
		row["id"] = numbered(kindRequest, from+i)
		row["title"] = fmt.Sprintf("%s (%d)", titles[i%len(titles)], from+i)
		row["posted_at"], row["state_since"] = at(i), at(i)
	})
	b.clone(d, "request_service", "request_id = $1", posted[:], to-from, func(i int, row map[string]any) {
		row["request_id"], row["posted_at"] = numbered(kindRequest, from+i), at(i)
		row["service"] = []string{"rds", "lambda", "s3", "ecs", "cloudfront", "iam"}[i%6]
	})
	if d.Dialect == db.Postgres {
		_, err := d.Handle().ExecContext(b.ctx, "ANALYZE")
		b.must(err)
		return
	}
	_, err := d.Handle().ExecContext(b.ctx, "PRAGMA optimize")
	b.must(err)
}
