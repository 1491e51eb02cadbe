package payout_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/payout"
	"guildhall/test/till"
)

// letterbox keeps the letters of the room.
type letterbox struct {
	mu   sync.Mutex
	list []letter
}

type letter struct {
	To   account.Address
	Path string
	Args map[string]any
}

// Letter is account.Post.
func (b *letterbox) Letter(_ context.Context, _ *journal.Tx, to account.Address, key string, args map[string]any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	path, _ := args["Path"].(string)
	if key == payout.LetterReplaced {
		b.list = append(b.list, letter{to, strings.TrimPrefix(path, "/payout-account/stop/"), args})
	}
	return nil
}

var sweeper = policy.As(policy.Clock, "sweep")

func stateOf(c *till.Till, a id.ID) string {
	c.T.Helper()
	found, err := payout.FindAccount(c.T.Context(), c.DB, a)
	c.Must(err)
	return string(found.State)
}

func TestAReplacedAccountCountsAfter72HoursInWhichNothingIsPaid(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		earn(c, "USD", "100")
		before := accountOf(c, c.Ben)
		made := c.Named(c.Ben, "USD", "000123456789")
		a, err := payout.FindAccount(t.Context(), c.DB, made)
		c.Must(err)
		if a.State != payout.AccountWaiting || a.EffectAt != a.MadeAt.Add(72*time.Hour) {
			t.Fatalf("%+v", a)
		}
		if list := c.PayOut(); len(list) != 0 {
			t.Fatalf("paid while a change waits: %+v", list)
		}
		if ok, err := payout.PaidIn(t.Context(), c.DB, c.Ben.Organisation, "USD"); err != nil || !ok {
			t.Errorf("a seller whose account is about to change offers nothing: %v", err)
		}
		wish, err := payout.PreferenceOf(t.Context(), c.DB, c.Ben.Organisation, "USD")
		c.Must(err)
		if next := wish.Next(c.Now(), time.UTC); next <= a.EffectAt || wish.HeldUntil != a.EffectAt {
			t.Errorf("the next payout is said to be on %s, before %s", next.Time(), a.EffectAt.Time())
		}
		c.AdvanceTo(c.Now().Add(71 * time.Hour))
		if err := c.Payouts.TakeEffect(t.Context(), sweeper, made); !fault.Is(err, "payout_account.moved_already") {
			t.Errorf("an hour early: %v", err)
		}
		c.AdvanceTo(c.Now().Add(time.Hour))
		c.Must(c.Payouts.TakeEffect(t.Context(), sweeper, made))
		if got := stateOf(c, made) + " " + stateOf(c, before.ID); got != "active removed" {
			t.Errorf("after 72 hours: %s", got)
		}
		if list := c.PayOut(); len(list) != 1 || list[0].Account != made {
			t.Errorf("not paid to the new one: %+v", list)
		}
		c.Advance(25 * time.Hour)
		c.Balanced()
	})
}

func TestALinkInTheLetterStopsAChangeOnceAndWithoutSigningIn(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		box := &letterbox{}
		c.Payouts.Post = box
		earn(c, "USD", "100")
		before := accountOf(c, c.Ben)
		made := c.Named(c.Ben, "USD", "000123456789")
		if len(box.list) != 1 || box.list[0].To.Person != c.Ben.Person || box.list[0].Args["Last4"] != "6789" {
			t.Fatalf("who was told: %+v", box.list)
		}
		link, visitor := box.list[0].Path, policy.Actor{Kind: policy.Visitor}
		for range 2 { // Looking does nothing.
			a, err := c.Payouts.PeekStop(t.Context(), link)
			c.Must(err)
			if a.ID != made || a.State != payout.AccountWaiting {
				t.Fatalf("%+v", a)
			}
		}
		c.Must(c.Payouts.StopByLink(t.Context(), visitor, link))
		if err := c.Payouts.StopByLink(t.Context(), visitor, link); !fault.Is(err, "account.link_used") {
			t.Errorf("used twice: %v", err)
		}
		if err := c.Payouts.StopByLink(t.Context(), visitor, seal.Token()); !fault.Is(err, "account.link_unknown") {
			t.Errorf("made up: %v", err)
		}
		if got := stateOf(c, made) + " " + stateOf(c, before.ID); got != "stopped active" {
			t.Errorf("after the stop: %s", got)
		}
		c.Advance(72 * time.Hour)
		if err := c.Payouts.TakeEffect(t.Context(), sweeper, made); !fault.Is(err, "payout_account.moved_already") {
			t.Errorf("a stopped change takes effect: %v", err)
		}
		if list := c.PayOut(); len(list) != 1 || list[0].Account != before.ID {
			t.Errorf("not paid as before: %+v", list)
		}
	})
}

func TestALinkOfAChangeThatTookEffectComesTooLate(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	box := &letterbox{}
	c.Payouts.Post = box
	made := c.Named(c.Ben, "USD", "000123456789")
	c.Advance(72 * time.Hour)
	c.Must(c.Payouts.TakeEffect(t.Context(), sweeper, made))
	if err := c.Payouts.StopByLink(t.Context(), policy.Actor{Kind: policy.Visitor}, box.list[0].Path); !fault.Is(err, "payout_account.moved_already") {
		t.Errorf("%v", err)
	}
	if got := stateOf(c, made); got != "active" {
		t.Error(got)
	}
}

func TestRemovingAnAccountFirstDoesNotMakeTheNextOneCountAtOnce(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	c.Must(c.Payouts.RemoveAccount(t.Context(), c.Ben, accountOf(c, c.Ben).ID))
	made := c.Named(c.Ben, "USD", "000123456789")
	if got := stateOf(c, made); got != "waiting" {
		t.Fatal(got)
	}
	again := c.Named(c.Ben, "USD", "000123456789") // Typed again: the days begin anew.
	if got := stateOf(c, made) + " " + stateOf(c, again); got != "removed waiting" {
		t.Error(got)
	}
	if err := c.Payouts.StopAccount(t.Context(), c.Aiko, again); !fault.Is(err, "payout_account.missing") {
		t.Errorf("stopped by another organisation: %v", err)
	}
	c.Must(c.Payouts.StopAccount(t.Context(), c.Ben, again))
	if got := stateOf(c, again); got != "stopped" {
		t.Error(got)
	}
}

// RULES.md 3: of twenty at once one waits, and the one in use stays in use.
func TestTwentyAccountsAtOnceLeaveOneWaiting(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				_, err := c.Payouts.AddAccount(t.Context(), c.Ben, payout.AccountInput{Currency: "USD", Bank: "Test Bank", Holder: "Ben", Number: seal.Hide("000123456789")})
				if err != nil && !fault.IsKind(err, fault.KindConflict) {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		list, err := payout.AccountsOf(t.Context(), c.DB, c.Ben.Organisation)
		c.Must(err)
		count := map[string]int{}
		for _, a := range list {
			if a.Currency == "USD" {
				count[string(a.State)]++
			}
		}
		if count["active"] != 1 || count["waiting"] != 1 {
			t.Errorf("%v", count)
		}
	})
}
