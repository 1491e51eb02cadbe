package expert

import (
	"time"

	"guildhall/base/id"
	"guildhall/engine/journal"
)

// The typed ids of this room. A company is known by its organisation's id.
const (
	ProfileID       id.Prefix = "exp"
	CertificationID id.Prefix = "cer"
)

// Room gives the commands of this package.
type Room struct {
	journal *journal.Journal
	// Zone is the house's time zone: a certification ends with a day there.
	Zone *time.Location
	// Currencies are the ones open in this house, for hourly rates.
	Currencies []string
}

// New builds the room; UTC and the currencies of AWS Marketplace unless changed.
func New(j *journal.Journal) *Room {
	return &Room{journal: j, Zone: time.UTC, Currencies: []string{"USD", "EUR", "GBP", "AUD", "JPY"}}
}
