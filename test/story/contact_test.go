package story_test

import (
	"strings"
	"testing"

	"guildhall/base/id"
	"guildhall/market/notify"
	"guildhall/market/talk"
	"guildhall/test/world"
)

// Where the house says "write to the operator" it says where: on every page, on those
// that say no, in the terms, under every mail; and a real house without an address
// tells its operator.
func TestTheOperatorCanBeWrittenTo(t *testing.T) {
	c := world.Config(t, "")
	c.Contact = "help@guildhall.example"
	w := world.Start(t, c)
	s := world.People(t, w.House)
	visitor, ben := w.Visitor(t), world.At(t, w.Address, s.BenToken)
	for path, status := range map[string]int{"/": 200, "/terms": 200, "/nowhere": 404, "/pricing": 200} {
		if body := visitor.Get(path).Want(t, status).Body; !strings.Contains(body, `href="mailto:help@guildhall.example"`) {
			t.Errorf("%s does not say where to write to", path)
		}
	}
	for _, path := range []string{"/terms", "/nowhere"} {
		if body := visitor.Get(path).Body; !strings.Contains(body, ">help@guildhall.example<") {
			t.Errorf("%s does not spell the address: %s", path, world.Words(body))
		}
	}
	con := talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
	ben.Get("/conversations/"+con).Want(t, 200)
	w.Until(t, "mail", w.Quiet)
	list, _, err := notify.List(t.Context(), w.House.DB, notify.Filter{}, id.None, 5)
	if err != nil || len(list) == 0 {
		t.Fatalf("%d mails: %v", len(list), err)
	}
	letter, _, err := w.House.Notify.Read(t.Context(), list[0])
	if err != nil || !strings.Contains(letter.Text(), "help@guildhall.example") {
		t.Errorf("a mail does not say where to write to (%v): %s", err, letter.Text())
	}

	for _, set := range []bool{false, true} {
		real := world.Config(t, "")
		if real.Sandbox, real.Begins = false, ""; set {
			real.Contact = c.Contact
		}
		rw := world.Start(t, real)
		chie := world.At(t, rw.Address, world.People(t, rw.House).ChieToken)
		chie.Post("/hat", "hat", "operator:").Want(t, 303)
		if body := chie.Get("/desk").Want(t, 200).Body; strings.Contains(body, "--contact") == set {
			t.Errorf("the desk of a real house, with an address %v, asks for one: %v", set, !set)
		}
	}
}
