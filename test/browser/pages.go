package browser

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/test/world"
	"guildhall/web"
)

// visitor is the persona of somebody who is not signed in.
const visitor = "visitor"

// Page is one page of the house as one person of the demo meets it.
type Page struct {
	Persona string
	Path    string
	Pattern string // the route, without its method
}

// Name is a file name for the page.
func (p Page) Name() string {
	name := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(p.Pattern), "-"), "-")
	if name == "" {
		name = "start"
	}
	return name + "." + p.Persona
}

// perPattern is how many pages of one route are looked at for each persona, because
// the states of a thing differ; followed is how many are followed to find others.
const (
	perPattern = 2
	followed   = 12
)

// begin is where everybody's walk starts; the rest is found by following links.
var begin = []string{"/", "/sign-in", "/password", "/sign-in/sent", "/requests/new", "/faq", "/guides", "/pricing", "/terms", "/kit", "/api/docs", "/settings", "/requests", "/work", "/conversations",
	"/payments", "/payouts", "/profile", "/company", "/desk"}

// cast signs every persona of the demo in, each at a browser of their own.
func cast(t testing.TB, w *world.World) map[string]*world.Browser {
	t.Helper()
	all := map[string]*world.Browser{visitor: w.Visitor(t)}
	for _, p := range account.Personas {
		b := w.Visitor(t)
		b.Post("/sign-in/as", "persona", p.Key).Want(t, http.StatusSeeOther)
		all[p.Key] = b
	}
	return all
}

// routes tells which route answers a path.
type routes struct{ mux *http.ServeMux }

func allRoutes() routes {
	mux := http.NewServeMux()
	for _, r := range (&web.Face{}).Routes() {
		mux.Handle(r.Pattern, http.NotFoundHandler())
	}
	return routes{mux}
}

// of gives the route of a page, or "".
func (r routes) of(path string) string {
	request, err := http.NewRequest(http.MethodGet, "http://house"+path, nil)
	if err != nil {
		return ""
	}
	_, pattern := r.mux.Handler(request)
	return strings.TrimPrefix(pattern, "GET ")
}

var href = regexp.MustCompile(`href="([^"]+)"`)

// links lists the addresses of the house that a page leads to.
func links(body string) []string {
	var list []string
	for _, m := range href.FindAllStringSubmatch(body, -1) {
		u, err := url.Parse(html.UnescapeString(m[1]))
		if err != nil || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "/static/") || strings.HasPrefix(u.Path, "/api/v1/") {
			continue
		}
		u.Fragment = ""
		list = append(list, u.String())
	}
	return list
}

// Walk follows every link that each persona of the demo is shown and gives the
// pages found, at most a few of each route and persona. A link that leads nowhere
// fails the test.
func Walk(t testing.TB, w *world.World) []Page {
	t.Helper()
	var pages []Page
	count := map[string]int{}
	Visit(t, w, func(p Page, _ *world.Browser, _ string) {
		if count[p.Persona+p.Pattern]++; count[p.Persona+p.Pattern] <= perPattern {
			pages = append(pages, p)
		}
	})
	return pages
}

// Visit is the walk itself: see is told of every page that is met, with the browser
// of the persona who met it and the page's text.
func Visit(t testing.TB, w *world.World, see func(p Page, b *world.Browser, body string)) {
	t.Helper()
	known := allRoutes()
	people := cast(t, w)
	var names []string
	for name := range people {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		seen, count := map[string]bool{}, map[string]int{}
		from := map[string]string{}
		queue := slices.Clone(begin)
		for len(queue) > 0 {
			path := queue[0]
			queue = queue[1:]
			pattern := known.of(path)
			if seen[path] || pattern == "" || count[pattern] >= followed {
				continue
			}
			seen[path] = true
			answer := people[name].Get(path)
			given := slices.Contains(begin, path)
			switch {
			case answer.Status >= 300 && answer.Status < 400:
				queue = append(queue, answer.Location)
				continue
			case answer.Status != http.StatusOK && given:
				continue // Not everybody may see every beginning.
			case answer.Status != http.StatusOK:
				t.Errorf("%s is shown a link to %s on %s; it answers %d: %s", name, path, from[path], answer.Status, world.Words(answer.Body))
				continue
			case !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") || !strings.Contains(answer.Body, "<html"):
				continue // A download, or a piece for a script.
			}
			count[pattern]++
			see(Page{Persona: name, Path: path, Pattern: pattern}, people[name], answer.Body)
			for _, next := range links(answer.Body) {
				if from[next] == "" {
					from[next] = path
				}
				queue = append(queue, next)
			}
		}
	}
}

// Demo starts a house with the told story.
func Demo(t testing.TB) *world.World {
	t.Helper()
	c := world.Config(t, "")
	c.Demo = true
	w := world.Start(t, c)
	// What has become old in half a year is cleared away after the story; a walk that
	// met it before would find its links dead.
	w.Until(t, "the house is kept", func() bool {
		now, err := w.House.Journal.Now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		duties, err := w.House.Sweeper.Duties(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return !slices.ContainsFunc(duties, func(d sweep.DutyState) bool { return d.Next <= now })
	})
	return w
}

// missingWords finds a text key that has no sentence, as a page shows it.
var missingWords = regexp.MustCompile(`\[[a-z_]+(\.[a-z_0-9]+)+\]`)
