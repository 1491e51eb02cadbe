package story_test

import (
	"testing"

	"guildhall/market/talk"
	"guildhall/test/world"
)

// chat is a running house where Ben has answered Aiko's request.
type chat struct {
	*world.World
	street    *world.Street
	aiko, ben *world.Browser
	id, path  string
}

func openChat(t *testing.T, w *world.World) *chat {
	t.Helper()
	s := world.People(t, w.House)
	c := talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
	return &chat{World: w, street: s, aiko: world.At(t, w.Address, s.AikoToken), ben: world.At(t, w.Address, s.BenToken), id: c, path: "/conversations/" + c}
}
