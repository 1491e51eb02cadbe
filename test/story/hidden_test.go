package story_test

import (
	"encoding/json"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"guildhall/base/card"
	"guildhall/market/expert"
	"guildhall/test/world"
)

// plain is an answer without what differs from one request to the next.
func plain(a world.Answer, handle string) string {
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(a.Body, handle, "nobody-at-all"))
	for _, name := range []string{"Content-Type", "Cache-Control", "ETag", "Vary", "Link", "Content-Security-Policy", "Location"} {
		b.WriteString("\n" + name + ": " + strings.Join(a.Header.Values(name), ", "))
	}
	out := b.String()
	if of := a.Header.Get("X-Request-Id"); of != "" {
		out = strings.ReplaceAll(out, of, "request")
	}
	return clocks.ReplaceAllString(out, "")
}

// clocks are what tells the time of the answer.
var clocks = regexp.MustCompile(`data-now="\d+"|<span class="num" title="[^"]*">[^<]*</span>`)

func TestAHiddenPageAnswersAsOneThatNeverWas(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben := world.At(t, w.Address, s.BenToken)
		ben.Post("/profile", "name", "Ben Carter", "handle", "ben-carter-one", "biography", "Databases.").Want(t, 303)
		visitor := w.Visitor(t)
		paths := []string{"/e/%/message", "/e/%/share.png", "/e/%?lang=en", "/api/v1/experts/%"}
		get := func(path, handle string) world.Answer { return visitor.Get(strings.ReplaceAll(path, "%", handle)) }
		for _, path := range paths {
			get(path, "ben-carter-one").Want(t, 200)
		}
		was := get("/e/%/share.png", "ben-carter-one")
		ben.Post("/profile/hide").Want(t, 303)
		for _, path := range append(paths, "/c/%", "/c/%/share.png", "/api/v1/companies/%") {
			hidden, never := get(path, "ben-carter-one").Want(t, 404), get(path, "kai-nobody-one").Want(t, 404)
			if a, b := plain(hidden, "ben-carter-one"), plain(never, "kai-nobody-one"); a != b {
				t.Errorf("%s: hidden answers\n%s\nand one that never was\n%s", path, a, b)
			}
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.Address+"/e/ben-carter-one/share.png", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("If-None-Match", was.Header.Get("ETag"))
		again, err := visitor.Client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		again.Body.Close()
		if again.StatusCode != http.StatusNotFound {
			t.Errorf("who kept the picture is told %d", again.StatusCode)
		}
	})
}

func TestAPublicPageSaysWhatItIsToOthers(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	s := world.People(t, w.House)
	p, err := expert.FindByPerson(t.Context(), w.House.DB, s.Ben.Person)
	if err != nil {
		t.Fatal(err)
	}
	ben := world.At(t, w.Address, s.BenToken)
	ben.Post("/profile", "name", "Ben Carter", "handle", p.Handle, "biography", "</script><script>alert(1)</script> & **databases**.", "languages", "en",
		"links.0.kind", "code", "links.0.address", "github.com/ben").Want(t, 303)
	page := w.Visitor(t).Get("/e/"+p.Handle+"?lang=ja").Want(t, 200)
	says(t, page, `<link rel="canonical" href="`+w.Address+"/e/"+p.Handle+`?lang=ja"`, `hreflang="x-default"`, `property="og:locale" content="ja_JP"`,
		`property="og:image" content="`+w.Address+"/e/"+p.Handle+`/share.png?lang=ja"`)
	_, data, _ := strings.Cut(page.Body, `<script type="application/ld+json">`)
	data, _, _ = strings.Cut(data, "</script>")
	var told struct {
		Context    string `json:"@context"`
		Type       string `json:"@type"`
		MainEntity struct {
			Type          string `json:"@type"`
			Name          string
			Description   string
			KnowsLanguage []string
			SameAs        []string
			HasCredential []struct{ Name string }
		}
	}
	if err := json.Unmarshal([]byte(data), &told); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	m := told.MainEntity
	if told.Context != "https://schema.org" || told.Type != "ProfilePage" || m.Type != "Person" || m.Name != "Ben Carter" ||
		!strings.Contains(m.Description, "databases") || len(m.HasCredential) != 1 || len(m.KnowsLanguage) != 1 || len(m.SameAs) != 1 {
		t.Errorf("%+v", told)
	}
	picture := w.Visitor(t).Get("/e/"+p.Handle+"/share.png").Want(t, 200)
	size, err := png.DecodeConfig(strings.NewReader(picture.Body))
	if err != nil || size.Width != card.Width || size.Height != card.Height {
		t.Errorf("%+v, %v", size, err)
	}
}

// located finds what a sitemap leads to.
var located = regexp.MustCompile(`<loc>([^<]+)</loc>`)

func TestTheSitemapLeadsToWhatIsOnAndToNothingElse(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		visitor := w.Visitor(t)
		robots := visitor.Get("/robots.txt").Want(t, 200).Body
		if !strings.Contains(robots, "\nSitemap: "+w.Address+"/sitemap.xml\n") || !strings.Contains(robots, "\nDisallow: /desk\n") {
			t.Errorf("robots.txt: %s", robots)
		}
		all := func() (paths []string) {
			for _, file := range located.FindAllStringSubmatch(visitor.Get("/sitemap.xml").Want(t, 200).Body, -1) {
				body := visitor.Get(strings.TrimPrefix(file[1], w.Address)).Want(t, 200).Body
				for _, found := range located.FindAllStringSubmatch(body, -1) {
					path := strings.TrimPrefix(found[1], w.Address)
					if !strings.Contains(body, `hreflang="ja" href="`+found[1]+`?lang=ja"`) {
						t.Errorf("%s is listed without its Japanese", path)
					}
					paths = append(paths, path)
				}
			}
			return paths
		}
		listed := all()
		experts := 0
		for _, path := range listed {
			if page := visitor.Get(path).Want(t, 200); strings.Contains(page.Body, `content="noindex"`) {
				t.Errorf("%s is listed, and says not to be found", path)
			}
			if strings.HasPrefix(path, "/e/") {
				experts++
			}
			for line := range strings.Lines(robots) {
				if closed, is := strings.CutPrefix(strings.TrimSpace(line), "Disallow: "); is && strings.HasPrefix(path, closed) {
					t.Errorf("%s is listed, and %s is not to be asked for", path, closed)
				}
			}
		}
		if experts != 1 {
			t.Errorf("%d experts are listed: %v", experts, listed)
		}
		world.At(t, w.Address, s.BenToken).Post("/profile/hide").Want(t, 303)
		for _, path := range all() {
			if strings.HasPrefix(path, "/e/") {
				t.Errorf("%s is hidden and listed", path)
			}
		}
		visitor.Get("/sitemap/experts-1").Want(t, 404)
	})
}
