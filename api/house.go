package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// House says what this installation is.
type House struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Sandbox bool   `json:"sandbox" doc:"True where no real money moves and business time can be moved"`
	Now     string `json:"now" format:"date-time" doc:"Business time"`
}

func (f *Face) houseOperations(api huma.API) {
	add(f, api, Op{ID: "getHouse", Method: "GET", Path: "/house", Tag: "house", Scope: Public, Summary: "What this installation is"},
		func(ctx context.Context, _ *struct{}) (*Out[House], error) {
			now, err := f.Journal.Now(ctx)
			return ok(House{Name: "Guildhall", Version: f.Version, Sandbox: f.Journal.Sandbox, Now: now.Time().Format("2006-01-02T15:04:05.000000Z")}, err)
		})
}
