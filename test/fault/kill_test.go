package fault

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/market/talk"
	"guildhall/test/world"
	"guildhall/web"
)

// say is one message that somebody wants said, with the key of its form.
type say struct{ key, text string }

// writers is how many write at the same time.
const writers = 4

func TestKilledAtAnyMomentNothingAcknowledgedIsLost(t *testing.T) {
	kills := 30
	if soaking() {
		kills = 300
	}
	onBoth(t, func(t *testing.T, c config.Config) {
		var street *world.Street
		var form string
		world.Inside(t, c, func(h *app.House) {
			street = world.People(t, h)
			conversation := street.Talk(street.Post("Our RDS bill doubled in October"))
			form = "/conversations/" + talk.ConversationID.Text(conversation) + "/messages"
		})
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		chance := rand.New(rand.NewPCG(seed, 1))
		var said []say               // acknowledged
		open := make([]say, writers) // sent, and not known to have arrived
		for round := range kills {
			p := world.Serve(t, c.Data, c.Database, "--messages-per-minute", "0")
			var wait sync.WaitGroup
			var mu sync.Mutex
			for w := range writers {
				wait.Go(func() {
					client := &writer{t: t, address: p.Address + form, token: street.BenToken}
					if open[w].key != "" { // What may have been lost is sent again, with the same key.
						if client.send(open[w]) != nil {
							return
						}
						mu.Lock()
						said = append(said, open[w])
						mu.Unlock()
						open[w] = say{}
					}
					for n := 0; ; n++ {
						next := say{web.NewKey(), fmt.Sprintf("round %d writer %d message %d", round, w, n)}
						if client.send(next) != nil {
							open[w] = next
							return
						}
						mu.Lock()
						said = append(said, next)
						mu.Unlock()
					}
				})
			}
			moment := time.NewTimer(time.Duration(chance.IntN(300_000)) * time.Microsecond)
			<-moment.C
			p.Kill()
			wait.Wait()
		}
		p := world.Serve(t, c.Data, c.Database, "--messages-per-minute", "0")
		client := &writer{t: t, address: p.Address + form, token: street.BenToken}
		for _, s := range open {
			if s.key == "" {
				continue
			}
			if err := client.send(s); err != nil {
				t.Errorf("after the last restart: %v", err)
			}
			said = append(said, s)
		}
		p.Kill()
		t.Logf("%d messages were acknowledged over %d kills", len(said), kills)
		if len(said) < kills {
			t.Errorf("only %d messages got through; the load was no load", len(said))
		}
		world.Inside(t, c, func(h *app.House) { checkAll(t, h, said) })
	})
}

// writer posts messages as a page's form would.
type writer struct {
	t       *testing.T
	address string
	token   string
}

// send gives an error when the answer was not heard; an answer that refuses fails
// the test, but for those that say "not now".
func (w *writer) send(s say) error {
	body := url.Values{"text": {s.text}, "voice": {"self"}, "_key": {s.key}}
	r, err := http.NewRequest(http.MethodPost, w.address, strings.NewReader(body.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: w.token})
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if res.StatusCode == http.StatusServiceUnavailable {
		return errors.New("not now")
	}
	if res.StatusCode != http.StatusSeeOther {
		w.t.Errorf("%q answers %d: %s", s.text, res.StatusCode, world.Words(string(answer)))
		return errors.New("refused")
	}
	return err
}

// checkAll holds the database to what was acknowledged.
func checkAll(t *testing.T, h *app.House, said []say) {
	t.Helper()
	ctx := t.Context()
	for more := true; more; { // What a kill left open is sealed by whoever comes next.
		n, err := h.Journal.SealOnce(ctx)
		if err != nil {
			t.Fatal(err)
		}
		more = n > 0
	}
	if _, err := h.Journal.Verify(ctx); err != nil {
		t.Errorf("the chain does not verify: %v", err)
	}
	rows, err := h.DB.Handle().QueryContext(ctx, `SELECT body, COUNT(*) FROM talk_message WHERE body LIKE 'round %' GROUP BY body`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	kept := map[string]int{}
	for rows.Next() {
		var text string
		var n int
		if err := rows.Scan(&text, &n); err != nil {
			t.Fatal(err)
		}
		kept[text] = n
	}
	for _, s := range said {
		if kept[s.text] != 1 {
			t.Errorf("%q was acknowledged and is there %d times", s.text, kept[s.text])
		}
	}
	for what, query := range map[string]string{
		"messages without an event":               `SELECT COUNT(*) FROM talk_message m WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.subject_id = m.id AND e.name = 'message.send')`,
		"events without their message":            `SELECT COUNT(*) FROM event e WHERE e.name = 'message.send' AND NOT EXISTS (SELECT 1 FROM talk_message m WHERE m.id = e.subject_id)`,
		"messages with more than one event":       `SELECT COUNT(*) FROM (SELECT subject_id FROM event WHERE name = 'message.send' GROUP BY subject_id HAVING COUNT(*) > 1) x`,
		"events that are neither sealed nor open": `SELECT COUNT(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM journal_seal s WHERE s.event_id = e.id) AND NOT EXISTS (SELECT 1 FROM journal_open o WHERE o.event_id = e.id)`,
	} {
		var n int
		if err := h.DB.Handle().QueryRowContext(ctx, query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}
