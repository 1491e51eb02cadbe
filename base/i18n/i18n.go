// Package i18n turns keys into sentences in the reader's language. The sentences
// live in text/*.toml, English and Japanese side by side, one file per noun.
package i18n

import (
	"context"
	"fmt"
	"io/fs"
	"sort"
	"time"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/language"
)

// Lang is a language the house speaks (BCP 47).
type Lang string

// The house's languages.
const (
	En Lang = "en"
	Ja Lang = "ja"
)

// Langs lists every language, the fallback first.
var Langs = []Lang{En, Ja}

var matcher = language.NewMatcher([]language.Tag{language.English, language.Japanese})

// Parse tells whether s names one of the house's languages.
func Parse(s string) (Lang, bool) {
	for _, l := range Langs {
		if string(l) == s {
			return l, true
		}
	}
	return En, false
}

// Prefer picks the house's language nearest to an Accept-Language header.
func Prefer(header string) Lang {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return En
	}
	_, index, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return En
	}
	return Langs[index]
}

// Catalog holds every sentence in every language.
type Catalog struct{ sentences map[Lang]map[string]sentence }

// Load reads every *.toml in fsys. A key is a table with one entry per language:
//
//	["request.post"]
//	en = "Post request"
//	ja = "リクエストを投稿する"
//
// An entry may be a table {one = "...", other = "..."}; the argument Count chooses.
func Load(fsys fs.FS) (*Catalog, error) {
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	c := &Catalog{sentences: map[Lang]map[string]sentence{}}
	for _, l := range Langs {
		c.sentences[l] = map[string]sentence{}
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		var file map[string]map[string]any
		if err := toml.Unmarshal(raw, &file); err != nil {
			return nil, fmt.Errorf("text %s: %w", name, err)
		}
		for key, entry := range file {
			for lang, words := range entry {
				l, ok := Parse(lang)
				if !ok {
					return nil, fmt.Errorf("text %s: %s speaks %q", name, key, lang)
				}
				if c.Has(l, key) {
					return nil, fmt.Errorf("text %s: %s stands twice", name, key)
				}
				if c.sentences[l][key], err = sentenceOf(words); err != nil {
					return nil, fmt.Errorf("text %s: %s: %w", name, key, err)
				}
			}
		}
	}
	return c, nil
}

// Keys lists every key that has a sentence in this language, sorted.
func (c *Catalog) Keys(lang Lang) []string {
	var keys []string
	for key := range c.sentences[lang] {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Has tells whether the key has a sentence in this language.
func (c *Catalog) Has(lang Lang, key string) bool {
	_, has := c.sentences[lang][key]
	return has
}

// Say gives the sentence for a key; pairs are the values it names, or one map of them.
// A key without words in this language is said in the first one; one without any shows
// itself in brackets: ugly enough to be seen, and a test finds it.
func (c *Catalog) Say(lang Lang, key string, pairs ...any) string {
	if words, ok := c.sentences[lang][key]; ok {
		return words.say(lang, pairs)
	}
	if words, ok := c.sentences[En][key]; ok {
		return words.say(En, pairs)
	}
	return "[" + key + "]"
}

var house func() *Catalog

// Use says where the catalog that T speaks from comes from; package text calls it
// once, at start.
func Use(c func() *Catalog) { house = c }

// House is the catalog in use.
func House() *Catalog { return house() }

// Reader is who reads: language, time zone and the business time of the page.
type Reader struct {
	Lang Lang
	Zone *time.Location
	Now  time.Time
}

type readerKey struct{}

// With puts the reader into the context of a page or a mail.
func With(ctx context.Context, r Reader) context.Context {
	if r.Zone == nil {
		r.Zone = time.UTC
	}
	return context.WithValue(ctx, readerKey{}, r)
}

// From is the reader of this context; without one, English in UTC.
func From(ctx context.Context) Reader {
	if r, ok := ctx.Value(readerKey{}).(Reader); ok {
		return r
	}
	return Reader{Lang: En, Zone: time.UTC, Now: time.Now()}
}

// T gives the sentence for a key in the reader's language.
func T(ctx context.Context, key string, pairs ...any) string {
	return house().Say(From(ctx).Lang, key, pairs...)
}

// Exists tells whether the house has words for this key.
func Exists(key string) bool { return house().Has(En, key) }
