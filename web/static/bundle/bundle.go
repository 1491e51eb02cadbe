// Package bundle makes the scripts that package static serves: it joins and
// minifies the modules under js/ with esbuild. It is used by `go generate` and by
// the test that finds a stale bundle; the program itself does not link it.
package bundle

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Scripts bundles js/app.js and every js/*-worker.js under dir: name to content.
func Scripts(dir string) (map[string][]byte, error) {
	entries, err := filepath.Glob(filepath.Join(dir, "js", "*-worker.js"))
	if err != nil {
		return nil, err
	}
	entries = append(entries, filepath.Join(dir, "js", "app.js"))
	scripts := map[string][]byte{}
	for _, entry := range entries {
		result := api.Build(api.BuildOptions{
			EntryPoints: []string{entry}, Bundle: true, Format: api.FormatIIFE, Target: api.ES2022,
			MinifyWhitespace: true, MinifySyntax: true, MinifyIdentifiers: true,
			LegalComments: api.LegalCommentsNone, Charset: api.CharsetUTF8,
		})
		if err := first(result.Errors, result.Warnings); err != nil {
			return nil, err
		}
		scripts[filepath.Base(entry)] = result.OutputFiles[0].Contents
	}
	return scripts, nil
}

// Write puts the bundles into out/ under dir.
func Write(dir string) error {
	scripts, err := Scripts(dir)
	if err != nil {
		return err
	}
	for name, content := range scripts {
		if err := os.WriteFile(filepath.Join(dir, "out", name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// CheckStyle tells what a CSS parser complains about in a style sheet.
func CheckStyle(css string) error {
	result := api.Transform(css, api.TransformOptions{Loader: api.LoaderCSS})
	return first(result.Errors, result.Warnings)
}

func first(lists ...[]api.Message) error {
	all := slices.Concat(lists...)
	if len(all) == 0 {
		return nil
	}
	m := all[0]
	if m.Location != nil {
		return fmt.Errorf("%s:%d: %s: %s", m.Location.File, m.Location.Line, m.Text, strings.TrimSpace(m.Location.LineText))
	}
	return errors.New(m.Text)
}
