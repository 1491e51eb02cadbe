// Guildhall is a self-hosted marketplace where AWS customers and certified experts
// meet, agree, and are paid. This command runs it and looks after it.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"guildhall/app"
	"guildhall/app/docs"
	"guildhall/base/config"
)

type commands struct {
	config.Config
	ConfigFile kong.ConfigFlag `help:"JSON file with these settings; names as the flags, without the dashes in front." name:"config" env:"GUILDHALL_CONFIG"`
	LogLevel   slog.Level      `help:"debug, info, warn or error." default:"info" env:"GUILDHALL_LOG_LEVEL"`

	Serve    serveCommand    `cmd:"" help:"Run the house."`
	Operator operatorCommand `cmd:"" help:"Look after who runs the house."`
	Import   importCommand   `cmd:"" help:"Bring in what was written elsewhere."`
	Books    booksCommand    `cmd:"" help:"Prove and export the books."`
	Badge    badgeCommand    `cmd:"" help:"Judge Open Badges."`
	Backup   backupCommand   `cmd:"" help:"Write the database and the uploads to one file, while the house runs."`
	Restore  restoreCommand  `cmd:"" help:"Unpack a backup into an empty place."`
	Key      keyCommand      `cmd:"" help:"Change the keys that seal secrets."`
	Tax      taxCommand      `cmd:"" help:"Look at tax and account numbers."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
	Docs     docsCommand     `cmd:"" help:"Write what the program knows about itself into a folder." hidden:""`
}

type versionCommand struct{}

func (versionCommand) Run() error {
	fmt.Println("guildhall", app.Version)
	return nil
}

type docsCommand struct {
	Folder string `arg:"" help:"Folder to write to." type:"path"`
}

// Run writes the documents.
func (d docsCommand) Run() error { return docs.Write(d.Folder) }

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

// parser reads the command line into c.
func parser(ctx context.Context, c *commands, options ...kong.Option) (*kong.Kong, error) {
	return kong.New(c, append([]kong.Option{kong.Name("guildhall"), kong.Description(description),
		kong.ShortUsageOnError(), kong.Exit(exit), kong.Help(printHelp), kong.Configuration(readSettings, houseFile),
		kong.BindTo(ctx, (*context.Context)(nil))}, options...)...)
}

// wrongUsage is what kong ends with when the command line cannot be read.
const wrongUsage = 80

// exit ends the program: with 2 where others do, when it was called wrongly.
func exit(code int) {
	if code == wrongUsage {
		code = 2
	}
	os.Exit(code)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	k, err := parser(ctx, &c)
	if err != nil {
		fmt.Fprintln(os.Stderr, "guildhall: error:", err)
		os.Exit(1)
	}
	parsed, err := k.Parse(os.Args[1:])
	k.FatalIfErrorf(err)
	if needsNoHouse := []string{"version", "tax", "badge"}; !slices.Contains(needsNoHouse, strings.Fields(parsed.Command())[0]) {
		k.FatalIfErrorf(unreadable(houseFile))
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel})))
	if unknown := unknownVariables(k.Model, os.Environ()); len(unknown) > 0 {
		slog.Warn("these variables look like settings and are none", "variables", unknown)
	}
	parsed.FatalIfErrorf(parsed.Run(c.Config))
}
