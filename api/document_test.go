package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"guildhall/api"
)

// A stranger has only the document: every operation says what it needs, every input
// and every refusal what it means.
func TestTheDocumentLeavesNobodyGuessing(t *testing.T) {
	raw, err := (&api.Face{BaseURL: "https://guildhall.example", Version: "1.0.0", SessionCookie: "session"}).Document().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Info  struct{ Description string }
		Tags  []struct{ Name, Description string }
		Paths map[string]map[string]struct {
			OperationID string
			Description string
			Tags        []string
			Scope       string `json:"x-scope"`
			Parameters  []struct{ Name, Description string }
			Responses   map[string]struct {
				Description string
				Headers     map[string]any
			}
		}
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Bearer", "Idempotency-Key", "cursor", "RFC 9457", "Retry-After", "amount_minor"} {
		if !strings.Contains(d.Info.Description, word) {
			t.Errorf("the document's beginning does not speak of %s", word)
		}
	}
	chapters := map[string]bool{}
	for _, tag := range d.Tags {
		chapters[tag.Name] = tag.Description != ""
	}
	for path, item := range d.Paths {
		for method, o := range item {
			if o.Description == "" || o.Scope != "" && !strings.Contains(o.Description, "`"+o.Scope+"`") {
				t.Errorf("%s does not say what it needs: %q", o.OperationID, o.Description)
			}
			if len(o.Tags) != 1 || !chapters[o.Tags[0]] {
				t.Errorf("%s stands in no chapter: %v", o.OperationID, o.Tags)
			}
			for _, p := range o.Parameters {
				if p.Description == "" {
					t.Errorf("%s does not say what %s means", o.OperationID, p.Name)
				}
			}
			for status, r := range o.Responses {
				if status >= "4" && len(r.Description) < 25 {
					t.Errorf("%s %s: %s is %q", method, path, status, r.Description)
				}
			}
			if o.Responses["429"].Headers["Retry-After"] == nil {
				t.Errorf("%s does not say how long to wait", o.OperationID)
			}
		}
	}
}
