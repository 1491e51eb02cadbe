package landing

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/market/registration"
	"guildhall/web/part"
)

// EligibilityPage is what this house asks of whoever sells: the open countries (empty
// for all), the rules, and which check is asked of whom.
type EligibilityPage struct {
	Open  []string
	Rules []registration.Rule
	Asked []registration.Asked
}

// countries names them in the reader's language and order.
func countries(ctx context.Context, open []string) string {
	lang := i18n.From(ctx).Lang
	is := map[string]bool{}
	for _, c := range open {
		is[c] = true
	}
	var list []string
	for _, n := range names.Countries(lang) {
		if is[n.Code] {
			list = append(list, n.Name)
		}
	}
	return strings.Join(list, t(ctx, "part.list.comma"))
}

func askedCols(ctx context.Context) []part.Col {
	cols := []part.Col{{Label: t(ctx, "eligibility.col.check")}}
	for _, s := range []registration.Seller{registration.Freelancer, registration.Firm, registration.Both} {
		cols = append(cols, part.Col{Label: t(ctx, "registration.seller."+string(s))})
	}
	return append(cols, part.Col{Label: t(ctx, "eligibility.col.where")})
}

// askedRows is the table of checks: who is asked for what, and where.
func (p EligibilityPage) askedRows(ctx context.Context) []part.Row {
	var rows []part.Row
	for _, a := range p.Asked {
		cells := []templ.Component{part.Text(t(ctx, "check."+string(a.Kind)))}
		country := ""
		if len(a.In) > 0 {
			country = a.In[0]
		}
		for _, s := range []registration.Seller{registration.Freelancer, registration.Firm, registration.Both} {
			word := "eligibility.no"
			if a.AppliesTo(s, country) {
				word = "eligibility.yes"
			}
			cells = append(cells, part.Text(t(ctx, word)))
		}
		where := t(ctx, "eligibility.everywhere")
		if len(a.In) > 0 {
			where = countries(ctx, a.In)
		}
		rows = append(rows, part.Row{Cells: append(cells, part.Text(where))})
	}
	return rows
}
