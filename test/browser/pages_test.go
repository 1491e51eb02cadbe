package browser

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/test/tool"
	"guildhall/test/world"
	"guildhall/web"
)

func TestEveryPageIsFoundByFollowingLinks(t *testing.T) {
	w := Demo(t)
	walked, later := map[string]bool{}, map[string]bool{}
	pages := Walk(t, w)
	for _, p := range pages {
		walked[p.Pattern] = true
	}
	for _, p := range behind(t, w, cast(t, w), pages) {
		later[p.Pattern] = true
	}
	for _, r := range (&web.Face{}).Routes() {
		pattern, reads := strings.CutPrefix(r.Pattern, "GET ")
		if reads && !walked[pattern] && !later[pattern] && notPages[pattern] == "" && besides[pattern] == "" {
			t.Errorf("nobody looks at %s: link it, or make it in behind, or list it there with the reason", pattern)
		}
	}
	for pattern := range walked {
		if notPages[pattern] != "" || besides[pattern] != "" || later[pattern] {
			t.Errorf("%s is excused or made apart, and a link leads to it", pattern)
		}
	}
}

func TestEveryPageIsSoundInBothLanguages(t *testing.T) {
	tool.NeedChromium(t)
	w := Demo(t)
	pages := Walk(t, w)
	people := cast(t, w)
	pages = append(pages, behind(t, w, people, pages)...)
	looks := []Look{{Lang: "en"}, {Lang: "ja", Width: 390, Dark: true}}
	for name, person := range people {
		t.Run(name, func(t *testing.T) {
			for i, look := range looks {
				tab := Open(t, w, look)
				if name != visitor {
					tab.SignIn(person)
				}
				met := map[string]int{}
				for _, p := range pages {
					// The first page of a route is seen in both looks, others in turn.
					if p.Persona == name {
						met[p.Pattern]++
					}
					if p.Persona != name || met[p.Pattern] > 1 && met[p.Pattern]%len(looks) != i {
						continue
					}
					if status := tab.Go(p.Path); status != http.StatusOK {
						t.Errorf("%s answers %d", p.Path, status)
					}
					tab.Accessible()
					if n := tab.Sideways(); n > 0 {
						t.Errorf("%s (%s, %d wide) is %d pixels wider than the window", p.Path, look.Lang, tab.Look.Width, n)
					}
					if words := tab.Words(); strings.Contains(words, "[") && missingWords.MatchString(words) {
						t.Errorf("%s (%s) shows a key without words: %s", p.Path, look.Lang, missingWords.FindString(words))
					}
				}
			}
		})
	}
}

// TestTheSetUpPageIsSound looks at the one page that a running house has not.
func TestTheSetUpPageIsSound(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	var said strings.Builder
	if err := w.House.OfferSetup(t.Context(), &said); err != nil {
		t.Fatal(err)
	}
	link := strings.TrimSpace(said.String()[strings.Index(said.String(), "/setup/"):])
	dir := os.Getenv("GUILDHALL_SHOTS")
	for _, look := range allLooks() {
		tab := Open(t, w, look)
		tab.Open(link)
		tab.Accessible()
		if n := tab.Sideways(); n > 0 {
			t.Errorf("the page is %d pixels too wide", n)
		}
		if dir != "" {
			tab.Shot(filepath.Join(dir, "setup."+tab.Look.words()+".png"))
		}
	}
}
