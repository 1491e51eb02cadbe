package badge

import (
	"context"
	"slices"
	"strings"
	"time"
)

// credential judges an Open Badges 3.0 credential.
func (j *judge) credential(ctx context.Context, f found) {
	j.report.Version, j.report.Kind, j.report.Source = "3.0", "badge", Signed
	d, ok := j.believed(ctx, f, badgeKinds...)
	if d == nil {
		return
	}
	j.achievement(d)
	j.credentialDates(d)
	if !ok {
		return
	}
	j.pass("issuer", "ok")
	issuer := issuerOf(d)
	j.report.Issuer = issuer
	j.report.ID = text(d, "id")
	if d["@context"].([]any)[0] == model1 {
		j.warn("form", "old_model", "it is written in the data model 1.1, which 2.0 has replaced")
	}
	subject, _ := d["credentialSubject"].(object)
	j.subjectRecipient(subject, issuer.ID)
	if !j.failed("dates", "achievement") {
		j.status(ctx, d)
	}
}

// believed checks a credential's form, that its issuer is trusted, its key and its
// proof, in this order: for an issuer nobody trusts, nothing is fetched. It gives the
// document without its proof, as soon as its form holds, and whether all of it holds.
func (j *judge) believed(ctx context.Context, f found, kinds ...string) (object, bool) {
	d := f.document
	if f.token != nil {
		var ok bool
		if d, ok = j.claims(f.token); !ok {
			return nil, false
		}
	}
	d = object(without(d))
	d["@context"] = list(d["@context"])
	addresses, ok := j.credentialForm(d, kinds...)
	if !ok {
		return nil, false
	}
	// Undefined words first: they are a fault of form, whoever signed them.
	sum, ok := j.hash(without(d, "@context", "proof"), addresses)
	if !ok {
		return nil, false
	}
	j.pass("form", "ok")
	issuer := idOf(d["issuer"])
	listed, ok := j.trusted(issuer)
	if !ok {
		return without(d, "proof"), false
	}
	if f.token != nil {
		ok = j.tokenProof(ctx, *f.token, issuer, listed)
	} else {
		ok = j.integrityProof(ctx, d, addresses, sum, issuer, listed)
	}
	return without(d, "proof"), ok
}

// issuerOf reads who gave a credential.
func issuerOf(d object) Issuer {
	o, _ := d["issuer"].(object)
	return Issuer{ID: idOf(d["issuer"]), Name: words(o["name"]), URL: text(o, "url")}
}

// achievement reads what was achieved: it stands in the credential, signed with it.
func (j *judge) achievement(d object) {
	subject, _ := d["credentialSubject"].(object)
	a, ok := subject["achievement"].(object)
	if !ok || words(a["name"]) == "" || text(a, "id") == "" {
		j.fail("achievement", "missing", "it does not say what was achieved")
		return
	}
	criteria, _ := a["criteria"].(object)
	shown := words(criteria["narrative"])
	if shown == "" {
		shown = text(criteria, "id")
	}
	j.report.Achievement = Achievement{ID: text(a, "id"), Name: words(a["name"]), Description: words(a["description"]), Criteria: shown}
	if creator := idOf(a["creator"]); creator != "" && !same(creator, idOf(d["issuer"])) {
		j.warn("achievement", "other_creator", "the achievement was defined by %q, not by the issuer", quote(creator))
		return
	}
	j.pass("achievement", "ok")
}

// credentialDates reads when a credential holds: validFrom and validUntil (data model
// 2.0), issuanceDate and expirationDate (1.1); of a token, nbf and exp as well.
func (j *judge) credentialDates(d object) {
	var s span
	for _, name := range []string{"issuanceDate", "validFrom"} {
		if !exact(d[name], &s.from) {
			j.fail("dates", "unreadable", "%s cannot be read", name)
			return
		}
	}
	for _, name := range []string{"expirationDate", "validUntil"} {
		if !exact(d[name], &s.until) {
			j.fail("dates", "unreadable", "%s cannot be read", name)
			return
		}
	}
	if s.from.IsZero() && d["@context"].([]any)[0] == model1 {
		j.fail("dates", "unreadable", "issuanceDate is missing")
		return
	}
	j.dates(s)
}

// exact reads a date that data models write in one way only, RFC 3339.
func exact(v any, into *time.Time) bool {
	if v == nil {
		return true
	}
	s, _ := v.(string)
	t, err := time.Parse(time.RFC3339, s)
	if err == nil {
		*into = t
	}
	return err == nil
}

// claims takes the credential out of a JWT: the payload itself (data model 2.0), or its
// `vc` (1.1). Claims beside it may repeat the credential, not contradict it.
func (j *judge) claims(t *token) (object, bool) {
	d, inside := t.payload["vc"].(object)
	if !inside {
		d = without(t.payload, "iss", "iat", "exp", "nbf", "jti", "sub", "aud", "cnf", "nonce")
	}
	issuer := idOf(d["issuer"])
	if d["issuer"] == nil && inside {
		issuer = text(t.payload, "iss")
		d = without(d)
		d["issuer"] = issuer
	}
	subject, _ := d["credentialSubject"].(object)
	for name, want := range map[string]string{"iss": issuer, "jti": text(d, "id"), "sub": text(subject, "id")} {
		if claim, there := t.payload[name]; there && want != "" && claim != want {
			return nil, j.fail("form", "contradicts", "the token's %q is not the credential's", name)
		}
	}
	d = without(d)
	if _, there := d["id"]; !there && inside && text(t.payload, "jti") != "" {
		d["id"] = text(t.payload, "jti")
	}
	for _, name := range []string{"nbf", "exp"} {
		claim, there := t.payload[name]
		seconds, ok := moment(claim)
		switch {
		case there && (!ok || seconds.IsZero()):
			return nil, j.fail("form", "contradicts", "the token's %q is no time", name)
		case there && name == "nbf" && seconds.After(j.at.Add(leeway)):
			j.fail("dates", "not_yet", "the token holds from %s", seconds.Format(time.RFC3339))
		case there && name == "exp" && seconds.Before(j.at):
			j.fail("dates", "expired", "the token held until %s", seconds.Format(time.RFC3339))
		}
		if there {
			stand(d, name, inside, seconds)
		}
	}
	return d, true
}

// stand puts a token's time where the credential, in its own data model, says none.
func stand(d object, claim string, model11 bool, t time.Time) {
	name := map[string]string{"nbf": "validFrom", "exp": "validUntil"}[claim]
	if model11 {
		name = map[string]string{"nbf": "issuanceDate", "exp": "expirationDate"}[claim]
	}
	if d[name] == nil {
		d[name] = t.UTC().Format(time.RFC3339)
	}
}

// tokenProof checks a VC-JWT's signature (Open Badges 3.0, section 8.2).
func (j *judge) tokenProof(ctx context.Context, t token, issuer string, listed Issuer) bool {
	if err := t.check(); err != nil {
		return j.fail("proof", "algorithm", "%s", quote(err.Error()))
	}
	key, ok := j.tokenKey(ctx, t, issuer, listed)
	if !ok {
		return false
	}
	if err := t.verify(key); err != nil {
		return j.fail("proof", "signature", "%s", err)
	}
	j.pass("proof", "signed")
	return true
}

// tokenKey finds the issuer's key that a token means. `kid` and `jwk` only choose among
// the keys which the issuer's document or the operator's list names.
func (j *judge) tokenKey(ctx context.Context, t token, issuer string, listed Issuer) (public, bool) {
	kid := text(t.header, "kid")
	if strings.Contains(kid, ":") {
		return j.methodKey(ctx, kid, issuer, listed)
	}
	jwk, carried := t.header["jwk"].(object)
	var own public
	if carried {
		var err error
		if own, err = readJWK(jwk); err != nil {
			return nil, j.fail("key", "unreadable", "the key in its header: %v", err)
		}
		if slices.Contains(listed.Keys, thumbprint(own)) || slices.Contains(listed.Keys, multikey(own)) {
			j.pass("key", "pinned")
			return own, true
		}
	}
	methods, err := j.methods(ctx, issuer)
	if err != nil {
		if carried {
			j.unanswered("key", "the issuer's document", err)
			c := j.checks["key"]
			c.Code, c.Reason = "key.brought_along", "only the badge itself names its key; "+c.Reason
			j.checks["key"] = c
			return nil, false
		}
		return nil, j.unanswered("key", "the issuer's document", err)
	}
	var fitting []method
	for _, one := range methods {
		if one.assertion && (!carried || own.Equal(one.key)) && (kid == "" || fragment(one.id) == strings.TrimPrefix(kid, "#")) {
			fitting = append(fitting, one)
		}
	}
	switch {
	case len(fitting) == 1 || len(fitting) > 1 && carried:
		j.pass("key", "listed")
		return fitting[0].key, true
	case carried:
		return nil, j.fail("key", "brought_along", "only the badge itself names its key; the issuer's document lists others")
	}
	return nil, j.fail("key", "not_listed", "the issuer's document does not list the key %q", quote(kid))
}
