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

// TestShots photographs every page that the personas of the demo are led to, in two
// languages, widths and schemes, and writes index.html beside the pictures.
func TestShots(t *testing.T) {
	dir := shotsFolder(t)
	tool.NeedChromium(t)
	w := Demo(t)
	pages, people := Walk(t, w), cast(t, w)
	var taken []*shot
	for name, person := range people {
		t.Run(name, func(t *testing.T) {
			var mine []*shot
			met := map[string]int{}
			for _, p := range pages {
				if p.Persona == name {
					mine = append(mine, &shot{Page: p})
				}
			}
			taken = append(taken, mine...)
			for _, look := range []Look{{Lang: "en"}, {Lang: "en", Width: 390}, {Lang: "ja"}, {Lang: "ja", Width: 390}} {
				tab := Open(t, w, look)
				if name != visitor {
					tab.SignIn(person)
				}
				clear(met)
				for _, s := range mine {
					if status := tab.Go(s.Path); status != http.StatusOK {
						t.Errorf("%s answers %d", s.Path, status)
						continue
					}
					met[s.Pattern]++
					for _, scheme := range []string{"light", "dark"} {
						tab.Look.Dark = scheme == "dark"
						tab.dress()
						words := fmt.Sprintf("%s.%d.%s", look.Lang, tab.Look.Width, scheme)
						file := fmt.Sprintf("%s.%d.%s.png", s.Name(), met[s.Pattern], words)
						tab.Shot(filepath.Join(dir, file))
						s.Pictures = append(s.Pictures, picture{file, words})
					}
				}
			}
		})
	}
	index(t, dir, taken)
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
