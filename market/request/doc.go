// Package request owns requests for help: what a customer asks the market, the
// draft of somebody who has not signed in yet, and what each expert put aside
// (AWS_IQ.md 1.1).
//
// Words: a request is open, paused (it takes no new answers) or closed. It can be
// reworded at any time, and is closed, never deleted. Its location is a preference
// and filters nobody. A budget is a band in a currency, or not said. The pool is
// every open request, newest first; who may see it is decided by the room
// registration. A response is one conversation begun by an expert's side; the room
// talk makes it and has it counted here (TakeResponse).
//
// Invariants: another organisation's request looks missing, except to who sees the
// pool. The customer's e-mail address leaves this room only for notices. The
// services of a request are found in its text by a dictionary (base/services) unless
// its writer chose them.
//
// It does not hold conversations or files, and does not search beyond the pool's
// newest pages.
package request
