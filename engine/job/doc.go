// Package job does later, and outside the change, what a change asks for: calling
// the card processor, sending a mail. It hides River behind a small face.
//
// A job is inserted inside a change and exists exactly when that change commits.
// It runs at least once: a worker must be safe to run again, so it names its work
// to the outside with an id of ours (the charge's id is the processor's idempotency
// key) and reports back by a command. The state of a thing lives in its room's
// rows, never in a job; a job's arguments are ids.
//
// Jobs live in wall time. A job carries no delay longer than a retry: deadlines
// are columns that the sweep fires (RULES.md 3).
//
// Every process that runs jobs keeps a heartbeat row. What a process was running
// when it died is taken up by another within seconds, or at once by the next start
// on the same machine.
//
// Tables: job_process here, the river_* tables by River's own migrations (Migrate).
package job
