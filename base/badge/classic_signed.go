package badge

import (
	"context"
	"slices"
	"strings"
)

// classicSignature checks the JWS of a signed 2.0 badge with a key that the issuer's
// document lists and that names the issuer as its owner (Open Badges 2.0, Signed
// Verification). Keys in the JWS header are not looked at.
func (j *judge) classicSignature(ctx context.Context, d object, t *token, issuer object) bool {
	if err := t.check(); err != nil {
		return j.fail("proof", "algorithm", "%s", quote(err.Error()))
	}
	var listed []string
	for _, one := range list(issuer["publicKey"]) {
		listed = append(listed, idOf(one))
	}
	if len(listed) == 0 {
		return j.fail("key", "not_listed", "the issuer's document lists no key")
	}
	creator := ""
	if v, ok := d["verification"].(object); ok {
		creator = text(v, "creator")
	}
	if creator == "" {
		creator = listed[0] // Without a creator, the issuer's key (section 2.2).
	}
	if !slices.ContainsFunc(listed, func(one string) bool { return same(one, creator) }) {
		return j.fail("key", "not_listed", "the issuer's document does not list the key %q", quote(creator))
	}
	key, ok := j.classicKey(ctx, creator, issuer)
	if !ok {
		return false
	}
	j.pass("key", "listed")
	if err := t.verify(key); err != nil {
		return j.fail("proof", "signature", "%s", err)
	}
	j.pass("proof", "signed")
	return true
}

// classicKey gets a CryptographicKey: from its own address, or from the issuer's
// document when it stands in there.
func (j *judge) classicKey(ctx context.Context, id string, issuer object) (public, bool) {
	var d object
	for _, one := range list(issuer["publicKey"]) {
		if o, ok := one.(object); ok && same(text(o, "id"), id) && text(o, "publicKeyPem") != "" {
			d = o
		}
	}
	if d == nil {
		var err error
		if d, _, err = j.document(ctx, id); err != nil {
			return nil, j.unanswered("key", "the key "+quote(id), err)
		}
	}
	if !same(text(d, "id"), id) {
		return nil, j.fail("key", "other_id", "at %q stands the key %q", quote(id), quote(text(d, "id")))
	}
	if owner := idOf(d["owner"]); !same(owner, text(issuer, "id")) {
		return nil, j.fail("key", "other_owner", "the key belongs to %q, not to the issuer", quote(owner))
	}
	key, err := readPEM(text(d, "publicKeyPem"))
	if err != nil {
		return nil, j.fail("key", "unreadable", "the key %q: %v", quote(id), err)
	}
	return key, true
}

// classicRevocation asks the issuer's revocation list about a signed 2.0 badge.
func (j *judge) classicRevocation(ctx context.Context, d object, issuer object) bool {
	where := idOf(issuer["revocationList"])
	if where == "" {
		j.pass("revocation", "no_list")
		return true
	}
	revoked, _, err := j.document(ctx, where)
	if err != nil {
		return j.unanswered("revocation", "the list of revoked badges", err)
	}
	if !slices.Contains(types(revoked), "RevocationList") {
		return j.fail("revocation", "unreadable", "it is no list of revoked badges: %q", quote(strings.Join(types(revoked), " ")))
	}
	if owner := idOf(revoked["issuer"]); owner != "" && !same(owner, text(issuer, "id")) {
		return j.fail("revocation", "other_issuer", "the list is of %q", quote(owner))
	}
	for _, one := range list(revoked["revokedAssertions"]) {
		id, reason := idOf(one), ""
		if o, ok := one.(object); ok {
			reason = text(o, "revocationReason")
			if id == "" {
				id = text(o, "uid")
			}
		}
		if id != "" && (id == text(d, "id") || same(id, text(d, "id")) || id == text(d, "uid")) {
			return j.fail("revocation", "revoked", "%s", quote("the issuer's list names it. "+reason))
		}
	}
	j.pass("revocation", "ok")
	return true
}
