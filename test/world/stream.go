package world

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Heard is one thing the live stream told.
type Heard struct {
	ID, Event, Data string
	At              time.Time
}

// Stream is an open live stream of somebody's browser.
type Stream struct {
	// C gives what is heard; it is closed when the stream ends.
	C chan Heard

	cancel context.CancelFunc
}

// Listen opens the browser's live stream from a position; "" begins now. last, if
// any, is the id after which a broken stream goes on.
func (b *Browser) Listen(t testing.TB, path, last string) *Stream {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.Address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	at, err := url.Parse(b.Address)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Client.Jar.Cookies(at) {
		r.AddCookie(c)
	}
	res, err := http.DefaultTransport.RoundTrip(r) // No time limit: a stream stays open.
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		res.Body.Close()
		cancel()
		t.Fatalf("the stream answers %d", res.StatusCode)
	}
	s := &Stream{C: make(chan Heard, 1024), cancel: cancel}
	t.Cleanup(s.Close)
	go s.read(res)
	return s
}

func (s *Stream) read(res *http.Response) {
	defer close(s.C)
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	var h Heard
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "id":
			h.ID = value
		case "event":
			h.Event = value
		case "data":
			h.Data += value
		case "":
			if lines.Text() == "" && (h.Event != "" || h.Data != "") {
				h.At = time.Now()
				s.C <- h
				h = Heard{ID: h.ID}
			}
		}
	}
}

// Close ends the stream.
func (s *Stream) Close() { s.cancel() }

// Await gives the first thing heard of this kind, or fails.
func (s *Stream) Await(t testing.TB, event string) Heard {
	t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for {
		select {
		case h, open := <-s.C:
			if !open {
				t.Fatalf("the stream ended while waiting for %s", event)
			}
			if h.Event == event {
				return h
			}
		case <-limit.C:
			t.Fatalf("the stream did not tell of %s", event)
		}
	}
}
