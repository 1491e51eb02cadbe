package browser

import (
	"fmt"
	"html/template"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"guildhall/test/tool"
)

// shotsFolder is where pictures are wanted; without one the test is left out.
func shotsFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("GUILDHALL_SHOTS")
	if dir == "" {
		t.Skip("left out: no folder for pictures (GUILDHALL_SHOTS; make shots)")
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	return dir
}

// shot is one page and the pictures taken of it.
type shot struct {
	Page
	Pictures []picture
}

type picture struct{ File, Look string }

// allLooks are the two languages and widths; a page is drawn once in each, and
// photographed in both schemes.
func allLooks() []Look {
	return []Look{{Lang: "en"}, {Lang: "en", Width: 390}, {Lang: "ja"}, {Lang: "ja", Width: 390}}
}

// words name a look in a file's name.
func (l Look) words() string {
	scheme := "light"
	if l.Dark {
		scheme = "dark"
	}
	return fmt.Sprintf("%s.%d.%s", l.Lang, l.Width, scheme)
}

// forAll are the pages that are the same for everybody: the visitor's picture is
// enough.
var forAll = map[string]bool{"/kit": true, "/api/docs": true, "/pricing": true, "/eligibility": true, "/terms": true, "/agreement": true, "/agreement/{version}": true,
	"/sign-in": true, "/sign-in/sent": true, "/password": true, "/faq": true, "/guides": true, "/guides/{side}/{name}": true}

// TestShots photographs every page of the demo in two languages, widths and schemes,
// and writes index.html beside the pictures. Two people are at it at a time.
func TestShots(t *testing.T) {
	dir := shotsFolder(t)
	tool.NeedChromium(t)
	w := Demo(t)
	pages, people := Walk(t, w), cast(t, w)
	pages = append(pages, behind(t, w, people, pages)...)
	byName := map[string][]*shot{}
	var taken []*shot
	for _, p := range pages {
		if p.Persona == visitor || !forAll[p.Pattern] {
			one := &shot{Page: p}
			byName[p.Persona], taken = append(byName[p.Persona], one), append(taken, one)
		}
	}
	t.Cleanup(func() { index(t, dir, taken) })
	for name, mine := range byName {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, look := range allLooks() {
				tab := Open(t, w, look)
				if name != visitor {
					tab.SignIn(people[name])
				}
				photograph(tab, dir, mine)
			}
		})
	}
}

// photograph takes the pictures of one person in one look.
func photograph(tab *Tab, dir string, pages []*shot) {
	tab.T.Helper()
	met := map[string]int{}
	for _, s := range pages {
		if status := tab.Go(s.Path); status != http.StatusOK {
			tab.T.Errorf("%s answers %d", s.Path, status)
			continue
		}
		met[s.Pattern]++
		for _, tab.Look.Dark = range []bool{false, true} {
			tab.scheme()
			file := fmt.Sprintf("%s.%d.%s.png", s.Name(), met[s.Pattern], tab.Look.words())
			tab.Shot(filepath.Join(dir, file))
			s.Pictures = append(s.Pictures, picture{file, tab.Look.words()})
		}
	}
}

// index writes the page on which all pictures stand side by side.
func index(t *testing.T, dir string, taken []*shot) {
	t.Helper()
	out, err := os.Create(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if err := contents.Execute(out, taken); err != nil {
		t.Error(err)
	}
	if err := out.Close(); err != nil {
		t.Error(err)
	}
}

var contents = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Every page</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem; }
ul { display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; list-style: none; }
img { display: block; width: 14rem; height: 14rem; object-fit: cover; object-position: top; border: 1px solid #8888; }
</style>
<h1>Every page</h1>
{{range .}}<h2>{{.Persona}}: {{.Path}}</h2>
<ul>{{range .Pictures}}<li><a href="{{.File}}"><img src="{{.File}}" loading="lazy" alt="">{{.Look}}</a></li>
{{end}}</ul>
{{end}}</html>
`))
