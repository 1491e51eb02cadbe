package world_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"guildhall/test/world"
)

// deaf counts complaints instead of failing.
type deaf struct {
	testing.TB
	complaints int
}

func (d *deaf) Errorf(string, ...any) { d.complaints++ }
func (d *deaf) Helper()               {}

func TestAnAnswerThatBreaksTheDocumentIsFound(t *testing.T) {
	for body, broken := range map[string]bool{
		`{"name":"Guildhall","version":"1","sandbox":true,"now":"2026-11-23T00:00:00.000000Z"}`:            false,
		`{"name":"Guildhall","version":"1","sandbox":"yes","now":"2026-11-23T00:00:00.000000Z"}`:           true,
		`{"name":"Guildhall","version":"1","sandbox":true}`:                                                true,
		`{"name":"Guildhall","version":"1","sandbox":true,"now":"yesterday"}`:                              true,
		`{"name":"Guildhall","version":"1","sandbox":true,"now":"2026-11-23T00:00:00.000000Z","more":"x"}`: true,
	} {
		d := &deaf{TB: t}
		rec := httptest.NewRecorder()
		rec.Header().Set("Content-Type", "application/json")
		rec.WriteHeader(200)
		world.Keeps(d, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/api/v1/house", nil), nil, rec.Result(), []byte(body))
		if (d.complaints > 0) != broken {
			t.Errorf("%s: %d complaints", body, d.complaints)
		}
	}
}
