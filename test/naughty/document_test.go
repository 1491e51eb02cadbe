package naughty_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"guildhall/test/world"
)

// operation is what the API's served document says of one.
type operation struct {
	id, method, path string
	kind             string // of the body, or ""
	body             map[string]any
	params           []param
}

type param struct {
	Name, In string
	Schema   map[string]any
}

// place is where a value may stand in a body: the names down to it, "[]" for a
// list's element.
type place struct {
	names  []string
	schema map[string]any
}

func (p place) String() string { return strings.Join(p.names, ".") }

type document struct {
	all        map[string]any
	operations []operation
}

// served reads the document as any program would.
func served(t *testing.T, b *world.Browser) document {
	t.Helper()
	var d document
	if err := json.Unmarshal([]byte(b.Get("/api/openapi.json").Want(t, 200).Body), &d.all); err != nil {
		t.Fatal(err)
	}
	for path, item := range d.all["paths"].(map[string]any) {
		for method, raw := range item.(map[string]any) {
			o, is := raw.(map[string]any)
			if !is {
				continue
			}
			one := operation{id: o["operationId"].(string), method: strings.ToUpper(method), path: strings.TrimPrefix(path, "/api/v1")}
			params, _ := o["parameters"].([]any)
			for _, p := range params {
				m := p.(map[string]any)
				schema, _ := m["schema"].(map[string]any)
				one.params = append(one.params, param{m["name"].(string), m["in"].(string), d.follow(schema)})
			}
			if body, has := o["requestBody"].(map[string]any); has {
				for kind, media := range body["content"].(map[string]any) {
					schema, _ := media.(map[string]any)["schema"].(map[string]any)
					one.kind, one.body = kind, d.follow(schema)
				}
			}
			d.operations = append(d.operations, one)
		}
	}
	slices.SortFunc(d.operations, func(a, b operation) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return d
}

func (d document) follow(schema map[string]any) map[string]any {
	for {
		ref, is := schema["$ref"].(string)
		if !is {
			return schema
		}
		schema = d.all["components"].(map[string]any)["schemas"].(map[string]any)[ref[strings.LastIndexByte(ref, '/')+1:]].(map[string]any)
	}
}

func has(schema map[string]any, kind string) bool {
	switch t := schema["type"].(type) {
	case string:
		return t == kind
	case []any:
		return slices.Contains(t, any(kind))
	}
	return false
}

// places lists every value of a body that is no object and no list, in order.
func (d document) places(schema map[string]any, names []string) []place {
	schema = d.follow(schema)
	switch {
	case has(schema, "object"):
		properties, _ := schema["properties"].(map[string]any)
		var list []place
		for _, name := range sorted(properties) {
			list = append(list, d.places(properties[name].(map[string]any), append(slices.Clone(names), name))...)
		}
		return list
	case has(schema, "array"):
		return d.places(schema["items"].(map[string]any), append(slices.Clone(names), "[]"))
	}
	return []place{{names, schema}}
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// here stands for the value that is put in afterwards, as it is.
const here = "@@ here @@"

// with writes a body that is right but for one place, where raw JSON stands.
func (d document) with(schema map[string]any, body map[string]any, p place, raw string) string {
	var fill func(schema map[string]any, now any, names []string) any
	fill = func(schema map[string]any, now any, names []string) any {
		schema = d.follow(schema)
		if len(names) == 0 {
			return here
		}
		if names[0] == "[]" {
			return []any{fill(schema["items"].(map[string]any), nil, names[1:])}
		}
		properties := schema["properties"].(map[string]any)
		next := map[string]any{}
		if have, is := now.(map[string]any); is {
			for k, v := range have {
				next[k] = v
			}
		} else { // What is around it is asked for too.
			required, _ := schema["required"].([]any)
			for _, name := range required {
				next[name.(string)] = sample(d.follow(properties[name.(string)].(map[string]any)), name.(string))
			}
		}
		next[names[0]] = fill(properties[names[0]].(map[string]any), next[names[0]], names[1:])
		return next
	}
	out, err := json.Marshal(fill(schema, body, p.names))
	if err != nil {
		panic(err) // Strings and numbers only.
	}
	return strings.Replace(string(out), `"`+here+`"`, raw, 1)
}

// sample is a value that a schema allows.
func sample(schema map[string]any, name string) any {
	if one, is := schema["enum"].([]any); is {
		return one[0]
	}
	switch {
	case has(schema, "integer"):
		return 1
	case has(schema, "boolean"):
		return true
	case name == "currency":
		return "USD"
	}
	return "something"
}

// names fails the test unless a refusal names inputs that the caller could have
// sent, and points to where they stand in the body (RFC 9457, RFC 6901).
func (s *stage) names(d document, o operation, a world.Answer) {
	s.Helper()
	var p struct {
		Errors []struct{ Field, Pointer, Code string }
	}
	if a.Status < 300 || json.Unmarshal([]byte(a.Body), &p) != nil {
		return
	}
	for _, e := range p.Errors {
		switch steps := strings.Split(e.Field, "."); {
		case e.Code == "schema": // The router's own words: it knows the document.
		case !d.holds(o.body, steps):
			s.Errorf("%s refuses %q (%s), which no caller can send", o.id, e.Field, e.Code)
		case e.Pointer != "#/"+strings.Join(steps, "/"):
			s.Errorf("%s refuses %q and points to %q", o.id, e.Field, e.Pointer)
		}
	}
}

// holds tells whether a body may have something at the end of these steps.
func (d document) holds(schema map[string]any, steps []string) bool {
	schema = d.follow(schema)
	if len(steps) == 0 {
		return true
	}
	if has(schema, "array") {
		_, err := strconv.Atoi(steps[0])
		return err == nil && d.holds(schema["items"].(map[string]any), steps[1:])
	}
	properties, _ := schema["properties"].(map[string]any)
	next, there := properties[steps[0]].(map[string]any)
	if more, open := schema["additionalProperties"].(map[string]any); open && !there {
		next, there = more, true
	}
	return there && d.holds(next, steps[1:])
}
