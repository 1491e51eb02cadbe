package tidy

import (
	"fmt"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/api"
	"guildhall/test/golden"
	"guildhall/web"
)

// browserOnly lists the forms that have no operation, each with its reason. A form
// that is not here must do what an API operation does.
var browserOnly = map[string]string{
	"POST /language":                  "a cookie of this browser",
	"POST /unsubscribe/{key}/{topic}": "a link in a mail, for who is not signed in (RFC 8058)",
	"POST /hat":                       "which hat this browser wears; an API key names its organisation",
	"POST /kit":                       "the page of components answers its own sample form",
	"POST /kit/{rest...}":             "the same",

	"POST /conversations/{id}/propose/xray": "works the fee out while one types; changes nothing",

	"POST /requests/draft": "what a visitor typed, kept in this browser until it is posted",

	"POST /sign-in/link":                  "the door: a program has an API key",
	"POST /sign-in/password":              "the door",
	"POST /sign-in/as":                    "the door of a demonstration",
	"POST /sign-in/{token}":               "the door",
	"POST /sign-in/factor":                "the second step of the door",
	"POST /sign-in/passkey":               "the door",
	"POST /passkeys/ask":                  "a question to a device, which a script of the page puts",
	"POST /confirm":                       "a proof by the person, which no program gives",
	"POST /not-me/{token}":                "the link in a letter",
	"POST /factor-reset/{token}":          "the link in a letter",
	"POST /payout-account/stop/{token}":   "the link in a letter",
	"POST /settings/sign-in/app":          "a device or an app answers in the browser",
	"POST /settings/sign-in/passkeys":     "the same",
	"POST /settings/sign-in/passkeys/ask": "a question to a device, which a script of the page puts",
	"POST /settings/sign-in/codes":        "codes to be kept on paper, shown once to a person",
	"POST /sign-out":                      "ends this browser's own session; revokeSession ends any",
	"POST /password":                      "a letter to the person",
	"POST /password/{token}":              "the link in that letter",
	"POST /email/{token}":                 "the link in a letter",
	"POST /setup/{token}":                 "the link that the first start prints",
	"POST /invitations/{token}/sign-in":   "a letter to the invited address",
	"POST /settings/password":             "a password, which no program changes",
	"POST /settings/password/link":        "a letter to the person",
	"POST /settings/sessions/end-others":  "keeps this browser's own session; revokeSession ends any",

	"POST /direct/{token}":       "the link in a letter to a visitor who wrote from a public page",
	"POST /direct/{token}/again": "another letter to that address",

	"POST /countries":                "a visitor's address, confirmed by a letter",
	"POST /countries/told/{token}":   "the link in that letter",
	"POST /conversations/{id}/draft": "an unfinished message, in this browser's box",
}

// methods lists the operations of a path.
func methods(item *huma.PathItem) map[string]*huma.Operation {
	return map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete}
}

func TestEveryFormHasItsOperation(t *testing.T) {
	known := map[string]bool{}
	for _, o := range allOperations() {
		known[o.id] = true
	}
	patterns := map[string]bool{}
	for _, r := range (&web.Face{}).Routes() {
		if patterns[r.Pattern] {
			t.Errorf("%s is routed twice", r.Pattern)
		}
		patterns[r.Pattern] = true
		method, _, _ := strings.Cut(r.Pattern, " ")
		switch {
		case method == "GET" && r.Op != "":
			t.Errorf("%s is a page and names operation %s", r.Pattern, r.Op)
		case method == "GET":
		case r.Op == "-" && browserOnly[r.Pattern] == "":
			t.Errorf("%s has no operation; give it one, or list it here with the reason", r.Pattern)
		case r.Op != "-" && !known[r.Op]:
			t.Errorf("%s names operation %q, which the API does not have", r.Pattern, r.Op)
		}
	}
	for pattern := range browserOnly {
		if !patterns[pattern] {
			t.Errorf("%s is excused here, but there is no such route", pattern)
		}
	}
}

type operation struct{ id, method, path, scope, summary string }

func allOperations() []operation {
	var list []operation
	for path, item := range (&api.Face{}).Document().Paths {
		for method, o := range methods(item) {
			if o == nil {
				continue
			}
			scope, _ := o.Extensions["x-scope"].(string)
			if scope == "" {
				scope = "(none)"
			}
			list = append(list, operation{o.OperationID, method, path, scope, o.Summary})
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].path+list[i].method < list[j].path+list[j].method })
	return list
}

func TestRoutesAndWhoMayOpenThem(t *testing.T) {
	var b strings.Builder
	for _, r := range (&web.Face{}).Routes() {
		fmt.Fprintf(&b, "%-9s %-60s %s\n", r.Need, r.Pattern, r.Op)
	}
	golden.Check(t, filepath.Join("testdata", "routes.golden"), b.String())
}

func TestOperationsAndTheirScopes(t *testing.T) {
	seen := map[string]bool{}
	var b strings.Builder
	for _, o := range allOperations() {
		if seen[o.id] {
			t.Errorf("operation %s stands twice", o.id)
		}
		seen[o.id] = true
		if o.summary == "" {
			t.Errorf("operation %s has no summary", o.id)
		}
		fmt.Fprintf(&b, "%-6s %-70s %-20s %s\n", o.method, o.path, o.scope, o.id)
	}
	golden.Check(t, filepath.Join("testdata", "operations.golden"), b.String())
}
