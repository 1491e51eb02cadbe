// Package country draws which countries are open to sellers, the form to be told
// when one opens, and what is new.
package country

import (
	"context"

	"guildhall/base/i18n"
	"guildhall/base/names"
	room "guildhall/market/country"
	"guildhall/web/part"
)

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// Page is the countries and the form to be told of one.
type Page struct {
	Form part.Form
	All  []room.Standing
	Open []string // codes of the open countries; empty for all
	// Country is the one chosen, Email what is known of whoever asks.
	Country, Email string
}

func (p Page) in(state string) []room.Standing {
	var list []room.Standing
	for _, s := range p.All {
		if string(s.State) == state {
			list = append(list, s)
		}
	}
	return list
}

// shut are the countries that somebody can wait for, in the reader's order.
func (p Page) shut(ctx context.Context) []part.Option {
	state := map[string]bool{}
	for _, s := range p.All {
		state[s.Country] = s.State != room.Open
	}
	var list []part.Option
	for _, n := range names.Countries(i18n.From(ctx).Lang) {
		if state[n.Code] {
			list = append(list, part.Option{Value: n.Code, Label: n.Name})
		}
	}
	return list
}

func (p Page) announced(ctx context.Context) []part.Fact {
	var list []part.Fact
	for _, s := range p.in("announced") {
		day := t(ctx, "country.day.unknown")
		if s.OpensOn != "" {
			day = i18n.DayOf(i18n.From(ctx), s.OpensOn)
		}
		list = append(list, part.Fact{Label: name(ctx, s.Country), Text: day})
	}
	return list
}

func name(ctx context.Context, code string) string { return names.Country(code, i18n.From(ctx).Lang) }

// Sent says that a letter is on its way.
type Sent struct{ Sandbox bool }

// Link is the page behind the link in that letter.
type Link struct {
	Form   part.Form
	Waiter room.Waiter
}

// News is what was published, the newest first.
type News struct {
	List  []room.News
	Pages part.Pagination
	Feed  string
}

// Sentence says a line of news in the reader's language.
func Sentence(ctx context.Context, n room.News) string {
	if n.Kind == room.NewsAnnounced && n.OpensOn == "" {
		return t(ctx, "country.news.announced_some_day", "Country", name(ctx, n.Country))
	}
	day := ""
	if n.OpensOn != "" {
		day = i18n.DayOf(i18n.From(ctx), n.OpensOn)
	}
	return t(ctx, "country.news."+n.Kind, "Country", name(ctx, n.Country), "Day", day)
}
