package sandbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/outside/sandbox"
	"guildhall/test/till"
)

func TestNothingOutsideIsCalledWhileAChangeIsOpen(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	err := c.Journal.Change(t.Context(), policy.As(policy.System, "test"), func(ctx context.Context, _ *journal.Tx) error {
		_, err := c.Sandbox.Charge(ctx, payment.Order{Charge: id.New(), Amount: money.Of(1, "USD")})
		return err
	})
	if !errors.Is(err, sandbox.ErrInside) {
		t.Errorf("%v", err)
	}
}

func TestTheSameChargeIsTakenOnce(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		kept, err := c.Sandbox.KeepCard(t.Context(), payment.Card{Number: seal.Hide("4242424242424242"), Expires: "2099-01"})
		c.Must(err)
		order := payment.Order{Charge: id.New(), Token: kept.Token, Amount: money.Of(500, "USD")}
		first, err := c.Sandbox.Charge(t.Context(), order)
		c.Must(err)
		again, err := c.Sandbox.Charge(t.Context(), order)
		if err != nil || first != again || !first.Succeeded {
			t.Errorf("%+v, %+v, %v", first, again, err)
		}
		if unknown, err := c.Sandbox.FindCharge(t.Context(), id.New()); err != nil || unknown.Known {
			t.Errorf("one never sent: %+v, %v", unknown, err)
		}
	})
}

func TestAReportThatIsNotHeardIsMadeAgain(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	q := c.Ask(c.Engage("USD", "100"), "100", false)
	c.Pay(q)
	deaf := errors.New("not now")
	heard := 0
	settle := c.Sandbox.Reports.Settled
	c.Sandbox.Reports.Settled = func(ctx context.Context, charge id.ID) error {
		if heard++; heard < 3 {
			return deaf
		}
		return settle(ctx, charge)
	}
	later := c.Now().Add(72 * time.Hour)
	for range 2 {
		if err := c.Sandbox.RunDue(t.Context(), later); !errors.Is(err, deaf) {
			t.Errorf("%v", err)
		}
	}
	c.Must(c.Sandbox.RunDue(t.Context(), later))
	if next, err := c.Sandbox.NextDue(t.Context()); err != nil || next != 0 || heard != 3 {
		t.Errorf("next %v, heard %d, %v", next, heard, err)
	}
	c.Balanced()
}

func TestTheBankDoesNotTrustTheHousesBooks(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	kept, err := c.Sandbox.KeepAccount(t.Context(), payout.BankAccount{Currency: "USD", Bank: "B", Holder: "H", Number: seal.Hide("000123456789")})
	c.Must(err)
	_, err = c.Sandbox.Send(t.Context(), payout.Transfer{Payout: id.New(), Token: kept.Token, Amount: money.Of(1, "USD")})
	if !errors.Is(err, sandbox.ErrNoFunds) {
		t.Errorf("money that is not there was sent: %v", err)
	}
}
