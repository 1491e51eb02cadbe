package tidy

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/market/notify"
	"guildhall/web"
)

// A letter's button leads to a page of the house.
func TestEveryLetterLeadsToAPage(t *testing.T) {
	pages := http.NewServeMux()
	for _, r := range (&web.Face{}).Routes() {
		if strings.HasPrefix(r.Pattern, "GET ") {
			pages.Handle(r.Pattern, http.NotFoundHandler())
		}
	}
	for kind, path := range notify.Paths() {
		if strings.HasSuffix(path, "/") {
			path += "id" // of whatever it is about
		}
		if _, page := pages.Handler(httptest.NewRequest("GET", path, nil)); page == "" {
			t.Errorf("%s leads to %s, which is no page", kind, path)
		}
	}
}
