package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"guildhall/base/config"
)

// houseFile is read without being asked, when it is there.
const houseFile = "/etc/guildhall.json"

// settingsFile are the settings of one JSON file: an object whose names are the
// flags without the dashes in front ("base-url"; "base_url" is the same).
type settingsFile struct {
	name   string
	values map[string]any
}

// readSettings reads the settings' file.
func readSettings(name string, r io.Reader) (*settingsFile, error) {
	s := &settingsFile{name: name}
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

// fill sets what the file says and nobody has given. What is in it must be a setting, so
// that a misspelt one is not left out in silence.
func (s *settingsFile) fill(list []*config.Setting, given map[string]bool) error {
	var unknown []string
	for name := range s.values {
		if name == "config" || !slices.ContainsFunc(list, func(one *config.Setting) bool { return one.Name == name }) {
			unknown = append(unknown, fmt.Sprintf("%q", name))
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return fmt.Errorf("%s: not a setting: %s (`guildhall serve --help` lists them)", s.name, strings.Join(unknown, ", "))
	}
	for _, one := range list {
		value, is := s.values[one.Name]
		if !is {
			continue
		}
		text, err := s.text(one.Name, value)
		if err != nil {
			return err
		}
		if given[one.Name] {
			continue
		}
		if err := one.Set(text); err != nil {
			return fmt.Errorf("%s: %s: %w", s.name, one.Name, err)
		}
	}
	return nil
}

// text writes a value of the file as it would stand on the command line.
func (s *settingsFile) text(name string, value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case json.Number:
		return v.String(), nil
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			text, ok := one.(string)
			if !ok {
				return "", fmt.Errorf("%s: %s: a list of texts is expected", s.name, name)
			}
			parts[i] = text
		}
		return strings.Join(parts, ","), nil
	}
	return "", fmt.Errorf("%s: %s: a text, a number, true, false or a list of texts is expected", s.name, name)
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
func unknownVariables(list []*config.Setting, environment []string) []string {
	var unknown []string
	for _, pair := range environment {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "GUILDHALL_") || strings.HasPrefix(name, "GUILDHALL_TEST_") {
			continue
		}
		if !slices.ContainsFunc(list, func(s *config.Setting) bool { return s.Env == name }) {
			unknown = append(unknown, name)
		}
	}
	return unknown
}
