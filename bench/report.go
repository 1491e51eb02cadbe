package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// figure is one number and its floor.
type figure struct {
	Part     string  `json:"part"`
	Database string  `json:"database,omitempty"`
	What     string  `json:"what"`
	Value    float64 `json:"value"`
	Unit     string  `json:"unit"`
	Floor    float64 `json:"floor,omitempty"`
	FloorIs  string  `json:"floor_is,omitempty"`
	Aim      string  `json:"aim,omitempty"`
	Met      *bool   `json:"met,omitempty"`
}

type report struct {
	At      string   `json:"at"`
	Machine string   `json:"machine"`
	Figures []figure `json:"figures"`
}

// add keeps a figure and says it at once.
func (r *report) add(f figure) {
	r.Figures = append(r.Figures, f)
	fmt.Println("  " + f.line())
}

// met is a figure's verdict against its aim.
func met(ok bool) *bool { return &ok }

func (f figure) line() string {
	s := fmt.Sprintf("%-9s %-9s %-58s %12s %-10s", f.Part, f.Database, f.What, number(f.Value), f.Unit)
	if f.Floor != 0 {
		s += fmt.Sprintf(" floor %12s (x %.2f; %s)", number(f.Floor), f.Value/f.Floor, f.FloorIs)
	}
	if f.Aim != "" {
		verdict := "met"
		if f.Met != nil && !*f.Met {
			verdict = "MISSED"
		}
		s += fmt.Sprintf("  aim %s: %s", f.Aim, verdict)
	}
	return s
}

func number(v float64) string {
	switch {
	case v >= 1000:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func (r *report) print(w io.Writer) {
	fmt.Fprintf(w, "\n%s, %s\n", r.Machine, r.At)
	for _, f := range r.Figures {
		fmt.Fprintln(w, f.line())
	}
}

func (r *report) save(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "bench-"+strings.NewReplacer(":", "", "-", "").Replace(r.At)+".json")
	return path, os.WriteFile(path, append(raw, '\n'), 0o644)
}

// quantile gives the value below which this share of the sorted times lies.
func quantile(times []time.Duration, share float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
