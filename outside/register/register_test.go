package register_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/base/seal"
	"guildhall/outside/register"
)

// answers is a server that gives one answer and keeps what it was asked.
func answers(t *testing.T, status int, body string) (o register.Options, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		typed, _ := io.ReadAll(r.Body)
		if r.URL.Path == "/oauth/token" {
			*asked = append(*asked, "token")
			_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "let-me-in", "expires_in": 14400})
			return
		}
		*asked = append(*asked, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+" "+string(typed))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return register.Options{Address: server.URL, AllowLoopback: true}, asked
}

func TestVIESSaysKnownUnknownOrNothing(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		known  bool
		away   bool
	}{
		"known":              {200, `{"countryCode":"DE","vatNumber":"136695976","valid":true,"requestIdentifier":"WAPIAAAA","name":"---"}`, true, false},
		"known with a name":  {200, `{"countryCode":"DE","vatNumber":"136695976","valid":true,"requestIdentifier":"WAPIAAAA","name":"WOLKEN WERK GMBH"}`, true, false},
		"unknown":            {200, `{"countryCode":"DE","vatNumber":"136695976","valid":false}`, false, false},
		"the member is away": {200, `{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}`, false, true},
		"too many at once":   {429, `{"errorWrappers":[{"error":"GLOBAL_MAX_CONCURRENT_REQ"}]}`, false, true},
		"nothing said":       {200, `{}`, false, true},
		"no JSON":            {502, `<html>Bad gateway</html>`, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			o, asked := answers(t, c.status, c.body)
			said, err := register.NewVIES(o).Ask(t.Context(), "vat:DE", "DE136695976")
			if said.Known != c.known || errors.Is(err, register.ErrAway) != c.away || !c.away && err != nil {
				t.Errorf("%+v %v", said, err)
			}
			if wanted := map[string]string{"known with a name": "WOLKEN WERK GMBH"}[name]; said.Name != wanted {
				t.Errorf("the number is of %q", said.Name)
			}
			if err != nil && strings.Contains(err.Error(), "136695976") {
				t.Errorf("the number stands in the error: %v", err)
			}
			if want := `POST /check-vat-number  {"countryCode":"DE","vatNumber":"136695976"}`; (*asked)[0] != want {
				t.Errorf("asked %q", *asked)
			}
		})
	}
}

func TestGreeceIsAskedForAsItWritesItself(t *testing.T) {
	o, asked := answers(t, 200, `{"valid":true}`)
	if _, err := register.NewVIES(o).Ask(t.Context(), "vat:GR", "EL094259216"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains((*asked)[0], `"countryCode":"EL","vatNumber":"094259216"`) {
		t.Errorf("asked %q", *asked)
	}
}

func TestHMRCSaysKnownUnknownOrNothing(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		known  bool
		away   bool
	}{
		"known":        {200, `{"target":{"name":"A Ltd","vatNumber":"980780684"},"processingDate":"2026-01-02T03:04:05+00:00"}`, true, false},
		"unknown":      {404, `{"code":"NOT_FOUND","message":"targetVrn does not match a registered company"}`, false, false},
		"no such page": {404, `{"code":"MATCHING_RESOURCE_NOT_FOUND"}`, false, true},
		"too often":    {429, `{"code":"MESSAGE_THROTTLED_OUT"}`, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			o, asked := answers(t, c.status, c.body)
			h := register.NewHMRC(o, "id", seal.Hide("secret"))
			for range 2 {
				said, err := h.Ask(t.Context(), "vat:GB", "GB980780684")
				if said.Known != c.known || errors.Is(err, register.ErrAway) != c.away || !c.away && err != nil {
					t.Errorf("%+v %v", said, err)
				}
			}
			if got := strings.Join(*asked, ";"); got != "token;GET /organisations/vat/check-vat-number/lookup/980780684 Bearer let-me-in ;GET /organisations/vat/check-vat-number/lookup/980780684 Bearer let-me-in " {
				t.Errorf("asked %q", got)
			}
		})
	}
}

func TestARegisterOnALoopbackAddressIsNotCalledInEarnest(t *testing.T) {
	o, asked := answers(t, 200, `{"valid":true}`)
	o.AllowLoopback = false
	if _, err := register.NewVIES(o).Ask(t.Context(), "vat:DE", "DE136695976"); !errors.Is(err, register.ErrAway) || len(*asked) > 0 {
		t.Errorf("%v %v", err, *asked)
	}
}
