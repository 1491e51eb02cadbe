package desk

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/engine/flow"
	"guildhall/web/part"
)

func say(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// tabs lead between the rooms of the desk that the navigation has no word for.
func tabs(ctx context.Context, at string, sandbox bool) part.Tabs {
	t := part.Tabs{Label: say(ctx, "desk.tabs")}
	for _, one := range []struct{ at, href string }{
		{"overview", "/desk"}, {"requests", "/desk/requests"}, {"reports", "/desk/reports"}, {"reviews", "/desk/reviews"}, {"tax_numbers", "/desk/tax-numbers"}, {"sanctions", "/desk/sanctions"}, {"mail", "/desk/mail"}, {"clock", "/desk/clock"},
	} {
		if one.at == "clock" && !sandbox {
			continue
		}
		t.List = append(t.List, part.Tab{Label: say(ctx, "desk.tab."+one.at), Href: one.href, Current: one.at == at})
	}
	return t
}

// badge says a state of a flow in its words and its tone.
func badge(ctx context.Context, noun string, state flow.State, tones map[flow.State]part.Tone) *part.Badge {
	return &part.Badge{Label: say(ctx, noun+".state."+string(state)), Tone: tones[state]}
}

// choose are the options of a filter that leaves everything in until one is chosen.
func choose(ctx context.Context, options ...part.Option) []part.Option {
	return append([]part.Option{{Label: say(ctx, "desk.all")}}, options...)
}

// orders are how people and organisations can be sorted.
func orders(ctx context.Context) []part.Option {
	return []part.Option{{Value: "newest", Label: say(ctx, "desk.sort.newest")}, {Value: "name", Label: say(ctx, "desk.sort.name")}}
}

// country is a country's name in the reader's language.
func country(ctx context.Context, code string) string {
	if code == "" {
		return ""
	}
	return names.Country(code, i18n.From(ctx).Lang)
}

// since is how long something waits, red when it is late.
type since struct {
	At   clock.Micros
	Late bool
}
