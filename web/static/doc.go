// Package static holds what the browser fetches beside the pages: one style
// sheet, one script, the icons, and serves them under names that carry their own
// hash, so that they may be kept for ever.
//
// The style sheet is written as small files: css/tokens.css (the only one with
// raw colours and pixels), css/base.css, css/part/*.css (one per family of
// parts), css/page/*.css (one per noun of pages). They are joined and squeezed at
// start, each folder in its own cascade layer (tokens, base, parts, pages, in
// that order): to add a page's rules, drop a file into css/page and build. No
// step in between.
//
// The script is written as modules under js/ and bundled by `go generate
// ./web/static` (or `make js`) into out/, which is committed; a test fails when
// it is stale. js/app.js names the modules. A file js/*-worker.js becomes a
// script of its own.
//
// Invariants: no other address than /static/ is used; nothing is fetched from
// elsewhere; style sheet, script and one page stay under 60 KB compressed.
package static
