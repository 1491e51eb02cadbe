// Package migrations holds the schema, one file per step, in the common tongue of
// both databases (see base/db). Files are never edited once released.
package migrations

import "embed"

// FS holds the steps in order.
//
//go:embed *.sql
var FS embed.FS
