package help

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/web/part"
)

// tables are what guides draw from the rules themselves, by name.
var tables = map[string]func(ctx context.Context) part.Table{
	"methods": methods,
	"why":     why,
	"buying":  func(ctx context.Context) part.Table { return roles(ctx, buying) },
	"selling": func(ctx context.Context) part.Table { return roles(ctx, selling) },
}

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// Days is how long the money takes by a kind of method, in words.
func Days(ctx context.Context, kind string) string {
	from, to := payment.Takes(kind)
	if from == to {
		return t(ctx, "pricing.days.within", "Days", to)
	}
	return t(ctx, "pricing.days", "From", from, "To", to)
}

func methods(ctx context.Context) part.Table {
	list := part.Table{Caption: t(ctx, "guide.expert-payouts.days"), Quiet: true,
		Cols: []part.Col{{Label: t(ctx, "guide.col.method"), Bare: true}, {Label: t(ctx, "guide.col.days")}}}
	for _, kind := range []string{payment.KindCard, payment.KindACH, payment.KindNetTerms} {
		list.Rows = append(list.Rows, part.Row{Cells: []templ.Component{part.Text(t(ctx, "pricing.method."+kind)), part.Text(Days(ctx, kind))}})
	}
	return list
}

// reasons are the sentences that a payment's page begins with while it is not paid
// out ("why.<...>", text/between.toml), what each means and who acts.
var reasons = []struct{ says, means, who string }{
	{"awaiting", "awaiting", "customer"},
	{"collecting.card", "collecting", "nobody"},
	{"collecting.ach", "collecting", "nobody"},
	{"collecting.net_terms", "collecting", "customer"},
	{"late", "late", "customer"},
	{"uncollected", "uncollected", "customer"},
	{"collected.on", "collected", "nobody"},
	{"collected.no_account", "no_account", "expert"},
	{"disputed", "disputed", "bank"},
	{"written_off", "written_off", "customer"},
}

func why(ctx context.Context) part.Table {
	list := part.Table{Caption: t(ctx, "guide.expert-payouts.why"), Quiet: true,
		Cols: []part.Col{{Label: t(ctx, "guide.col.says"), Bare: true}, {Label: t(ctx, "guide.col.means")}, {Label: t(ctx, "guide.col.who")}}}
	for _, r := range reasons {
		list.Rows = append(list.Rows, part.Row{Cells: []templ.Component{
			part.Text(t(ctx, "why."+r.says, "Day", t(ctx, "guide.any.day"), "Why", "", "Currency", t(ctx, "guide.any.currency"))), part.Text(t(ctx, "guide.why."+r.means)), part.Text(t(ctx, "guide.who."+r.who))}})
	}
	return list
}

// deed is something one may do in an organisation, and the rule for it.
type deed struct {
	key string
	may func(account.Membership) bool
}

func reads(account.Membership) bool      { return true }
func owns(m account.Membership) bool     { return m.Role == account.Owner }
func proposes(m account.Membership) bool { return m.Acts() && m.MayPropose }
func writes(m account.Membership) bool {
	return m.Acts() && (m.MayWriteSelf || m.MayWriteCompany)
}

// buying and selling are what the roles may do on each side.
var (
	buying = []deed{{"read", reads}, {"buy", account.Membership.Acts}, {"pay", account.Membership.Pays},
		{"manage", account.Membership.Manages}, {"own", owns}}
	selling = []deed{{"read", reads}, {"write", writes}, {"propose", proposes}, {"account", account.Membership.Pays},
		{"register", account.Membership.Manages}, {"own", owns}}
)

// roles asks the rules what a fresh member of each role may do.
func roles(ctx context.Context, deeds []deed) part.Table {
	list := part.Table{Caption: t(ctx, "guide.roles.who"), Quiet: true, Cols: []part.Col{{Label: t(ctx, "guide.col.deed"), Bare: true}}}
	for _, role := range account.Roles {
		list.Cols = append(list.Cols, part.Col{Label: t(ctx, "role."+string(role))})
	}
	for _, d := range deeds {
		row := part.Row{Cells: []templ.Component{part.Text(t(ctx, "guide.deed."+d.key))}}
		for _, role := range account.Roles {
			row.Cells = append(row.Cells, mark(d.may(account.FreshMembership([16]byte{}, [16]byte{}, role))))
		}
		list.Rows = append(list.Rows, row)
	}
	return list
}
