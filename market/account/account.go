package account

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// The typed ids of this room, as the outside writes them.
const (
	PersonID       id.Prefix = "per"
	OrganisationID id.Prefix = "org"
	InvitationID   id.Prefix = "inv"
	SessionID      id.Prefix = "ses"
	KeyID          id.Prefix = "key"
)

// Room gives the commands and questions of this package.
type Room struct {
	journal *journal.Journal
	// Post sends this room's letters; set once, while the house is wired.
	Post Post
	// Duties, Eraser and Exporter ask the later rooms; set with Post.
	Duties   Duties
	Eraser   Eraser
	Exporter Exporter
	// Pictures keeps a staged picture and lets go of the one before; either may be
	// empty. Answered by the file room.
	Pictures func(ctx context.Context, tx *journal.Tx, before, now string) error
	// Ring seals the secrets of authenticator apps.
	Ring *seal.Keyring
	// BaseURL is the house's public address, to which passkeys are tied.
	BaseURL func() string
	// Sells tells whether a person sells here: who does must have a second factor.
	// Answered by the registration room.
	Sells func(ctx context.Context, r db.Reader, person id.ID) (bool, error)
	// Demo opens the personas of the told story; only with --demo.
	Demo bool
}

// New builds the room.
func New(j *journal.Journal) *Room {
	j.Present = present
	return &Room{journal: j}
}

// The kinds of organisation.
const (
	KindPersonal = "personal"
	KindCompany  = "company"
)

// Role is what a member is in an organisation.
type Role string

// The roles, from the most to the least rights.
const (
	Owner   Role = "owner"
	Admin   Role = "admin"
	Member  Role = "member"
	Billing Role = "billing"
	Viewer  Role = "viewer"
)

// Roles lists all roles in order.
var Roles = []Role{Owner, Admin, Member, Billing, Viewer}

// Switch is one of the four things a member may be allowed to do for the
// organisation (AWS_IQ.md 2.4).
type Switch string

// The four switches.
const (
	MayPropose      Switch = "may_propose"
	MayAccess       Switch = "may_access"
	MayWriteSelf    Switch = "may_write_self"
	MayWriteCompany Switch = "may_write_company"
)

// The two voices of an expert's side.
const (
	VoiceSelf    = "self"
	VoiceCompany = "company"
)

// States of a person and of an organisation.
const (
	Active flow.State = "active"
	Closed flow.State = "closed"
)

// PersonFlow is the life of a person: closing erases the personal words.
var PersonFlow = flow.Define("person", "account_person",
	flow.Stops(flow.Waits(Active, "self"), flow.End(Closed)),
	flow.Rows{
		{Move: "join", To: Active, By: "self"},
		{Move: "close", From: Active, To: Closed, By: "self", Needs: flow.Needs("nothing_open"), Op: "closeMyAccount"},
		{Move: "erase", From: Active, To: Closed, By: flow.Operator, Needs: flow.Needs("nothing_open"), Reason: true, Op: "erasePerson"},
	})

// OrganisationFlow is the life of an organisation.
var OrganisationFlow = flow.Define("organisation", "account_organisation",
	flow.Stops(flow.Waits(Active, "owner"), flow.End(Closed)),
	flow.Rows{
		{Move: "make", To: Active, By: "owner", Op: "createOrganisation"},
		{Move: "close", From: Active, To: Closed, By: "owner", Needs: flow.Needs("nothing_open")},
	})
