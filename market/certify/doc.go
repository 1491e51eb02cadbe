// Package certify owns how a certification comes to count: which issuers and
// certifications there are, what people hand in, what a badge was found to say, and
// whom its recipient belongs to (AWS_IQ.md 1.7, 1.8, R25).
//
// Words: the catalogue is the list of certifications with their issuers, shipped as
// catalogue.json and changed by the desk; a kind is one entry of it; a proof is what
// a person hands in, a badge or evidence; evidence is a file that the desk looks at;
// a recipient is one address at one issuer, and belongs to the first person who
// proved it; to ask again is to verify a badge that counts once more.
//
// Invariants: a badge counts when base/badge finds it valid for an address which the
// person has proved, from an issuer on the list, for an achievement of that issuer in
// the catalogue. What a badge says is shown only when its proof holds. A file is kept
// sealed and given back only as a download, to its owner and to the desk. Silence is
// no verdict: nobody answering ends a certification only after a month. Retiring an
// issuer or a kind stops new links and ends none.
//
// It does not keep certifications (market/expert does), draws no badge, and judges no
// partner programme: a partner's tier replaces no certification.
package certify
