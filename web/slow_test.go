package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/engine/journal"
	"guildhall/test/dbtest"
	_ "guildhall/text" // the house speaks
)

func TestWhoAsksAgainAndAgainForWhatIsNotThereMustWait(t *testing.T) {
	t.Parallel()
	j, err := journal.Open(t.Context(), dbtest.SQLite(t), true)
	if err != nil {
		t.Fatal(err)
	}
	house := (&Face{Journal: j}).Slow(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/there") {
			w.WriteHeader(http.StatusOK)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	ask := func(path, from string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		r.RemoteAddr = from + ":1234"
		w := httptest.NewRecorder()
		house.ServeHTTP(w, r)
		return w
	}
	for i := range missesMax {
		if got := ask("/requests/guess", "192.0.2.1").Code; got != http.StatusNotFound {
			t.Fatalf("miss %d answers %d", i, got)
		}
	}
	ask("/requests/guess", "192.0.2.1") // the one too many
	for _, path := range []string{"/requests/there", "/api/v1/requests/there"} {
		w := ask(path, "192.0.2.1")
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s answers %d after %q", path, w.Code, w.Header().Get("Retry-After"))
		}
		if said := w.Body.String(); !strings.Contains(said, "tried too often") {
			t.Errorf("%s says %s", path, said)
		}
	}
	if got := ask("/requests/there", "192.0.2.2").Code; got != http.StatusOK {
		t.Errorf("somebody else is turned away with %d", got)
	}
}
