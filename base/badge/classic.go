package badge

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// classic judges an Open Badges 2.0 document.
func (j *judge) classic(ctx context.Context, f found) {
	j.report.Version, j.report.Kind, j.report.Source = "2.0", "badge", Hosted
	class, ok := j.classicForm(f.document)
	if !ok {
		return
	}
	j.pass("form", "ok")
	d := f.document
	if f.token == nil {
		if d, ok = j.hosted(ctx, f, class); !ok {
			return
		}
	} else {
		j.report.Source = Signed
	}
	switch class {
	case "Assertion":
		j.assertion(ctx, d, f)
	case "BadgeClass":
		j.report.Kind = "badge class"
		if issuer, ok := j.badgeClass(ctx, d, ""); ok && f.token == nil {
			j.pass("proof", "hosted")
			j.show(d, issuer)
			j.recipientless()
		}
	case "Issuer", "Profile":
		j.report.Kind = "issuer"
		if _, ok := j.trusted(text(d, "id")); ok && f.token == nil {
			j.pass("proof", "hosted")
			j.pass("issuer", "ok")
			j.report.Issuer = Issuer{ID: text(d, "id"), Name: words(d["name"]), URL: text(d, "url")}
			j.recipientless()
		}
	default:
		j.report.Kind = "part"
		j.recipientless()
	}
	if f.token != nil && class != "Assertion" {
		j.fail("form", "type", "a signed document is an Assertion, not %s", class)
	}
}

// recipientless says that a document names nobody: whoever asks for a person is told.
func (j *judge) recipientless() {
	if len(j.in.Emails) > 0 {
		j.fail("recipient", "none", "this document names no recipient")
	}
}

// hosted gives what a document's own address answers. Only that counts; the copy that
// was handed in must not say otherwise.
func (j *judge) hosted(ctx context.Context, f found, class string) (object, bool) {
	id := text(f.document, "id")
	where, err := address(id)
	if class == "Assertion" {
		kind := idOrType(f.document["verification"])
		if kind == "signed" || kind == "SignedBadge" {
			return nil, j.fail("proof", "missing", "it says that it is signed, and carries no signature")
		}
		if kind != "hosted" && kind != "HostedBadge" {
			return nil, j.fail("proof", "kind", "verification %q is neither hosted nor signed", quote(kind))
		}
		if err != nil {
			return nil, j.fail("proof", "address", "a hosted badge needs an address as id, not %q", quote(id))
		}
	}
	if f.document["revoked"] == true {
		return nil, j.fail("revocation", "revoked", "%s", quote("it says that it is revoked: "+text(f.document, "revocationReason")))
	}
	if !slices.Contains([]string{"Assertion", "BadgeClass", "Issuer", "Profile"}, class) {
		return f.document, true // A part of something else has no address of its own.
	}
	if f.answered != "" && f.answered == where {
		j.report.Address = where
		return f.document, true
	}
	d, answer, err := j.document(ctx, id)
	if errors.Is(err, errGone) {
		return nil, j.fail("revocation", "revoked", "its address answers %d", http.StatusGone)
	}
	if err != nil {
		return nil, j.unanswered("proof", "its address", err)
	}
	if d["revoked"] == true {
		return nil, j.fail("revocation", "revoked", "%s", quote("its address says: revoked. "+text(d, "revocationReason")))
	}
	if !same(text(d, "id"), id) {
		return nil, j.fail("proof", "differs", "its address answers with another badge: %q", quote(text(d, "id")))
	}
	if name := differs(f.document, d); name != "" {
		return nil, j.fail("proof", "differs", "its address says otherwise about %q", name)
	}
	if now, ok := j.classicForm(d); !ok || now != class {
		return nil, j.fail("proof", "differs", "its address answers with a document of another form")
	}
	j.report.Address = answer.Address
	return d, true
}

// idOrType gives the type of an object, or a text as it is.
func idOrType(v any) string {
	if o, ok := v.(object); ok {
		if names := types(o); len(names) > 0 {
			return names[0]
		}
		return ""
	}
	s, _ := v.(string)
	return s
}

// assertion judges the badge itself: its class, its issuer, and that they stand for it.
func (j *judge) assertion(ctx context.Context, d object, f found) {
	origin := ""
	if f.token == nil {
		origin = j.report.Address
	} else if kind := idOrType(d["verification"]); kind != "signed" && kind != "SignedBadge" {
		j.fail("proof", "kind", "it is signed, and its verification says %q", quote(kind))
		return
	}
	class, at, ok := j.follow(ctx, "achievement", d["badge"], "BadgeClass")
	if !ok {
		return
	}
	issuer, ok := j.badgeClass(ctx, class, origin)
	if !ok {
		return
	}
	if f.token == nil {
		if at != "" && !j.belongs(at, issuer) {
			j.fail("achievement", "elsewhere", "what was achieved is described at %q, which is not the issuer's", quote(at))
			return
		}
		j.pass("proof", "hosted")
		j.pass("revocation", "hosted")
	} else if !j.classicSignature(ctx, d, f.token, issuer) || !j.classicRevocation(ctx, d, issuer) {
		return
	}
	j.show(class, issuer)
	j.report.ID = text(d, "id")
	j.classicDates(d)
	j.classicRecipient(d, text(issuer, "id"))
}

// show keeps what the report tells of issuer and achievement.
func (j *judge) show(class, issuer object) {
	j.report.Issuer = Issuer{ID: text(issuer, "id"), Name: words(issuer["name"]), URL: text(issuer, "url")}
	criteria := words(class["criteria"])
	if o, ok := class["criteria"].(object); ok {
		criteria = words(o["narrative"])
		if criteria == "" {
			criteria = text(o, "id")
		}
	}
	j.report.Achievement = Achievement{ID: text(class, "id"), Name: words(class["name"]), Description: words(class["description"]), Criteria: criteria}
}

// badgeClass finds the issuer of a badge class, asks whether it is trusted, and, for a
// badge hosted at origin, whether that is the issuer's place.
func (j *judge) badgeClass(ctx context.Context, class object, origin string) (object, bool) {
	id := idOf(class["issuer"])
	if _, err := address(id); err != nil {
		return nil, j.fail("issuer", "address", "the issuer's id %q is no address", quote(id))
	}
	// The issuer's own document says what it allows, never a copy inside the badge.
	issuer, at, ok := j.follow(ctx, "issuer", id, "Issuer")
	if !ok {
		return nil, false
	}
	if own := text(issuer, "id"); !same(own, at) && !same(own, id) {
		issuer["id"] = id // It calls itself by an address that is not there.
	}
	if _, ok := j.trusted(text(issuer, "id")); !ok {
		return nil, false
	}
	if origin != "" && !j.belongs(origin, issuer) {
		return nil, j.fail("proof", "not_allowed", "the issuer does not stand for badges at %q", quote(origin))
	}
	j.pass("issuer", "ok")
	j.pass("achievement", "ok")
	return issuer, true
}

// follow gives a document that is embedded (as it is) or referred to (as its address
// answers), of a class. A document that calls itself by another address, which answers,
// is taken from there, with a warning.
func (j *judge) follow(ctx context.Context, name string, v any, class string) (d object, at string, ok bool) {
	if embedded, is := v.(object); is && len(embedded) > 1 {
		d = embedded
	} else {
		id := idOf(v)
		answered, answer, err := j.document(ctx, id)
		if err != nil {
			return nil, "", j.unanswered(name, class+" "+quote(id), err)
		}
		d, at = answered, answer.Address
		if own := text(d, "id"); !same(own, id) && !same(own, at) {
			if d, at, ok = j.moved(ctx, name, d, at, own); !ok {
				return nil, "", false
			}
		} else if where, _ := address(id); where != at {
			j.warn(name, "moved", "%q has moved to %q", quote(id), quote(at))
		}
	}
	got, ok := j.formOf(d)
	if !ok || got != class && (class != "Issuer" || got != "Profile") {
		return nil, "", j.fail(name, "type", "it is no %s: %q", class, quote(strings.Join(types(d), " ")))
	}
	for _, member := range classes[got] {
		if empty(d[member]) {
			return nil, "", j.fail(name, "incomplete", "a %s needs %q", got, member)
		}
	}
	return d, at, true
}

// moved follows a document that calls itself by another address of the same host.
func (j *judge) moved(ctx context.Context, name string, d object, at, own string) (object, string, bool) {
	where, err := address(own)
	if err != nil || host(where) != host(at) {
		return nil, "", j.fail(name, "other_id", "at %q stands a document of %q", quote(at), quote(own))
	}
	answered, answer, err := j.document(ctx, own)
	switch {
	case errors.Is(err, errAbsent):
		return d, at, true // Its host gave it out, and knows no other.
	case err != nil:
		return nil, "", j.unanswered(name, quote(own), err)
	case !same(text(answered, "id"), own):
		return nil, "", j.fail(name, "other_id", "at %q stands a document of %q", quote(own), quote(text(answered, "id")))
	}
	j.warn(name, "moved", "at %q stands a document of %q", quote(at), quote(own))
	return answered, answer.Address, true
}

// formOf gives the class of a document inside the chain, if its contexts are taken.
func (j *judge) formOf(d object) (string, bool) {
	if d["@context"] != nil && classicContext(d["@context"]) != "" {
		return "", false
	}
	for _, name := range types(d) {
		if _, known := classes[name]; known {
			return name, true
		}
	}
	return "", false
}

// belongs tells whether an address is one where the issuer's badges may be hosted: what
// its verification says (startsWith, allowedOrigins), else its own host (Open Badges
// 2.0, Hosted Verification).
func (j *judge) belongs(where string, issuer object) bool {
	rules, _ := issuer["verification"].(object)
	starts, origins := list(rules["startsWith"]), list(rules["allowedOrigins"])
	if len(starts) > 0 && !slices.ContainsFunc(starts, func(v any) bool {
		s, _ := v.(string)
		prefix, err := address(s)
		return err == nil && host(prefix) == host(where) && strings.HasPrefix(where, prefix)
	}) {
		return false
	}
	if len(origins) > 0 {
		return slices.ContainsFunc(origins, func(v any) bool {
			s, _ := v.(string)
			return s != "" && strings.EqualFold(strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://"), host(where))
		})
	}
	own, err := address(text(issuer, "id"))
	return len(starts) > 0 || err == nil && host(own) == host(where)
}

// host gives an address's host with its port.
func host(where string) string {
	u, err := url.Parse(where)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}
