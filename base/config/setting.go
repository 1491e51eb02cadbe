package config

import (
	"encoding"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Setting is one field of a struct that an operator can set, as the field's tags say:
// help (what it means), default, env (its variable), name (of the flag, when it is not
// the field's own in lower case with dashes), enum (the values there are), type ("path":
// made absolute; "existingfile", "existingdir": must be there), negatable (false is
// said by --no-NAME), arg (it stands without a flag), optional, required, sep ("none": a list whose entries may hold commas). A struct with
// the tag embed stands for its fields, with prefix and envprefix in front of names.
type Setting struct {
	Name, Env, Default, Help, Kind string
	// Placeholder says what the value is, for the help.
	Placeholder string
	Enum        []string
	// Negatable is true for a switch that is on unless told otherwise.
	Negatable bool
	// Positional is an argument instead of a flag, which Optional may be left out; a flag
	// that is Required may not.
	Positional, Optional, Required bool

	commas bool
	set    bool
	field  reflect.Value
}

// Settings lists the settings of a struct, which *into points to, and gives each its
// default.
func Settings(into any) ([]*Setting, error) {
	return settings(reflect.ValueOf(into).Elem(), "", "")
}

func settings(v reflect.Value, prefix, env string) ([]*Setting, error) {
	var list []*Setting
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if _, embedded := f.Tag.Lookup("embed"); embedded || f.Anonymous {
			inner, err := settings(v.Field(i), prefix+f.Tag.Get("prefix"), env+f.Tag.Get("envprefix"))
			if err != nil {
				return nil, err
			}
			list = append(list, inner...)
			continue
		}
		s := &Setting{
			Name: prefix + f.Tag.Get("name"), Default: f.Tag.Get("default"), Help: f.Tag.Get("help"), Kind: f.Tag.Get("type"),
			Placeholder: f.Tag.Get("placeholder"), commas: f.Tag.Get("sep") != "none", field: v.Field(i),
		}
		if s.Help == "" {
			continue // Not for an operator.
		}
		if s.Name == prefix {
			s.Name += kebab(f.Name)
		}
		if variable := f.Tag.Get("env"); variable != "" {
			s.Env = env + variable
		}
		if values := f.Tag.Get("enum"); values != "" {
			s.Enum = strings.Split(values, ",")
		}
		_, s.Negatable = f.Tag.Lookup("negatable")
		_, s.Positional = f.Tag.Lookup("arg")
		_, s.Optional = f.Tag.Lookup("optional")
		_, s.Required = f.Tag.Lookup("required")
		if s.Default != "" {
			if err := s.Set(s.Default); err != nil {
				return nil, fmt.Errorf("%s: %w", s.Name, err)
			}
			s.set = false
		}
		list = append(list, s)
	}
	return list, nil
}

// Switch tells whether the setting is on or off.
func (s *Setting) Switch() bool { return s.field.Kind() == reflect.Bool }

// List tells whether the setting may be given more than once.
func (s *Setting) List() bool { return s.field.Kind() == reflect.Slice }

// Set reads a value; its error does not name the setting. The first one takes the default's place; more of a list are added.
func (s *Setting) Set(text string) error {
	if s.Enum != nil && !slices.Contains(s.Enum, text) {
		return fmt.Errorf("must be one of %s, not %q", strings.Join(s.Enum, ", "), text)
	}
	if !s.List() {
		s.set = true
		return s.read(s.field, text)
	}
	parts := []string{text}
	if s.commas {
		parts = strings.Split(text, ",")
	}
	list := reflect.MakeSlice(s.field.Type(), 0, len(parts))
	if s.set {
		list = s.field
	}
	for _, part := range parts {
		one := reflect.New(s.field.Type().Elem()).Elem()
		if err := s.read(one, part); err != nil {
			return err
		}
		list = reflect.Append(list, one)
	}
	s.field.Set(list)
	s.set = true
	return nil
}

// String is the value as the help shows it: none, because it shows the default.
func (s *Setting) String() string { return "" }

// Type says what the value is, for the help.
func (s *Setting) Type() string {
	switch {
	case s.Switch():
		return "bool"
	case s.Placeholder != "":
		return s.Placeholder
	case s.Enum != nil:
		return strings.Join(s.Enum, "|")
	}
	return strings.ToUpper(s.Name)
}

func (s *Setting) read(into reflect.Value, text string) error {
	if from, ok := into.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return from.UnmarshalText([]byte(text))
	}
	switch into.Kind() {
	case reflect.String:
		path, err := s.path(text)
		into.SetString(path)
		return err
	case reflect.Bool:
		on, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("must be true or false, not %q", text)
		}
		into.SetBool(on)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Errorf("must be a whole number, not %q", text)
		}
		into.SetInt(n)
	default:
		return fmt.Errorf("a %s cannot be set", into.Type())
	}
	return nil
}

// path makes a path absolute, and looks whether what must be there is.
func (s *Setting) path(text string) (string, error) {
	if s.Kind == "" || text == "" {
		return text, nil
	}
	if rest, ok := strings.CutPrefix(text, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			text = filepath.Join(home, rest)
		}
	}
	path, err := filepath.Abs(text)
	if err != nil || s.Kind == "path" {
		return path, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return path, err
	}
	if info.IsDir() != (s.Kind == "existingdir") {
		return path, fmt.Errorf("%s is not a %s", path, strings.TrimPrefix(s.Kind, "existing"))
	}
	return path, nil
}

// kebab writes a field's name as its flag: UploadMax is upload-max.
func kebab(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
