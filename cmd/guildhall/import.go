package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/market/request"
)

type importRequests struct {
	File   string `arg:"" help:"JSONL file: one object a line with id, title and text; - reads standard input."`
	Owner  string `help:"Organisation that becomes the customer: its id (org_...) or its whole name. Without it, one customer named after the file."`
	DryRun bool   `help:"Check every line and write nothing."`
}

// progressEvery is how often a long import says how far it is.
const progressEvery = 2 * time.Second

// errInterrupted says what became of an import that was told to stop.
var errInterrupted = errors.New("interrupted: what was added stays; run the same command again to go on")

// Run imports, line by line; what was done stays when it is interrupted.
func (i importRequests) Run(ctx context.Context, c config.Config) error {
	h, err := openStamped(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	return i.bring(ctx, h)
}

// bring reads the file into an open house.
func (i importRequests) bring(ctx context.Context, h *app.House) error {
	from := io.Reader(os.Stdin)
	if i.File != "-" {
		file, err := os.Open(i.File)
		if err != nil {
			return err
		}
		defer file.Close()
		from = file
	}
	options, err := i.owner(ctx, h)
	if ctx.Err() != nil {
		return errInterrupted
	}
	if err != nil {
		return said(err)
	}
	options.Dry = i.DryRun
	done, next := 0, time.Now().Add(progressEvery)
	options.Told = func(line int, outcome request.Outcome, err error) {
		if outcome == request.Bad {
			fmt.Fprintf(os.Stderr, "line %d left out: %v\n", line, said(err))
		}
		if done++; time.Now().After(next) {
			fmt.Fprintf(os.Stderr, "%d lines done\n", done)
			next = time.Now().Add(progressEvery)
		}
	}
	report, err := h.Requests.Import(ctx, from, options)
	word := "added"
	if i.DryRun {
		word = "would be added (dry run, nothing was written)"
	}
	fmt.Printf("%d requests %s, %d were there already, %d lines left out.\n", report.Added, word, report.Present, len(report.Bad))
	if ctx.Err() != nil {
		return errInterrupted
	}
	return err
}

func (i importRequests) owner(ctx context.Context, h *app.House) (request.ImportOptions, error) {
	if i.Owner != "" {
		return request.OwnedBy(ctx, h.DB, i.Owner)
	}
	name := "import"
	if i.File != "-" {
		name = strings.TrimSuffix(filepath.Base(i.File), filepath.Ext(i.File))
	}
	return h.Requests.OwnedByImport(ctx, name, i.DryRun)
}

// said puts a refusal into words, field by field.
func said(err error) error {
	f := fault.Of(err)
	if f == nil || f.Kind == fault.KindInternal {
		return err
	}
	if len(f.Fields) == 0 {
		return fmt.Errorf("%s", i18n.House().Say(i18n.En, "fault."+f.Code, f.Args))
	}
	var words []string
	for _, field := range f.Fields {
		words = append(words, field.Name+": "+i18n.House().Say(i18n.En, "field."+field.Code, field.Args))
	}
	return fmt.Errorf("%s", strings.Join(words, " "))
}
