package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"guildhall/base/config"
	"guildhall/base/i18n"
	"guildhall/base/money"
	"guildhall/engine/ledger"
)

type booksVerify struct{}

// errBooks makes the command fail after it has said why.
var errBooks = errors.New("the books are wrong")

// Run prints the trial balance and what is wrong, if anything.
func (booksVerify) Run(ctx context.Context, c config.Config) error {
	h, err := openStamped(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	report, err := h.VerifyBooks(ctx)
	if err != nil {
		return err
	}
	for _, b := range report.Sums {
		fmt.Printf("%-24s %24s\n", b.Account, money.FormatCode(b.Amount))
	}
	fmt.Printf("%s postings, %s lines\n", i18n.Number(report.Postings), i18n.Number(report.Lines))
	for _, problem := range report.Problems {
		fmt.Println("wrong:", problem)
	}
	if len(report.Problems) > 0 {
		return errBooks
	}
	fmt.Println("The books are right.")
	return nil
}

type booksExport struct {
	Format string `help:"hledger: a journal that hledger and most plain-text accounting reads. beancount: for Beancount 2. csv: rows for a spreadsheet." enum:"hledger,beancount,csv" default:"hledger"`
}

// Run writes the books.
func (b booksExport) Run(ctx context.Context, c config.Config) error {
	h, err := openStamped(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	zone, err := c.HouseZone()
	if err != nil {
		return err
	}
	format, known := ledger.FormatOf(b.Format)
	if !known {
		return fmt.Errorf("no format %q", b.Format)
	}
	return ledger.Export(ctx, h.DB, os.Stdout, format, zone)
}
