package fault

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"guildhall/app"
	"guildhall/market/talk"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// pair is a house on PostgreSQL with two processes, and people in it.
func pair(t *testing.T) (street *world.Street, page string, here, there *world.Process) {
	t.Helper()
	c := world.Config(t, dbtest.PostgresURL(t))
	world.Inside(t, c, func(h *app.House) {
		street = world.People(t, h)
		page = "/conversations/" + talk.ConversationID.Text(street.Talk(street.Post("Our RDS bill doubled in October")))
	})
	return street, page, world.Serve(t, c.Data, c.Database), world.Serve(t, c.Data, c.Database)
}

// liveAt is the stream of a page, from the position at which it was read.
var liveAt = regexp.MustCompile(`/live\?after=\d+`)

func TestAMessageSentAtOneProcessIsSeenAtTheOther(t *testing.T) {
	street, page, here, there := pair(t)
	aiko, ben := there.Browser(t, street.AikoToken), here.Browser(t, street.BenToken)
	read := liveAt.FindStringSubmatch(aiko.Get(page).Want(t, http.StatusOK).Body)
	if read == nil {
		t.Fatal("the page names no live stream")
	}
	stream := aiko.Listen(t, read[0], "")
	ben.Post(page+"/messages", "text", "Sent at one process", "voice", "self").Want(t, http.StatusSeeOther)
	heard := stream.Await(t, "wake")
	for !strings.Contains(heard.Data, `"message.send"`) { // What came before is told first.
		heard = stream.Await(t, "wake")
	}
	if a := aiko.Get(page).Want(t, http.StatusOK); !strings.Contains(a.Body, "Sent at one process") {
		t.Errorf("woken by %s, and the message is not on the page: %s", heard.Data, world.Words(a.Body))
	}
}

func TestWhenTheSealingProcessIsKilledTheOtherGoesOn(t *testing.T) {
	street, page, here, there := pair(t)
	aiko, ben := there.Browser(t, street.AikoToken), here.Browser(t, street.BenToken)
	stream := aiko.Listen(t, "/live?after=0", "")
	stream.Await(t, "at")
	const many = 36 // A page opens with the newest forty.
	for i := range many {
		ben.Post(page+"/messages", "text", fmt.Sprintf("message %d", i), "voice", "self").Want(t, http.StatusSeeOther)
		if i == many/2 {
			// Both seal; whichever was at it when this one died, the other goes on.
			here.Kill()
			ben = there.Browser(t, street.BenToken)
		}
	}
	text := aiko.Get(page).Want(t, http.StatusOK).Body
	for i := range many {
		if !strings.Contains(text, fmt.Sprintf("message %d", i)) {
			t.Errorf("message %d is not on the page", i)
		}
	}
	newest := ben.Listen(t, "/live?after=0", "") // A new listener is told of all of it.
	for range many {
		newest.Await(t, "wake")
	}
	there.Kill()
	world.Inside(t, street.House.Config, func(h *app.House) { checkAll(t, h, nil) })
}
