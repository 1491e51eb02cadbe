package fault

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/market/talk"
	"guildhall/test/dbtest"
	"guildhall/test/world"
	"guildhall/web"
)

// a house with a conversation that Ben writes into.
func talking(t *testing.T, w *world.World) (ben *world.Browser, form string) {
	t.Helper()
	street := world.People(t, w.House)
	conversation := street.Talk(street.Post("Our RDS bill doubled in October"))
	return world.At(t, w.Address, street.BenToken), "/conversations/" + talk.ConversationID.Text(conversation) + "/messages"
}

// plain fails unless an answer is a plain page that asks for patience.
func plain(t *testing.T, a world.Answer) {
	t.Helper()
	if a.Status != http.StatusServiceUnavailable {
		t.Fatalf("answers %d, not 503: %s", a.Status, world.Words(a.Body))
	}
	words := world.Words(a.Body)
	if !strings.Contains(words, "nothing is lost") && !strings.Contains(words, "失われたものもありません") {
		t.Errorf("the page does not say that nothing is lost: %s", words)
	}
	for _, leak := range []string{"SQL", "pgconn", "goroutine", "sqlite", "127.0.0.1"} {
		if strings.Contains(words, leak) {
			t.Errorf("the page speaks of %q: %s", leak, words)
		}
	}
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

// again tries until the house answers with this status.
func again(t *testing.T, what string, status int, try func() world.Answer) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		a := try()
		if a.Status == status {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: still %d: %s", what, a.Status, world.Words(a.Body))
		}
		time.Sleep(50 * time.Millisecond) //nolint:forbidigo // polling a recovery
	}
}

func TestAFullDiskIsSaidPlainlyAndMended(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	ben, form := talking(t, w)
	limit := func(pragma string) {
		// The one connection that writes is the one that is told.
		if _, err := w.House.DB.Handle().ExecContext(t.Context(), pragma); err != nil {
			t.Fatal(err)
		}
	}
	var pages int
	if err := w.House.DB.Handle().QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit(fmt.Sprintf("PRAGMA max_page_count = %d", pages+2))
	long := strings.Repeat("As long as a message gets. ", 300)
	accepted := 0
	var full world.Answer
	for range 200 {
		if full = ben.Post(form, "text", long, "voice", "self"); full.Status != http.StatusSeeOther {
			break
		}
		accepted++
	}
	plain(t, full)
	if a := ben.Get(strings.TrimSuffix(form, "/messages")); a.Status != http.StatusOK {
		t.Errorf("reading answers %d while the disk is full", a.Status)
	}
	limit("PRAGMA max_page_count = 1073741823")
	again(t, "after room was made", http.StatusSeeOther, func() world.Answer { return ben.Post(form, "text", "After room was made", "voice", "self") })
	var kept int
	if err := w.House.DB.Handle().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM talk_message WHERE body LIKE 'As long%'`).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if kept != accepted {
		t.Errorf("%d messages were accepted and %d are there", accepted, kept)
	}
	if _, err := w.House.Journal.Verify(t.Context()); err != nil {
		t.Errorf("the chain does not verify: %v", err)
	}
}

func TestADatabaseThatGoesAndComesBackNeedsNoHands(t *testing.T) {
	server := dbtest.NewServer(t)
	w := world.Start(t, world.Config(t, server.URL))
	ben, form := talking(t, w)
	ben.Post(form, "text", "Before the database went", "voice", "self").Want(t, http.StatusSeeOther)
	server.Stop()
	plain(t, ben.Get(strings.TrimSuffix(form, "/messages")))
	key := web.NewKey()
	plain(t, ben.Post(form, "text", "While the database was away", "voice", "self", "_key", key))
	if a := ben.JSON("GET", "/house", nil, nil); a.Status != http.StatusServiceUnavailable || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the API answers %d %s: %s", a.Status, a.Header.Get("Content-Type"), a.Body)
	}
	server.Start()
	again(t, "after the database came back", http.StatusSeeOther, func() world.Answer {
		return ben.Post(form, "text", "While the database was away", "voice", "self", "_key", key)
	})
	page := ben.Get(strings.TrimSuffix(form, "/messages")).Want(t, http.StatusOK)
	for _, text := range []string{"Before the database went", "While the database was away"} {
		if strings.Count(page.Body, text) == 0 {
			t.Errorf("%q is not there", text)
		}
	}
	sealed := func() world.Answer {
		quiet, err := w.House.Journal.Quiet(t.Context())
		if err == nil && quiet {
			return world.Answer{Status: http.StatusOK}
		}
		return world.Answer{Body: fmt.Sprint(err)}
	}
	again(t, "sealing and following went on", http.StatusOK, sealed)
	if _, err := w.House.Journal.Verify(t.Context()); err != nil {
		t.Errorf("the chain does not verify: %v", err)
	}
}
