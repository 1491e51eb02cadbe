// Package id makes and writes identifiers: UUIDv7 (RFC 9562), 16 raw bytes in the
// database, and outside a prefix that says what it is followed by 26 characters
// of Crockford's base32 ("req_01jd..."), which sort as the bytes do.
package id

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ID is one identifier. The zero ID is "none" and is stored as NULL.
type ID [16]byte

// None is the absent identifier.
var None ID

// New makes an identifier that sorts after those made before it.
func New() ID { return ID(uuid.Must(uuid.NewV7())) }

// At is the least identifier that New could make at this moment: everything made
// before sorts before it.
func At(t time.Time) ID {
	var i ID
	millis := uint64(max(t.UnixMilli(), 0)) //nolint:gosec // not negative
	for n := range 6 {
		i[n] = byte(millis >> (40 - 8*n))
	}
	i[6], i[8] = 0x70, 0x80 // version 7, variant 10 (RFC 9562)
	return i
}

// Time is the moment at which New made the identifier, to the millisecond, by the
// clock of the machine that made it.
func (i ID) Time() time.Time {
	var millis int64
	for _, b := range i[:6] {
		millis = millis<<8 | int64(b)
	}
	return time.UnixMilli(millis)
}

// IsNone tells whether there is no identifier.
func (i ID) IsNone() bool { return i == None }

// OrFirst is the identifier, or for None one before all others: where a list that goes
// on behind it begins.
func (i ID) OrFirst() ID {
	if i.IsNone() {
		return ID{15: 1} // None itself is stored as NULL.
	}
	return i
}

// OrLast is the identifier, or for None one after all others: where a list that goes
// backwards from it begins.
func (i ID) OrLast() ID {
	if i.IsNone() {
		for n := range i {
			i[n] = 0xff
		}
	}
	return i
}

// Value stores the raw bytes, or NULL for None.
func (i ID) Value() (driver.Value, error) {
	if i == None {
		return nil, nil
	}
	return i[:], nil
}

// Scan reads raw bytes or NULL.
func (i *ID) Scan(src any) error {
	switch b := src.(type) {
	case nil:
		*i = None
		return nil
	case []byte:
		if len(b) == 16 {
			copy(i[:], b)
			return nil
		}
		return fmt.Errorf("id: %d bytes", len(b))
	}
	return fmt.Errorf("id: cannot read %T", src)
}

// String is the bare base32 form, for logs and events.
func (i ID) String() string { return encode(i) }

// MarshalText writes the bare form, so that ids can stand in JSON.
func (i ID) MarshalText() ([]byte, error) {
	if i == None {
		return nil, nil
	}
	return []byte(encode(i)), nil
}

// UnmarshalText reads the bare form.
func (i *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = None
		return nil
	}
	v, ok := decode(string(b))
	if !ok {
		return fmt.Errorf("id: malformed %q", b)
	}
	*i = v
	return nil
}

// Prefix is the word before the underscore: Prefix("req").Text(i) is "req_01...".
type Prefix string

// Text writes an id for people, addresses and the API. None is empty.
func (p Prefix) Text(i ID) string {
	if i == None {
		return ""
	}
	return string(p) + "_" + encode(i)
}

// Parse reads what Text wrote; anything else is refused.
func (p Prefix) Parse(s string) (ID, bool) {
	rest, found := strings.CutPrefix(s, string(p)+"_")
	if !found {
		return None, false
	}
	return decode(rest)
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

var reverse = func() (t [256]int8) {
	for i := range t {
		t[i] = -1
	}
	for i, c := range []byte(alphabet) {
		t[c] = int8(i)
	}
	return
}()

// encode writes 128 bits as 26 characters of five bits, most significant first.
func encode(i ID) string {
	var out [26]byte
	var acc uint64
	bits := 2 // two leading zero bits make 130 of 128
	o := 0
	for _, b := range i {
		acc = acc<<8 | uint64(b)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out[o] = alphabet[acc>>uint(bits)&31]
			o++
		}
	}
	return string(out[:])
}

func decode(s string) (ID, bool) {
	var out ID
	if len(s) != 26 || s[0] > '7' {
		return None, false
	}
	var acc uint64
	bits := -2
	o := 0
	for i := range len(s) {
		v := reverse[s[i]]
		if v < 0 {
			return None, false
		}
		acc = acc<<5 | uint64(v)
		bits += 5
		if bits >= 8 {
			bits -= 8
			out[o] = byte(acc >> uint(bits))
			o++
		}
	}
	return out, out != None
}
