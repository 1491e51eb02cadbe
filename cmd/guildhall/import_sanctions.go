package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"guildhall/base/config"
	"guildhall/base/i18n"
	"guildhall/engine/policy"
	"guildhall/market/sanctions"
)

type importSanctions struct {
	File    string `arg:"" help:"The list as its publisher writes it: XML of the United Nations, the European Union or OFAC, CSV of OFAC (without header), OFSI or the European Union, or a CSV with id, name, aliases, born, country, programme; - reads standard input."`
	Code    string `required:"" help:"What you call the list, such as UN or OFAC-SDN; an older one with this code is replaced."`
	Aliases string `help:"OFAC's ALT.CSV, beside its SDN.CSV."`
}

// Run loads a list. It stands at once; a house that runs, or the next one that is
// started, compares everybody with it.
func (i importSanctions) Run(ctx context.Context, c config.Config) error {
	h, err := openStamped(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	in := sanctions.LoadInput{Code: i.Code, File: io.Reader(os.Stdin)}
	if i.File != "-" {
		file, err := os.Open(i.File)
		if err != nil {
			return err
		}
		defer file.Close()
		in.File = file
	}
	if i.Aliases != "" {
		file, err := os.Open(i.Aliases)
		if err != nil {
			return err
		}
		defer file.Close()
		in.Aliases = file
	}
	next := time.Now().Add(progressEvery)
	l, err := h.Sanctions.Load(ctx, policy.As(policy.System, "import.sanctions"), in, func(done, all int) {
		if time.Now().After(next) {
			fmt.Fprintf(os.Stderr, "%d of %d entries written\n", done, all)
			next = time.Now().Add(progressEvery)
		}
	})
	if ctx.Err() != nil {
		return errInterrupted
	}
	if err != nil {
		return said(err)
	}
	for _, o := range l.Odd {
		fmt.Fprintf(os.Stderr, "line %d left out: %s\n", o.Line, i18n.House().Say(i18n.En, "screen.odd."+o.Why, nil))
	}
	fmt.Printf("%s: %d entries stand, %d lines left out; %d people and companies are being compared.\n", l.Code, l.Entries, l.Odds, l.Total)
	return nil
}
