package badge

import (
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/piprate/json-gold/ld"
)

// The store of contexts: W3C's and 1EdTech's texts (NOTICE says under which licence).
//
//go:embed context/*.json
var contextFiles embed.FS

// contextAddresses says which text stands for which address. No other is ever used.
var contextAddresses = map[string]string{
	"https://www.w3.org/2018/credentials/v1":                       "credentials-v1",
	"https://www.w3.org/ns/credentials/v2":                         "credentials-v2",
	"https://w3id.org/security/data-integrity/v1":                  "data-integrity-v1",
	"https://w3id.org/security/data-integrity/v2":                  "data-integrity-v2",
	"https://w3id.org/security/suites/ed25519-2020/v1":             "ed25519-2020-v1",
	"https://w3id.org/vc/status-list/2021/v1":                      "status-list-2021-v1",
	"https://purl.imsglobal.org/spec/ob/v3p0/context.json":         "openbadges-3.0.0",
	"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json":   "openbadges-3.0.0",
	"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json":   "openbadges-3.0.1",
	"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json":   "openbadges-3.0.2",
	"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json":   "openbadges-3.0.3",
	"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json":      "openbadges-3.0-extensions",
	"https://w3id.org/openbadges/v2":                               "openbadges-2.0",
	"https://openbadgespec.org/v2/context.json":                    "openbadges-2.0",
	"https://purl.imsglobal.org/spec/ob/v2p0/context/ob_v2p0.json": "openbadges-2.0",
}

const maxContexts = 8 // in one badge

// store holds contexts as they were read, and lists of them worked out. The zero value
// reads contextFiles when it is first asked.
type store struct {
	mu       sync.Mutex
	texts    map[string]any
	contexts map[string]*ld.Context
	extra    map[string]any // by address; tests only
}

var contexts store

// LoadDocument answers json-gold, from the store alone.
func (s *store) LoadDocument(address string) (*ld.RemoteDocument, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if document, ok := s.extra[address]; ok {
		return &ld.RemoteDocument{DocumentURL: address, Document: document}, nil
	}
	name, ok := contextAddresses[address]
	if !ok {
		return nil, fmt.Errorf("%q is not in the store", quote(address))
	}
	if document, ok := s.texts[name]; ok {
		return &ld.RemoteDocument{DocumentURL: address, Document: document}, nil
	}
	raw, err := contextFiles.ReadFile("context/" + name + ".json")
	if err != nil {
		return nil, err
	}
	var document any
	if err := json.Unmarshal(raw, &document); err != nil {
		return nil, err
	}
	if s.texts == nil {
		s.texts = map[string]any{}
	}
	s.texts[name] = document
	return &ld.RemoteDocument{DocumentURL: address, Document: document}, nil
}

func (s *store) options() *ld.JsonLdOptions {
	o := ld.NewJsonLdOptions("")
	o.DocumentLoader, o.SafeMode, o.Algorithm = s, true, ld.AlgorithmURDNA2015
	o.Format = "application/n-quads"
	return o
}

// of gives the worked-out context of a list of addresses, kept for the next badge: as
// many lists are kept as can be written with the addresses in the store, and few are.
func (s *store) of(addresses []string) (*ld.Context, error) {
	key := strings.Join(addresses, " ")
	s.mu.Lock()
	known := s.contexts[key]
	s.mu.Unlock()
	if known != nil {
		return known, nil
	}
	var all []any
	for _, one := range addresses {
		all = append(all, one)
	}
	worked, err := ld.NewContext(nil, s.options()).Parse(all)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.contexts == nil || len(s.contexts) >= 64 {
		s.contexts = map[string]*ld.Context{}
	}
	s.contexts[key] = worked
	return worked, nil
}

// errTerm is a name that no context defines, or a value that would be left out of what
// is signed.
var errTerm = errors.New("not defined by its contexts")

// canonical gives the canonical N-Quads (RDFC-1.0) of a document that has no @context
// of its own, under the contexts at addresses. Nothing in the document is left out:
// what JSON-LD would drop in silence is an error. The library panics on some malformed
// documents; that is an error too.
func (s *store) canonical(document object, addresses []string) (quads string, err error) {
	defer func() {
		if p := recover(); p != nil {
			quads, err = "", fmt.Errorf("it cannot be read as JSON-LD: %v", p)
		}
	}()
	active, err := s.of(addresses)
	if err != nil {
		return "", err
	}
	api, options := ld.NewJsonLdApi(), s.options()
	expanded, err := api.Expand(active, "", document, options, false, nil)
	if err != nil {
		var told *ld.JsonLdError
		if errors.As(err, &told) && told.Code == ld.InvalidProperty {
			return "", fmt.Errorf("%w: a property", errTerm)
		}
		return "", err
	}
	if err := absolute(expanded); err != nil {
		return "", err
	}
	if err := distinct(expanded); err != nil {
		return "", err
	}
	dataset, err := api.ToRDF(list(expanded), options)
	if err != nil {
		return "", err
	}
	normal, err := api.Normalize(dataset, options)
	if err != nil {
		return "", err
	}
	quads, _ = normal.(string)
	return quads, nil
}

// hash is SHA-256 of the canonical form.
func (s *store) hash(document object, addresses []string) ([]byte, error) {
	quads, err := s.canonical(document, addresses)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(quads))
	return sum[:], nil
}

// absolute refuses what the step from JSON-LD to RDF drops without a word: relative or
// malformed addresses and types, and malformed languages.
func absolute(v any) error {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			if err := absolute(one); err != nil {
				return err
			}
		}
	case object:
		if _, literal := v["@value"]; literal {
			return absoluteLiteral(v)
		}
		for name, value := range v {
			if name == "@id" || name == "@type" {
				for _, one := range list(value) {
					if iri, ok := one.(string); !ok || !isIRI(iri) {
						return fmt.Errorf("%w: %s %q", errTerm, name, quote(fmt.Sprint(one)))
					}
				}
				continue
			}
			if !strings.HasPrefix(name, "@") && !isIRI(name) {
				return fmt.Errorf("%w: %q", errTerm, quote(name))
			}
			if err := absolute(value); err != nil {
				return err
			}
		}
	}
	return nil
}

func absoluteLiteral(v object) error {
	literal := ld.NewLiteral("", text(v, "@type"), text(v, "@language"))
	if datatype, ok := v["@type"].(string); ok && datatype != "@json" && !isIRI(datatype) || ld.InvalidNode(literal) {
		return fmt.Errorf("%w: the type or language of a value", errTerm)
	}
	return nil
}

// isIRI tells an absolute IRI that json-gold keeps. Blank nodes with names of their own
// are not among them: nothing in a badge needs one, and a graph of them can be made
// that takes for ever to put into canonical order.
func isIRI(s string) bool {
	scheme, rest, found := strings.Cut(s, ":")
	if !found || scheme == "" || rest == "" || strings.ContainsAny(s, " \t\r\n<>\"{}|\\^`") || scheme[0] == '_' {
		return false
	}
	for _, r := range scheme {
		if r > 'z' || !('a' <= r || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '+' || r == '-' || r == '.') {
			return false
		}
	}
	if _, known := goodIRIs.Load(s); known {
		return true
	}
	if ld.InvalidNode(ld.NewIRI(s)) {
		return false
	}
	if strings.HasPrefix(s, "http") && goodCount.Add(1) <= maxGood {
		goodIRIs.Store(s, struct{}{})
	}
	return true
}

// goodIRIs remembers the first IRIs found good, which are the words of the contexts:
// the library's test is a regular expression that takes longer than a signature.
var (
	goodIRIs  sync.Map
	goodCount atomic.Int64
)

const maxGood = 2000

// maxOrders bounds how many orders of nodes that look alike the canonical order has to
// try, and maxUnnamed how many nodes without an id there may be.
const (
	maxOrders  = 720
	maxUnnamed = 500
)

// distinct refuses documents that are dear to put into canonical order. Unnamed nodes
// that look the same, in one unnamed node, are tried in every order: ten are 3,628,800
// orders, and so again in every level above. A node with an id costs nothing and parts
// what is below it. Since no blank node has a name of its own here, unnamed nodes form
// trees, and the product over a tree bounds the work.
func distinct(expanded any) error {
	unnamed := 0
	_, err := orders(list(expanded), &unnamed)
	return err
}

// orders gives the bound for sibling nodes of an unnamed one.
func orders(nodes []any, unnamed *int) (product int, err error) {
	product = 1
	for _, one := range nodes {
		node, ok := one.(object)
		if _, literal := node["@value"]; !ok || literal {
			continue
		}
		_, named := node["@id"]
		if !named {
			*unnamed++
		}
		for name, value := range node {
			below, err := orders(list(value), unnamed)
			if err != nil {
				return 0, err
			}
			if !named {
				product *= below * alike(name, value)
			}
			if product > maxOrders || *unnamed > maxUnnamed {
				return 0, errAlike
			}
		}
	}
	return product, nil
}

var errAlike = errors.New("it holds too many unnamed parts that look the same")

// alike gives in how many orders the unnamed nodes of one property can stand that look
// the same from outside: their types and plain values are equal.
func alike(name string, value any) int {
	nodes, ok := value.([]any)
	if !ok || len(nodes) < 2 || name == "@type" {
		return 1
	}
	counts, orders := map[string]int{}, 1
	for _, one := range nodes {
		node, ok := one.(object)
		if _, named := node["@id"]; !ok || named {
			continue
		}
		counts[face(node)]++
	}
	for _, count := range counts {
		for n := 2; n <= count && orders <= maxOrders; n++ {
			orders *= n
		}
	}
	return orders
}

// face is what the first hash of a node sees: each property with its plain values, and
// how many unnamed nodes it leads to.
func face(node object) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(node)) {
		var seen []string
		for _, one := range list(node[name]) {
			child, isNode := one.(object)
			if isNode {
				if _, literal := child["@value"]; !literal {
					seen = append(seen, text(child, "@id"))
					continue
				}
			}
			raw, _ := json.Marshal(one)
			seen = append(seen, string(raw))
		}
		slices.Sort(seen)
		fmt.Fprintf(&b, "%q%q", name, seen)
	}
	return b.String()
}
