package talk_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/talk"
	"guildhall/test/dbtest"
)

// ear is one open stream and what it has heard.
type ear struct {
	t    *testing.T
	stop context.CancelFunc
	done chan struct{}

	lock     sync.Mutex
	heard    map[id.ID]talk.Wake
	readers  []talk.Wake
	position int64
	behind   bool
}

func (h *house) listen(who policy.Actor, after int64) *ear {
	h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	e := &ear{t: h.t, stop: cancel, done: make(chan struct{}), heard: map[id.ID]talk.Wake{}, position: after}
	go func() {
		defer close(e.done)
		err := h.Follow(ctx, who, after, func(w talk.Wake) error {
			e.lock.Lock()
			defer e.lock.Unlock()
			if !w.Reader.IsNone() {
				e.readers = append(e.readers, w)
			}
			if !w.Event.IsNone() {
				e.heard[w.Event] = w
			}
			if w.Position < e.position {
				e.t.Errorf("the position goes back from %d to %d", e.position, w.Position)
			}
			e.position, e.behind = w.Position, e.behind || w.Behind
			return nil
		}, func() error { return nil })
		if !errors.Is(err, context.Canceled) {
			e.t.Errorf("the stream ended: %v", err)
		}
	}()
	h.t.Cleanup(e.close)
	return e
}

func (e *ear) close() {
	e.stop()
	<-e.done
}

func (e *ear) count(name string) int {
	e.lock.Lock()
	defer e.lock.Unlock()
	n := 0
	for _, w := range e.heard {
		if w.Name == name {
			n++
		}
	}
	return n
}

func (e *ear) read() []talk.Wake {
	e.lock.Lock()
	defer e.lock.Unlock()
	return slices.Clone(e.readers)
}

func (e *ear) reached() int64 {
	e.lock.Lock()
	defer e.lock.Unlock()
	return e.position
}

// await waits until it is so.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}

func TestAStreamThatBreaksAgainAndAgainMissesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.ben)
		h.quiet()
		after, err := h.journal.Position(t.Context())
		h.must(err)
		const each = 60
		var wait sync.WaitGroup
		sent := make(chan id.ID, 2*each)
		for _, who := range []policy.Actor{h.aiko, h.ben} {
			wait.Go(func() {
				for range each {
					m, err := h.Send(context.Background(), who, talk.SendInput{Conversation: c, Text: "words"})
					if err != nil {
						t.Error(err)
						return
					}
					sent <- m
				}
			})
		}
		heard := map[id.ID]bool{}
		var over atomic.Bool
		go func() { wait.Wait(); over.Store(true) }()
		for running := true; running; {
			running = !over.Load()
			e := h.listen(h.aiko, after)
			await(t, "something is heard", func() bool { return over.Load() || e.reached() > after || e.count("message.send") > 0 })
			e.close() // and again, from the position it had
			for _, w := range e.heard {
				heard[w.Subject] = true
			}
			after = e.reached()
		}
		e := h.listen(h.aiko, after)
		h.quiet()
		end, err := h.journal.Position(t.Context())
		h.must(err)
		await(t, "the end is reached", func() bool { return e.reached() == end })
		e.close()
		for _, w := range e.heard {
			heard[w.Subject] = true
		}
		close(sent)
		for m := range sent {
			if !heard[m] {
				t.Errorf("message %s was never heard of", m)
			}
		}
	})
}

func TestAStreamTellsOnlyOfOnesOwnConversations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		mine, others := h.answered(h.ben), h.answered(h.dana)
		ben, emil := h.listen(h.ben, 0), h.listen(h.emil, 0)
		await(t, "Ben hears what was there", func() bool { return ben.count("message.send") == 1 })
		h.say(h.aiko, others, "Not for Ben.")
		h.say(h.aiko, mine, "For Ben.")
		await(t, "Ben hears what is new", func() bool { return ben.count("message.send") == 2 })
		if emil.count("message.send") != 0 {
			t.Error("Emil hears what is not his")
		}
		h.must(h.AddMember(t.Context(), h.dana, others, h.emil.Person))
		await(t, "Emil hears that he was added", func() bool { return emil.count("conversation.add_member") == 1 })
		h.say(h.aiko, others, "For Emil too.")
		await(t, "Emil hears what is said", func() bool { return emil.count("message.send") >= 1 })
		h.must(h.RemoveMember(t.Context(), h.dana, others, h.emil.Person))
		await(t, "Emil hears that he was removed", func() bool { return emil.count("conversation.remove_member") == 1 })
		before := emil.count("message.send")
		h.say(h.aiko, others, "No longer for Emil.")
		h.say(h.aiko, mine, "For Ben again.")
		await(t, "Ben hears it", func() bool { return ben.count("message.send") == 3 })
		h.quiet()
		if emil.count("message.send") != before || ben.count("message.send") != 3 {
			t.Errorf("Emil hears %d more", emil.count("message.send")-before)
		}
	})
}

func TestReadingIsToldAtOnceToThoseInTheConversation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.ben)
		m := h.say(h.ben, c, "Have you seen this?")
		ben, emil := h.listen(h.ben, 0), h.listen(h.emil, 0)
		await(t, "Ben's stream is open", func() bool { return ben.count("message.send") == 2 })
		h.must(h.MarkRead(t.Context(), h.aiko, c, m))
		await(t, "Ben hears that Aiko has read it", func() bool { return len(ben.read()) == 1 })
		if w := ben.read()[0]; w.Reader != h.aiko.Person || w.Conversation != c {
			t.Errorf("told %+v", w)
		}
		h.must(h.MarkRead(t.Context(), h.aiko, c, m)) // Nothing new: nothing is told.
		h.say(h.aiko, c, "Yes.")
		await(t, "Ben hears her answer", func() bool { return ben.count("message.send") == 3 })
		if n := len(ben.read()); n != 1 {
			t.Errorf("told %d times", n)
		}
		if len(emil.read()) != 0 {
			t.Error("Emil hears who reads what is not his")
		}
	})
}

func TestAStreamFromAPositionOfAnotherHouseSaysReadAgain(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	h.answered(h.ben)
	ctx, cancel := context.WithCancel(t.Context())
	err := h.Follow(ctx, h.ben, 1_000_000, func(w talk.Wake) error {
		if !w.Behind {
			t.Errorf("got %+v", w)
		}
		cancel()
		return nil
	}, func() error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestATokenOpensTheStreamOfItsOwnOrganisation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		token, _, err := h.Token(t.Context(), h.ben)
		h.must(err)
		who, err := h.Redeem(t.Context(), token.Reveal())
		if err != nil || who.Person != h.ben.Person || who.May("conversations") || !who.May("live") {
			t.Errorf("%+v %v", who, err)
		}
		if _, err := h.Redeem(t.Context(), token.Reveal()+"x"); codeOf(err) != "account.sign_in_first" {
			t.Errorf("a wrong token: %v", err)
		}
		if _, _, err := h.Token(t.Context(), policy.Actor{}); codeOf(err) != "account.sign_in_first" {
			t.Errorf("a visitor: %v", err)
		}
	})
}
