// Package text holds every sentence a person reads, one file per noun, English
// and Japanese side by side. Importing it makes i18n speak from it.
package text

import (
	"embed"
	"sync"

	"guildhall/base/i18n"
)

// FS holds the sentences.
//
//go:embed *.toml
var FS embed.FS

func init() {
	catalog := sync.OnceValue(func() *i18n.Catalog {
		c, err := i18n.Load(FS)
		if err != nil {
			panic(err) // The tables are wrong; nothing may start.
		}
		return c
	})
	i18n.Use(catalog)
	go catalog() // A start reads them beside the database's schema.
}
