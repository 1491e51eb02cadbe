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

var inside = map[string]string{"guildhall": brand}

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
		inside[strings.TrimSuffix(strings.TrimPrefix(name, "lucide/"), ".svg")] = strings.TrimSpace(string(raw))
	}
}

// Inside is what stands between <svg> and </svg>; empty when there is no such icon.
func Inside(name string) string { return inside[name] }

// Names lists every icon, sorted.
func Names() []string {
	var names []string
	for name := range inside {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
