package badge

import (
	"crypto/md5" // #nosec G501 -- Open Badges 2.0 names it; it hides an address, it proves nothing by itself.
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"
)

// identity is how a badge names its recipient.
type identity struct {
	kind   string // "email" here for both versions; others are not proved by an address
	value  string // plain, or as "sha256$..." or "md5$..."
	salt   string
	hashed bool
}

// names tells whether the identity is this address. A hash is over the address exactly
// as the issuer wrote it, so one in other letters does not match: give both if the
// person's is known in both. A plain address is compared without regard to case.
func (i identity) names(email string) bool {
	algorithm, want, isHash := strings.Cut(i.value, "$")
	if !i.hashed && (!isHash || strings.Contains(i.value, "@")) {
		return email != "" && strings.EqualFold(strings.TrimPrefix(i.value, "mailto:"), email)
	}
	var sum []byte
	switch strings.ToLower(algorithm) {
	case "sha256":
		whole := sha256.Sum256([]byte(email + i.salt))
		sum = whole[:]
	case "md5":
		whole := md5.Sum([]byte(email + i.salt)) // #nosec G401 -- see above
		sum = whole[:]
	}
	got, err := hex.DecodeString(want)
	return err == nil && len(sum) > 0 && email != "" && subtle.ConstantTimeCompare(sum, got) == 1
}

// known tells a form that can be compared at all.
func (i identity) known() bool {
	algorithm, _, isHash := strings.Cut(i.value, "$")
	algorithm = strings.ToLower(algorithm)
	return !i.hashed || isHash && (algorithm == "sha256" || algorithm == "md5")
}

// recipient compares a badge's identities with the addresses the person has proved.
func (j *judge) recipient(identities []identity, issuer string) {
	if len(j.in.Emails) == 0 {
		return
	}
	kinds, unknown := "", ""
	byEmail := false
	for _, one := range identities {
		if one.kind != "email" {
			kinds = one.kind
			continue
		}
		byEmail = true
		if !one.known() {
			unknown = one.value
			continue
		}
		for _, email := range j.in.Emails {
			if one.names(email) {
				j.report.Email = email
				j.report.Recipient = recipientKey(issuer, email)
				j.pass("recipient", "ok")
				return
			}
		}
	}
	switch {
	case len(identities) == 0:
		j.fail("recipient", "none", "it names no recipient")
	case unknown != "":
		j.fail("recipient", "hash", "the recipient is written as %q, neither sha256 nor md5", quote(unknown))
	case !byEmail:
		j.fail("recipient", "other_kind", "it names its recipient by %q, not by an address", quote(kinds))
	default:
		j.fail("recipient", "somebody_else", "it was given to another address")
	}
}

// recipientKey names "this address at this issuer", the same for every badge.
func recipientKey(issuer, email string) string {
	if where, err := address(issuer); err == nil {
		issuer = where
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "guildhall badge recipient\n%s\n%s", issuer, strings.ToLower(email)))
	return hex.EncodeToString(sum[:])
}

// classicRecipient reads a 2.0 badge's IdentityObject.
func (j *judge) classicRecipient(d object, issuer string) {
	var found []identity
	for _, one := range list(d["recipient"]) {
		o, _ := one.(object)
		kind := idOrType(o)
		hashed, _ := o["hashed"].(bool)
		found = append(found, identity{kind: kind, value: text(o, "identity"), salt: text(o, "salt"), hashed: hashed})
	}
	j.recipient(found, issuer)
}

// subjectRecipient reads a 3.0 credential's subject: IdentityObjects, and an id that is
// an address.
func (j *judge) subjectRecipient(subject object, issuer string) {
	var found []identity
	for _, one := range list(subject["identifier"]) {
		o, _ := one.(object)
		kind := text(o, "identityType")
		if kind == "emailAddress" {
			kind = "email"
		}
		hashed, _ := o["hashed"].(bool)
		found = append(found, identity{kind: kind, value: text(o, "identityHash"), salt: text(o, "salt"), hashed: hashed})
	}
	if id := text(subject, "id"); strings.HasPrefix(strings.ToLower(id), "mailto:") {
		found = append(found, identity{kind: "email", value: id[len("mailto:"):]})
	} else if id != "" {
		found = append(found, identity{kind: "id", value: id})
	}
	j.recipient(found, issuer)
}
