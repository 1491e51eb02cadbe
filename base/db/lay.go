package db

import (
	"context"
	"fmt"
)

// Lay gives an empty SQLite database its schema in one go; Migrate then finds only
// what is newer. It does nothing to a database that has a table already, nor on
// PostgreSQL, where a step costs little beside the way to the server.
func (d *DB) Lay(ctx context.Context, schema string) error {
	if d.Dialect != SQLite {
		return nil
	}
	tx, err := d.writes.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	var tables int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil || tables > 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return fmt.Errorf("lay the schema: %w", err)
	}
	return tx.Commit()
}
