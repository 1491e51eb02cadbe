package world_test

import (
	"strings"
	"testing"

	"guildhall/market/account"
	"guildhall/test/world"
)

func TestTheHouseOpensAndSaysPlainlyWhatIsMissing(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		a := w.Visitor(t).Get("/nothing-here").Want(t, 404)
		if !strings.Contains(a.Body, "There is nothing here") {
			t.Errorf("the page says: %s", world.Words(a.Body))
		}
		if a.Header.Get("Content-Security-Policy") == "" {
			t.Error("no content security policy")
		}
		var house struct{ Sandbox bool }
		w.Visitor(t).JSON("GET", "/house", nil, &house).Want(t, 200)
		if !house.Sandbox {
			t.Error("the house does not know that it is a sandbox")
		}
	})
}

func TestTheLanguageIsSwitchedInPlace(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	b := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"})
	if a := b.Post("/language", "lang", "ja", "here", "/nothing?x=1").Want(t, 303); a.Location != "/nothing?x=1" {
		t.Errorf("led to %q", a.Location)
	}
	if a := b.Get("/nothing").Want(t, 404); !strings.Contains(a.Body, "ページが見つかりません") {
		t.Errorf("not Japanese: %s", world.Words(a.Body))
	}
	if a := b.Post("/language", "lang", "en", "here", "https://evil.example/"); a.Location != "/" {
		t.Errorf("led to a stranger's site: %q", a.Location)
	}
}
