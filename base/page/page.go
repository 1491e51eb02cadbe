// Package page owns how long lists are cut into pages: by the place of the last
// thing shown (a keyset), never by counting, so that a page is as fast at a
// million rows as at a hundred and nothing is skipped or shown twice when
// somebody adds a row in between.
//
// Words: a cursor is a place in an order of (key descending or ascending, id);
// the key is the column a list is sorted by, as an integer: an instant in
// microseconds, an amount, a count. A query asks
// `WHERE (key, id) < ($1, $2) ORDER BY key DESC, id DESC LIMIT $3`, with $3 one
// more than the page, and Cut tells whether there is another.
//
// Invariants: the zero Cursor is the beginning and is written as nothing; a
// cursor's text is opaque and survives an address unescaped; text that is not
// one of ours is refused with cursor.malformed, not guessed. A cursor is no
// secret and no permission: the query checks both again.
package page

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"guildhall/base/fault"
	"guildhall/base/id"
)

// Cursor is the place of the last thing shown.
type Cursor struct {
	Key int64
	ID  id.ID
}

// IsZero tells the beginning.
func (c Cursor) IsZero() bool { return c == Cursor{} }

const (
	version  = 1
	bodySize = 1 + 8 + 16
	sumSize  = 3
)

// String writes the cursor: 38 characters, or none at the beginning.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	raw := append(make([]byte, 0, bodySize+sumSize), version)
	raw = binary.BigEndian.AppendUint64(raw, uint64(c.Key))
	raw = append(raw, c.ID[:]...)
	return base64.RawURLEncoding.EncodeToString(append(raw, sum(raw)...))
}

// Parse reads a cursor; empty text is the beginning. Fault: cursor.malformed.
func Parse(text string) (Cursor, error) {
	if text == "" {
		return Cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	// The decoder skips line ends; the length does not.
	if err != nil || len(text) != base64.RawURLEncoding.EncodedLen(bodySize+sumSize) || len(raw) != bodySize+sumSize || raw[0] != version || string(sum(raw[:bodySize])) != string(raw[bodySize:]) {
		return Cursor{}, fault.Invalid("cursor.malformed")
	}
	return Cursor{int64(binary.BigEndian.Uint64(raw[1:9])), id.ID(raw[9:bodySize])}, nil
}

// sum notices a cursor that was cut or retyped; it keeps no one out.
func sum(raw []byte) []byte {
	whole := sha256.Sum256(append([]byte("guildhall cursor "), raw...))
	return whole[:sumSize]
}

// Limit is the size of a page that was asked for, between 1 and most; what is
// not said (0) is usual.
func Limit(asked, usual, most int) int {
	if asked <= 0 {
		asked = usual
	}
	return min(max(asked, 1), most)
}

// Cut takes the rows of a query that asked for limit+1 and gives one page with
// the cursor of the next, which is zero when this is the last.
func Cut[Row any](rows []Row, limit int, place func(Row) Cursor) ([]Row, Cursor) {
	if len(rows) <= limit || limit < 1 {
		return rows, Cursor{}
	}
	return rows[:limit], place(rows[limit-1])
}
