package story_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"guildhall/test/world"
	"guildhall/web"
	"guildhall/web/page/help"
)

// helpPages are the public pages that say what the house is.
func helpPages() []string {
	pages := []string{"/faq", "/guides", "/work", "/eligibility", "/pricing", "/terms"}
	for _, g := range help.Guides {
		pages = append(pages, "/guides/"+g.Path)
	}
	return pages
}

var (
	mainPart = regexp.MustCompile(`(?s)<main.*</main>`)
	anchor   = regexp.MustCompile(`href="([^"]+)"`)
	unfilled = regexp.MustCompile(`\{\{|no value|\[(?:faq|guide|join|check)\.|\]\(/|\*\*`)
)

// Every link of an answer leads to a page that is there, and to a place on it; no
// figure and no link is left as it was typed.
func TestAnswersAndGuidesLeadToPagesThatAreThere(t *testing.T) {
	t.Parallel()
	house := world.Start(t, world.Config(t, ""))
	w, mux := house.Visitor(t), http.NewServeMux()
	for _, r := range (&web.Face{}).Routes() {
		mux.Handle(r.Pattern, http.NotFoundHandler())
	}
	for _, lang := range []string{"en", "ja"} {
		bodies := map[string]string{}
		for _, page := range helpPages() {
			bodies[page] = mainPart.FindString(w.Get(page+"?lang="+lang).Want(t, 200).Body)
			if left := unfilled.FindString(bodies[page]); left != "" {
				t.Errorf("%s %s: %q is left as it was typed", lang, page, left)
			}
		}
		for page, body := range bodies {
			for _, m := range anchor.FindAllStringSubmatch(body, -1) {
				u, err := url.Parse(m[1])
				if err != nil || u.Scheme == "mailto" {
					continue
				}
				path := u.Path
				if path == "" {
					path = page
				}
				request, err := http.NewRequest(http.MethodGet, "http://house"+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				if _, pattern := mux.Handler(request); pattern == "" {
					t.Errorf("%s %s leads to %s, which is not there", lang, page, m[1])
				}
				to, public := bodies[path]
				if public && u.Fragment != "" && !strings.Contains(to, `id="`+u.Fragment+`"`) {
					t.Errorf("%s %s leads to %s, and there is no such place", lang, page, m[1])
				}
			}
		}
	}
}

// The answers of one house are its settings: another fee, other countries, an address
// to write to, other answers.
func TestAnswersFollowTheSettings(t *testing.T) {
	t.Parallel()
	usual := world.Start(t, world.Config(t, "")).Visitor(t)
	says(t, usual.Get("/faq").Want(t, 200), "<b>2.5%</b>", "$25.00", "USD, JPY", "Every country is open", "no real money moves", "has not published an address", "has no mail server", `id="dac7"`)
	c := world.Config(t, "")
	c.Fee, c.Currencies, c.Countries, c.Contact = "3", []string{"JPY"}, []string{"JP", "DE"}, "desk@house.example"
	other := world.Start(t, c).Visitor(t)
	says(t, other.Get("/faq").Want(t, 200), "<b>3%</b>", "from these countries can register: Germany, Japan", "mailto:desk@house.example", "Currencies open here: JPY.")
	says(t, other.Get("/faq?lang=ja").Want(t, 200), "<b>3%</b>", "￥3,000", "￥97,000", "ドイツ", "mailto:desk@house.example")
	says(t, other.Get("/faq?lang=en&q=1099").Want(t, 200), "1 answer for “1099”", `id="tax-forms"`)
	if strings.Contains(other.Get("/faq?q=1099").Want(t, 200).Body, `id="fee"`) {
		t.Error("a search for one answer shows another")
	}
	says(t, other.Get("/faq?q=xyzzy").Want(t, 200), "No answer has these words", `href="/faq"`)
	says(t, other.Get("/guides/expert/payouts").Want(t, 200), "3%", "6:00 (JST)", "from 1 to 28", `id="why"`)
	other.Get("/guides/expert/nothing").Want(t, 404)
}

// A visitor reads at /work what selling here is; whoever signed in finds work there.
func TestWorkSaysToAVisitorHowToBegin(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Config(t, "")).Visitor(t)
	says(t, w.Get("/work").Want(t, 200), "How registration goes", "Within 14 days, 21 at the most", "Japan only", `id="matrix"`, "not possible here yet", "/guides/expert/payouts")
	if to := w.Get("/experts/join").Want(t, 303).Location; to != "/work" {
		t.Errorf("a visitor is led to %s", to)
	}
}
