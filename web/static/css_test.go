package static_test

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"guildhall/web/static"
	"guildhall/web/static/bundle"
)

func sheets(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir("css", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		out[filepath.ToSlash(name)] = string(raw)
		return err
	})
	if err != nil || len(out) < 5 {
		t.Fatal("no style sheets", err)
	}
	return out
}

var comment = regexp.MustCompile(`(?s)/\*.*?\*/`)

func TestOnlyTheTokensKnowColoursAndPixels(t *testing.T) {
	raw := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b[^{]*;|\b\d*\.?\d+px\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(|:\s*(?:red|blue|green|black|white|gr[ae]y|orange|yellow)\b`)
	for name, sheet := range sheets(t) {
		if name == "css/tokens.css" {
			continue
		}
		for i, line := range strings.Split(comment.ReplaceAllStringFunc(sheet, func(c string) string { return strings.Repeat("\n", strings.Count(c, "\n")) }), "\n") {
			if found := raw.FindString(line); found != "" {
				t.Errorf("%s:%d: %s", name, i+1, found)
			}
		}
	}
}

func TestEveryTokenThatIsUsedIsDefined(t *testing.T) {
	all := sheets(t)
	defined := map[string]bool{}
	for _, sheet := range all {
		for _, m := range regexp.MustCompile(`(--[\w-]+)\s*:`).FindAllStringSubmatch(sheet, -1) {
			defined[m[1]] = true
		}
	}
	for name, sheet := range all {
		for _, m := range regexp.MustCompile(`var\((--[\w-]+)`).FindAllStringSubmatch(sheet, -1) {
			if !defined[m[1]] {
				t.Errorf("%s uses %s, which nobody defines", name, m[1])
			}
		}
	}
}

func TestTheStyleSheetIsSoundAndStaysSoWhenSqueezed(t *testing.T) {
	for name, sheet := range sheets(t) {
		if err := bundle.CheckStyle(sheet); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	joined, err := static.StyleSheet(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.CheckStyle(joined); err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(joined, "@layer tokens,base,parts,pages;") {
		t.Error("the layers are not in order")
	}
	for name, sheet := range sheets(t) {
		if n := strings.Count(sheet, "\n"); n > 400 {
			t.Errorf("%s has %d lines", name, n)
		}
	}
}

// rgb is a colour in linear light, each part 0 to 1.
type rgb [3]float64

// fromOKLCH follows CSS Color 4, section 18 (OKLab to linear sRGB).
func fromOKLCH(l, c, h float64) rgb {
	a, b := c*math.Cos(h*math.Pi/180), c*math.Sin(h*math.Pi/180)
	l3 := math.Pow(l+0.3963377774*a+0.2158037573*b, 3)
	m3 := math.Pow(l-0.1055613458*a-0.0638541728*b, 3)
	s3 := math.Pow(l-0.0894841775*a-1.2914855480*b, 3)
	clip := func(v float64) float64 { return min(max(v, 0), 1) }
	return rgb{
		clip(4.0767416621*l3 - 3.3077115913*m3 + 0.2309699292*s3),
		clip(-1.2684380046*l3 + 2.6097574011*m3 - 0.3413193965*s3),
		clip(-0.0041960863*l3 - 0.7034186147*m3 + 1.7076147010*s3),
	}
}

// contrast is the ratio of WCAG 2.2, 1.4.3.
func contrast(a, b rgb) float64 {
	y := func(c rgb) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }
	ya, yb := y(a), y(b)
	return (max(ya, yb) + 0.05) / (min(ya, yb) + 0.05)
}

// tokens reads the colours: name to light and dark.
func tokens(t *testing.T) map[string][2]rgb {
	t.Helper()
	colour := `oklch\(([\d.]+)%\s+([\d.]+)\s+([\d.]+)\)`
	out := map[string][2]rgb{}
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, m := range regexp.MustCompile(`--([\w-]+):\s*light-dark\(`+colour+`,\s*`+colour+`\)`).FindAllStringSubmatch(sheets(t)["css/tokens.css"], -1) {
		out[m[1]] = [2]rgb{
			fromOKLCH(number(m[2])/100, number(m[3]), number(m[4])),
			fromOKLCH(number(m[5])/100, number(m[6]), number(m[7])),
		}
	}
	if len(out) < 20 {
		t.Fatalf("only %d colours read", len(out))
	}
	return out
}

func TestWordsAndControlsCanBeSeenInBothSchemes(t *testing.T) {
	colours := tokens(t)
	papers := []string{"paper", "paper-raised", "paper-sunk", "paper-hover"}
	type pair struct {
		front, back string
		least       float64
	}
	var pairs []pair
	for _, paper := range papers {
		for _, word := range []string{"ink", "ink-soft", "accent", "accent-deep", "wait", "good", "bad", "bad-deep"} {
			pairs = append(pairs, pair{word, paper, 4.5})
		}
		pairs = append(pairs, pair{"line-strong", paper, 3})
	}
	for _, state := range []string{"accent", "wait", "good", "bad"} {
		pairs = append(pairs, pair{state, state + "-wash", 4.5}, pair{"ink", state + "-wash", 4.5}, pair{"ink-soft", state + "-wash", 4.5})
	}
	pairs = append(pairs, pair{"accent-ink", "accent", 4.5}, pair{"accent-ink", "accent-deep", 4.5}, pair{"bad-ink", "bad", 4.5}, pair{"bad-ink", "bad-deep", 4.5},
		pair{"bad-deep", "bad-wash", 4.5}, pair{"accent-deep", "accent-wash", 4.5}, pair{"ink", "mark", 4.5}, pair{"paper", "ink", 4.5})
	for i := range 5 {
		pairs = append(pairs, pair{"face-ink", fmt.Sprintf("face-%d", i+1), 4.5})
	}
	for _, p := range pairs {
		front, ok1 := colours[p.front]
		back, ok2 := colours[p.back]
		if !ok1 || !ok2 {
			t.Errorf("%s or %s is not a colour of tokens.css", p.front, p.back)
			continue
		}
		for i, scheme := range []string{"light", "dark"} {
			if ratio := contrast(front[i], back[i]); ratio < p.least {
				t.Errorf("%s on %s, %s: %.2f, wants %.1f", p.front, p.back, scheme, ratio, p.least)
			}
		}
	}
}

func TestNoPageStylesItself(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".templ" {
			return err
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		found++
		for i, line := range strings.Split(string(raw), "\n") {
			if strings.Contains(line, "application/ld+json") {
				continue // Data for search engines: no browser runs it.
			}
			if regexp.MustCompile(`\sstyle\s*=|<style|\son[a-z]+\s*=\s*["{]|hx-on|javascript:|<script(?:>|[^>]*[^>/]>[^<])`).MatchString(line) {
				t.Errorf("%s:%d: %s", name, i+1, strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil || found == 0 {
		t.Fatal(found, err)
	}
}
