// Package sweep makes things happen when business time reaches them: deadlines of
// flows, recurring duties, and what an outside of the sandbox has waiting. In a
// sandbox it also moves the clock.
//
// Words: a deed is the command that makes a clock row's move; a duty is something
// that recurs (the daily payout run) and remembers until when it was done, a
// housekeeping one only cleans up; an outside is somebody else's machine with moments
// of its own.
//
// Real running: every process sweeps once a second. Two may meet at one thing: its
// move is conditional, so one makes it and the other finds it moved.
//
// Moving the clock (RULES.md 3) plays what is due on the way in order: business
// time is set to the next due moment, everything due is done, the house runs to
// quiet (jobs, reactions, seal), and so on, then to the end. Other processes see
// the moved time and may do part of it. Progress is kept in a row, so that the page
// can be left and come back to; a process that dies on the way leaves the clock
// where it was, and moving on goes on from there.
//
// It holds no rules: what happens is in the rooms' commands.
package sweep
