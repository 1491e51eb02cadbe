package prose

import (
	"bytes"
	"html"
	"html/template"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Limited Markdown (AWS_IQ.md 1.4 and 6.12): bold, italic, links, bulleted and
// numbered lists, code, cells pasted from a spreadsheet, and line breaks as they
// were typed. The parsers of
// everything else are simply not there: a "# heading", a "> quote" and a
// "<tag>" are shown as typed. An indented block is code, as pasted settings are.
var markdown = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(shallowLists{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithParagraphTransformers(util.Prioritized(pastedTransformer{}, 100)),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(emphasisParser{}, 500),
			util.Prioritized(addressParser{}, 600),
		),
	)),
	goldmark.WithRendererOptions(
		gmhtml.WithHardWraps(),
		renderer.WithNodeRenderers(util.Prioritized(linkRenderer{}, 1), util.Prioritized(pastedRenderer{}, 1)),
	),
)

// policy is the second lock: should the first ever let something through, only
// these tags and attributes leave the house.
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "ul", "ol", "li", "code", "pre", "table", "tbody", "tr", "td")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,9}$`)).OnElements("ol")
	p.AllowAttrs("tabindex").Matching(regexp.MustCompile("^0$")).OnElements("pre", "table")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile("^" + linkRel + "$")).OnElements("a")
	p.AllowAttrs("target").Matching(regexp.MustCompile("^_blank$")).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(false)
	p.RequireParseableURLs(true)
	return p
}()

// Markdown draws a person's text as HTML that may stand in a page. Links lead
// out in a new tab and carry rel="nofollow ugc noopener noreferrer"; an address
// that is not http, https or mailto stays text; an image becomes a link.
func Markdown(s string) template.HTML {
	if crowded(s) {
		return "<p>" + Linkify(s) + "</p>\n"
	}
	var out bytes.Buffer
	if err := markdown.Convert([]byte(s), &out); err != nil {
		return Linkify(s) // A buffer does not fail; if it ever does, show the text.
	}
	return template.HTML(policy.SanitizeBytes(out.Bytes())) // #nosec G203 -- sanitized on this line
}

// Plain is the text without its Markdown, on one line: for previews and mail.
func Plain(s string) string {
	if !mayHoldMarkdown(s) {
		return oneLine(s)
	}
	return plain(s)
}

func oneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isOneLine tells whether nothing but single blanks stands between the words.
func isOneLine(s string) bool {
	after := ' '
	for _, r := range s {
		if unicode.IsSpace(r) && (r != ' ' || after == ' ') {
			return false
		}
		after = r
	}
	return after != ' ' || s == ""
}

// mayHoldMarkdown tells whether a text needs the parser at all: whether it holds a
// sign that means something anywhere, or begins a line with one of a list or a
// fence. Lists of requests show many plain texts.
func mayHoldMarkdown(s string) bool {
	if strings.ContainsAny(s, "\\`*_[<&\x00") || !utf8.ValidString(s) {
		return true
	}
	for line := range strings.Lines(s) {
		line = strings.TrimLeft(line, " \t\r\v\f")
		if line != "" && (strings.IndexByte("-+~", line[0]) >= 0 || line[0] >= '0' && line[0] <= '9') {
			return true
		}
	}
	return false
}

// plain lets the parser take the Markdown out.
func plain(s string) string {
	if crowded(s) {
		return oneLine(s)
	}
	source := []byte(s)
	var out strings.Builder
	_ = ast.Walk(markdown.Parser().Parse(text.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if node.Type() == ast.TypeBlock {
			out.WriteByte(' ')
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := node.(type) {
		case *ast.Text:
			value := n.Value(source)
			if !n.IsRaw() {
				value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
			}
			out.Write(value)
			if n.SoftLineBreak() || n.HardLineBreak() {
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(n.Value)
		case *ast.AutoLink:
			out.Write(n.Label(source))
		case *ast.FencedCodeBlock, *ast.CodeBlock, *pasted:
			out.Write(n.Lines().Value(source))
		}
		return ast.WalkContinue, nil
	})
	return oneLine(out.String())
}

// linkRenderer draws what leads out of the house: links, <addresses>, and
// images, which are shown as links because a picture would tell its owner who
// looked at it and when.
type linkRenderer struct{}

func (linkRenderer) RegisterFuncs(register renderer.NodeRendererFuncRegisterer) {
	register.Register(ast.KindLink, func(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		return drawLink(w, node.(*ast.Link).Destination, entering)
	})
	register.Register(ast.KindImage, func(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		return drawLink(w, node.(*ast.Image).Destination, entering)
	})
	register.Register(ast.KindAutoLink, func(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		link := node.(*ast.AutoLink)
		address := link.URL(source)
		if link.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(address), []byte("mailto:")) {
			address = append([]byte("mailto:"), address...)
		}
		status, err := drawLink(w, address, entering)
		if entering {
			_, err = w.WriteString(html.EscapeString(string(link.Label(source))))
		}
		return status, err
	})
	register.Register(ast.KindFencedCodeBlock, drawCode)
	register.Register(ast.KindCodeBlock, drawCode)
}

// drawCode draws a block of code. It scrolls sideways where it is wider than its
// place, so a keyboard must reach it (WCAG 2.1.1). A fenced block's language would
// become a class; nothing here colours code.
func drawCode(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, err := w.WriteString(`<pre tabindex="0"><code>` + html.EscapeString(string(node.Lines().Value(source))) + "</code></pre>\n")
	return ast.WalkContinue, err
}

func drawLink(w util.BufWriter, destination []byte, entering bool) (ast.WalkStatus, error) {
	href, ok := safeHref(string(util.URLEscape(destination, false)))
	if !ok {
		return ast.WalkContinue, nil
	}
	tag := "</a>"
	if entering {
		tag = openTag(href)
	}
	_, err := w.WriteString(tag)
	return ast.WalkContinue, err
}
