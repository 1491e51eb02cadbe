package flow

import (
	"strings"
	"testing"
)

func TestWrongTablesAreRefusedAtStart(t *testing.T) {
	for name, c := range map[string]struct {
		stops []Stop
		rows  Rows
		want  string
	}{
		"target is no state":   {Stops(Waits("a", Expert), End("b")), Rows{{Move: "m", From: "a", To: "c", By: Expert}}, "no state"},
		"end that is left":     {Stops(Waits("a", Expert), End("b")), Rows{{Move: "m", From: "a", To: "b", By: Expert}, {Move: "n", From: "b", To: "a", By: Expert}}, "can be left"},
		"waits but stays":      {Stops(Waits("a", Expert)), nil, "can be left"},
		"clock without a date": {Stops(Waits("a", Clock), End("b")), Rows{{Move: "m", From: "a", To: "b", By: Clock}}, "no date"},
		"the same way twice":   {Stops(Waits("a", Expert), End("b")), Rows{{Move: "m", From: "a", To: "b", By: Expert}, {Move: "m", From: "a", To: "b", By: Expert}}, "two rows"},
	} {
		err := (&Flow{Noun: "x", Stops: c.stops, Rows: c.rows}).check()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMovesAreOfferedByStateRoleAndNeed(t *testing.T) {
	f := &Flow{Noun: "x", Stops: Stops(Waits("open", Customer), End("done")),
		Rows: Rows{{Move: "accept", From: "open", To: "done", By: Customer, Needs: Needs("can_pay")}, {Move: "withdraw", From: "open", To: "done", By: Expert}}}
	if f.Can("accept", "open", nil, Customer) || !f.Can("accept", "open", Facts{"can_pay": true}, Customer) {
		t.Error("the need does not decide")
	}
	if f.Can("withdraw", "open", nil, Customer) || !f.Can("withdraw", "open", nil, Customer, Expert) {
		t.Error("the role does not decide")
	}
	if len(f.Moves("done", nil, Customer, Expert)) != 0 {
		t.Error("an end can be left")
	}
}
