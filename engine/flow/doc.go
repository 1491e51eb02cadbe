// Package flow holds lives as data. A flow is a table of rows; one row is one way
// from one state to one other, by one role. Commands, buttons, the API, the
// database, the clock sweep and the documents all read the same rows.
//
// A state waits for a role, is an end, or rests: nobody is waited for, yet the
// outside may take it back.
//
// State columns are written only by Move, which updates the row and records the
// event in one call. A flow's table has the columns id, state, state_since,
// deadline and version. There are no callbacks: effects are code in the command.
package flow
