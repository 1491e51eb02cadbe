package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// houseFile is read without being asked, when it is there.
const houseFile = "/etc/guildhall.json"

// settingsFile are the settings of one JSON file: an object whose names are the
// flags without the dashes in front ("base-url"; "base_url" is the same).
type settingsFile struct {
	name   string
	values map[string]any
}

// readSettings is the loader of the settings' file. What is in it must be a setting,
// so that a misspelt one is not left out in silence.
func readSettings(r io.Reader) (kong.Resolver, error) {
	s := settingsFile{name: "settings file"}
	if file, ok := r.(*os.File); ok {
		s.name = file.Name()
	}
	var raw map[string]any
	from := json.NewDecoder(r)
	from.UseNumber()
	if err := from.Decode(&raw); err != nil {
		return nil, fmt.Errorf("%s is not a JSON object: %w", s.name, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: something follows the object's end", s.name)
	}
	s.values = make(map[string]any, len(raw))
	for name, value := range raw {
		written := strings.ReplaceAll(name, "_", "-")
		if _, twice := s.values[written]; twice {
			return nil, fmt.Errorf("%s: %q is given twice", s.name, written)
		}
		s.values[written] = value
	}
	return s, nil
}

// Validate refuses names that are no settings.
func (s settingsFile) Validate(app *kong.Application) error {
	var unknown []string
	for name := range s.values {
		if !slices.ContainsFunc(app.Flags, func(f *kong.Flag) bool { return f.Name == name && name != "help" && name != "config" }) {
			unknown = append(unknown, fmt.Sprintf("%q", name))
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	return fmt.Errorf("%s: not a setting: %s (`guildhall serve --help` lists them)", s.name, strings.Join(unknown, ", "))
}

// Resolve gives a setting's value to kong, which checks it as it does a flag's.
func (s settingsFile) Resolve(_ *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	value, ok := s.values[flag.Name]
	if !ok || parent.App == nil { // Only settings, no command's own flags.
		return nil, nil
	}
	for _, variable := range flag.Envs { // kong would let a file win over the environment.
		if _, set := os.LookupEnv(variable); set {
			return nil, nil
		}
	}
	switch v := value.(type) {
	case json.Number:
		return v.String(), nil
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			text, ok := one.(string)
			if !ok {
				return nil, fmt.Errorf("%s: %s: a list of texts is expected", s.name, flag.Name)
			}
			parts[i] = text
		}
		return strings.Join(parts, ","), nil
	case string, bool:
		return v, nil
	}
	return nil, fmt.Errorf("%s: %s: a text, a number, true, false or a list of texts is expected", s.name, flag.Name)
}

// unreadable tells of a settings file that is there but is not for this account to
// read: to go on without it would be to look after another house.
func unreadable(path string) error {
	file, err := os.Open(path) // #nosec G304 -- a name of our own
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s is there, and this account may not read it: run the command as the account the house runs as", path)
	}
	if err == nil {
		return file.Close()
	}
	return nil
}

// unknownVariables are the variables of the environment that look like settings and
// are none.
func unknownVariables(app *kong.Application, environment []string) []string {
	var unknown []string
	for _, pair := range environment {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "GUILDHALL_") || strings.HasPrefix(name, "GUILDHALL_TEST_") {
			continue
		}
		if !slices.ContainsFunc(app.Flags, func(f *kong.Flag) bool { return slices.Contains(f.Envs, name) }) {
			unknown = append(unknown, name)
		}
	}
	return unknown
}
