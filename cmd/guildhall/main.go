// Guildhall is a self-hosted marketplace where AWS customers and certified experts
// meet, agree, and are paid. This command runs it and looks after it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"guildhall/app"
	"guildhall/app/docs"
	"guildhall/base/config"
)

type docsCommand struct {
	Folder string `arg:"" help:"Folder to write to." type:"path"`
}

// Run writes the documents.
func (d docsCommand) Run(context.Context, io.Writer) error { return docs.Write(d.Folder) }

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(_ context.Context, out io.Writer) error {
	_, err := fmt.Fprintln(out, "guildhall", app.Version)
	return err
}

type serveCommand struct{}

// Run serves until the process is told to stop.
func (serveCommand) Run(ctx context.Context, c config.Config) error {
	h, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	h.Progress = telling(os.Stdout)
	return h.Run(ctx, func(address string) {
		fmt.Printf("Guildhall is open at %s\n", address)
		if err := h.OfferSetup(ctx, os.Stdout); err != nil {
			slog.Error("no set-up link", "error", err)
		}
	})
}

// description stands above the list of commands.
const description = `A marketplace for AWS customers and certified experts, run by yourselves.

Every setting is a flag, an environment variable or a line in a JSON file (/etc/guildhall.json, or --config FILE); "guildhall serve --help" lists them all. Commands beside a running house take the same settings as serve.`

// newProgram makes the command line.
func newProgram() (*program, error) {
	p := &program{}
	var err error
	if p.list, err = config.Settings(&p.general); err != nil {
		return nil, err
	}
	documents := p.alone("docs", "Write what the program knows about itself into a folder.", &docsCommand{})
	documents.Hidden = true
	number := p.alone("check", "Say whether a number can be one, and why.", &taxCheckCommand{})
	number.Long += "\n\n" + taxCheckHelp
	p.root = group("guildhall", "",
		p.house("serve", "Run the house.", &serveCommand{}),
		group("operator", "Look after who runs the house.",
			p.house("invite", "Invite somebody to run the house; prints the link as well, for when there is no mail.", &operatorInvite{})),
		group("import", "Bring in what was written elsewhere.",
			p.house("requests", "Post the requests of a JSONL file; a second run adds nothing. Works while the house is running.", &importRequests{}),
			p.house("issuers", "Load Japan's published list of issuers of qualified invoices (CSV); again over what was there.", &importIssuers{}),
			p.house("sanctions", "Load a sanctions list (UN, EU, OFAC or OFSI as published, or a CSV) in the place of the older one; everybody is compared with it.", &importSanctions{})),
		group("books", "Prove and export the books.",
			p.house("verify", "Prove the books: debits equal credits, balances equal their lines, what must be empty is empty.", &booksVerify{}),
			p.house("export", "Write the whole books to standard output.", &booksExport{})),
		group("badge", "Judge Open Badges.",
			p.alone("verify", "Judge an Open Badge and print what was found as one JSON object. Ends with 0 whenever there is a verdict, 2 on wrong usage.", &badgeVerify{})),
		p.house("backup", "Write the database and the uploads to one file, while the house runs.", &backupCommand{}),
		p.house("restore", "Unpack a backup into an empty place.", &restoreCommand{}),
		group("key", "Change the keys that seal secrets.",
			p.house("rotate", "Put a new key in front and seal everything again with it.", &keyRotate{}),
			p.house("retire", "Forget the older keys, some minutes after a rotation and once every machine has the new key file.", &keyRetire{})),
		group("tax", "Look at tax and account numbers.",
			group("id", "Tax and account numbers by their own arithmetic.", number,
				p.alone("types", "List the types of numbers, with an example and the source of their rules.", &taxTypesCommand{}))),
		p.alone("version", "Print the version.", &versionCommand{}),
		documents)
	p.root.Long = description
	p.root.SilenceErrors, p.root.SilenceUsage = true, true
	p.root.CompletionOptions.HiddenDefaultCmd = true
	p.root.SetHelpFunc(p.help)
	for _, s := range p.list {
		flag(p.root.PersistentFlags(), s)
	}
	return p, nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p, err := newProgram()
	if err == nil {
		err = p.run(ctx, os.Args[1:])
	}
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "guildhall: error:", err)
	code := 1
	var left interface{ ExitCode() int }
	if errors.As(err, &left) {
		code = left.ExitCode()
	}
	stop()
	os.Exit(code) //nolint:gocritic // what was deferred has been done
}
