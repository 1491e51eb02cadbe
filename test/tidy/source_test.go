package tidy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"guildhall/test/tool"
)

// source is one Go file of the program, tests left out.
type source struct {
	path string // from the repository's root
	dir  string // package folder
	file *ast.File
	fset *token.FileSet
}

// at names a place for a message.
func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.fset.Position(n.Pos()).Line)
}

var sources = sync.OnceValues(func() ([]source, error) {
	var list []source
	err := filepath.WalkDir(tool.Root(), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") && path != tool.Root() {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		if len(file.Comments) > 0 && strings.HasPrefix(file.Comments[0].List[0].Text, "//go:build ignore") {
			return nil
		}
		rel, err := filepath.Rel(tool.Root(), path)
		rel = filepath.ToSlash(rel)
		list = append(list, source{path: rel, dir: filepath.ToSlash(filepath.Dir(rel)), file: file, fset: fset})
		return err
	})
	return list, err
})

// program lists the Go files of the program itself.
func program(t *testing.T) []source {
	t.Helper()
	list, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	var own []source
	for _, s := range list {
		if !strings.HasPrefix(s.path, "test/") && !strings.HasPrefix(s.path, "bench/") {
			own = append(own, s)
		}
	}
	if len(own) < 50 {
		t.Fatalf("only %d files found under %s", len(own), tool.Root())
	}
	return own
}

// call is a call of pkg.Name with its literal string arguments ("" for others).
type call struct {
	src  source
	node *ast.CallExpr
	pkg  string // "" for a method or a function of the package itself
	name string
	args []string
}

// calls lists every call in the program.
func calls(t *testing.T) []call {
	t.Helper()
	var list []call
	for _, s := range program(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			made := call{src: s, node: c}
			switch f := c.Fun.(type) {
			case *ast.Ident:
				made.name = f.Name
			case *ast.SelectorExpr:
				made.name = f.Sel.Name
				if x, ok := f.X.(*ast.Ident); ok {
					made.pkg = x.Name
				}
			default:
				return true
			}
			for _, a := range c.Args {
				made.args = append(made.args, literal(a))
			}
			list = append(list, made)
			return true
		})
	}
	return list
}

// literal is the value of a string literal, or "".
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}
