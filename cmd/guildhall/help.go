package main

import (
	"slices"

	"github.com/alecthomas/kong"
)

// everywhere are the settings that every command beside a house may need on its
// command line; `serve --help` shows all of them.
var everywhere = []string{"help", "data", "database", "key-file", "config", "log-level"}

// printHelp shows a command's own flags, and the settings that matter to it: thirty
// settings in front of two flags would hide them.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	selected := ctx.Selected()
	all := selected != nil && selected.Name == "serve"
	for _, f := range ctx.Model.Flags {
		if !all && !slices.Contains(everywhere, f.Name) {
			f.Hidden = true
		}
	}
	return kong.DefaultHelpPrinter(options, ctx)
}
