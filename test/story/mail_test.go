package story_test

import (
	"strings"
	"testing"

	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/test/world"
)

func TestSomebodyChoosesWhichMailToGet(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		b := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"})
		if a := b.Get("/settings/mail").Want(t, 200); strings.Count(a.Body, " checked") != len(notify.Topics) {
			t.Errorf("not every topic is on at first: %s", world.Words(a.Body))
		}
		b.Post("/settings/mail", "topics", "answers").Want(t, 303)
		var topics struct{ Answers, Messages, Reviews bool }
		b.JSON("GET", "/me/mail", nil, &topics).Want(t, 200)
		if !topics.Answers || topics.Messages || topics.Reviews {
			t.Errorf("kept %+v", topics)
		}
		b.JSON("PUT", "/me/mail", map[string]bool{"answers": false, "messages": true, "reviews": false}, &topics).Want(t, 200)
		if topics.Answers || !topics.Messages {
			t.Errorf("kept %+v", topics)
		}
	})
}
