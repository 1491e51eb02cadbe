package browser

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/test/tool"
	"guildhall/web"
)

// unreached lists routes that no link of the demo leads to, each with the reason.
var unreached = map[string]string{
	"/sign-in/{token}":            "its link is in a mail",
	"/password/{token}":           "its link is in a mail",
	"/email/{token}":              "its link is in a mail",
	"/setup/{token}":              "its link is printed by the program",
	"/invitations/{token}":        "its link is in a mail",
	"/settings":                   "leads on to the first page of settings",
	"/requests/review":            "follows a form that was filled in before signing in",
	"/pictures/{name}":            "a picture",
	"/conversations/list":         "a piece for a script",
	"/conversations/{id}/since":   "a piece for a script",
	"/conversations/{id}/earlier": "a piece for a script",
	"/conversations/{id}/between": "a piece for a script",
	"/desk/explain":               "where a search leads on from",
	"/files/{id}/thumb":           "a picture",
	"/files/{id}/{name}":          "a download",
	"/live":                       "a stream",
	"/unsubscribe/{key}/{topic}":  "its link is in a mail",
	"/desk/money/books":           "a download",
	"/proposals/{id}/accept":      "offered only while a proposal waits; the main job's story opens it",
	"/engagements/{id}/review":    "offered only before a review is written; the main job's story opens it",
	"/live/unread":                "a number for a script",
}

func TestEveryPageIsFoundByFollowingLinks(t *testing.T) {
	w := Demo(t)
	found := map[string]bool{}
	for _, p := range Walk(t, w) {
		found[p.Pattern] = true
	}
	for _, r := range (&web.Face{}).Routes() {
		pattern, isPage := strings.CutPrefix(r.Pattern, "GET ")
		if isPage && !found[pattern] && unreached[pattern] == "" {
			t.Errorf("no link leads to %s; link it, or list it here with the reason", pattern)
		}
	}
	for pattern := range unreached {
		if found[pattern] {
			t.Errorf("%s is excused here, and a link leads to it", pattern)
		}
	}
}

func TestEveryPageIsSoundInBothLanguages(t *testing.T) {
	tool.NeedChromium(t)
	w := Demo(t)
	pages := Walk(t, w)
	people := cast(t, w)
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
