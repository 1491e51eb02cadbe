package badge

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// classes are Open Badges 2.0's, with the members each must have. A document of another
// class than Assertion is judged as well as it can be: it proves nothing about a person.
var classes = map[string][]string{
	"Assertion":        {"id", "recipient", "badge", "issuedOn", "verification"},
	"BadgeClass":       {"id", "name", "description", "criteria", "issuer"},
	"Issuer":           {"id", "name", "url", "email"},
	"Profile":          {"id", "name"},
	"AlignmentObject":  {"targetName", "targetUrl"},
	"Criteria":         {},
	"Evidence":         {},
	"Image":            {"id"},
	"IdentityObject":   {"type", "identity"},
	"CryptographicKey": {"id", "owner", "publicKeyPem"},
	"RevocationList":   {"id", "issuer", "revokedAssertions"},
	"Endorsement":      {"id", "claim", "issuer", "issuedOn", "verification"},
	"Extension":        {},
}

// extensions are those of which the fields are known, with the one that must be a text.
// Others are neither read nor shown.
var extensions = map[string][]string{
	"extensions:ExampleExtension": {"exampleProperty", "http://schema.org/text"},
	"extensions:ApplyLink":        {"url", "extensions:applyLink"},
}

// extensionPlaces are where the contexts of Open Badges 2.0 extensions live. They are
// neither fetched nor read: 2.0 is not signed as a graph, and an extension is not shown.
var extensionPlaces = []string{"https://w3id.org/openbadges/extensions/", "https://openbadgespec.org/extensions/"}

// classicForm checks a 2.0 document's contexts, classes, members and extensions, and
// gives its class.
func (j *judge) classicForm(d object) (class string, ok bool) {
	if d["@context"] == nil && (d["uid"] != nil || d["verify"] != nil) {
		return "", j.fail("form", "old_version", "it is of Open Badges 1")
	}
	if reason := classicContext(d["@context"]); reason != "" {
		return "", j.fail("form", "context", "%s", reason)
	}
	undefined := ""
	for _, name := range types(d) {
		_, known := classes[name]
		switch {
		case known && (class == "" || class == "Extension"):
			class = name
		case !known && !isIRI(name):
			undefined = name
		}
	}
	if class != "" && undefined != "" {
		return "", j.fail("form", "undefined", "the type %q is not defined by its contexts", quote(undefined))
	}
	if class == "" {
		return "", j.fail("form", "type", "type %q is none of Open Badges 2.0", quote(strings.Join(types(d), " ")))
	}
	for _, name := range classes[class] {
		if empty(d[name]) {
			return "", j.fail("form", "missing", "a %s needs %q", class, name)
		}
	}
	return class, j.classicExtensions(d)
}

// classicContext tells what is wrong with the contexts of a 2.0 document.
func classicContext(v any) string {
	known := false
	for _, one := range list(v) {
		switch one := one.(type) {
		case string:
			if strings.HasPrefix(contextAddresses[one], "openbadges-2") {
				known = true
			} else if !slices.ContainsFunc(extensionPlaces, func(place string) bool { return strings.HasPrefix(one, place) }) {
				return "the context " + quote(one) + " is not in the store"
			}
		case object:
			if name := contradicts(one); name != "" {
				return "its own context gives " + quote(name) + " another meaning than Open Badges 2.0"
			}
			known = known || len(one) > 50 // The whole of 2.0, written out.
		default:
			return "a context is neither an address nor an object"
		}
	}
	if !known {
		return "it names no context of Open Badges 2.0"
	}
	return ""
}

// contradicts finds a term to which a context written inside the badge gives another
// meaning than Open Badges 2.0 does. It may repeat, never say something else.
func contradicts(context object) string {
	loaded, err := contexts.LoadDocument("https://w3id.org/openbadges/v2")
	if err != nil {
		return "@context"
	}
	terms, _ := loaded.Document.(object)["@context"].(object)
	for name, meaning := range context {
		if known, ok := terms[name]; name != "@language" && (!ok || !reflect.DeepEqual(known, meaning)) {
			return name
		}
	}
	return ""
}

// classicExtensions checks the extensions of a 2.0 document: each says which one it is,
// and those known here hold what they must.
func (j *judge) classicExtensions(d object) bool {
	for name, value := range d {
		if !strings.HasPrefix(name, "extensions:") {
			continue
		}
		extension, ok := value.(object)
		kinds := types(extension)
		if !ok || !slices.Contains(kinds, "Extension") {
			return j.fail("form", "extension", "%q is no extension", quote(name))
		}
		for _, kind := range kinds {
			if kind != "Extension" && !strings.HasPrefix(kind, "extensions:") {
				return j.fail("form", "extension", "%q is of the unknown type %q", quote(name), quote(kind))
			}
			for _, field := range extensions[kind] {
				if v, there := extension[field]; there {
					if _, isText := v.(string); !isText {
						return j.fail("form", "extension", "%q of %q is no text", field, quote(name))
					}
				}
			}
		}
		for _, one := range list(extension["@context"]) {
			s, _ := one.(string)
			if !slices.ContainsFunc(extensionPlaces, func(place string) bool { return strings.HasPrefix(s, place) }) {
				return j.fail("form", "context", "the context %q is not in the store", quote(s))
			}
		}
	}
	return true
}

// empty tells a member that is not there or holds nothing.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case object:
		return len(v) == 0
	}
	return false
}

// differs tells which of what a hosted badge says is not what the copy handed in said.
func differs(copied, hosted object) string {
	plain := func(v any) string {
		raw, _ := json.Marshal(v)
		return string(raw)
	}
	for _, name := range []string{"recipient", "issuedOn", "expires"} {
		if plain(copied[name]) != plain(hosted[name]) {
			return name
		}
	}
	if a, b := idOf(copied["badge"]), idOf(hosted["badge"]); a != b && !same(a, b) {
		return "badge"
	}
	if a, b := idOf(copied["issuer"]), idOf(hosted["issuer"]); a != b && !same(a, b) {
		return "issuer"
	}
	return ""
}
