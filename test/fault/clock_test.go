package fault

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // to hold rows

	"guildhall/app"
	"guildhall/test/world"
	"guildhall/web"
)

// told is what these stories read of an answer.
type told struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Kind    string `json:"kind"`
	To      string `json:"to"`
	Expires string `json:"expires_at"`
	Now     string `json:"now"`
	Problem string `json:"problem"`
	Items   []told `json:"items"`
}

// two is a house on PostgreSQL that two processes serve, seen at both.
type two struct {
	*testing.T
	street       *world.Street
	here, there  *world.Process
	conversation string
}

func beside(t *testing.T) *two {
	t.Helper()
	street, page, here, there := pair(t)
	return &two{t, street, here, there, strings.TrimPrefix(page, "/conversations/")}
}

func (w *two) call(at *world.Process, token string, status int, method, path string, in any) (out told) {
	w.Helper()
	at.Browser(w.T, token).JSON(method, path, in, &out).Want(w.T, status)
	return out
}

// seen asks the other process, as the operator.
func (w *two) seen(path string) told {
	w.Helper()
	return w.call(w.there, w.street.ChieToken, http.StatusOK, "GET", path, nil)
}

// until waits for something to become true.
func (w *two) until(what string, is func() bool) {
	w.Helper()
	for end := time.Now().Add(60 * time.Second); !is(); time.Sleep(20 * time.Millisecond) { //nolint:forbidigo // polling
		if time.Now().After(end) {
			w.Fatalf("never came: %s\nthe other process said: %s", what, w.there.Said())
		}
	}
}

// begin asks the first process to move the clock, and does not wait for the answer:
// that process will not live to give it.
func (w *two) begin(body map[string]any) {
	w.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		w.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, w.here.Address+"/api/v1/desk/clock", bytes.NewReader(raw))
	if err != nil {
		w.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: w.street.ChieToken})
	go func() {
		if res, err := http.DefaultTransport.RoundTrip(r); err == nil {
			res.Body.Close()
		}
	}()
}

// holding keeps a row from being changed until it is let go; waited tells that
// somebody stands at its table, and not merely at some lock of the house.
func (w *two) holding(query string) (waited func() bool, letGo func()) {
	w.Helper()
	d, err := sql.Open("pgx", w.street.House.Config.Database)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { d.Close() })
	table := strings.Fields(query)[3]
	tx, err := d.BeginTx(w.Context(), nil)
	if err != nil {
		w.Fatal(err)
	}
	rows, err := tx.QueryContext(w.Context(), query+" FOR UPDATE")
	if err != nil {
		w.Fatal(err)
	}
	if !rows.Next() {
		w.Fatalf("there is nothing to hold: %s", query)
	}
	if err := rows.Close(); err != nil {
		w.Fatal(err)
	}
	waited = func() bool {
		var n int
		if err := d.QueryRowContext(w.Context(), `SELECT COUNT(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%' || $1 || '%'`, table).Scan(&n); err != nil {
			w.Fatal(err)
		}
		return n > 0
	}
	return waited, func() {
		if err := tx.Rollback(); err != nil {
			w.Error(err)
		}
	}
}

// propose lets Ben send a proposal, at the first process.
func (w *two) propose() told {
	w.Helper()
	w.call(w.here, w.street.BenToken, http.StatusCreated, "POST", "/payout-accounts", map[string]any{"currency": "JPY", "bank": "Test Bank", "holder": "Ben Carter", "number": "000123456789"})
	w.call(w.here, w.street.AikoToken, http.StatusCreated, "POST", "/payment-methods", map[string]any{"number": "4242 4242 4242 4242", "expires": "12/39"})
	return w.call(w.here, w.street.BenToken, http.StatusCreated, "POST", "/proposals", map[string]any{"conversation": w.conversation, "total": "60000", "currency": "JPY", "terms": "Find it and mend it."})
}

// end checks that something happened once, that the operator can move the clock on
// at the process that is left, and that nothing was lost or done twice.
func (w *two) end(event string) {
	w.Helper()
	if n := len(w.seen("/desk/events?name=" + event).Items); n != 1 {
		w.Errorf("%s happened %d times", event, n)
	}
	w.until("moving the clock on at the other process", func() bool {
		var c told
		a := w.there.Browser(w.T, w.street.ChieToken).JSON("POST", "/desk/clock", map[string]any{"hours": 30}, &c)
		if a.Status != http.StatusOK && !strings.Contains(a.Body, "clock.moving") { // Until it is sure that the first one is dead.
			w.Fatalf("the clock answers %d %s", a.Status, a.Body)
		}
		return a.Status == http.StatusOK && c.State == "done"
	})
	if n := len(w.seen("/desk/events?name=" + event).Items); n != 1 {
		w.Errorf("%s happened %d times in the end", event, n)
	}
	w.there.Kill()
	world.Inside(w.T, w.street.House.Config, func(h *app.House) {
		checkAll(w.T, h, nil)
		if report, err := h.VerifyBooks(w.Context()); err != nil || len(report.Problems) > 0 {
			w.Errorf("the books are wrong: %v %v", report.Problems, err)
		}
	})
}

func TestTheClockIsMovedAtOneProcessAndADeadlineHonouredAtTheOther(t *testing.T) {
	t.Parallel() // It waits for most of its time.
	w := beside(t)
	p := w.propose()
	stream := w.there.Browser(t, w.street.AikoToken).Listen(t, "/live?after=0", "")
	w.call(w.here, w.street.ChieToken, http.StatusOK, "POST", "/desk/clock", map[string]any{"to": p.Expires})
	if c := w.seen("/desk/clock"); c.State != "done" || c.Now < p.Expires {
		t.Errorf("the other process's clock is %+v", c)
	}
	if got := w.call(w.there, w.street.AikoToken, http.StatusOK, "GET", "/proposals/"+p.ID, nil); got.State != "expired" {
		t.Errorf("at the other process the proposal is %s", got.State)
	}
	for !strings.Contains(stream.Await(t, "wake").Data, `"proposal.expire"`) { // What came before is told first.
	}
	w.end("proposal.expire")
}

func TestTheClockMovesAndItsProcessIsKilledAndTheProposalExpires(t *testing.T) {
	t.Parallel() // It waits for most of its time.
	w := beside(t)
	p := w.propose()
	waited, letGo := w.holding("SELECT 1 FROM deal_proposal")
	w.begin(map[string]any{"to": p.Expires})
	w.until("the clock at the deadline", func() bool { return w.seen("/desk/clock").Now >= p.Expires && waited() })
	w.here.Kill()
	state := func() string {
		return w.call(w.there, w.street.AikoToken, http.StatusOK, "GET", "/proposals/"+p.ID, nil).State
	}
	if got := state(); got != "proposed" {
		t.Fatalf("the first process came further than it may: %s", got)
	}
	letGo()
	w.until("the deadline, honoured by the process that is left", func() bool { return state() == "expired" })
	w.end("proposal.expire")
}

func TestTheClockMovesAndItsProcessIsKilledAndTheMailRipens(t *testing.T) {
	t.Parallel() // It waits for most of its time.
	w := beside(t)
	w.here.Browser(t, w.street.AikoToken).Post("/conversations/"+w.conversation+"/messages", "text", "Please do.").Want(t, http.StatusSeeOther)
	state := func() string {
		for _, m := range w.seen("/desk/mail?limit=100").Items {
			if m.Kind == "mail.message" && m.To == "ben@example.org" {
				return m.State
			}
		}
		return ""
	}
	w.until("a batch that rests", func() bool { return state() == "resting" })
	waited, letGo := w.holding("SELECT 1 FROM notify_mail WHERE state = 'resting'")
	before := w.seen("/desk/clock").Now
	w.begin(map[string]any{"hours": 2})
	w.until("the clock past the deadline", func() bool { return w.seen("/desk/clock").Now > before && waited() })
	w.here.Kill()
	if got := state(); got != "resting" {
		t.Fatalf("the first process came further than it may: %s", got)
	}
	letGo()
	w.until("the mail, kept for the desk by the process that is left", func() bool { return state() == "kept" })
	w.end("mail.ripen")
}

func TestTheClockMovesAndItsProcessIsKilledAndTheExpertIsPaidOnce(t *testing.T) {
	t.Parallel() // It waits for most of its time.
	w := beside(t)
	p := w.propose()
	e := w.call(w.here, w.street.AikoToken, http.StatusOK, "POST", "/proposals/"+p.ID+"/accept", map[string]any{"approval": "manual"})
	q := w.call(w.here, w.street.BenToken, http.StatusCreated, "POST", "/payment-requests", map[string]any{"engagement": e.ID, "amount": "60000", "work": "Mended.", "final": true})
	w.call(w.here, w.street.AikoToken, http.StatusOK, "POST", "/payment-requests/"+q.ID+"/approve", nil)
	w.until("the card to be charged", func() bool {
		return len(w.seen("/desk/events?name=charge.succeed").Items) == 1
	})
	state := func() string {
		for _, one := range w.call(w.there, w.street.BenToken, http.StatusOK, "GET", "/payouts", nil).Items {
			return one.State
		}
		return ""
	}
	w.call(w.here, w.street.ChieToken, http.StatusOK, "POST", "/desk/clock", map[string]any{"hours": 48})
	if got := state(); got != "" {
		t.Fatalf("paid out before it settled: %s", got)
	}
	waited, letGo := w.holding("SELECT 1 FROM ledger_balance WHERE account = 'expert_payable'")
	w.begin(map[string]any{"hours": 24})
	w.until("the payout run", waited)
	w.here.Kill()
	letGo()
	w.until("the payout, sent by the process that is left", func() bool { return state() == "sent" })
	w.end("payout.start")
}
