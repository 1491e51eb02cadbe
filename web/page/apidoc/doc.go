// Package apidoc draws the API's document for people: operations by noun, what
// each takes and gives, and how to begin. It is made from the served OpenAPI
// document, so it cannot say anything else.
package apidoc

import (
	"sort"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Page is the whole document, ready to draw.
type Page struct {
	BaseURL string
	Scopes  []string
	Tags    []Tag
	Schemas []Schema
}

// Tag is one noun.
type Tag struct {
	Name string
	Ops  []Op
}

// Op is one operation.
type Op struct {
	ID, Method, Path, Summary, Detail, Scope string
	Params                                   []Param
	Body, Answer                             string // names of schemas
	Status                                   string
}

// Param is one input in the path, the query or a header.
type Param struct {
	Name, In, Type, Doc string
	Required            bool
}

// Schema is a shape that bodies have.
type Schema struct {
	Name   string
	Fields []Param
}

// Read turns the OpenAPI document into a page.
func Read(doc *huma.OpenAPI, base string, scopes []string) Page {
	p := Page{BaseURL: base, Scopes: scopes}
	tags := map[string]*Tag{}
	for path, item := range doc.Paths {
		for method, o := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if o == nil || len(o.Tags) == 0 {
				continue
			}
			t := tags[o.Tags[0]]
			if t == nil {
				t = &Tag{Name: o.Tags[0]}
				tags[t.Name] = t
			}
			t.Ops = append(t.Ops, operation(path, method, o))
		}
	}
	for _, t := range tags {
		sort.Slice(t.Ops, func(i, j int) bool {
			a, b := t.Ops[i], t.Ops[j]
			return a.Path < b.Path || a.Path == b.Path && a.Method < b.Method
		})
		p.Tags = append(p.Tags, *t)
	}
	sort.Slice(p.Tags, func(i, j int) bool { return p.Tags[i].Name < p.Tags[j].Name })
	for name, s := range doc.Components.Schemas.Map() {
		p.Schemas = append(p.Schemas, Schema{Name: name, Fields: fields(s)})
	}
	sort.Slice(p.Schemas, func(i, j int) bool { return p.Schemas[i].Name < p.Schemas[j].Name })
	return p
}

func operation(path, method string, o *huma.Operation) Op {
	op := Op{ID: o.OperationID, Method: method, Path: path, Summary: o.Summary, Detail: o.Description}
	if at := strings.LastIndex(op.Detail, "Scope: `"); at >= 0 { // It has its own line here.
		op.Detail = strings.TrimSpace(op.Detail[:at])
	}
	op.Scope, _ = o.Extensions["x-scope"].(string)
	for _, p := range o.Parameters {
		op.Params = append(op.Params, Param{Name: p.Name, In: p.In, Type: typeOf(p.Schema), Doc: p.Description, Required: p.Required})
	}
	if o.RequestBody != nil {
		for _, m := range o.RequestBody.Content {
			op.Body = typeOf(m.Schema)
		}
	}
	for status, r := range o.Responses {
		if strings.HasPrefix(status, "2") {
			op.Status = status
			for _, m := range r.Content {
				op.Answer = typeOf(m.Schema)
			}
		}
	}
	return op
}

func fields(s *huma.Schema) []Param {
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	var list []Param
	for name, f := range s.Properties {
		list = append(list, Param{Name: name, Type: typeOf(f), Doc: f.Description, Required: required[name]})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// typeOf says a schema in a word or two: "string (date-time)", "list of Request".
func typeOf(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return s.Ref[strings.LastIndex(s.Ref, "/")+1:]
	case s.Type == "array":
		return "list of " + typeOf(s.Items)
	case len(s.Enum) > 0:
		words := make([]string, 0, len(s.Enum))
		for _, e := range s.Enum {
			if w, ok := e.(string); ok {
				words = append(words, w)
			}
		}
		return strings.Join(words, " | ")
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	}
	return s.Type
}
