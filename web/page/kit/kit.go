// Package kit is the page /kit: every part in every state, in the reader's
// language, with people and amounts of a small story. It is for those who build
// pages and those who run the house; the operator can switch it off. It reads
// nothing and changes nothing.
package kit

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/money"
	"guildhall/web/page/layout"
	"guildhall/web/part"
)

func t(ctx context.Context, key string, pairs ...any) string {
	return i18n.T(ctx, "kit."+key, pairs...)
}

// ago is a moment before the page's now.
func ago(ctx context.Context, d time.Duration) clock.Micros {
	return clock.Of(i18n.From(ctx).Now.Add(-d))
}

func usd(minor int64) money.Amount { return money.Of(minor, "USD") }

// Shell is the shell of the kit's own page, with every piece of it filled in.
func Shell(ctx context.Context) layout.Shell {
	return layout.Shell{
		Title: t(ctx, "title"), Description: t(ctx, "lead"), NoIndex: true, Here: "/kit",
		Nav: []layout.NavItem{
			{Label: t(ctx, "nav.requests"), Href: "/kit", Icon: "inbox", Current: true},
			{Label: t(ctx, "nav.conversations"), Href: "#people", Icon: "messages-square", Count: 2},
			{Label: t(ctx, "nav.payments"), Href: "#lists", Icon: "banknote"},
			{Label: t(ctx, "nav.experts"), Href: "#people", Icon: "users"},
		},
		Person: t(ctx, "name.aiko"), Unread: 2,
		Hats: []layout.Hat{
			{Role: layout.Customer, Organisation: t(ctx, "name.customer"), Value: "customer", Current: true},
			{Role: layout.Expert, Organisation: "Cloudwerk GmbH", Value: "expert"},
			{Role: layout.Operator, Value: "operator"},
		},
		Account: []layout.NavItem{
			{Label: t(ctx, "profile"), Href: "#people", Icon: "user"},
			{Label: t(ctx, "settings"), Href: "#fields", Icon: "settings"},
		},
		SignOut: "/sign-out",
		Flash:   part.Flash{Text: t(ctx, "flash"), Undo: &part.Move{Action: "/kit/undo", Label: t(ctx, "undo"), Small: true}},
		Sandbox: true, SandboxClock: i18n.Deadline(i18n.From(ctx), i18n.From(ctx).Now),
		Footer: []part.Link{{Label: t(ctx, "foot.rules"), Href: "#top"}, {Label: t(ctx, "foot.help"), Href: "#top"}, {Label: t(ctx, "foot.source"), Href: "#top"}},
	}
}

var swatches = [][2]string{
	{"paper", "sw-paper"}, {"raised", "sw-raised"}, {"sunk", "sw-sunk"}, {"ink", "sw-ink"}, {"soft", "sw-soft"},
	{"accent", "sw-accent"}, {"wash", "sw-wash"}, {"wait", "sw-wait"}, {"good", "sw-good"}, {"bad", "sw-bad"},
}

func countries(ctx context.Context) []part.Option {
	return []part.Option{
		{Value: "*", Label: t(ctx, "anywhere")}, {Value: "JP", Label: t(ctx, "japan")},
		{Value: "DE", Label: t(ctx, "germany")}, {Value: "US", Label: t(ctx, "usa")},
	}
}

func budgets(ctx context.Context) []part.Option {
	return []part.Option{
		{Value: "1", Label: t(ctx, "budget.1")}, {Value: "2", Label: t(ctx, "budget.2")}, {Value: "3", Label: t(ctx, "budget.3")},
	}
}

func voices(ctx context.Context) []part.Option {
	return []part.Option{
		{Value: "self", Label: t(ctx, "voice.self"), Hint: t(ctx, "voice.self.hint")},
		{Value: "company", Label: t(ctx, "voice.company"), Hint: t(ctx, "voice.company.hint")},
	}
}

func currencies() []part.Option {
	return []part.Option{{Value: "USD", Label: "USD"}, {Value: "JPY", Label: "JPY"}, {Value: "EUR", Label: "EUR"}}
}

func services() []part.Option {
	var out []part.Option
	for _, s := range []string{"RDS", "ECS / Fargate", "S3", "IAM", "Lambda", "CloudFront"} {
		out = append(out, part.Option{Value: s, Label: s})
	}
	return out
}

// wrongForm is a form as it comes back: three complaints, everything typed kept.
func wrongForm() part.Form {
	return part.Form{
		Action: "/kit", Key: "kit-wrong", ID: "wrong",
		Errors: []fault.Field{
			fault.At("title", "too_short", "Min", 10, "Count", 3),
			fault.At("price", "money_decimals", "Digits", 2, "Count", 2, "Decimals", 2, "Currency", "USD"),
			fault.At("voice", "required"),
		},
		Values: url.Values{"title": {"RDS"}, "price": {"1,000.005"}},
	}
}

func accept(ctx context.Context) part.Move {
	return part.Move{
		Action: "/kit/accept", Key: "kit", Label: t(ctx, "accept.short"), Kind: part.Main, Icon: "check",
		Confirm: &part.Confirm{
			Title: t(ctx, "ask"), Text: t(ctx, "ask.text"), Deed: t(ctx, "ask.deed"),
			Facts: []part.Fact{
				{Label: t(ctx, "ask.price"), Value: part.Money{Amount: usd(100000), Strong: true}},
				{Label: t(ctx, "ask.until"), Value: part.Deadline{At: ago(ctx, -72*time.Hour)}},
			},
		},
	}
}

func revoke(ctx context.Context) part.Move {
	return part.Move{
		Action: "/kit/revoke", Key: "kit", Label: t(ctx, "revoke"), Kind: part.Danger,
		Confirm: &part.Confirm{Title: t(ctx, "revoke.ask"), Text: t(ctx, "revoke.text"), Deed: t(ctx, "revoke")},
	}
}

// searching is the search above a list; words are looked for in vain.
func searching(ctx context.Context, words string) *part.Search {
	return &part.Search{ID: "kit-search" + words, Action: "/kit", Words: words, Hint: t(ctx, "m1"),
		Fields: []part.Field{{Name: "state", Kind: part.SelectField, Label: t(ctx, "table.state"),
			Options: []part.Option{{Label: t(ctx, "tab.open")}, {Value: "done", Label: t(ctx, "tab.done")}}}}}
}

func payments(ctx context.Context) part.Table {
	row := func(what string, badge part.Badge, at time.Duration, minor int64) part.Row {
		return part.Row{Href: "#lists", Cells: []templ.Component{part.Text(what), badge, part.Time{At: ago(ctx, at)}, part.Money{Amount: usd(minor)}}}
	}
	return part.Table{
		Caption: t(ctx, "table"),
		Cols:    []part.Col{{Label: t(ctx, "table.what"), Bare: true}, {Label: t(ctx, "table.state")}, {Label: t(ctx, "table.when")}, {Label: t(ctx, "table.amount"), Num: true}},
		Rows: []part.Row{
			row(t(ctx, "m1"), part.Badge{Label: t(ctx, "state.waiting"), Tone: part.Wait}, 5*time.Minute, 40000),
			row(t(ctx, "m2"), part.Badge{Label: t(ctx, "state.failed"), Tone: part.Bad}, 26*time.Hour, 60000),
			row(t(ctx, "m3"), part.Badge{Label: t(ctx, "state.done"), Tone: part.Good}, 400*24*time.Hour, 20000),
		},
		Foot: []templ.Component{part.Text(t(ctx, "table.total")), nil, nil, part.Money{Amount: usd(120000)}},
	}
}

func comparison(ctx context.Context) part.Compare {
	return part.Compare{
		Caption: t(ctx, "compare"),
		Heads: []templ.Component{
			part.Chip{Name: "Ben Carter", Sub: t(ctx, "name.sub"), Href: "#people"},
			part.Chip{Name: "Cloudwerk GmbH", Sub: t(ctx, "name.sub2"), Company: true, Href: "#people"},
			part.Chip{Name: "佐藤 翔", Sub: t(ctx, "name.sub")},
		},
		Lines: []part.CompareLine{
			{Label: t(ctx, "compare.words"), Cells: []templ.Component{part.Text(t(ctx, "compare.w1")), part.Text(t(ctx, "compare.w2")), part.Text(t(ctx, "compare.w1"))}},
			{Label: t(ctx, "compare.answer"), Cells: []templ.Component{part.Text(t(ctx, "compare.soon")), part.Text(t(ctx, "compare.day")), part.Text(t(ctx, "compare.day"))}},
			{Label: t(ctx, "compare.reviews"), Cells: []templ.Component{part.Stars(5), part.Stars(4), part.Stars(4)}},
			{Label: t(ctx, "compare.price"), Cells: []templ.Component{part.Money{Amount: usd(120000), Strong: true}, part.Money{Amount: usd(150000), Strong: true}, part.Text(t(ctx, "compare.none"))}},
		},
	}
}

func happenings(ctx context.Context) []part.Happening {
	return []part.Happening{
		{Icon: "handshake", Tone: part.Good, Text: t(ctx, "time.accept"), At: ago(ctx, 50*time.Hour)},
		{Icon: "hand-coins", Tone: part.Wait, Text: t(ctx, "time.ask"), At: ago(ctx, 3*time.Hour), Body: part.Attachment{Name: "connections-last-30-days.csv", Href: "#people", Bytes: 48211, Icon: "file-text"}},
		{Icon: "credit-card", Tone: part.Bad, Text: t(ctx, "time.fail"), At: ago(ctx, 4*time.Minute)},
	}
}

func where(ctx context.Context) []part.Step {
	return []part.Step{
		{Label: t(ctx, "where.asked"), State: part.StepDone, Side: t(ctx, "side.today")},
		{Label: t(ctx, "where.wait"), State: part.StepNow, Side: t(ctx, "side.by")},
		{Label: t(ctx, "where.charge"), State: part.StepLater, Side: t(ctx, "side.same")},
		{Label: t(ctx, "where.house"), State: part.StepLater, Side: t(ctx, "side.days")},
		{Label: t(ctx, "where.paid"), State: part.StepLater, Side: t(ctx, "side.daily")},
	}
}

func steps(ctx context.Context) []part.Step {
	return []part.Step{
		{Label: t(ctx, "step.write"), State: part.StepDone},
		{Label: t(ctx, "step.who"), State: part.StepNow},
		{Label: t(ctx, "step.check"), State: part.StepLater},
	}
}

func chart(ctx context.Context) part.BarChart {
	c := part.BarChart{ID: "chart", Title: t(ctx, "chart"), Desc: t(ctx, "chart.desc")}
	values := []float64{42, 58, 37, 71, 96, 88}
	for i, month := range strings.Fields(t(ctx, "month")) {
		v := values[i%len(values)]
		c.Bars = append(c.Bars, part.Bar{Label: month, Value: v, Text: i18n.Number(int64(v)), Soft: i == len(values)-1})
	}
	return c
}
