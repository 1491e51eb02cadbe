package part

import (
	"context"
	"hash/fnv"
	"strings"
	"unicode"

	"github.com/a-h/templ"
	"github.com/rivo/uniseg"

	"guildhall/base/i18n"
)

// Tone is what a state means to its reader. Colour follows it, and so do an icon
// and a word: never colour alone.
type Tone string

// The tones.
const (
	Neutral Tone = ""
	Wait    Tone = "wait"
	Good    Tone = "good"
	Bad     Tone = "bad"
)

// icon is the drawing a tone has when the page names none.
func (t Tone) icon() string {
	switch t {
	case Wait:
		return "clock"
	case Good:
		return "circle-check"
	case Bad:
		return "circle-alert"
	}
	return "circle-dot"
}

// Kind is how much a button wants to be pressed.
type Kind string

// The kinds: at most one Main in sight; Danger for what cannot be taken back.
const (
	Plain  Kind = ""
	Main   Kind = "main"
	Danger Kind = "danger"
	Quiet  Kind = "quiet"
)

// Link is a place to go.
type Link struct{ Label, Href string }

// foreign tells that Japanese words stand on a page of another language.
func foreign(ctx context.Context, s string) bool {
	return i18n.From(ctx).Lang != i18n.Ja && strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) })
}

// Text is a component that is only words.
func Text(s string) templ.Component { return Words(s) }

func say(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// initials are what a face shows without a picture: the first letters of two words
// in a script with spaces, one character of any other.
func initials(name string) string {
	fields := strings.Fields(name)
	if len(fields) == 0 {
		return "·"
	}
	first := grapheme(fields[0])
	if len(fields) == 1 || len(first) > 2 {
		return strings.ToUpper(first)
	}
	return strings.ToUpper(first + grapheme(fields[len(fields)-1]))
}

func grapheme(s string) string {
	cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return cluster
}

// ground picks one of five quiet grounds for a face; the same name, the same ground.
func ground(name string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return [...]string{"f1", "f2", "f3", "f4", "f5"}[h.Sum32()%5]
}

// Span is a run of words; Rich cuts a sentence into them.
type span struct {
	text string
	bold bool
}

// spans cuts a sentence at **: every second run is bold. Without a partner the
// stars stay what they are.
func spans(s string) []span {
	parts := strings.Split(s, "**")
	if len(parts)%2 == 0 {
		return []span{{text: s}}
	}
	var out []span
	for i, p := range parts {
		if p != "" {
			out = append(out, span{p, i%2 == 1})
		}
	}
	return out
}
