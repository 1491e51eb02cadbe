// Package badge owns the question whether an Open Badge proves what it says:
// that this issuer, for this achievement, named this person, and still does.
//
// It reads Open Badges 2.0 (hosted, or signed as a JWS), Open Badges 3.0 (W3C
// verifiable credentials: VC-JWT, or Data Integrity with eddsa-rdfc-2022 and its
// two forerunners under older names), as text, as an address, or baked into a PNG
// or an SVG.
//
//	report, err := badge.Verify(ctx, badge.Input{
//		Bytes:  file,                 // or URL: what the person pasted
//		Emails: account.Proved(),     // addresses this person has proved
//		At:     tx.Now,               // the moment that counts
//		Trust:  badge.Trust{Issuers: issuers},
//		Fetch:  badge.Over(guard.Client(guard.Options{})),
//	})
//
// An error means that nobody could judge (wrong use, the call was ended). A badge
// that does not hold is no error: Report.Verdict is Invalid and Report.Checks says
// which step failed, by a code for which text/badge.toml has the words.
//
// Words: a check is one step, named; a code is check and reason ("key.other_owner");
// a verdict is what all checks together say; the issuer's document is what answers
// at the issuer's own id; a key is tied to the issuer when that document, the
// issuer's DID, or the operator's list names it.
//
// Invariants:
//   - A key that only the badge itself brings along never counts: not `jwk`, `jku`,
//     `x5c` of a JWT's header, not a key in the name of a verification method, unless
//     the issuer's document or the operator's list names the same key.
//   - A hosted badge is what its own address answers over https, never the copy that
//     was handed in; that address must belong to the issuer.
//   - JSON-LD contexts come from this package's own store. An address that is not
//     there is refused, never fetched; so is a term which no context defines.
//   - What Report shows was signed, or answered by the issuer's host. When the proof
//     does not hold, it shows neither issuer nor achievement.
//   - Everything is bounded: sizes, depth, number of nodes, unpacked bytes, number of
//     addresses asked. No image is drawn, no script run, no XML entity expanded.
//   - Nothing is read or parsed before the first call: contexts are parsed once, then.
//
// It knows no room, keeps nothing, and asks the network only through Fetcher. Which
// issuers are trusted, which achievements open the pool, and whom a recipient belongs
// to are decided by the room that calls it.
package badge
