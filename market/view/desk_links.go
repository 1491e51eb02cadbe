package view

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
)

// deskLinked is how many of a thing's own things the desk shows beside it.
const deskLinked = 20

// DeskConversation is one conversation as the operator sees it: between whom and about
// what, never its words.
type DeskConversation struct {
	ID               id.ID
	State            flow.State
	Title            string // of the request or the direct message; blank once erased
	Lang             string
	Customer, Expert string // organisations
	LastAt           clock.Micros
}

const deskConversation = `SELECT c.id, c.state, COALESCE(q.title, c.subject, ''), COALESCE(q.lang, c.subject_lang, ''), b.name, s.name, c.last_at
	FROM talk_conversation c LEFT JOIN request q ON q.id = c.request_id
	JOIN account_organisation b ON b.id = c.customer_organisation_id JOIN account_organisation s ON s.id = c.expert_organisation_id`

var (
	deskConversationsAbout = db.Read("view.desk.conversations.about", deskConversation+` WHERE c.request_id = $1 ORDER BY c.id LIMIT $2`)
	deskConversationsOf    = db.Read("view.desk.conversations.of", deskConversation+`
		WHERE c.id IN (SELECT id FROM talk_conversation WHERE customer_organisation_id = $1 UNION SELECT id FROM talk_conversation WHERE expert_organisation_id = $1)
		ORDER BY c.last_at DESC, c.id DESC LIMIT $2`)
	deskRequestsOf = db.Read("view.desk.requests.of", requestRow+` WHERE q.organisation_id = $1 ORDER BY q.posted_at DESC, q.id DESC LIMIT $2`)
)

func scanDeskConversation(row db.Scanner) (DeskConversation, error) {
	var c DeskConversation
	err := row.Scan(&c.ID, &c.State, &c.Title, &c.Lang, &c.Customer, &c.Expert, &c.LastAt)
	return c, err
}

// DeskConversationsAbout lists who answered a request, oldest first.
func DeskConversationsAbout(ctx context.Context, r db.Reader, request id.ID) ([]DeskConversation, error) {
	return db.All(ctx, r, deskConversationsAbout, scanDeskConversation, request, deskLinked)
}

// DeskConversationsOf lists an organisation's newest conversations, on either side.
func DeskConversationsOf(ctx context.Context, r db.Reader, organisation id.ID) ([]DeskConversation, error) {
	return db.All(ctx, r, deskConversationsOf, scanDeskConversation, organisation, deskLinked)
}

// DeskRequestsOf lists an organisation's newest requests.
func DeskRequestsOf(ctx context.Context, r db.Reader, organisation id.ID) ([]RequestRow, error) {
	return db.All(ctx, r, deskRequestsOf, scanRequestRow, organisation, deskLinked)
}
