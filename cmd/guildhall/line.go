package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"guildhall/base/config"
)

// wrongUsage is what the program ends with when it was called wrongly, as others do.
const wrongUsage = 2

// usageError ends the program with 2.
type usageError struct{ error }

func (usageError) ExitCode() int { return wrongUsage }

// general are the settings of every command.
type general struct {
	config.Config
	ConfigFile string     `help:"JSON file with these settings; names as the flags, without the dashes in front." name:"config" placeholder:"FILE" env:"GUILDHALL_CONFIG" type:"existingfile"`
	LogLevel   slog.Level `help:"debug, info, warn or error." default:"info" env:"GUILDHALL_LOG_LEVEL"`
}

// program is the command line: the settings of every command, and the commands.
type program struct {
	general
	list   []*config.Setting
	root   *cobra.Command
	alones []*cobra.Command // need no house
}

// everywhere are the settings that every command beside a house may need on its
// command line; `serve --help` shows all of them.
var everywhere = []string{"data", "database", "key-file", "config", "log-level"}

// flag puts a setting among flags.
func flag(into *pflag.FlagSet, s *config.Setting) {
	help := s.Help
	if s.Default != "" && !s.Switch() {
		help += " Default: " + s.Default + "."
	}
	if s.Env != "" {
		help += " ($" + s.Env + ")"
	}
	f := into.VarPF(s, s.Name, "", help)
	if !s.Switch() {
		return
	}
	f.NoOptDefVal = "true"
	if s.Negatable {
		no := into.VarPF(opposite{s}, "no-"+s.Name, "", "Leave out: "+s.Help)
		no.NoOptDefVal = "true"
	}
}

// opposite turns a switch off.
type opposite struct{ *config.Setting }

// Set reads --no-NAME.
func (o opposite) Set(text string) error {
	switch text {
	case "true":
		return o.Setting.Set("false")
	case "false":
		return o.Setting.Set("true")
	}
	return o.Setting.Set(text)
}

// group is a command that holds others.
func group(name, short string, inner ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
		return usageError{fmt.Errorf("%s what? \"%s --help\" lists what there is", c.Name(), c.CommandPath())}
	}}
	c.AddCommand(inner...)
	return c
}

// house is a command that looks after the house of the settings; own points to the
// struct of its arguments and flags.
func (p *program) house(name, short string, own interface {
	Run(context.Context, config.Config) error
}) *cobra.Command {
	return leaf(name, short, own, func(c *cobra.Command) error { return own.Run(c.Context(), p.Config) })
}

// alone is a command that needs no house, and prints.
func (p *program) alone(name, short string, own interface {
	Run(context.Context, io.Writer) error
}) *cobra.Command {
	c := leaf(name, short, own, func(c *cobra.Command) error { return own.Run(c.Context(), c.OutOrStdout()) })
	p.alones = append(p.alones, c)
	return c
}

func leaf(name, short string, own any, run func(*cobra.Command) error) *cobra.Command {
	list, err := config.Settings(own)
	if err != nil {
		panic(err) // A default that cannot be read.
	}
	c := &cobra.Command{Use: name, Short: short, RunE: func(c *cobra.Command, _ []string) error { return run(c) }}
	var positions []*config.Setting
	needed := 0
	for _, s := range list {
		if !s.Positional {
			flag(c.Flags(), s)
			continue
		}
		positions = append(positions, s)
		use := strings.ToUpper(s.Name)
		if s.Optional {
			use = "[" + use + "]"
		} else {
			needed++
		}
		c.Use += " " + use
		c.Long += fmt.Sprintf("\n  %s  %s", use, s.Help)
	}
	if c.Long != "" {
		c.Long = short + "\n" + c.Long
	}
	c.Args = func(c *cobra.Command, args []string) error {
		for _, s := range list {
			if s.Required && !c.Flags().Changed(s.Name) {
				return fmt.Errorf("--%s is missing", s.Name)
			}
		}
		if len(args) < needed {
			return fmt.Errorf("%s is missing", strings.ToUpper(positions[len(args)].Name))
		}
		if len(args) > len(positions) {
			return fmt.Errorf("%q is one too many", args[len(positions)])
		}
		for i, arg := range args {
			if err := positions[i].Set(arg); err != nil {
				return fmt.Errorf("%s: %w", strings.ToUpper(positions[i].Name), err)
			}
		}
		return nil
	}
	return c
}

// help shows a command's own flags, and the settings that matter to it: thirty settings
// in front of two flags would hide them.
func (p *program) help(c *cobra.Command, args []string) {
	for _, s := range p.list {
		if c.Name() == "serve" || slices.Contains(everywhere, s.Name) {
			continue
		}
		for _, name := range []string{s.Name, "no-" + s.Name} {
			if f := p.root.PersistentFlags().Lookup(name); f != nil {
				f.Hidden = true
			}
		}
	}
	out := c.OutOrStdout()
	text := c.Long
	if text == "" {
		text = c.Short
	}
	fmt.Fprintf(out, "%s\n\n%s", text, c.UsageString())
}

// run reads a command line and does what it says. The error tells how to leave: what
// has an ExitCode leaves with it, everything else with 1.
func (p *program) run(ctx context.Context, args []string) error {
	p.root.SetArgs(args)
	started := false
	p.root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if c.Name() == "help" || c.Name() == "completion" {
			return nil
		}
		if err := p.fill(c); err != nil {
			return err
		}
		slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: p.LogLevel})))
		if unknown := unknownVariables(p.list, os.Environ()); len(unknown) > 0 {
			slog.Warn("these variables look like settings and are none", "variables", unknown)
		}
		started = true
		return nil
	}
	err := p.root.ExecuteContext(ctx)
	if err != nil && !started {
		return usageError{err}
	}
	return err
}

// fill takes what is not on the command line from the environment, else from the file.
func (p *program) fill(c *cobra.Command) error {
	given := map[string]bool{}
	c.Flags().Visit(func(f *pflag.Flag) { given[strings.TrimPrefix(f.Name, "no-")] = true })
	for _, s := range p.list {
		if value, set := os.LookupEnv(s.Env); set && s.Env != "" && value != "" && !given[s.Name] {
			given[s.Name] = true
			if err := s.Set(value); err != nil {
				return fmt.Errorf("%s: %w", s.Env, err)
			}
		}
	}
	file, err := p.file(c)
	if err != nil || file == nil {
		return err
	}
	return file.fill(p.list, given)
}

// file reads the file of settings: the one that was named, or the house's when it is
// there and the command looks after a house.
func (p *program) file(c *cobra.Command) (*settingsFile, error) {
	path := p.ConfigFile
	if path == "" {
		if slices.Contains(p.alones, c) {
			return nil, nil
		}
		path = houseFile
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, nil
		}
		if err := unreadable(path); err != nil {
			return nil, err
		}
	}
	raw, err := os.Open(path) // #nosec G304 -- the operator names it
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	return readSettings(path, raw)
}
