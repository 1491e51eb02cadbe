// Package i18n turns keys into sentences in the reader's language. The sentences
// live in text/*.toml, English and Japanese side by side, one file per noun.
package i18n

import (
	"context"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
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
type Catalog struct {
	// words are the entries as they stand in the file.
	words     map[Lang]map[string]any
	sentences map[Lang]map[string]sentence
	// localizers say what is more than a sentence, one for each entry (spoken).
	localizers sync.Map
}

// spoken is one entry in one language.
type spoken struct {
	lang Lang
	key  string
}

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
	c := &Catalog{words: map[Lang]map[string]any{}, sentences: map[Lang]map[string]sentence{}}
	for _, l := range Langs {
		c.words[l], c.sentences[l] = map[string]any{}, map[string]sentence{}
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
				c.words[l][key] = words
				if plain, ok := sentenceOf(words); ok {
					c.sentences[l][key] = plain
				} else if _, err := c.localizer(l, key); err != nil {
					return nil, fmt.Errorf("text %s: %s: %w", name, key, err)
				}
			}
		}
	}
	return c, nil
}

// localizer gives go-i18n's speaker of one entry. Few are ever asked for: all of them
// together would hold three megabytes.
func (c *Catalog) localizer(lang Lang, key string) (*goi18n.Localizer, error) {
	of := spoken{lang, key}
	if known, ok := c.localizers.Load(of); ok {
		return known.(*goi18n.Localizer), nil
	}
	message, err := goi18n.NewMessage(c.words[lang][key])
	if err != nil {
		return nil, err
	}
	message.ID = key
	bundle := goi18n.NewBundle(language.English)
	if err := bundle.AddMessages(language.Make(string(lang)), message); err != nil {
		return nil, err
	}
	made := goi18n.NewLocalizer(bundle, string(lang))
	c.localizers.Store(of, made)
	return made, nil
}

// Keys lists every key that has a sentence in this language, sorted.
func (c *Catalog) Keys(lang Lang) []string {
	var keys []string
	for key := range c.words[lang] {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Has tells whether the key has a sentence in this language.
func (c *Catalog) Has(lang Lang, key string) bool { return c.words[lang][key] != nil }

// Say gives the sentence for a key; pairs are the values it names. A key without
// words shows itself in brackets: ugly enough to be seen, and a test finds it.
func (c *Catalog) Say(lang Lang, key string, pairs ...any) string {
	if plain, ok := c.sentences[lang][key]; ok {
		if said, ok := plain.say(lang, pairs); ok {
			return said
		}
	}
	return c.localize(lang, key, pairs)
}

// localize lets go-i18n say it.
func (c *Catalog) localize(lang Lang, key string, pairs []any) string {
	if !c.Has(lang, key) {
		if lang != En && c.Has(En, key) {
			return c.localize(En, key, pairs)
		}
		return "[" + key + "]"
	}
	config := &goi18n.LocalizeConfig{MessageID: key, TemplateData: args(pairs)}
	if n, ok := config.TemplateData.(map[string]any)["Count"]; ok {
		config.PluralCount = n
	}
	speaker, err := c.localizer(lang, key)
	if err != nil {
		return "[" + key + "]"
	}
	s, err := speaker.Localize(config)
	if err != nil && s == "" {
		return "[" + key + "]"
	}
	return s
}

func args(pairs []any) map[string]any {
	if len(pairs) == 1 {
		if m, ok := pairs[0].(map[string]any); ok {
			if m == nil {
				return map[string]any{}
			}
			return m
		}
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[strings.TrimSpace(fmt.Sprint(pairs[i]))] = pairs[i+1]
	}
	return m
}

var house *Catalog

// Use sets the catalog that T speaks from; package text calls it once, at start.
func Use(c *Catalog) { house = c }

// House is the catalog in use.
func House() *Catalog { return house }

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
	return house.Say(From(ctx).Lang, key, pairs...)
}

// Exists tells whether the house has words for this key.
func Exists(key string) bool { return house.Has(En, key) }
