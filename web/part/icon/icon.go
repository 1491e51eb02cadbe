// Package icon holds the line drawings of the house: a small choice from Lucide
// (lucide-static 1.62.0, ISC; notice in NOTICE) under lucide/, each the inside of
// a 24 by 24 drawing, and the house's own sign. To add one, copy its file here
// without the outer element. They are drawn into the page, so a page asks for no
// sprite and shows no gap.
package icon

import (
	"embed"
	"io/fs"
	"sort"
	"strings"
)

//go:embed lucide/*.svg
var drawings embed.FS

// brand is the guildhall's own sign: a gable and an open door.
const brand = `<path d="M3 21V10l9-6 9 6v11M2 21h20M9 21v-6a3 3 0 0 1 6 0v6"/>`

// What stands around the inside of every drawing.
const begin, end = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">`, `</svg>`

var drawn = map[string]string{"guildhall": begin + brand + end}

func init() {
	names, err := fs.Glob(drawings, "lucide/*.svg")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(drawings, name)
		if err != nil {
			panic(err)
		}
		drawn[strings.TrimSuffix(strings.TrimPrefix(name, "lucide/"), ".svg")] = begin + strings.TrimSpace(string(raw)) + end
	}
}

// Drawn is the whole drawing, to stand beside a word; an empty one when there is no
// such icon.
func Drawn(name string) string {
	if whole, known := drawn[name]; known {
		return whole
	}
	return begin + end
}

// Known tells whether there is such an icon.
func Known(name string) bool { return drawn[name] != "" }

// Names lists every icon, sorted.
func Names() []string {
	var names []string
	for name := range drawn {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
