package api

import (
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// errCharacters is the complaint about a body that holds what is no character. Its
// words are met again in misfits.
var errCharacters = errors.New("characters that cannot be read")

// formats are what bodies are written in: JSON, read strictly. The decoder of the
// language would put U+FFFD in the place of what it cannot read, and so keep
// something that nobody wrote.
func formats() map[string]huma.Format {
	strict := huma.DefaultJSONFormat
	strict.Unmarshal = func(data []byte, v any) error {
		if !readable(data) {
			return errCharacters
		}
		return json.Unmarshal(data, v)
	}
	return map[string]huma.Format{"application/json": strict, "json": strict}
}

// readable tells that a JSON text is UTF-8 (RFC 8259 section 8.1) and that its \u
// escapes make whole characters: no half of a surrogate pair stands alone.
func readable(data []byte) bool {
	if !utf8.Valid(data) {
		return false
	}
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		unit, found := escaped(data[i:])
		switch {
		case !found: // Another escape, or none: the decoder knows.
			i++
		case unit < 0xd800 || unit > 0xdfff:
			i += 5
		case unit > 0xdbff:
			return false
		default:
			second, found := escaped(data[i+6:])
			if !found || second < 0xdc00 || second > 0xdfff {
				return false
			}
			i += 11
		}
	}
	return true
}

// escaped is the UTF-16 unit of the \uXXXX that the text begins with.
func escaped(text []byte) (unit uint64, found bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return unit, err == nil
}
