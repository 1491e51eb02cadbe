package view

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/request"
	"guildhall/market/talk"
)

// Response is one answer to a request: who, where, and whose turn it is.
type Response struct {
	Conversation talk.Conversation
	Voice        Seller
	// Yours tells that the expert's side spoke last.
	Yours bool
}

// yours tells whether the customer has not answered the latest words.
func yours(c talk.Conversation) bool { return c.LastAt > c.CustomerAt || c.CustomerAt == c.MadeAt }

// Responses lists who answered the actor's own request, oldest first.
func Responses(ctx context.Context, r db.Reader, who policy.Actor, of id.ID) ([]Response, error) {
	if _, err := request.Mine(ctx, r, who, of); err != nil {
		return nil, err
	}
	return ResponsesTo(ctx, r, of)
}

// ResponsesTo lists who answered a request, oldest first, for whoever has been let
// see it as its customer.
func ResponsesTo(ctx context.Context, r db.Reader, of id.ID) ([]Response, error) {
	conversations, err := talk.OfRequest(ctx, r, of)
	if err != nil {
		return nil, err
	}
	list := make([]Response, len(conversations))
	reads := make([]func(context.Context) error, len(conversations))
	for i, c := range conversations {
		list[i] = Response{Conversation: c, Yours: yours(c)}
		reads[i] = db.Into(&list[i].Voice, func(ctx context.Context) (Seller, error) {
			return SellerOf(ctx, r, c.VoiceKind, c.ExpertPerson, c.ExpertOrganisation)
		})
	}
	return list, db.Together(ctx, r, reads...)
}

var waiting = db.Read("view.request.waiting", `SELECT CAST(COUNT(*) AS BIGINT) FROM talk_conversation
	WHERE request_id = $1 AND (last_at > customer_at OR customer_at = made_at)`)

// Waiting counts the answers to a request that wait for its customer.
func Waiting(ctx context.Context, r db.Reader, of id.ID) (int64, error) {
	return db.Value[int64](ctx, r, waiting, of)
}
