// Package prose owns what becomes of text that a person writes: cleaning it
// without changing what was meant, counting it the way people count, holding it
// to a field's limits, cutting it, guessing its language, drawing its limited
// Markdown safely, and noticing payment details that belong elsewhere.
//
// Words: a character is a grapheme cluster (Unicode TR 29) after NFC with CRLF
// as one, so "👨‍👩‍👧" and "が" are one each (RULES.md 2); a Rule is what a field
// asks of its text; a warning is a kind of payment detail.
//
// Invariants: Clean is idempotent and never removes anything visible; what
// Markdown returns holds no tag, attribute or address scheme that is not on the
// list in markdown.go, whatever went in; nothing here censors (RULES.md 6).
//
// It stores nothing and knows no field by name.
package prose
