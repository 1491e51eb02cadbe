package app_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"testing"

	"guildhall/app"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/dbtest"
	"guildhall/test/world"
	"guildhall/web"
)

// fresh is what differs between two drawings of the same page.
var fresh = regexp.MustCompile(`data-now="[0-9]*"|name="_key" value="[^"]*"|datetime="[^"]*"|[0-9]{1,2}:[0-9]{2}`)

// apart shows where two drawings begin to differ.
func apart(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return s[max(0, i-60):min(len(s), i+60)] }
	return around(a) + "\n" + around(b)
}

// On PostgreSQL a page's reads run beside each other (db.Together). The race
// detector watches this test there; here it sees that each reader gets their own page.
func TestPagesWhoseReadsRunBesideEachOtherReadAtOnce(t *testing.T) {
	h, err := app.Open(t.Context(), world.Config(t, dbtest.PostgresURL(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	street := world.People(t, h)
	posted := street.Post("Our RDS bill doubled in October")
	conversation := talk.ConversationID.Text(street.Talk(posted))
	handler := h.Handler()
	read := func(path, token string) string {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: token})
		w := httptest.NewRecorder()
		if handler.ServeHTTP(w, r); w.Code != http.StatusOK {
			t.Errorf("%s answers %d", path, w.Code)
		}
		return fresh.ReplaceAllString(w.Body.String(), "")
	}
	var wait sync.WaitGroup
	pages := [][2]string{
		{"/work", street.BenToken}, {"/requests/" + request.RequestID.Text(posted), street.AikoToken},
		{"/conversations/" + conversation, street.BenToken}, {"/conversations/" + conversation, street.AikoToken},
		{"/conversations/" + conversation + "/since?after=0", street.AikoToken}, {"/conversations", street.BenToken},
	}
	for _, page := range pages {
		read(page[0], page[1]) // The first time marks what was read.
	}
	for _, page := range pages {
		alone := read(page[0], page[1])
		for range 4 {
			wait.Go(func() {
				for range 5 {
					if again := read(page[0], page[1]); again != alone {
						t.Errorf("%s is another page when many read:\n%s", page[0], apart(alone, again))
						return
					}
				}
			})
		}
	}
	wait.Wait()
}
