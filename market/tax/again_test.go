package tax_test

import (
	"context"
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/tax"
)

func TestANumberOfSomebodyElseIsNotConfirmedButGoesToTheDesk(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		for _, c := range []struct {
			named string
			want  string
		}{
			{"", string(tax.Confirmed)}, {"ＢＥＮ  CARTER", string(tax.Confirmed)}, {"Stranger Trading GmbH", string(tax.Differs)}, {"Ben J. Carter", string(tax.Differs)},
		} {
			ben := s.Person("Ben")
			s.start(ben, "DE")
			s.book.named = c.named
			s.give(ben, "DE", german)
			n := s.numbers(ben)[0]
			s.ok(s.room.Ask(t.Context(), n.ID))
			if n = s.numbers(ben)[0]; string(n.State) != c.want || n.Named != c.named || n.AskedAt.IsZero() {
				t.Errorf("named %q: %s %+v", c.named, n.State, n)
			}
		}

		// Whoever corrects their own name is confirmed; the desk can see evidence instead.
		ben, chie := s.Person("Ben"), s.Desk("Chie")
		s.start(ben, "DE")
		s.book.named = "Benjamin Carter"
		s.give(ben, "DE", german)
		n := s.numbers(ben)[0]
		s.ok(s.room.Ask(t.Context(), n.ID))
		right := map[string]string{"vat": "yes", "vat_number": "DE136695976", "legal_name": "Benjamin Carter", "signature": "Benjamin Carter"}
		s.give(ben, "DE", right)
		s.ok(s.room.Ask(t.Context(), n.ID))
		if n = s.numbers(ben)[0]; n.State != tax.Confirmed {
			t.Errorf("under the right name: %+v", n)
		}
		s.give(ben, "DE", german) // Another name again, and the register has said whose it is.
		if n = s.numbers(ben)[0]; n.State != tax.Differs {
			t.Errorf("under the wrong name: %+v", n)
		}
		s.ok(s.room.Vouch(t.Context(), chie, n.ID, "Certificate of the Finanzamt with both names."))
		if n = s.numbers(ben)[0]; n.State != tax.ByHand {
			t.Errorf("%+v", n)
		}
	})
}

func TestAConfirmedNumberIsAskedAgainAndNoLongerConfirmedWhenItIsGone(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben := s.Person("Ben")
		s.start(ben, "DE")
		s.give(ben, "DE", german)
		n := s.numbers(ben)[0]
		s.ok(s.room.Ask(t.Context(), n.ID))
		s.ok(s.room.Ask(t.Context(), n.ID))
		if s.book.asked != 1 {
			t.Errorf("asked %d times in a day", s.book.asked)
		}
		first := s.numbers(ben)[0].AskedAt
		later := func(days int) {
			t.Helper()
			s.ok(s.Journal.Change(t.Context(), policy.As(policy.System, "clock"), func(ctx context.Context, tx *journal.Tx) error {
				if err := s.Journal.MoveClock(ctx, tx, tx.Now.Add(time.Duration(days)*24*time.Hour)); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "clock.move", Subject: id.New()})
			}))
		}
		later(tax.AskedEvery - 1)
		s.ok(s.room.Ask(t.Context(), n.ID))
		if s.book.asked != 1 {
			t.Error("asked before its time")
		}
		later(1)
		s.book.away = true
		if err := s.room.Ask(t.Context(), n.ID); err == nil || s.numbers(ben)[0].State != tax.Confirmed {
			t.Errorf("a register that is away: %v, %s", err, s.numbers(ben)[0].State)
		}
		s.book.away = false
		s.ok(s.room.Ask(t.Context(), n.ID))
		if n = s.numbers(ben)[0]; n.State != tax.Confirmed || n.AskedAt <= first {
			t.Errorf("%+v", n)
		}
		later(tax.AskedEvery)
		s.book.known = nil
		s.ok(s.room.Ask(t.Context(), n.ID))
		if n = s.numbers(ben)[0]; n.State != tax.Unconfirmed || n.Register != "vies" {
			t.Errorf("%+v", n)
		}
	})
}
