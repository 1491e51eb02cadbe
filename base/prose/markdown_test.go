package prose_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"guildhall/base/prose"
)

const out = ` rel="nofollow ugc noopener noreferrer" target="_blank">`

func TestLimitedMarkdownIsDrawn(t *testing.T) {
	for in, want := range map[string]string{
		"**b** *i* `c<o>`":         "<p><strong>b</strong> <em>i</em> <code>c&lt;o&gt;</code></p>\n",
		"one\ntwo\n\nthree":        "<p>one<br>\ntwo</p>\n<p>three</p>\n",
		"- a\n- b":                 "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
		"3. a\n4. b":               "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n",
		"[x](https://a.co)":        "<p><a href=\"https://a.co\"" + out + "x</a></p>\n",
		"```\n<a>\n  b\n```":       "<pre tabindex=\"0\"><code>&lt;a&gt;\n  b\n</code></pre>\n",
		"a\n\n    key: 1\n":        "<p>a</p>\n<pre tabindex=\"0\"><code>key: 1\n</code></pre>\n",
		"# no\n> no\n---\nno":      "<p># no<br>\n&gt; no<br>\n---<br>\nno</p>\n",
		"<b>no</b>":                "<p>&lt;b&gt;no&lt;/b&gt;</p>\n",
		"**「重要」**です":               "<p><strong>「重要」</strong>です</p>\n",
		"2 * 3 * 4":                "<p>2 * 3 * 4</p>\n",
		"![p](https://a.co/p.png)": "<p><a href=\"https://a.co/p.png\"" + out + "p</a></p>\n",
		"詳しくはhttps://a.co/x_y_zをご覧ください":         "<p>詳しくは<a href=\"https://a.co/x_y_z\"" + out + "https://a.co/x_y_z</a>をご覧ください</p>\n",
		"(see https://a.co/b_(c)).":             "<p>(see <a href=\"https://a.co/b_(c)\"" + out + "https://a.co/b_(c)</a>).</p>\n",
		"先はa.b@c.co宛":                           "<p>先は<a href=\"mailto:a.b@c.co\" rel=\"nofollow ugc noopener noreferrer\">a.b@c.co</a>宛</p>\n",
		"x_y@c.co":                              "<p><a href=\"mailto:x_y@c.co\" rel=\"nofollow ugc noopener noreferrer\">x_y@c.co</a></p>\n",
		"[x](javascript:alert(1))":              "<p>x</p>\n",
		"[x](/settings) [y](//evil.example)":    "<p>x y</p>\n",
		"[x](https://google.com@evil.example/)": "<p>x</p>\n",
		"<javascript:alert(1)>":                 "<p>javascript:alert(1)</p>\n",
		"xhttps://a.co":                         "<p>xhttps://a.co</p>\n",
		"Bucket\tSize\nlogs\t<b>1</b> GB":       "<table tabindex=\"0\"><tr><td>Bucket</td><td>Size</td></tr><tr><td>logs</td><td>&lt;b&gt;1&lt;/b&gt; GB</td></tr></table>\n",
		"one\ttab\nnone here":                   "<p>one\ttab<br>\nnone here</p>\n",
		"`https://a.co`":                        "<p><code>https://a.co</code></p>\n",
	} {
		if got := string(prose.Markdown(in)); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestPreviewsHoldNoMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"**Hello**, [see](https://a.co) `x`\n- one\n- two": "Hello, see x one two",
		"a &amp; b \\*c\\* <i>":                            "a & b *c* <i>",
		"```\ncode\n```\n\n    more":                       "code more",
		"Sizes:\n\na\t1\nb\t2":                             "Sizes: a 1 b 2",
	} {
		if got := prose.Plain(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := prose.Preview("**Hello** big world", 10, "en"); got != "Hello big…" {
		t.Errorf("preview: %q", got)
	}
}

func FuzzPlainTextNeedsNoParser(f *testing.F) {
	for _, seed := range []string{"one\r\ntwo\n\n three  ", "- a\n-b\n  + c", "1. a\n2) b", "12 a", "~~~\nx\n~~~", "a@b.co and https://a.co/x?y=1, (http://b.co).", "\ta\n    b",
		"x: y = z | # > ! ] ( )", "a\u00a0b\u3000c\u2028d\u0085e", "社内システムをECSへ移行したい。\n予算は未定です。", "a\rb\r- c", "\v- a", "a\\\nb  \nc", "a\x00b", "\xff- a", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if got, want := prose.Plain(in), prose.ParsedPlain(in); got != want {
			t.Fatalf("%q: %q, want %q", in, got, want)
		}
	})
}

func TestPlainTextIsEscapedAndItsAddressesAreLinks(t *testing.T) {
	want := "&lt;b&gt; <a href=\"https://a.co/?x=1&amp;y=2\"" + out + "https://a.co/?x=1&amp;y=2</a>.<br>\n*x* <a href=\"mailto:m@a.co\" rel=\"nofollow ugc noopener noreferrer\">m@a.co</a>"
	if got := string(prose.Linkify("<b> https://a.co/?x=1&y=2.\n*x* m@a.co")); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

var allowed = map[string]string{"p": "", "br": "", "strong": "", "em": "", "ul": "", "li": "", "code": "", "pre": "tabindex", "ol": "start", "a": "href rel target"}

// harmless reads HTML as a browser would and names what must not be there.
func harmless(page string) string {
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			token := tokens.Token()
			attributes, known := allowed[token.Data]
			if !known {
				return "<" + token.Data + ">"
			}
			for _, a := range token.Attr {
				if !strings.Contains(attributes, a.Key) || a.Key == "tabindex" && a.Val != "0" || a.Key == "href" && !regexp.MustCompile(`^(?i)(https?://|mailto:)`).MatchString(a.Val) {
					return token.String()
				}
			}
		case html.CommentToken, html.DoctypeToken:
			return tokens.Token().String()
		}
	}
}

func FuzzNothingHarmfulLeavesMarkdown(f *testing.F) {
	for _, seed := range []string{"[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "![x](data:text/html,<script>)", "<a@b.co>",
		"[x](https://a.co\"onmouseover=alert(1))", "`<script>`", "- [x]:\n\thttps://a@b", "https://a.co/'\"><script>", "**a_b*c__@d.co:", "&#106;avascript:x", "    <b>", "a@b.co:https://x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if bad := harmless(string(prose.Markdown(in))); bad != "" {
			t.Fatalf("%q let %s through", in, bad)
		}
		if bad := harmless(string(prose.Linkify(in))); bad != "" {
			t.Fatalf("%q let %s through Linkify", in, bad)
		}
		prose.Plain(in)
		prose.OutsidePayment(in)
	})
}

// The big list of naughty strings is the one that every field is tried with.
func TestNaughtyStringsStayHarmless(t *testing.T) {
	raw, err := os.ReadFile("../../test/naughty/blns.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	for _, in := range list {
		if bad := harmless(string(prose.Markdown(in))); bad != "" {
			t.Errorf("%q let %s through", in, bad)
		}
		if got, want := prose.Plain(in), prose.ParsedPlain(in); got != want {
			t.Errorf("%q is plainly %q, want %q", in, got, want)
		}
	}
}
