package seal

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

// Dots is what every secret looks like, whatever its length.
const Dots = "••••••"

// Secret is text that shows as dots in fmt, slog, JSON and templates. The text
// is behind a pointer because fmt prints unexported fields without asking their
// methods: so it prints an address there, not a password.
type Secret struct{ hidden *string }

// Hide makes a secret of text.
func Hide(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal gives the text. Search for its callers to see every way out.
func (s Secret) Reveal() string {
	if s.hidden == nil {
		return ""
	}
	return *s.hidden
}

// IsEmpty tells whether there is no secret.
func (s Secret) IsEmpty() bool { return s.hidden == nil }

// Equal compares in constant time.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String is dots; an empty secret is empty, so that a missing one can be seen.
func (s Secret) String() string {
	if s.IsEmpty() {
		return ""
	}
	return Dots
}

// Format is dots for every verb, %#v and %x included.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, s.String()) }

// LogValue is dots.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is dots, which covers JSON, XML and map keys.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a secret from configuration or a request.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Hide(string(text))
	return nil
}
