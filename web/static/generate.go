//go:build ignore

// Generate bundles the script modules into out/, which is committed.
package main

import (
	"log"

	"guildhall/web/static/bundle"
)

func main() {
	if err := bundle.Write("."); err != nil {
		log.Fatal(err)
	}
}
