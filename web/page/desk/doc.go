// Package desk draws the operator's console: what waits, people and organisations,
// registrations, requests, reports, mail, the journal, health, the sandbox clock.
package desk
