package app

import "time"

// schedule is every deadline and every recurring duty of the house: which command
// makes the clock's move of which flow, and what is done each day.
func (h *House) schedule(zone *time.Location) {
	// Accounts.

	// Deals and money.

	// Housekeeping.
}
