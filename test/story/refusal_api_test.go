package story_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"guildhall/test/world"
)

// complaint is one of a problem's errors.
type complaint struct{ Field, Pointer, Code, Detail string }

// What does not fit the document is refused like everything else: by name, with the
// place in the body, in the reader's language, with the request's id.
func TestABodyThatDoesNotFitTheDocumentIsToldWhereAndInBothLanguages(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben := world.At(t, w.Address, s.BenToken)
		const path, body = "/api/v1/proposals", `{"conversation": "con_1", "currency": "USD", "milestones": [{"title": "a"}, {"title": "b", "amount": 7}], "total": 12, "a/b": 1}`
		said := map[string][]complaint{
			"en": {
				{"a/b", "#/a~1b", "schema", "There is no field of this name."},
				{"milestones.0.amount", "#/milestones/0/amount", "schema", "amount is required."},
				{"milestones.1.amount", "#/milestones/1/amount", "schema", "Please give text (a JSON string)."},
				{"terms", "#/terms", "schema", "terms is required."},
				{"total", "#/total", "schema", "Please give text (a JSON string)."},
			},
			"ja": {
				{"a/b", "#/a~1b", "schema", "この名前の項目はありません。"},
				{"milestones.0.amount", "#/milestones/0/amount", "schema", "amountは必須です。"},
				{"milestones.1.amount", "#/milestones/1/amount", "schema", "文字列（JSONのstring）を指定してください。"},
				{"terms", "#/terms", "schema", "termsは必須です。"},
				{"total", "#/total", "schema", "文字列（JSONのstring）を指定してください。"},
			},
		}
		for lang, want := range said {
			a := ben.Do("POST", path, "application/json", strings.NewReader(body), http.Header{"Accept-Language": {lang}}).Want(t, 422)
			var p struct {
				Code, Detail string
				Request      string `json:"request_id"`
				Errors       []complaint
			}
			if err := json.Unmarshal([]byte(a.Body), &p); err != nil {
				t.Fatal(err)
			}
			if p.Code != "form.invalid" || p.Detail == "" || len(p.Request) != 26 {
				t.Errorf("%s: %+v", lang, p)
			}
			got := map[complaint]bool{}
			for _, c := range p.Errors {
				got[c] = true
			}
			for _, c := range want {
				if !got[c] {
					t.Errorf("%s: missing %+v in %s", lang, c, a.Body)
				}
			}
			if len(p.Errors) != len(want) {
				t.Errorf("%s: %d complaints: %s", lang, len(p.Errors), a.Body)
			}
		}
		// A parameter has a name and no place in a body; a missing body is the body.
		for _, one := range []struct {
			method, path, body string
			want               complaint
		}{
			{"GET", "/api/v1/payouts?limit=x", "", complaint{"limit", "", "schema", "Please give a whole number."}},
			{"POST", "/api/v1/proposals", "[]", complaint{"body", "#", "schema", "Please give fields with names (a JSON object)."}},
		} {
			a := ben.Do(one.method, one.path, "application/json", strings.NewReader(one.body), nil).Want(t, 422)
			var p struct{ Errors []complaint }
			if err := json.Unmarshal([]byte(a.Body), &p); err != nil || !reflect.DeepEqual(p.Errors, []complaint{one.want}) {
				t.Errorf("%s %s: %v %s", one.method, one.path, err, a.Body)
			}
		}
	})
}

// A body that cannot be taken says why, with the figure, and leaves nothing behind.
func TestABodyThatIsTooLargeOrNoTextIsToldSoInBothLanguages(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben := world.At(t, w.Address, s.BenToken)
		for _, c := range []struct {
			body, lang, says string
			status           int
		}{
			{`{"name":"` + strings.Repeat("m", 2<<20) + `"}`, "en", "larger than the 1 MB", 413},
			{`{"name":"` + strings.Repeat("m", 2<<20) + `"}`, "ja", "（1 MB）を超えて", 413},
			{"{\"name\":\"a\xff\xfeb\"}", "en", "characters that cannot be read", 400},
			{`{"name":"a\ud800b"}`, "ja", "読み取れない文字", 400},
		} {
			a := ben.Do("PATCH", "/api/v1/me", "application/json", strings.NewReader(c.body), http.Header{"Accept-Language": {c.lang}}).Want(t, c.status)
			if !strings.Contains(a.Body, c.says) || strings.Contains(a.Body, "no value") {
				t.Errorf("%s, %d: %s", c.lang, c.status, a.Body)
			}
		}
		if me := ben.Do("GET", "/api/v1/me", "", nil, nil).Want(t, 200); strings.Contains(me.Body, "\ufffd") {
			t.Errorf("what cannot be read was kept: %s", me.Body)
		}
	})
}
