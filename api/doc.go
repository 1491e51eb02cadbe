// Package api is the JSON face of the house, under /api/v1. It parses, calls the
// same commands and views as the pages, and answers; it holds no rules.
//
// Each operation is registered in the file of its noun:
//
//	add(f, api, Op{ID: "closeRequest", Method: "POST", Path: "/requests/{id}/close",
//		Tag: "requests", Scope: "requests:write", Summary: "Close a request"},
//		func(ctx context.Context, in *ByID) (*Out[Request], error) {
//			id, err := in.Parse(request.RequestID)
//			...
//			return ok(f.request(ctx, ...))
//		})
//
// Who(ctx) is the actor. Operation ids are AWS IQ's action names where one exists.
// Errors are RFC 9457 problems with a stable code. Every write takes an
// Idempotency-Key header. Lists are pages with an opaque cursor. What is one thing
// carries state, waits_for and moves.
package api
