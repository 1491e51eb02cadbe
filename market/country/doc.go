// Package country owns which countries are open to sellers (AWS_IQ.md R18), who
// wants to be told when one opens, and what is published about it.
//
// Words: the standing of a country is open, announced (it opens on a day) or closed; a
// country nobody has decided about stands as the settings say. A waiter is an
// address that wants to be told when a country opens. News is one published line.
//
// Invariants: customers may come from anywhere, only sellers are asked. An announced
// country opens by itself on its day. An address is written to once it was
// confirmed by a link, exactly once for each country, and is forgotten then; one
// that nobody confirms is forgotten after seven days. Opening publishes one line of
// news; a line is never changed.
//
// It does not decide about registrations; the room registration asks it.
package country
