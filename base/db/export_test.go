package db

// Waiting tells how many changes wait for SQLite's writer.
func Waiting(d *DB) int { return len(d.writer.queue) }
