package naughty_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"guildhall/base/db"
	"guildhall/test/world"
)

var events = db.Read("naughty.events", `SELECT COUNT(*) FROM event WHERE actor_kind IN ('person', 'operator')`)

// events counts what people did; what the house does by itself goes on meanwhile.
func (s *stage) events() int64 {
	s.Helper()
	n, err := db.One(s.Context(), s.w.House.DB, events, db.ScanValue[int64])
	if err != nil {
		s.Fatal(err)
	}
	return n
}

// wordy are the fields whose words can be changed without breaking anything.
var wordy = []string{"reason", "text", "title", "name", "terms", "work", "note", "body", "legal_name", "bank", "confirm", "email", "number"}

// Every operation that takes input, sent twice with one key: one effect and one
// answer. The same key with other words is a conflict, and changes nothing.
func TestTheSameKeyHasOneEffectWhateverTheOperation(t *testing.T) {
	each(t, func(t *testing.T, w *world.World) {
		s := newStage(t, w)
		held := 0
		for _, o := range served(t, s.aiko).operations {
			start := calls[o.id]
			if start == nil || idle[o.id] || o.kind != "application/json" {
				continue
			}
			c := start(s)
			key := http.Header{"Idempotency-Key": {"key-" + o.id}}
			send := func(body fields) world.Answer {
				return s.again(func() world.Answer {
					return c.who.Do(o.method, "/api/v1"+c.path, o.kind, strings.NewReader(mustJSON(body)), key)
				})
			}
			first := send(c.body)
			before := s.events()
			second := send(c.body)
			if gone := o.id == "closeMyAccount" && second.Status == 401; first.Status >= 300 || second.Status != first.Status && !gone {
				t.Errorf("%s answers %d and then %d: %s", o.id, first.Status, second.Status, short(second.Body))
			}
			if after := s.events(); after != before {
				t.Errorf("%s with one key twice: %d events more the second time", o.id, after-before)
			}
			held++
			i := slices.IndexFunc(wordy, func(name string) bool { _, is := c.body[name].(string); return is })
			if i < 0 || o.id == "closeMyAccount" {
				continue
			}
			other := maps.Clone(c.body)
			other[wordy[i]] = fmt.Sprint(other[wordy[i]], "x")
			if a := send(other); a.Status != 409 && a.Status != 422 || s.events() != before {
				t.Errorf("%s with one key and other words answers %d: %s", o.id, a.Status, short(a.Body))
			}
		}
		t.Logf("%d operations", held)
	})
}

// atOnce does something twenty times side by side and counts the answers.
func atOnce(do func(i int) world.Answer) map[int]int {
	var mu sync.Mutex
	var all sync.WaitGroup
	count := map[int]int{}
	for i := range 20 {
		all.Go(func() {
			a := do(i)
			mu.Lock()
			defer mu.Unlock()
			count[a.Status]++
		})
	}
	all.Wait()
	return count
}

// Twenty at once, over the API as twenty programs would: one outcome, and the others
// are told that it is no longer to be had.
func TestTwentyAtOnceHaveOneOutcomeAndTheOthersAreTold(t *testing.T) {
	each(t, func(t *testing.T, w *world.World) {
		s := newStage(t, w)
		expect := func(what string, got map[int]int, want map[int]int) {
			t.Helper()
			if !maps.Equal(got, want) {
				t.Errorf("%s: answers %v, want %v", what, got, want)
			}
		}
		post := func(who *world.Browser, path string, body fields) func(int) world.Answer {
			return func(int) world.Answer { return who.JSON("POST", path, body, nil) }
		}
		q := s.post()
		expect("answering a request with one voice", atOnce(post(s.ben, "/conversations", fields{"request": q, "text": "I can look.", "voice": "self"})), map[int]int{201: 1, 409: 19})
		edited := wanted()
		edited["edition"] = 1
		expect("editing one edition", atOnce(func(i int) world.Answer {
			mine := maps.Clone(edited)
			mine["title"] = fmt.Sprintf("Our nightly job times out, %d", i)
			return s.aiko.JSON("PUT", "/requests/"+q, mine, nil)
		}), map[int]int{200: 1, 409: 19})
		expect("closing it", atOnce(post(s.aiko, "/requests/"+q+"/close", nil)), map[int]int{200: 1, 409: 19})
		p := s.offer("10.00")
		got := atOnce(func(i int) world.Answer {
			if i%2 == 0 {
				return s.aiko.JSON("POST", "/proposals/"+p+"/accept", agreed, nil)
			}
			return s.ben.JSON("POST", "/proposals/"+p+"/withdraw", nil, nil)
		})
		expect("accepting and withdrawing a proposal", got, map[int]int{200: 1, 409: 19})
		leaver := s.join()
		company := s.call(leaver, "POST", "/organisations", fields{"name": "Harbour"}).ID
		got = atOnce(post(leaver, "/organisations/"+company+"/close", nil))
		if got[204] != 1 || got[404]+got[409]+got[403] != 19 {
			t.Errorf("closing an organisation: %v", got)
		}
		c := calls["closeMyAccount"](s)
		got = atOnce(post(c.who, c.path, c.body))
		if got[204] != 1 || got[401]+got[404]+got[409] != 19 {
			t.Errorf("closing an account: %v", got)
		}
		s.whole()
	})
}
