package main

import (
	"context"
	"fmt"
	"path/filepath"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/base/db"
	"guildhall/engine/journal"
)

// openStamped opens the house as its database was made, sandbox or real, so that a
// command beside a running house needs not be told again. Where there is no house it
// makes none: a command given in the wrong folder would else keep a backup of
// nothing, or invite somebody into an empty house.
func openStamped(ctx context.Context, c config.Config) (*app.House, error) {
	if !db.There(c.Database, c.Data) {
		return nil, noHouse(c)
	}
	d, err := db.Open(ctx, c.Database, c.Data)
	if err != nil {
		return nil, err
	}
	sandbox, stamped, err := journal.IsSandbox(ctx, d)
	if closed := d.Close(); closed != nil {
		return nil, closed
	}
	if err != nil || !stamped { // Without the table it was never a house.
		return nil, noHouse(c)
	}
	c.Sandbox = sandbox
	return app.Open(ctx, c)
}

func noHouse(c config.Config) error {
	where := "the database named by --database"
	if c.Database == "" {
		where = filepath.Join(c.Data, "guildhall.db")
	}
	return fmt.Errorf("there is no house in %s: say with --data, --database or --config where it is, or start it once with `guildhall serve`", where)
}
