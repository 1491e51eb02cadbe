package journal_test

import (
	"context"
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

func TestAPassingNoticeCrossesAndOnlyWhenSomethingChanged(t *testing.T) {
	two(t, func(t *testing.T, a, b process) {
		stream, reader := id.New(), id.New()
		atA, atB := a.Hub.Listen(stream), b.Hub.Listen(stream)
		defer atA.Close()
		defer atB.Close()
		silence(atB)
		keep := func(changed bool) {
			err := a.KeepTold(t.Context(), journal.Notice{Name: "test.read", Stream: stream, Subject: reader}, func(ctx context.Context, tx *db.Tx) (bool, error) {
				_, err := tx.Exec(ctx, cursorPut, "test", 1, "nobody", 0)
				return changed, err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		keep(false)
		keep(true)
		n := <-atA.C
		if !n.Passing || n.Name != "test.read" || n.Subject != reader || !n.Event.IsNone() {
			t.Errorf("its own process heard %+v", n)
		}
		if len(atA.C) != 0 {
			t.Error("what changed nothing was told")
		}
		hears(t, atB, id.None)
	})
}
