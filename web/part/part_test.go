package part_test

import (
	"bytes"
	"context"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/money"
	_ "guildhall/text"
	"guildhall/web/part"
	"guildhall/web/part/icon"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func reader(lang i18n.Lang) context.Context {
	return i18n.With(context.Background(), i18n.Reader{Lang: lang, Zone: time.FixedZone("JST", 9*3600), Now: noon})
}

// draw renders a component with children and reads it back as a tree.
func draw(t *testing.T, lang i18n.Lang, c templ.Component, children ...templ.Component) *html.Node {
	t.Helper()
	var b bytes.Buffer
	ctx := reader(lang)
	if len(children) > 0 {
		ctx = templ.WithChildren(ctx, templ.Join(children...))
	}
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	tree, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// all finds elements by tag ("" for any) and attribute ("" for none, else k or k=v).
func all(root *html.Node, tag, want string) []*html.Node {
	var out []*html.Node
	key, value, exact := strings.Cut(want, "=")
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || tag != "" && n.Data != tag {
			continue
		}
		if want == "" || !exact && has(n, key) || exact && (attr(n, key) == value || key == "class" && strings.Contains(" "+attr(n, key)+" ", " "+value+" ")) {
			out = append(out, n)
		}
	}
	return out
}

func one(t *testing.T, root *html.Node, tag, want string) *html.Node {
	t.Helper()
	found := all(root, tag, want)
	if len(found) != 1 {
		t.Fatalf("%d of <%s %s>, wants one", len(found), tag, want)
	}
	return found[0]
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestAFieldFindsItsErrorAndWhatWasTyped(t *testing.T) {
	for _, lang := range i18n.Langs {
		form := part.Form{
			Action: "/requests", Key: "k1",
			Errors: []fault.Field{fault.At("title", "too_short", "Min", 10, "Count", 3)},
			Values: url.Values{"title": {"RDS"}, "agree": {}},
		}
		tree := draw(t, lang, form,
			part.Field{Name: "title", Label: "Title", Hint: "One line", Limit: 140, Least: 10, Value: "before"},
			part.Field{Name: "agree", Kind: part.CheckField, Label: "Agree", Value: "1"})
		input := one(t, tree, "input", "name=title")
		if attr(input, "value") != "RDS" {
			t.Errorf("%s: what was typed is lost: %q", lang, attr(input, "value"))
		}
		if attr(input, "aria-invalid") != "true" || attr(input, "aria-describedby") != "f-title-hint f-title-count f-title-error" {
			t.Errorf("%s: the error is not tied to its field: %v", lang, input.Attr)
		}
		want := i18n.House().Say(lang, "field.too_short", "Min", 10, "Count", 3)
		if got := text(one(t, tree, "p", "id=f-title-error")); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		for _, id := range strings.Fields(attr(input, "aria-describedby")) {
			one(t, tree, "", "id="+id)
		}
		link := one(t, one(t, tree, "div", "class=wrongs"), "a", "href=#f-title")
		if got := text(link); got != "Title: "+want {
			t.Errorf("%s: the summary says %q", lang, got)
		}
		if has(one(t, tree, "input", "name=agree"), "checked") {
			t.Errorf("%s: a box that came back unticked is ticked", lang)
		}
		if attr(one(t, tree, "input", "name=_key"), "value") != "k1" {
			t.Errorf("%s: the form lost its key", lang)
		}
	}
}

func TestAComplaintWithoutAFieldStandsInTheSummary(t *testing.T) {
	tree := draw(t, i18n.En, part.Form{Action: "/", Errors: []fault.Field{fault.At("owner", "required")}, Refused: "Not now."}, part.Field{Name: "title", Label: "Title"})
	if got := text(one(t, tree, "div", "class=wrongs")); !strings.Contains(got, "Not now.") || !strings.Contains(got, i18n.House().Say(i18n.En, "field.required")) {
		t.Errorf("the summary says %q", got)
	}
}

func TestARefusalsOwnSentenceIsNotCountedAsSomethingToMend(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.En, i18n.Ja} {
		say := func(key string, pairs ...any) string { return i18n.House().Say(lang, key, pairs...) }
		for want, form := range map[string]part.Form{
			say("part.refused"):            {Refused: "Not now."},
			say("part.wrongs", "Count", 1): {Refused: "Not now.", Errors: []fault.Field{fault.At("title", "required")}},
			say("part.wrongs", "Count", 2): {Errors: []fault.Field{fault.At("title", "required"), fault.At("owner", "required")}},
		} {
			tree := draw(t, lang, form, part.Field{Name: "title", Label: "Title"})
			if got := text(one(t, one(t, tree, "div", "class=wrongs"), "h2", "")); got != want {
				t.Errorf("%s: the summary's head is %q, want %q", lang, got, want)
			}
		}
	}
}

func TestEveryControlHasALabel(t *testing.T) {
	options := []part.Option{{Value: "a", Label: "A", Hint: "first"}, {Value: "b", Label: "B", Group: "more"}}
	for _, kind := range []part.FieldKind{part.TextField, part.EmailField, part.PasswordField, part.URLField, part.TelField, part.NumberField, part.DateField, part.SearchField, part.LongField, part.SelectField, part.PickField, part.RadioField, part.ChecksField, part.CheckField, part.MoneyField, part.FileField} {
		tree := draw(t, i18n.Ja, part.Field{Name: "items[0].x", Kind: kind, Label: "題", Options: options, Currency: "USD", Currencies: options})
		labels := map[string]bool{}
		for _, l := range all(tree, "label", "for") {
			labels[attr(l, "for")] = true
		}
		for _, tag := range []string{"input", "select", "textarea"} {
			for _, control := range all(tree, tag, "") {
				inside := control.Parent.Data == "label"
				if !inside && !labels[attr(control, "id")] && attr(control, "aria-label") == "" {
					t.Errorf("%q: <%s name=%s> has no label", kind, tag, attr(control, "name"))
				}
			}
		}
		if kind == part.RadioField || kind == part.ChecksField {
			if !strings.HasPrefix(text(one(t, tree, "legend", "")), "題") {
				t.Errorf("%q: the group has no name", kind)
			}
		}
	}
}

func TestAPasswordIsNeverWrittenBack(t *testing.T) {
	tree := draw(t, i18n.En, part.Form{Action: "/", Values: url.Values{"password": {"secret"}}}, part.Field{Name: "password", Kind: part.PasswordField, Label: "Password"})
	if v := attr(one(t, tree, "input", "name=password"), "value"); v != "" {
		t.Errorf("the password came back: %q", v)
	}
}

func TestWhatPeopleWriteIsNeverMarkup(t *testing.T) {
	nasty := `"><script>alert(1)</script><b style="x">`
	tree := draw(t, i18n.En, part.Form{Action: "/", Values: url.Values{"text": {nasty}}}, part.Field{Name: "text", Kind: part.LongField, Label: nasty},
		part.Chip{Name: nasty, Href: "javascript:alert(1)"}, part.Attachment{Name: nasty}, part.Rich("**"+nasty+"**"))
	if n := len(all(tree, "script", "")) + len(all(tree, "", "style")); n != 0 {
		t.Errorf("%d pieces of a person's text became markup", n)
	}
	if got := text(one(t, tree, "textarea", "")); got != strings.Join(strings.Fields(nasty), " ") {
		t.Errorf("the text came back as %q", got)
	}
	for _, a := range all(tree, "a", "href") {
		if strings.HasPrefix(attr(a, "href"), "javascript:") {
			t.Error("a link runs code")
		}
	}
}

func TestAMoveThatCostsMoneyAsksWithTheDeedOnItsButton(t *testing.T) {
	tree := draw(t, i18n.En, part.Move{Action: "/p/1/accept", Key: "k", Label: "Accept", Kind: part.Main, Values: []part.Value{{Name: "version", Value: "3"}},
		Confirm: &part.Confirm{Title: "Accept?", Text: "You pay **$5.00**.", Deed: "Accept and pay $5.00"}})
	dialog := one(t, tree, "dialog", "")
	opener := one(t, tree, "button", "data-dialog")
	if id := attr(dialog, "id"); attr(opener, "data-dialog") != id || attr(opener, "popovertarget") != id {
		t.Errorf("the button does not open the dialog %q, with and without script", id)
	}
	if attr(one(t, tree, "h2", ""), "id") != attr(dialog, "aria-labelledby") {
		t.Error("the dialog has no name")
	}
	form := one(t, dialog, "form", "action=/p/1/accept")
	if attr(form, "method") != "post" || attr(one(t, form, "input", "name=_key"), "value") != "k" || attr(one(t, form, "input", "name=version"), "value") != "3" {
		t.Error("the deed goes without its key or values")
	}
	if got := text(one(t, form, "button", "type=submit")); got != "Accept and pay $5.00" {
		t.Errorf("the button says %q", got)
	}
}

func TestMomentsAreExactForMachinesAndNearForPeople(t *testing.T) {
	at := clock.Of(noon.Add(-3 * time.Hour))
	for lang, want := range map[i18n.Lang][2]string{i18n.En: {"3 hours ago", "Monday 23 November 2026, 18:00 JST"}, i18n.Ja: {"3時間前", "2026年11月23日(月) 18:00 日本時間"}} {
		node := one(t, draw(t, lang, part.Time{At: at}), "time", "")
		if text(node) != want[0] || attr(node, "title") != want[1] || attr(node, "datetime") != "2026-11-23T09:00:00Z" {
			t.Errorf("%s: %q %v", lang, text(node), node.Attr)
		}
	}
	if n := len(all(draw(t, i18n.En, part.Time{}), "time", "")); n != 0 {
		t.Error("never is drawn as a moment")
	}
}

func TestStateIsSaidByIconAndWordToo(t *testing.T) {
	for _, tone := range []part.Tone{part.Neutral, part.Wait, part.Good, part.Bad} {
		tree := draw(t, i18n.En, part.Badge{Label: "Open", Tone: tone})
		if text(tree) != "Open" || len(all(one(t, tree, "svg", "aria-hidden=true"), "", "")) == 0 {
			t.Errorf("tone %q has no word or no drawing", tone)
		}
	}
}

func TestACellOfATableNamesItsColumnOnAPhone(t *testing.T) {
	tree := draw(t, i18n.Ja, part.Table{Caption: "支払い", Cols: []part.Col{{Label: "内容", Bare: true}, {Label: "金額", Num: true}},
		Rows: []part.Row{{Href: "/p/1", Cells: []templ.Component{part.Text("A"), part.Money{Amount: money.Of(1200, "JPY")}}}}})
	cell := one(t, tree, "td", "class=num")
	if got := text(cell); !strings.HasPrefix(got, "金額") || !strings.Contains(got, "1,200") {
		t.Errorf("the cell says %q", got)
	}
	if text(one(t, tree, "a", "href=/p/1")) != "A" || text(one(t, tree, "caption", "")) != "支払い" {
		t.Error("the row leads nowhere or the table has no name")
	}
}

func TestAChartIsReadAloud(t *testing.T) {
	svg := one(t, draw(t, i18n.En, part.BarChart{ID: "c", Title: "Requests", Desc: "May 0, June 0.", Bars: []part.Bar{{Label: "May"}, {Label: "June"}}}), "svg", "role=img")
	if attr(svg, "aria-labelledby") != "c-title c-desc" || text(one(t, svg, "desc", "")) != "May 0, June 0." {
		t.Error("the chart has no words")
	}
}

func TestEveryIconAPageAsksForIsThere(t *testing.T) {
	asked := regexp.MustCompile(`(?:Icon\(|Icon: *)"([a-z0-9-]+)"`)
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".templ") && !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_templ.go") {
			return err
		}
		raw, err := os.ReadFile(name)
		for _, m := range asked.FindAllStringSubmatch(string(raw), -1) {
			if !icon.Known(m[1]) {
				t.Errorf("%s asks for the icon %q; copy it from lucide-static into web/part/icon/lucide", name, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheChosenOneOfManyIsMarked(t *testing.T) {
	for _, c := range []struct {
		more          *part.Choices
		value, marked string
	}{
		{part.Countries(t.Context()), "JP", `<option value="JP" selected>Japan</option>`},
		{part.Services(t.Context()), "rds", `<option value="rds" selected>Amazon RDS</option>`},
		{part.Services(t.Context()), "", `<option value="" selected>Any</option>`},
	} {
		html := drawn(t, part.Field{Name: "one", Kind: part.PickField, Value: c.value, Options: []part.Option{{Label: "Any"}}, More: c.more})
		if !strings.Contains(html, c.marked) || strings.Count(html, " selected>") != 1 {
			t.Errorf("of many, %q is not the one that is marked", c.value)
		}
	}
	if html := drawn(t, part.Field{Name: "one", Kind: part.PickField, Value: "nowhere", Options: []part.Option{{Label: "Any"}}, More: part.Countries(t.Context())}); strings.Contains(html, " selected>") {
		t.Error("something is marked that was not chosen")
	}
}

// drawn is the HTML of a component.
func drawn(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
