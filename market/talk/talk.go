package talk

import (
	"guildhall/base/clock"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// The typed ids of this room, as the outside writes them.
const (
	ConversationID id.Prefix = "con"
	MessageID      id.Prefix = "msg"
	ReportID       id.Prefix = "rep"
)

// Room gives the commands and questions of this package.
type Room struct {
	// MessagesPerMinute is how many one person may send; 0 means as many as they can.
	MessagesPerMinute int
	// Door sends a visitor the link that confirms their address; answered in app/asks.go.
	Door Door

	journal *journal.Journal
}

// How often one person may begin something with a stranger, and report one.
const (
	answersPerHour = 60
	directsPerHour = 30
	reportsPerHour = 60
)

// New builds the room.
func New(j *journal.Journal) *Room { return &Room{journal: j} }

// Side is which of the two sides somebody is on: flow.Customer or flow.Expert.
type Side = flow.Role

// States of a conversation. Each side archives for itself.
const (
	Active             flow.State = "active"
	ArchivedByCustomer flow.State = "archived_by_customer"
	ArchivedByExpert   flow.State = "archived_by_expert"
	Archived           flow.State = "archived" // by both
)

// Either is whoever writes next: a conversation waits for nobody in particular.
const Either flow.Role = "either"

// ConversationFlow is the life of a conversation. It never ends: what was said
// stays. A new message brings it back for both sides (reopen).
var ConversationFlow = flow.Define("conversation", "talk_conversation",
	flow.Stops(flow.Waits(Active, Either), flow.Waits(ArchivedByCustomer, Either), flow.Waits(ArchivedByExpert, Either), flow.Waits(Archived, Either)),
	flow.Rows{
		{Move: "open", To: Active, By: flow.Expert, Op: "createConversation"},
		{Move: "open", To: Active, By: flow.Customer, Op: "createConversation"},
		{Move: "archive", From: Active, To: ArchivedByCustomer, By: flow.Customer, Op: "archiveConversation"},
		{Move: "archive", From: Active, To: ArchivedByExpert, By: flow.Expert, Op: "archiveConversation"},
		{Move: "archive", From: ArchivedByCustomer, To: Archived, By: flow.Expert, Op: "archiveConversation"},
		{Move: "archive", From: ArchivedByExpert, To: Archived, By: flow.Customer, Op: "archiveConversation"},
		{Move: "unarchive", From: ArchivedByCustomer, To: Active, By: flow.Customer, Op: "unarchiveConversation"},
		{Move: "unarchive", From: ArchivedByExpert, To: Active, By: flow.Expert, Op: "unarchiveConversation"},
		{Move: "unarchive", From: Archived, To: ArchivedByExpert, By: flow.Customer, Op: "unarchiveConversation"},
		{Move: "unarchive", From: Archived, To: ArchivedByCustomer, By: flow.Expert, Op: "unarchiveConversation"},
		{Move: "reopen", From: ArchivedByCustomer, To: Active, By: flow.System},
		{Move: "reopen", From: ArchivedByExpert, To: Active, By: flow.System},
		{Move: "reopen", From: Archived, To: Active, By: flow.System},
	})

// Conversation is one of them, as both sides see it.
type Conversation struct {
	ID                   id.ID
	State                flow.State
	StateSince           clock.Micros
	Request              id.ID // None for a direct message
	CustomerOrganisation id.ID
	ExpertOrganisation   id.ID
	VoiceKind            string // account.VoiceSelf or account.VoiceCompany
	ExpertPerson         id.ID  // who answered as self; None for a company's conversation
	Subject              string // of a direct message
	SubjectLang          string
	OpenedBy             id.ID
	LastAt               clock.Micros
	CustomerAt           clock.Micros
	MadeAt               clock.Micros
}

// IsDirect tells a direct message from an answer to a request.
func (c Conversation) IsDirect() bool { return c.Request.IsNone() }

// ArchivedFor tells whether this side has put the conversation away.
func (c Conversation) ArchivedFor(side Side) bool {
	switch c.State {
	case Archived:
		return true
	case ArchivedByCustomer:
		return side == flow.Customer
	case ArchivedByExpert:
		return side == flow.Expert
	}
	return false
}

// OrganisationOf is whose side this is.
func (c Conversation) OrganisationOf(side Side) id.ID {
	if side == flow.Expert {
		return c.ExpertOrganisation
	}
	return c.CustomerOrganisation
}
