// Package request draws the pages of requests: writing one, one's own list, one
// request with who answered it, and those who answered side by side.
package request

import (
	"context"
	"strconv"
	"strings"

	"guildhall/base/i18n"
	"guildhall/base/money"
	"guildhall/base/names"
	"guildhall/base/prose"
	"guildhall/base/services"
	"guildhall/engine/flow"
	"guildhall/market/request"
	"guildhall/web/part"
)

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// Place is a preferred location in words.
func Place(ctx context.Context, country string) string {
	if country == "" {
		return t(ctx, "request.anywhere")
	}
	return names.Country(country, i18n.From(ctx).Lang)
}

// Budgets are the options of a budget: not said, then the ladder of each currency.
// The value is "USD 3".
func Budgets(ctx context.Context, currencies []string) []part.Option {
	list := []part.Option{{Value: "", Label: t(ctx, "request.budget.unsaid")}}
	for _, code := range currencies {
		for _, b := range request.BandsOf(code) {
			list = append(list, part.Option{Value: code + " " + strconv.Itoa(b.Number), Label: Budget(ctx, b), Group: code})
		}
	}
	return list
}

// Whole writes an amount without decimals that are none.
func Whole(ctx context.Context, minor int64, currency string) string {
	return strings.TrimSuffix(money.Format(money.Of(minor, currency), i18n.From(ctx).Lang), ".00")
}

// Budget is a band in words: "$500 to $2,000".
func Budget(ctx context.Context, b request.Band) string {
	from, to := Whole(ctx, b.From, b.Currency), Whole(ctx, b.To, b.Currency)
	switch {
	case b.From == 0:
		return t(ctx, "request.budget.up_to", "To", to)
	case b.To == 0:
		return t(ctx, "request.budget.above", "From", from)
	}
	return t(ctx, "request.budget.between", "From", from, "To", to)
}

// BudgetOf is a request's budget in words.
func BudgetOf(ctx context.Context, q request.Request) string {
	if b, said := q.Budget(); said {
		return Budget(ctx, b)
	}
	return t(ctx, "request.budget.unsaid")
}

// ServiceNames are the names of the services of a request.
func ServiceNames(codes []string) []string {
	list := make([]string, len(codes))
	for i, c := range codes {
		list[i] = services.Name(c)
	}
	return list
}

// none is the option of choosing nothing.
func none(label string) []part.Option { return []part.Option{{Value: "", Label: label}} }

func chosenServices(codes []string) []part.Option {
	list := make([]part.Option, len(codes))
	for i, c := range codes {
		list[i] = part.Option{Value: c, Label: services.Name(c)}
	}
	return list
}

// StateBadge is where a request stands.
func StateBadge(ctx context.Context, s flow.State) *part.Badge {
	tone := map[flow.State]part.Tone{request.Open: part.Good, request.Paused: part.Wait}[s]
	icon := map[flow.State]string{request.Paused: "pause", request.Closed: "lock"}[s]
	return &part.Badge{Label: t(ctx, "request.state."+string(s)), Tone: tone, Icon: icon}
}

// Preview is the beginning of a request's text.
func Preview(q request.Request) string { return prose.Preview(q.Description, 220, q.Lang) }

func href(q request.Request) string { return "/requests/" + request.RequestID.Text(q.ID) }
