package badge

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// status asks every list that a credential names whether it is still in force. A kind
// of list that is not known is a failure: what it says would be unknown too.
func (j *judge) status(ctx context.Context, d object) {
	entries := list(d["credentialStatus"])
	if len(entries) == 0 {
		j.pass("revocation", "no_list")
		return
	}
	if len(entries) > 4 {
		j.fail("revocation", "too_many", "it names %d lists", len(entries))
		return
	}
	for _, one := range entries {
		entry, _ := one.(object)
		ok := false
		switch kind := strings.Join(types(entry), " "); kind {
		case "1EdTechRevocationList":
			ok = j.revocationList(ctx, entry, d)
		case "BitstringStatusListEntry", "StatusList2021Entry", "RevocationList2021Status":
			ok = j.bitList(ctx, entry, d)
		default:
			ok = j.fail("revocation", "kind", "a list of the kind %q is not known here", quote(kind))
		}
		if !ok {
			return
		}
	}
	j.pass("revocation", "ok")
}

// revocationList asks 1EdTech's list (Open Badges 3.0, 1EdTech Credential Status):
// a plain document at an address that the signed credential names.
func (j *judge) revocationList(ctx context.Context, entry, d object) bool {
	revoked, answer, err := j.document(ctx, text(entry, "id"))
	if err != nil {
		return j.unanswered("revocation", "the list of revoked credentials", err)
	}
	if own := text(revoked, "id"); own != "" && !same(own, text(entry, "id")) && !same(own, answer.Address) {
		return j.fail("revocation", "unreadable", "it is the list %q", quote(own))
	}
	if issuer := idOf(revoked["issuer"]); issuer != "" && !same(issuer, idOf(d["issuer"])) {
		return j.fail("revocation", "other_issuer", "the list is of %q", quote(issuer))
	}
	names, there := revoked["revokedCredential"]
	if !there {
		names, there = revoked["revokedCredentials"]
	}
	if !there {
		return j.fail("revocation", "unreadable", "it is no list of revoked credentials")
	}
	for _, one := range list(names) {
		o, _ := one.(object)
		if id := idOf(one); id == "" || id != text(d, "id") && !same(id, text(d, "id")) {
			continue
		}
		if o != nil && o["revoked"] == false {
			continue
		}
		return j.fail("revocation", "revoked", "%s", quote("the issuer's list names it. "+text(o, "revocationReason")))
	}
	return true
}

// bitList asks a bit string (W3C Bitstring Status List, and its forerunner Status List
// 2021). The list is a credential itself, by the same issuer, with a proof that holds.
func (j *judge) bitList(ctx context.Context, entry, d object) bool {
	purpose := text(entry, "statusPurpose")
	if purpose != "revocation" && purpose != "suspension" {
		return true // A message or a newer version takes nothing away.
	}
	if size := entry["statusSize"]; size != nil && size != 1.0 {
		return j.fail("revocation", "kind", "a list of more than one bit each is not known here")
	}
	index, ok := statusIndex(entry["statusListIndex"])
	if !ok {
		return j.fail("revocation", "unreadable", "its place in the list is no number")
	}
	answer, err := j.ask(ctx, text(entry, "statusListCredential"))
	if err != nil {
		return j.unanswered("revocation", "the status list", err)
	}
	subject, ok := j.statusList(ctx, answer.Body, d)
	if !ok {
		return false
	}
	if !slices.ContainsFunc(list(subject["statusPurpose"]), func(v any) bool { return v == purpose }) {
		return j.fail("revocation", "unreadable", "the list is not about %q", quote(purpose))
	}
	set, err := bit(text(subject, "encodedList"), index)
	switch {
	case err != nil:
		return j.fail("revocation", "unreadable", "%s", err)
	case set && purpose == "suspension":
		return j.fail("revocation", "suspended", "the issuer's status list says that it is suspended")
	case set:
		return j.fail("revocation", "revoked", "the issuer's status list says that it is revoked")
	}
	return true
}

// statusList judges the credential that carries a list; it gives its subject. What it
// finds amiss is told as one failure of this badge's revocation.
func (j *judge) statusList(ctx context.Context, raw []byte, d object) (object, bool) {
	f, next, err := unwrap(raw)
	if err != nil || next != "" {
		return nil, j.fail("revocation", "unreadable", "the status list cannot be read")
	}
	inner := &judge{asker: j.asker, in: j.in, at: j.at, checks: map[string]Check{}}
	listing, ok := inner.believed(ctx, f, listKinds...)
	j.asker = inner.asker
	if ok {
		inner.credentialDates(listing)
	}
	for _, name := range Names {
		if c := inner.checks[name]; c.Result == Fail {
			j.say(Check{Name: "revocation", Result: Fail, Code: "revocation.list_unproved", Again: c.Again, Reason: quote("the status list: " + c.Code + ": " + c.Reason)})
			return nil, false
		}
	}
	if !same(idOf(listing["issuer"]), idOf(d["issuer"])) {
		return nil, j.fail("revocation", "other_issuer", "the list is of %q", quote(idOf(listing["issuer"])))
	}
	subject, _ := listing["credentialSubject"].(object)
	return subject, true
}

// statusIndex reads a place in a list: text by the standard, a number in some badges.
func statusIndex(v any) (int64, bool) {
	switch v := v.(type) {
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		return n, err == nil && n >= 0
	case float64:
		return int64(v), v >= 0 && v == math.Trunc(v) && v < 1<<40
	}
	return 0, false
}

// maxList bounds how far a list is unpacked, in bytes: 134 million badges. No more of it
// is kept than a buffer, so a list that unpacks to gigabytes costs time alone, and of
// that no more than this.
const maxList = 16 << 20

var errList = errors.New("the status list cannot be read, or is too short")

// bit gives one bit of a packed list: multibase base64url of gzip, the first bit on the
// left.
func bit(encoded string, index int64) (bool, error) {
	packed, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.TrimPrefix(encoded, "u"), "="))
	if err != nil || index/8 >= maxList {
		return false, errList
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return false, errList
	}
	if _, err := io.CopyN(io.Discard, reader, index/8); err != nil {
		return false, errList
	}
	var one [1]byte
	if _, err := io.ReadFull(reader, one[:]); err != nil {
		return false, errList
	}
	return one[0]>>(7-index%8)&1 == 1, nil
}
