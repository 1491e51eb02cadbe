package account

import (
	"context"
	"sync"
	"testing"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/test/dbtest"
	_ "guildhall/text" // the house speaks
)

// house is a room on an empty database with a letter box that keeps what is sent.
type house struct {
	*Room
	t *testing.T
	j *journal.Journal
	d *db.DB

	mu      sync.Mutex
	letters []letter
}

type letter struct {
	To   Address
	Key  string
	Args map[string]any
}

// Letter keeps a letter. A change that is undone or run again may leave one too
// many, which the tests must not mind.
func (h *house) Letter(_ context.Context, _ *journal.Tx, to Address, key string, args map[string]any) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.letters = append(h.letters, letter{to, key, args})
	return nil
}

// last gives the newest letter to an address.
func (h *house) last(email, key string) letter {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.letters) - 1; i >= 0; i-- {
		if l := h.letters[i]; l.To.Email == email && l.Key == key {
			return l
		}
	}
	h.t.Fatalf("no letter %s to %s", key, email)
	return letter{}
}

func (h *house) count(email, key string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, l := range h.letters {
		if l.To.Email == email && l.Key == key {
			n++
		}
	}
	return n
}

func open(t *testing.T, d *db.DB) *house {
	t.Helper()
	j, err := journal.Open(t.Context(), d, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := flow.Store(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	h := &house{Room: New(j), t: t, j: j, d: d}
	h.Ring = seal.New()
	h.Post = h
	return h
}

// each runs a test in a house on every database.
func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, open(t, d)) })
}

// join makes a person and gives who acts for the personal organisation.
func (h *house) join(name, email string) policy.Actor {
	h.t.Helper()
	who := policy.Actor{Kind: policy.Person, Request: "test", Fresh: true}
	err := h.j.Change(h.t.Context(), who, func(ctx context.Context, tx *journal.Tx) (err error) {
		who.Person, who.Organisation, err = Join(ctx, tx, NewPerson{Name: name, Email: email, Lang: "en", Zone: "Asia/Tokyo"})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return who
}

// wearing is the same person for another organisation.
func wearing(who policy.Actor, organisation id.ID) policy.Actor {
	who.Organisation = organisation
	return who
}

func wantFault(t *testing.T, err error, code string) {
	t.Helper()
	if !fault.Is(err, code) {
		t.Errorf("got %v, want the fault %s", err, code)
	}
}

func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

type idOf = id.ID
