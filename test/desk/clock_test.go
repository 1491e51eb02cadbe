// Package desk tells what the operator does at the desk, over real HTTP.
package desk

import (
	"strings"
	"testing"
	"time"

	"guildhall/market/account"
	"guildhall/test/world"
)

func chie(t *testing.T, w *world.World) *world.Browser {
	t.Helper()
	return w.Join(t, account.NewPerson{Name: "Chie", Email: "chie@example.jp", Lang: "ja", Operator: true})
}

type clock struct {
	Now, State, To string
	Moments        int64
}

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheOperatorMovesTheClockOnThePageAndOverTheAPI(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		b := chie(t, w)
		var before, after clock
		b.JSON("GET", "/desk/clock", nil, &before).Want(t, 200)
		b.JSON("POST", "/desk/clock", map[string]any{"hours": 24}, &after).Want(t, 200)
		if d := at(t, after.Now).Sub(at(t, before.Now)); after.State != "done" || d < 24*time.Hour || d > 25*time.Hour {
			t.Errorf("moved by %v: %+v", d, after)
		}
		if after.Moments == 0 {
			t.Error("a day without a daily duty")
		}
		b.Post("/desk/clock", "hours", "240").Want(t, 303)
		page := b.Get("/desk/clock").Want(t, 200)
		for end := time.Now().Add(time.Minute); strings.Contains(page.Body, "まで進めています") && time.Now().Before(end); {
			page = b.Get("/desk/clock").Want(t, 200) // Long work goes on behind the page.
		}
		if !strings.Contains(page.Body, "サンドボックスの時計") || !strings.Contains(page.Body, "まで進めました") {
			t.Error(world.Words(page.Body))
		}
		b.JSON("GET", "/desk/clock", nil, &after).Want(t, 200)
		if d := at(t, after.Now).Sub(at(t, before.Now)); d < 11*24*time.Hour || d > 12*24*time.Hour {
			t.Errorf("moved by %v", d)
		}
		b.Post("/desk/clock", "to", "2020-01-01").Want(t, 422)
		b.Post("/desk/clock", "to", "soon").Want(t, 422)
		b.JSON("POST", "/desk/clock", map[string]any{"to": "2020-01-01T00:00:00Z"}, nil).Want(t, 422)
		b.JSON("POST", "/desk/clock", map[string]any{}, nil).Want(t, 422)
	})
}

func TestOnlyTheOperatorSeesTheClock(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	aiko := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.jp"})
	aiko.Get("/desk/clock").Want(t, 404)
	aiko.Post("/desk/clock", "hours", "1").Want(t, 404)
	aiko.JSON("POST", "/desk/clock", map[string]any{"hours": 1}, nil).Want(t, 404)
	w.Visitor(t).JSON("GET", "/desk/clock", nil, nil).Want(t, 401)
}

func TestARealHouseHasNoClockToMove(t *testing.T) {
	c := world.Config(t, "")
	c.Sandbox, c.Begins = false, ""
	w := world.Start(t, c)
	b := chie(t, w)
	b.Get("/desk/clock").Want(t, 404)
	b.JSON("POST", "/desk/clock", map[string]any{"hours": 1}, nil).Want(t, 403)
}

func TestTheSameKeyMovesTheClockOnce(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		b := chie(t, w)
		var one, two clock
		b.Post("/desk/clock", "hours", "24", "_key", "once").Want(t, 303)
		b.JSON("GET", "/desk/clock", nil, &one).Want(t, 200)
		b.Post("/desk/clock", "hours", "24", "_key", "once").Want(t, 303)
		b.JSON("GET", "/desk/clock", nil, &two).Want(t, 200)
		if d := at(t, two.Now).Sub(at(t, one.Now)); d > time.Hour || one.To != two.To {
			t.Errorf("moved again by %v", d)
		}
	})
}
