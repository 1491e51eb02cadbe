package world

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"

	"guildhall/api"
	"guildhall/web"
)

// contract is the API's own document, read by somebody else's validator. The
// document is made from code, so one serves every house of a test run.
var contract = sync.OnceValues(func() (validator.Validator, error) {
	face := &api.Face{BaseURL: "http://127.0.0.1", Version: "test", SessionCookie: web.SessionCookie}
	raw, err := face.Document().MarshalJSON()
	if err != nil {
		return nil, err
	}
	document, err := libopenapi.NewDocument(raw)
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(document, config.WithFormatAssertions(), config.WithoutSecurityValidation())
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return v, nil
})

// oneAtATime guards the validator, whose caches are filled as it goes.
var oneAtATime sync.Mutex

// Keeps fails the test when an answer of the API is not what its document
// promises. Answers of other faces are nobody's promise.
func Keeps(t testing.TB, r *http.Request, sent []byte, res *http.Response, body []byte) {
	t.Helper()
	if !strings.HasPrefix(r.URL.Path, "/api/v1/") {
		return
	}
	v, err := contract()
	if err != nil {
		t.Fatalf("the API's document cannot be read: %v", err)
	}
	request := r.Clone(t.Context())
	request.Body = io.NopCloser(bytes.NewReader(sent))
	response := *res
	response.Body = io.NopCloser(bytes.NewReader(body))
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	if ok, errs := v.ValidateHttpResponse(request, &response); !ok {
		for _, e := range errs {
			if res.StatusCode == http.StatusNotFound && e.ValidationType == "path" {
				continue // An address the API never promised.
			}
			t.Errorf("%s %s answers %d and breaks the API's document: %s %s\n%s", r.Method, r.URL.Path, res.StatusCode, e.Message, e.Reason, body)
			for _, s := range e.SchemaValidationErrors {
				t.Errorf("    %s: %s", s.FieldPath, s.Reason)
			}
		}
	}
}
