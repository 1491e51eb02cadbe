package badge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Bounds on a document. A badge with thirty results and its own picture inside is some
// 60 kB; these leave room and still keep a hostile one cheap.
const (
	// MaxBytes bounds what Verify takes and what an address may answer, in bytes. A
	// picture in it may be most of that.
	MaxBytes      = 4 << 20
	maxDocument   = 512 << 10 // JSON, JWT
	maxDepth      = 32
	maxValues     = 10_000
	maxTextQuoted = 120 // of a stranger's words in a reason, in bytes
)

var errTooDeep = errors.New("it is nested too deeply or holds too many values")

// object is a JSON object.
type object = map[string]any

// parse reads one JSON object, strictly: a name twice in one object could mean one
// thing to us and another to who signed it, so it is an error, as are bad UTF-8 and
// anything after the object.
func parse(raw []byte) (object, error) {
	if len(raw) > maxDocument {
		return nil, fmt.Errorf("it is larger than %d kB", maxDocument>>10)
	}
	if !utf8.Valid(raw) {
		return nil, errors.New("it is not UTF-8")
	}
	p := parser{json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff")))), maxValues}
	value, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := p.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something stands behind the end")
	}
	root, ok := value.(object)
	if !ok {
		return nil, errors.New("it is not an object")
	}
	return root, nil
}

type parser struct {
	*json.Decoder
	left int
}

func (p *parser) value(depth int) (any, error) {
	if p.left--; p.left < 0 || depth > maxDepth {
		return nil, errTooDeep
	}
	token, err := p.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return p.object(depth)
	case json.Delim('['):
		list := []any{}
		for p.More() {
			one, err := p.value(depth + 1)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		_, err := p.Token()
		return list, err
	}
	return token, nil
}

func (p *parser) object(depth int) (any, error) {
	found := object{}
	for p.More() {
		token, err := p.Token()
		if err != nil {
			return nil, err
		}
		name := token.(string) // The decoder lets nothing else stand here.
		if _, twice := found[name]; twice {
			return nil, fmt.Errorf("the name %q stands twice in one object", quote(name))
		}
		if found[name], err = p.value(depth + 1); err != nil {
			return nil, err
		}
	}
	_, err := p.Token()
	return found, err
}

// text gives a member that is a string, else "".
func text(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// words gives a text that a person may read: a string, or the first of its languages.
func words(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case object:
		return text(v, "@value")
	case []any:
		if len(v) > 0 {
			return words(v[0])
		}
	}
	return ""
}

// list gives a member as a list: JSON-LD writes a list of one as the one.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// idOf gives the id of a thing that is embedded (an object) or referred to (a string).
func idOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case object:
		return text(v, "id")
	}
	return ""
}

// types gives the types of a thing; a type that is no text is no type.
func types(o object) []string {
	var found []string
	for _, one := range list(o["type"]) {
		if name, ok := one.(string); ok {
			found = append(found, name)
		}
	}
	return found
}

// quote cuts a stranger's words short for a reason.
func quote(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
	if len(s) <= maxTextQuoted {
		return s
	}
	cut := maxTextQuoted
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "..."
}
