// Package seal owns secrets: a type that does not print, a ring of keys kept
// outside the database, sealing with them, tokens and passwords (RULES.md 6).
//
// Words: a Secret is text that shows as dots; a Keyring is one or more keys,
// newest first; to seal is to encrypt and authenticate (XChaCha20-Poly1305)
// under the newest key, with that key's id in front; the context is what the
// value belongs to ("account.totp:acc_01..."), so that a sealed value copied
// into another row does not open.
//
// Invariants: a Secret leaves only by Reveal; every sealed value names its key;
// the key file is readable by its owner alone and replaced only as a whole, and a
// replaced one is noticed before the next value is sealed; a token is stored as
// its hash; at most two passwords are hashed at a time.
//
// It does not know where sealed values are stored: the rotation command walks
// them and calls Reseal.
package seal
