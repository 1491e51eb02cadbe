package prose

import (
	"bytes"
	"html"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// pasted is what comes out of a spreadsheet's clipboard: lines of cells with tabs
// between them. As a paragraph the columns would run together.
type pasted struct{ ast.BaseBlock }

var kindPasted = ast.NewNodeKind("Pasted")

func (*pasted) Kind() ast.NodeKind { return kindPasted }

func (*pasted) IsRaw() bool { return true } // Cells are words, not Markdown.

func (p *pasted) Dump(source []byte, level int) { ast.DumpHelper(p, source, level, nil, nil) }

// pastedTransformer makes a table of a paragraph of two lines or more that all have
// the same number of tabs, at least one.
type pastedTransformer struct{}

func (pastedTransformer) Transform(node *ast.Paragraph, reader text.Reader, _ parser.Context) {
	lines := node.Lines()
	if lines.Len() < 2 {
		return
	}
	tabs := 0
	for i := range lines.Len() {
		line := lines.At(i)
		n := bytes.Count(bytes.TrimRight(line.Value(reader.Source()), "\r\n"), []byte("\t"))
		if i == 0 {
			tabs = n
		}
		if n == 0 || n != tabs {
			return
		}
	}
	table := &pasted{}
	table.SetLines(lines)
	node.Parent().ReplaceChild(node.Parent(), node, table)
}

type pastedRenderer struct{}

func (pastedRenderer) RegisterFuncs(register renderer.NodeRendererFuncRegisterer) {
	register.Register(kindPasted, func(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		// It scrolls sideways, as code does, so a keyboard must reach it.
		_, _ = w.WriteString(`<table tabindex="0">`)
		for i := range node.Lines().Len() {
			line := node.Lines().At(i)
			_, _ = w.WriteString("<tr>")
			for cell := range bytes.SplitSeq(bytes.TrimRight(line.Value(source), "\r\n"), []byte("\t")) {
				_, _ = w.WriteString("<td>" + html.EscapeString(string(bytes.TrimSpace(cell))) + "</td>")
			}
			_, _ = w.WriteString("</tr>")
		}
		_, err := w.WriteString("</table>\n")
		return ast.WalkContinue, err
	})
}
