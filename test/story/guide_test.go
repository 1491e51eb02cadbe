package story_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"guildhall/test/tool"
	"guildhall/test/world"
)

var listing = regexp.MustCompile("(?s)```bash\n(.*?)```")

// scopesOf finds the scopes that the guide's table gives each key, and no more.
var scopesOf = regexp.MustCompile("(?m)^\\| `(CUSTOMER|EXPERT|OPERATOR)` \\|.*\\| ([^|]*) \\|$")

// What the programmer's guide prints is what was run: in both languages, with keys
// that have the scopes of the guide's table and no more, and again without effect.
func TestTheGuidesListingDoesTheWholeJob(t *testing.T) {
	for _, program := range []string{"bash", "curl", "jq", "sha256sum"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("left out: no %s here", program)
		}
	}
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		browsers := map[string]*world.Browser{"CUSTOMER": world.At(t, w.Address, s.AikoToken),
			"EXPERT": world.At(t, w.Address, s.BenToken), "OPERATOR": world.At(t, w.Address, s.ChieToken)}
		browsers["CUSTOMER"].JSON("POST", "/payment-methods", map[string]any{"number": "4242424242424242", "expires": "12/39"}, nil).Want(t, 201)
		browsers["EXPERT"].JSON("POST", "/payout-accounts", map[string]any{"currency": "USD", "bank": "Test Bank", "holder": "Ben Carter", "number": "000123456789"}, nil).Want(t, 201)
		for _, lang := range []string{"en", "ja"} {
			raw, err := os.ReadFile(filepath.Join(tool.Root(), "docs", "guide", lang, "api.md"))
			if err != nil {
				t.Fatal(err)
			}
			found, table := listing.FindStringSubmatch(string(raw)), scopesOf.FindAllStringSubmatch(string(raw), -1)
			if found == nil || len(table) != len(browsers) {
				t.Fatalf("%s: the guide has no listing, or not its three keys: %v", lang, table)
			}
			env := append(os.Environ(), "HOUSE="+w.Address, "JOB=guide-"+lang)
			for _, row := range table {
				var made struct{ Key string }
				browsers[row[1]].JSON("POST", "/me/keys", map[string]any{"name": "guide", "days": 1, "scopes": words.FindAllString(row[2], -1)}, &made).Want(t, 201)
				env = append(env, row[1]+"="+made.Key)
			}
			first := run(t, found[1], env)
			if again := run(t, found[1], env); !reflect.DeepEqual(again[1:], first[1:]) {
				t.Errorf("%s: run again, it said %v", lang, again)
			}
			for i, want := range []map[string]any{{"state": "approved", "waits_for": "processor"}, {"state": "collected"},
				{"state": "arrived", "amount": "1170.00"}, {"state": "completed"}, {"stars": 5.0, "succeeded": "yes"}} {
				for name, value := range want {
					if i >= len(first) || first[i][name] != value {
						t.Errorf("%s: step %d said %v, not %v", lang, i+1, first, want)
					}
				}
			}
		}
		var asked struct{ Items []struct{ ID string } }
		browsers["CUSTOMER"].JSON("GET", "/payment-requests", nil, &asked).Want(t, 200)
		if len(asked.Items) != 2 {
			t.Errorf("the two listings, run twice each, asked %d times", len(asked.Items))
		}
	})
}

var words = regexp.MustCompile(`[a-z]+:(?:read|write)`)

// run runs a listing as a person's shell would and gives the objects it printed.
func run(t *testing.T, text string, env []string) []map[string]any {
	t.Helper()
	shell := exec.CommandContext(t.Context(), "bash")
	shell.Stdin, shell.Env = strings.NewReader(text), env
	var said strings.Builder
	shell.Stderr = &said
	out, err := shell.Output()
	if err != nil {
		t.Fatalf("%v: %s%s", err, out, said.String())
	}
	_, objects, _ := strings.Cut(string(out), "\n") // The first line is what the customer wrote.
	var all []map[string]any
	for d := json.NewDecoder(strings.NewReader(objects)); d.More(); {
		var one map[string]any
		if err := d.Decode(&one); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		all = append(all, one)
	}
	return all
}
