// Package tidy holds the house's rules as tests: imports point down, a table has
// one writer, states change only through their flow, every word is there in both
// languages, every form has its operation, documents and golden files say what the
// program does. A rule that is broken names the file and what to do.
package tidy
