package payout_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/id"
	"guildhall/market/payout"
	"guildhall/test/till"
)

var none = id.None

// TestARunStoppedAfterAnyStepGoesOnWhereItStopped cuts the run off after its first
// step, starts it again and cuts it off after two, and so on until it ends by
// itself; after every cut the books are right, and in the end there is one run of
// the day and each line is paid once.
func TestARunStoppedAfterAnyStepGoesOnWhereItStopped(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Payouts.InBatchesOf(1) // A step for each payout.
		owe(c, "USD", "10")      // One line is less a debt.
		for _, currency := range till.Currencies {
			earn(c, currency, "100")
		}
		now := c.Now()
		before := len(lines(c))
		for stop := 0; ; stop++ {
			if stop > 100 {
				t.Fatal("the run never ends")
			}
			ctx, step := stopAfter(t.Context(), stop)
			err := c.Payouts.RunDaily(ctx, now)
			c.Balanced()
			if err == nil && !step.stopped() {
				break
			}
		}
		if made := len(lines(c)) - before; made != len(till.Currencies) {
			t.Fatalf("%d payouts, want %d", made, len(till.Currencies))
		}
		c.Must(c.Payouts.RunDaily(t.Context(), now)) // The day is done.
		for _, p := range c.PayOut() {
			if p.State == payout.Started {
				t.Errorf("not sent: %+v", p)
			}
		}
		c.Advance(25 * time.Hour)
		for _, currency := range till.Currencies {
			if c.Payable(currency) != 0 {
				t.Errorf("%s: %d is still owed", currency, c.Payable(currency))
			}
		}
		c.Balanced()
	})
}

// steps counts how often a run asks whether it shall go on: once before each of its
// steps.
type steps struct {
	context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
	left   int
}

func stopAfter(ctx context.Context, n int) (context.Context, *steps) {
	inner, cancel := context.WithCancel(ctx)
	s := &steps{Context: inner, cancel: cancel, left: n}
	return s, s
}

func (s *steps) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left--; s.left < 0 {
		s.cancel()
	}
	return s.Context.Err()
}

func (s *steps) stopped() bool { return s.Context.Err() != nil }

// TestABankThatIsCutOffPaysOnce: the connection breaks before the bank has heard, or
// after it has taken the transfer; the job comes again until it is answered.
func TestABankThatIsCutOffPaysOnce(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		bank := &cutOff{Bank: c.Sandbox}
		c.Payouts.Bank = bank
		earn(c, "USD", "100")
		c.Must(c.Payouts.RunDaily(t.Context(), c.Now()))
		line := lines(c)[0].ID
		for range 4 { // Before, after, before, after.
			if err := c.Payouts.Send(t.Context(), line); !errors.Is(err, errCut) {
				t.Fatalf("sent over a broken line: %v", err)
			}
		}
		bank.whole = true
		c.Must(c.Payouts.Send(t.Context(), line))
		c.Must(c.Payouts.Send(t.Context(), line)) // The job comes once more.
		c.Advance(25 * time.Hour)
		c.Balanced()
		if totals, err := c.Sandbox.Totals(t.Context()); err != nil || totals[0].Paid.Minor != 9750 {
			t.Errorf("%+v, %v", totals, err)
		}
	})
}

var errCut = errors.New("the line is cut")

// cutOff is the sandbox's bank behind a line that breaks.
type cutOff struct {
	payout.Bank
	calls int
	whole bool
}

func (b *cutOff) Send(ctx context.Context, transfer payout.Transfer) (clock.Micros, error) {
	if b.whole {
		return b.Bank.Send(ctx, transfer)
	}
	if b.calls++; b.calls%2 == 1 {
		return 0, errCut
	}
	if _, err := b.Bank.Send(ctx, transfer); err != nil {
		return 0, err
	}
	return 0, errCut
}

// lines are Ben's payouts, newest first.
func lines(c *till.Till) []payout.Payout {
	c.T.Helper()
	list, err := payout.PayoutsOf(c.T.Context(), c.DB, c.Ben.Organisation, none, 100)
	c.Must(err)
	return list
}
