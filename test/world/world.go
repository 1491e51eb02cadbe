// Package world starts the whole program for a story: real HTTP, a real database,
// and people with names. Aiko buys, Ben helps, Chie runs the house.
package world

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/test/dbtest"
	"guildhall/web"
)

// World is a running house.
type World struct {
	T       testing.TB
	House   *app.House
	Address string

	stop context.CancelFunc
	wait sync.WaitGroup
}

// Each runs a story on SQLite and, where there is a server, on PostgreSQL.
func Each(t *testing.T, story func(t *testing.T, w *World)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { story(t, Start(t, Config(t, ""))) })
	t.Run("postgres", func(t *testing.T) { story(t, Start(t, Config(t, dbtest.PostgresURL(t)))) })
}

// Config is a sandbox house on a free port whose business time begins on dbtest.Monday;
// database "" is a fresh SQLite file.
func Config(t testing.TB, database string) config.Config {
	return config.Config{Data: t.TempDir(), Database: database, Listen: "127.0.0.1:0", Zone: "Asia/Tokyo", Fee: "2.5", Sandbox: true, Begins: dbtest.Monday.Format(time.RFC3339),
		Kit: true, UploadMax: 10 << 20, MessagesPerMinute: 120, Currencies: []string{"USD", "JPY", "EUR"}}
}

// Start opens and runs a house; it is stopped when the test ends.
func Start(t testing.TB, c config.Config) *World {
	t.Helper()
	return StartWith(t, c, func(*app.House) {})
}

// StartWith lets a test change the opened house before it runs: what answers for the
// outside.
func StartWith(t testing.TB, c config.Config, change func(h *app.House)) *World {
	t.Helper()
	h, err := app.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	change(h)
	ctx, cancel := context.WithCancel(context.Background())
	w := &World{T: t, House: h, stop: cancel}
	ready := make(chan string, 1)
	failed := make(chan error, 1)
	w.wait.Go(func() { failed <- h.Run(ctx, func(address string) { ready <- address }) })
	select {
	case w.Address = <-ready:
	case err := <-failed:
		t.Fatal(err)
	}
	t.Cleanup(w.Stop)
	return w
}

// Stop ends the house as a signal would; more than once does nothing.
func (w *World) Stop() {
	if w.stop == nil {
		return
	}
	w.stop()
	w.stop = nil
	w.wait.Wait()
	if err := w.House.Close(); err != nil {
		w.T.Errorf("closing: %v", err)
	}
}

// Quiet tells that everything is sealed, followed and sent.
func (w *World) Quiet() bool {
	sealed, err := w.House.Journal.Quiet(w.T.Context())
	if err != nil || !sealed {
		return false
	}
	done, err := w.House.Jobs.Quiet(w.T.Context())
	return err == nil && done
}

// Until waits for something to become true, or fails.
func (w *World) Until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(5 * time.Millisecond) { //nolint:forbidigo // polling
		if time.Now().After(end) {
			t.Fatalf("never came: %s", what)
		}
	}
}

// Browser is one person's browser: cookies, no redirects followed unless asked.
type Browser struct {
	T       testing.TB
	World   *World
	Client  *http.Client
	Person  id.ID
	Org     id.ID
	Address string
}

// Visitor opens a browser nobody is signed in at.
func (w *World) Visitor(t testing.TB) *Browser {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &Browser{T: t, World: w, Address: w.Address, Client: &http.Client{Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Join makes a person with a personal organisation and signs them in at a browser.
func (w *World) Join(t testing.TB, in account.NewPerson) *Browser {
	t.Helper()
	if in.Lang == "" {
		in.Lang = "en"
	}
	if in.Zone == "" {
		in.Zone = "Asia/Tokyo"
	}
	b := w.Visitor(t)
	err := w.House.Journal.Change(t.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) (err error) {
		b.Person, b.Org, err = account.Join(ctx, tx, in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.SignIn()
	return b
}

// SignIn gives the browser a session of its person.
func (b *Browser) SignIn() {
	b.T.Helper()
	token, err := b.World.House.Accounts.BeginSession(b.T.Context(), b.Person, "test browser", "127.0.0.1")
	if err != nil {
		b.T.Fatal(err)
	}
	u, _ := url.Parse(b.Address)
	b.Client.Jar.SetCookies(u, []*http.Cookie{{Name: web.SessionCookie, Value: token, Path: "/"}})
}

// Session is the token of the browser's session, to give to another browser.
func (b *Browser) Session() string {
	b.T.Helper()
	u, err := url.Parse(b.Address)
	if err != nil {
		b.T.Fatal(err)
	}
	for _, c := range b.Client.Jar.Cookies(u) {
		if c.Name == web.SessionCookie {
			return c.Value
		}
	}
	b.T.Fatal("nobody is signed in at this browser")
	return ""
}

// Actor is the browser's person acting for their own organisation.
func (b *Browser) Actor() policy.Actor {
	return policy.Actor{Kind: policy.Person, Person: b.Person, Organisation: b.Org, Request: "test", Fresh: true}
}

// Answer is what came back.
type Answer struct {
	Status   int
	Location string
	Body     string
	Header   http.Header
}

// Get fetches a page.
func (b *Browser) Get(path string) Answer {
	b.T.Helper()
	return b.Do("GET", path, "", nil, nil)
}

// Post sends a form as the page would, with an idempotency key.
func (b *Browser) Post(path string, pairs ...string) Answer {
	b.T.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	if !form.Has("_key") {
		form.Set("_key", web.NewKey())
	}
	return b.Do("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), nil)
}

// JSON calls the API with the browser's session and decodes the answer into out.
func (b *Browser) JSON(method, path string, in, out any) Answer {
	b.T.Helper()
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			b.T.Fatal(err)
		}
		body = strings.NewReader(string(raw))
	}
	a := b.Do(method, "/api/v1"+path, "application/json", body, nil)
	if out != nil && a.Status < 300 {
		if err := json.Unmarshal([]byte(a.Body), out); err != nil {
			b.T.Fatalf("%s %s: %v in %s", method, path, err, a.Body)
		}
	}
	return a
}

// Do sends one request and reads the whole answer. An answer of the API must be
// what its document promises.
func (b *Browser) Do(method, path, kind string, body io.Reader, header http.Header) Answer {
	b.T.Helper()
	var sent []byte
	if body != nil {
		var err error
		if sent, err = io.ReadAll(body); err != nil {
			b.T.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(b.T.Context(), method, b.Address+path, bytes.NewReader(sent))
	if err != nil {
		b.T.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for k, v := range header {
		r.Header[k] = v
	}
	res, err := b.Client.Do(r)
	if err != nil {
		b.T.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.T.Fatal(err)
	}
	Keeps(b.T, r, sent, res, raw)
	return Answer{Status: res.StatusCode, Location: res.Header.Get("Location"), Body: string(raw), Header: res.Header}
}

// Want fails the test unless the status is this one.
func (a Answer) Want(t testing.TB, status int) Answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d: %s", a.Status, status, Words(a.Body))
	}
	return a
}

var (
	noise = regexp.MustCompile(`(?s)<head.*?</head>|<svg.*?</svg>|<script.*?</script>|<[^>]*>`)
	gaps  = regexp.MustCompile(`\s+`)
)

// Words is the text of a page, for messages and for looking for a sentence.
func Words(page string) string {
	s := gaps.ReplaceAllString(noise.ReplaceAllString(page, " "), " ")
	if len(s) > 3000 {
		s = s[:3000]
	}
	return s
}
