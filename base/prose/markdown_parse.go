package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// listsDeep is how many lists may stand in one another. The parser looks at every open
// list for every line, so that a text of nothing but markers would cost the cube of its
// length; deeper ones are shown as typed.
const listsDeep = 8

// shallowLists are CommonMark's lists, up to listsDeep in one another.
type shallowLists struct{ parser.BlockParser }

func (p shallowLists) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	deep := 0
	for at := parent; at != nil; at = at.Parent() {
		if at.Kind() == ast.KindList {
			deep++
		}
	}
	if deep >= listsDeep {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// signsMax is how many signs that could begin or end something a text may hold and
// still be read as Markdown. Each is held against those before it, so the cost grows
// with their square; no text that people write comes near it.
const signsMax = 2500

// crowded tells whether a text has so many signs that it is shown as typed.
func crowded(s string) bool {
	signs := 0
	for i := range len(s) {
		switch s[i] {
		case '[', ']', '*', '_', '`', '<', '@', ':', '(', '&', '\\':
			signs++
		}
	}
	return signs > signsMax
}

// addressParser makes links of bare addresses. Unlike goldmark's own it finds
// them behind Japanese text, where no space says that a word begins: it is woken
// by the colon or the at sign and looks back.
type addressParser struct{}

func (addressParser) Trigger() []byte { return []byte{' ', ':', '@'} }

func (addressParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if pc.IsInLinkLabel() {
		return nil
	}
	line, segment := block.PeekLine()
	source, start := block.Source(), segment.Start
	switch line[0] {
	case ':', '@':
		last, adjacent := parent.LastChild().(*ast.Text)
		if !adjacent || last.Segment.Stop != start {
			return nil
		}
		before := last.Segment.Value(source)
		start -= wordLength(string(before[max(0, len(before)-localMax-1):]), line[0])
		length, link := linkAt(source, start, segment.Stop)
		if link == nil || start+length <= segment.Start {
			return nil
		}
		last.Segment = last.Segment.WithStop(start)
		if last.Segment.IsEmpty() {
			parent.RemoveChild(parent, last)
		}
		block.Advance(start + length - segment.Start)
		return link
	case ' ': // A space is the only one of the three that is text itself.
		start++
	}
	length, link := linkAt(source, start, segment.Stop)
	if link == nil {
		return nil
	}
	if start > segment.Start {
		ast.MergeOrAppendTextSegment(parent, segment.WithStop(start))
	}
	block.Advance(start + length - segment.Start)
	return link
}

// wordLength is how much of the address stands before the byte that woke us.
func wordLength(before string, woken byte) int {
	if woken == '@' {
		return len(before) - len(strings.TrimRightFunc(before, func(r rune) bool {
			return r < utf8.RuneSelf && (wordByte(byte(r)) || strings.ContainsRune(".+%", r))
		}))
	}
	for _, scheme := range []string{"https", "http", "mailto"} {
		if len(before) >= len(scheme) && strings.EqualFold(before[len(before)-len(scheme):], scheme) {
			return len(scheme)
		}
	}
	return 0
}

func linkAt(source []byte, start, stop int) (int, ast.Node) {
	var before byte
	if start > 0 {
		before = source[start-1]
	}
	if start >= stop {
		return 0, nil
	}
	length, href := addressAt(string(source[start:min(stop, start+addressMax+1)]), before)
	if length == 0 {
		return 0, nil
	}
	link := ast.NewLink()
	link.Destination = []byte(href)
	link.AppendChild(link, ast.NewRawTextSegment(text.NewSegment(start, start+length)))
	return length, link
}

// emphasisParser is CommonMark's, except that a star beside a kana, a kanji or
// their punctuation opens and closes as beside a space: without that
// "**「重要」**です" stays unbold, because Japanese has no spaces around words.
type emphasisParser struct{}

func (emphasisParser) Trigger() []byte { return []byte{'*', '_'} }

func (emphasisParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	node := parser.ScanDelimiter(line, before, 1, emphasis{})
	if node == nil {
		return nil
	}
	after := rune(' ')
	if node.OriginalLength < len(line) {
		after = util.ToRune(line, node.OriginalLength)
	}
	if node.Char == '*' {
		node.CanOpen = node.CanOpen || eastAsian(before) && !util.IsSpaceRune(after)
		node.CanClose = node.CanClose || eastAsian(after) && !util.IsSpaceRune(before)
	}
	node.Segment = segment.WithStop(segment.Start + node.OriginalLength)
	block.Advance(node.OriginalLength)
	pc.PushDelimiter(node)
	return node
}

func eastAsian(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
}

type emphasis struct{}

func (emphasis) IsDelimiter(b byte) bool { return b == '*' || b == '_' }

func (emphasis) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (emphasis) OnMatch(consumes int) ast.Node { return ast.NewEmphasis(consumes) }
