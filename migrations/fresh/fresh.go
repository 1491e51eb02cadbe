// Package fresh holds the whole schema as all steps together leave it, so that a new
// SQLite house is laid in one go instead of walking through its own history, of which
// every step costs a reading of all tables. It is written from the steps (make golden)
// and never by hand; what is older than the newest step is brought forward by the
// steps that are missing, as any other house is.
package fresh

import _ "embed" // SQLite is embedded.

// SQLite lays an empty SQLite database (base/db, Lay).
//
//go:embed sqlite.sql
var SQLite string
