package badge

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// method is a key in an issuer's document.
type method struct {
	id        string
	key       public
	assertion bool // whether the issuer means it for signing what it says
}

// errMethod is a DID method other than key and web.
var errMethod = errors.New("this DID method is not known here")

// methodKey finds the key of a verification method and makes sure that it is the
// issuer's: its name must begin with the issuer's id, and the issuer's document, its
// DID, or the operator's list must name it.
func (j *judge) methodKey(ctx context.Context, id, issuer string, listed Issuer) (public, bool) {
	scheme, rest, found := strings.Cut(id, ":")
	switch {
	case !found:
		return nil, j.fail("key", "no_scheme", "the verification method %q is no address and no DID", quote(id))
	case scheme == "did":
		if name, _, _ := strings.Cut(rest, ":"); name != "key" && name != "web" {
			return nil, j.fail("key", "did_method", "the DID method %q is not taken", quote(name))
		}
	case scheme != "https" && scheme != "http":
		return nil, j.fail("key", "scheme", "the verification method %q is neither an address nor a DID", quote(id))
	}
	controller, name, _ := strings.Cut(id, "#")
	if !same(controller, issuer) {
		return nil, j.fail("key", "other_owner", "the key belongs to %q, not to the issuer", quote(controller))
	}
	named, namedErr := readMultikey(name)
	if namedErr == nil && slices.Contains(listed.Keys, name) {
		j.pass("key", "pinned")
		return named, true
	}
	methods, err := j.methods(ctx, issuer)
	if err != nil {
		// Without a list nobody vouches for issuers anyway: a key under the issuer's own
		// address is then taken at its word, if no document speaks against it.
		if j.in.Trust.Any && namedErr == nil && scheme != "did" && !errors.Is(err, errForbidden) {
			j.say(Check{Name: "key", Result: Pass, Code: "key.self_named", Reason: "no issuer's document answers; the key stands under the issuer's address"})
			return named, true
		}
		return nil, j.unanswered("key", "the issuer's document", err)
	}
	for _, one := range methods {
		if !same(one.id, id) && (name != "" || len(methods) > 1) {
			continue
		}
		if !one.assertion {
			return nil, j.fail("key", "not_for_this", "the issuer does not sign badges with %q", quote(id))
		}
		if namedErr == nil && scheme != "did" && !named.Equal(one.key) {
			return nil, j.fail("key", "not_listed", "the issuer's document names another key %q", quote(id))
		}
		j.pass("key", "listed")
		return one.key, true
	}
	return nil, j.fail("key", "not_listed", "the issuer's document does not list the key %q", quote(id))
}

// methods gives the keys of an issuer: of its DID, or of the document at its address.
func (j *judge) methods(ctx context.Context, issuer string) ([]method, error) {
	where := issuer
	if did, isDID := strings.CutPrefix(issuer, "did:"); isDID {
		kind, rest, _ := strings.Cut(did, ":")
		switch kind {
		case "key":
			key, err := readMultikey(rest)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", errNotJSON, err)
			}
			return []method{{id: issuer + "#" + rest, key: key, assertion: true}}, nil
		case "web":
			var err error
			if where, err = didWeb(rest); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("%w: %w: %q", errForbidden, errMethod, quote(kind))
		}
	}
	d, answer, err := j.document(ctx, where)
	if err != nil {
		return nil, err
	}
	return listedIn(d, issuer, answer.Address)
}

// didWeb gives the address of a did:web document (did:web method, section 3.2).
func didWeb(rest string) (string, error) {
	parts := strings.Split(rest, ":")
	for i, part := range parts {
		decoded, err := url.PathUnescape(part)
		if err != nil || decoded == "" || strings.ContainsAny(decoded, "/?#@\\") || decoded == ".." {
			return "", errForbidden
		}
		parts[i] = decoded
		if i > 0 {
			parts[i] = url.PathEscape(decoded)
		}
	}
	path := "/.well-known/did.json"
	if len(parts) > 1 {
		path = "/" + strings.Join(parts[1:], "/") + "/did.json"
	}
	return address("https://" + parts[0] + path)
}

const maxMethods = 50

// listedIn reads the keys an issuer's document lists: a DID or controller document
// (W3C Controlled Identifiers), or a JWK set. A document of somebody else lists none.
func listedIn(d object, issuer, at string) ([]method, error) {
	if keys, isSet := d["keys"].([]any); isSet && d["id"] == nil {
		var found []method
		for _, one := range keys[:min(len(keys), maxMethods)] {
			jwk, _ := one.(object)
			if use := text(jwk, "use"); use != "" && use != "sig" {
				continue
			}
			if key, err := readJWK(jwk); err == nil {
				found = append(found, method{id: issuer + "#" + text(jwk, "kid"), key: key, assertion: true})
			}
		}
		return found, nil
	}
	if own := text(d, "id"); !same(own, issuer) && !same(own, at) {
		return nil, fmt.Errorf("%w: it is the document of %q", errNotJSON, quote(own))
	}
	full := func(v any) string {
		id := idOf(v)
		if strings.HasPrefix(id, "#") {
			id = issuer + id
		}
		return id
	}
	var meant []string // The ids of methods meant for assertions.
	var all []any
	for _, one := range list(d["assertionMethod"]) {
		meant = append(meant, full(one))
		if o, embedded := one.(object); embedded {
			all = append(all, o)
		}
	}
	_, says := d["assertionMethod"]
	says = says || strings.HasPrefix(issuer, "did:") // A DID's document says what each key is for.
	all = append(append(all, list(d["verificationMethod"])...), list(d["publicKey"])...)
	var found []method
	for _, one := range all[:min(len(all), maxMethods)] {
		o, _ := one.(object)
		if o == nil || text(o, "revoked") != "" {
			continue
		}
		if owner := text(o, "controller"); owner != "" && !same(owner, issuer) && !same(owner, at) {
			continue // A key of somebody else, kept here.
		}
		key, err := readKey(o)
		if err != nil {
			continue
		}
		found = append(found, method{id: full(o), key: key, assertion: !says || slices.Contains(meant, full(o))})
	}
	return found, nil
}
