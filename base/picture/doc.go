// Package picture owns what uploaded bytes are and how they may leave: telling
// an image from a download by looking inside, drawing images anew without what
// cameras and phones hide in them, and names that are safe to save under.
//
// Words: to sniff is to look at the first bytes; to re-encode is to decode and
// draw again; an edge is the longer side in pixels.
//
// Invariants: the name a person gave decides nothing; only PNG, JPEG, GIF and
// WebP are images, everything else is a download (RULES.md 6: from its own path,
// with sandbox); what Reencode returns holds pixels and nothing else, upright,
// never larger than it came; an image is measured before it is decoded.
//
// Animations keep their first picture; colour profiles are dropped. It stores
// nothing.
package picture
