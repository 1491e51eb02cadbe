// Package journal is the only way to write. Change opens one transaction, fixes
// one Now, runs the room's code, and writes the events that say what happened; a
// change that recorded nothing is refused. The event table is at once the audit
// log, the timeline, the outbox and the source of mail, reactions and live pages.
//
// Order: an event row is insert-only. The seal gives each event a position and a
// hash chained to the one before (RULES.md 3): on SQLite in the group's own
// transaction, on PostgreSQL by whichever process wins the head row, or by a change
// of many events itself (docs/decisions/0019). Readers keep
// a cursor on positions and so miss nothing when commits overtake one another.
//
// An event holds ids, codes, amounts and dates, never names, addresses or words a
// person wrote, so that the chain still verifies after an erasure.
package journal
