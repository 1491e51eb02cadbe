package badge

import (
	"errors"
	"slices"
	"strings"
)

// Contexts with which a W3C credential begins, by its data model.
const (
	model1 = "https://www.w3.org/2018/credentials/v1"
	model2 = "https://www.w3.org/ns/credentials/v2"
)

// places say which members of a 3.0 credential hold which kind of thing, and by which
// code another kind is refused (Open Badges 3.0, appendix B). A type is what a signature
// is about: a thing of an undefined type has no meaning that anybody signed.
var places = map[string]struct{ kind, code string }{
	"achievement":          {"Achievement", "achievement_type"},
	"issuer":               {"Profile", "issuer_type"},
	"parentOrg":            {"Profile", "issuer_type"},
	"creator":              {"Profile", "profile_type"},
	"source":               {"Profile", "profile_type"},
	"identifier":           {"IdentityObject", "identifier_type"},
	"otherIdentifier":      {"IdentifierEntry", "identifier_type"},
	"result":               {"Result", "result_type"},
	"resultDescription":    {"ResultDescription", "result_type"},
	"rubricCriterionLevel": {"RubricCriterionLevel", "result_type"},
	"alignment":            {"Alignment", "alignment_type"},
	"evidence":             {"Evidence", "evidence_type"},
	"image":                {"Image", "image_type"},
	"address":              {"Address", "profile_type"},
	"related":              {"Related", "achievement_type"},
}

// subjects are the types of a credential's subject, by the credential they stand in.
var subjects = map[string]string{
	"AchievementSubject":  badgeKinds[0],
	"BitstringStatusList": listKinds[0],
	"StatusList2021":      listKinds[0],
}

// The types of credentials that are read: badges, and lists of what is revoked.
var (
	badgeKinds = []string{"OpenBadgeCredential", "AchievementCredential"}
	listKinds  = []string{"BitstringStatusListCredential", "StatusList2021Credential"}
)

// refused3 are kinds of credential that say nothing about a person's achievement here.
var refused3 = map[string]string{
	"EndorsementCredential":           "endorsement",
	"VerifiablePresentation":          "presentation",
	"EnvelopedVerifiableCredential":   "enveloped",
	"EnvelopedVerifiablePresentation": "presentation",
	"ClrCredential":                   "record",
}

// credentialForm checks a credential's contexts, kind and parts; it gives the contexts'
// addresses. Whether every term is defined is told when it is put into canonical form.
func (j *judge) credentialForm(d object, kinds ...string) (addresses []string, ok bool) {
	addresses, reason := contextsOf(d)
	if reason != "" {
		return nil, j.fail("form", "context", "%s", reason)
	}
	names := types(d)
	for _, name := range names {
		if code, found := refused3[name]; found {
			return nil, j.fail("form", code, "a %s is not a badge", name)
		}
	}
	if !slices.Contains(names, "VerifiableCredential") || !slices.ContainsFunc(kinds, func(kind string) bool { return slices.Contains(names, kind) }) {
		return nil, j.fail("form", "type", "type %q is no badge", quote(strings.Join(names, " ")))
	}
	for _, name := range []string{"issuer", "credentialSubject"} {
		if empty(d[name]) || len(list(d[name])) != 1 {
			return nil, j.fail("form", "missing", "a credential needs one %q", name)
		}
	}
	subject, isObject := d["credentialSubject"].(object)
	if !isObject {
		return nil, j.fail("form", "missing", "the subject of a credential is an object")
	}
	if !slices.ContainsFunc(types(subject), func(name string) bool { return subjects[name] == kinds[0] }) {
		return nil, j.fail("form", "subject_type", "its subject is of type %q", quote(strings.Join(types(subject), " ")))
	}
	if idOf(d["issuer"]) == "" {
		return nil, j.fail("form", "missing", "the issuer has no id")
	}
	if _, hasID := d["id"].(string); d["id"] != nil && !hasID {
		return nil, j.fail("form", "missing", "its id is no text")
	}
	return addresses, j.plain(d, true)
}

// contextsOf gives the addresses of a credential's contexts, all from the store, in
// their order, or what is wrong with them.
func contextsOf(d object) (addresses []string, reason string) {
	all := list(d["@context"])
	if len(all) == 0 || len(all) > maxContexts {
		return nil, "it names no context, or too many"
	}
	for _, one := range all {
		s, isText := one.(string)
		if !isText {
			return nil, "a context of its own is not taken"
		}
		name := contextAddresses[s]
		if _, known := contexts.extra[s]; name == "" && !known {
			return nil, "the context " + quote(s) + " is not in the store"
		}
		addresses = append(addresses, s)
	}
	if addresses[0] != model1 && addresses[0] != model2 {
		return nil, "the first context is not that of a credential"
	}
	return addresses, ""
}

// plain walks a credential and refuses what could make a word mean something else than
// it says: contexts inside, JSON-LD's own words, and things of a wrong type.
func (j *judge) plain(d object, root bool) bool {
	for name, value := range d {
		if root && name == "@context" {
			continue
		}
		if strings.HasPrefix(name, "@") && name != "@value" && name != "@language" && name != "@direction" {
			return j.fail("form", "undefined", "%q has no place in a badge", quote(name))
		}
		for _, one := range list(value) {
			inner, isObject := one.(object)
			if !isObject {
				if deeper, isList := one.([]any); isList && len(deeper) > 0 {
					return j.fail("form", "undefined", "%q holds a list in a list", quote(name))
				}
				continue
			}
			if place, known := places[name]; known && inner["type"] != nil && !slices.Contains(types(inner), place.kind) {
				return j.fail("form", place.code, "%q is of type %q, not %s", name, quote(strings.Join(types(inner), " ")), place.kind)
			}
			if !j.plain(inner, false) {
				return false
			}
		}
	}
	return true
}

// hash puts a document into canonical form and gives its hash; what is not defined is
// a fault of form.
func (j *judge) hash(d object, addresses []string) ([]byte, bool) {
	sum, err := contexts.hash(d, addresses)
	switch {
	case errors.Is(err, errTerm):
		return nil, j.fail("form", "undefined", "%s", quote(err.Error()))
	case errors.Is(err, errAlike):
		return nil, j.fail("form", "too_alike", "%s", err)
	case err != nil:
		return nil, j.fail("form", "unreadable", "%s", quote(err.Error()))
	}
	return sum, true
}

// without copies a document, leaving out members.
func without(d object, names ...string) object {
	rest := object{}
	for name, value := range d {
		if !slices.Contains(names, name) {
			rest[name] = value
		}
	}
	return rest
}
