// Package db speaks one SQL text to two databases: SQLite inside the process (the
// default) and PostgreSQL. It owns connections, the writer, migrations and the
// error classes; it knows no table.
//
// Queries are registered once, by name, as one of three kinds: Read, Write (needs
// a recorded change, see engine/journal) and Keep (housekeeping rows such as
// sessions, which a plain transaction may write). A test prepares every one of
// them on both databases.
//
// On SQLite one goroutine writes: it takes the changes that wait, runs each in a
// SAVEPOINT inside one BEGIN IMMEDIATE and answers all callers after one COMMIT
// (synchronous=FULL). A change must therefore be safe to run again. On PostgreSQL
// each change is its own READ COMMITTED transaction, run again on a serialisation
// failure or deadlock.
//
// Together lets reads that need nothing of each other travel to PostgreSQL in one
// journey (docs/decisions/0016). ExecMany does the same for the rows of one write, and
// puts many rows by one statement, and changes those that are Apart by one
// (docs/decisions/0019, 0021). Remembering lets the parts of one page ask the same
// thing once.
package db
