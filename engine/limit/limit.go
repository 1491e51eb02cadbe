// Package limit counts how often something was tried, in the database, so that
// several processes count together and a restart forgives nothing (RULES.md 6).
//
// A bucket is a word and a value ("sign_in.email:aiko@example.com"). The value is
// kept as a hash, so that the table holds no address of anybody. Counting is by
// windows of wall time; the window before this one counts for the part of it that
// still lies within reach, so that nobody gets twice the limit at a boundary.
//
// It owns the table rate_limit and knows no room.
package limit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"net/netip"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/engine/journal"
)

var (
	read  = db.Read("limit.read", `SELECT since, used FROM rate_limit WHERE bucket = $1 AND since >= $2`)
	take  = db.Keep("limit.take", `INSERT INTO rate_limit (bucket, since, used) VALUES ($1, $2, 1) ON CONFLICT (bucket, since) DO UPDATE SET used = rate_limit.used + 1`)
	reset = db.Keep("limit.reset", `DELETE FROM rate_limit WHERE bucket = $1`)
	prune = db.Keep("limit.prune", `DELETE FROM rate_limit WHERE since < $1`)
)

// kept is how long counts are remembered: longer than any window.
const kept = 7 * 24 * time.Hour

type count struct {
	since clock.Micros
	used  int64
}

func scan(row db.Scanner) (count, error) {
	var c count
	err := row.Scan(&c.since, &c.used)
	return c, err
}

// Take counts one try and refuses with limit.reached when there were max within
// the window. A refused try is not counted and writes nothing, so that waiting
// always helps and a flood costs only reads.
func Take(ctx context.Context, j *journal.Journal, bucket string, max int, window time.Duration) error {
	name := hashed(bucket)
	if err := check(ctx, j.DB, name, max, window); err != nil {
		return err
	}
	return j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		since := start(clock.Wall(), window)
		if _, err := tx.Exec(ctx, take, name, int64(since)); err != nil {
			return err
		}
		// Counted first and looked at again: of many at once only max get through.
		return check(ctx, tx, name, max+1, window)
	})
}

// Check refuses as Take would, without counting.
func Check(ctx context.Context, r db.Reader, bucket string, max int, window time.Duration) error {
	return check(ctx, r, hashed(bucket), max, window)
}

// Reset forgives a bucket: after the right password the wrong ones do not count.
func Reset(ctx context.Context, j *journal.Journal, bucket string) error {
	return j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, reset, hashed(bucket))
		return err
	})
}

// Prune forgets counts that no window reaches any more.
func Prune(ctx context.Context, j *journal.Journal) error {
	return j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, prune, int64(clock.Wall().Add(-kept)))
		return err
	})
}

func check(ctx context.Context, r db.Reader, name string, max int, window time.Duration) error {
	now := clock.Wall()
	since := start(now, window)
	rows, err := db.All(ctx, r, read, scan, name, int64(since.Add(-window)))
	if err != nil {
		return err
	}
	var this, before int64
	for _, row := range rows {
		if row.since == since {
			this = row.used
		} else if row.since == since.Add(-window) {
			before = row.used
		}
	}
	passed := float64(now.Sub(since)) / float64(window)
	if float64(this)+float64(before)*(1-passed) < float64(max) {
		return nil
	}
	wait := wait(this, before, max, window, now.Sub(since))
	return fault.Limited("limit.reached").
		With("RetryAfter", int(math.Ceil(wait.Seconds()))).
		With("Minutes", int(math.Ceil(wait.Minutes()))).
		With("Count", int(math.Ceil(wait.Minutes())))
}

// wait is when the weighed count falls below max if nothing more is tried.
func wait(this, before int64, max int, window, passed time.Duration) time.Duration {
	room := float64(max) - float64(this)
	if room > 0 && before > 0 { // Within this window, as the one before fades.
		fade := time.Duration(float64(window)*(1-room/float64(before))) + time.Second
		return fade - passed
	}
	rest := window - passed // In the next window this one fades.
	if this > 0 {
		rest += time.Duration(float64(window)*math.Max(0, 1-float64(max)/float64(this))) + time.Second
	}
	return rest
}

func start(now clock.Micros, window time.Duration) clock.Micros {
	w := clock.Micros(window.Microseconds())
	return now - now%w
}

func hashed(bucket string) string {
	word, value, found := strings.Cut(bucket, ":")
	if !found {
		return bucket
	}
	sum := sha256.Sum256([]byte(value))
	return word + ":" + hex.EncodeToString(sum[:16])
}

// Network is what counts as one network: an IPv4 address, or the 64 bits of IPv6
// that one connection is given.
func Network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return ip.String()
	}
	return prefix.String()
}
