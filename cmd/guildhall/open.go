package main

import (
	"context"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/base/db"
	"guildhall/engine/journal"
)

// openStamped opens the house as its database was made, sandbox or real, so that a
// command beside a running house needs not be told again.
func openStamped(ctx context.Context, c config.Config) (*app.House, error) {
	d, err := db.Open(ctx, c.Database, c.Data)
	if err == nil {
		// A database without the table was never a house: the flags decide.
		if sandbox, stamped, err := journal.IsSandbox(ctx, d); err == nil && stamped {
			c.Sandbox = sandbox
		}
		if err := d.Close(); err != nil {
			return nil, err
		}
	}
	return app.Open(ctx, c)
}
