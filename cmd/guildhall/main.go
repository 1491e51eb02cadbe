// Guildhall is a self-hosted marketplace where AWS customers and certified experts
// meet, agree, and are paid. This command runs it and looks after it.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
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
	Backup   backupCommand   `cmd:"" help:"Write the database and the uploads to one file, while the house runs."`
	Restore  restoreCommand  `cmd:"" help:"Unpack a backup into an empty place."`
	Key      keyCommand      `cmd:"" help:"Change the keys that seal secrets."`
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
	h.Progress = func(done, all int) {
		fmt.Printf("\rTelling the demo's story: %d of %d", done, all)
		if done == all {
			fmt.Println()
		}
	}
	return h.Run(ctx, func(address string) {
		fmt.Printf("Guildhall is open at %s\n", address)
		if err := h.OfferSetup(ctx, os.Stdout); err != nil {
			slog.Error("no set-up link", "error", err)
		}
	})
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	parsed := kong.Parse(&c, kong.Name("guildhall"), kong.Description("A marketplace for AWS customers and certified experts, run by yourselves."),
		kong.UsageOnError(), kong.Configuration(kong.JSON, "/etc/guildhall.json"),
		kong.BindTo(ctx, (*context.Context)(nil)))
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel})))
	parsed.FatalIfErrorf(parsed.Run(c.Config))
}
