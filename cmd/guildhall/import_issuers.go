package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"guildhall/base/config"
	"guildhall/engine/policy"
	sellers "guildhall/market/tax"
)

type importIssuers struct {
	File string `arg:"" help:"CSV file (UTF-8) as the National Tax Agency publishes it, the whole list or one of changes; - reads standard input."`
}

// Run loads the list of issuers of qualified invoices; what was done stays when it is
// interrupted, and the same command goes over it again.
func (i importIssuers) Run(ctx context.Context, c config.Config) error {
	h, err := openStamped(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	from := io.Reader(os.Stdin)
	if i.File != "-" {
		file, err := os.Open(i.File)
		if err != nil {
			return err
		}
		defer file.Close()
		from = file
	}
	next := time.Now().Add(progressEvery)
	did, err := h.Tax.LoadIssuers(ctx, policy.As(policy.System, "import.issuers"), from, func(did sellers.Loaded) {
		if time.Now().After(next) {
			fmt.Fprintf(os.Stderr, "%d lines done\n", did.Read)
			next = time.Now().Add(progressEvery)
		}
	})
	fmt.Printf("%d lines read, %d numbers written, %d lines left out.\n", did.Read, did.Kept, did.Odd)
	if ctx.Err() != nil {
		return errInterrupted
	}
	return err
}
