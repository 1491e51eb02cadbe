package demo_test

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/engine/flow"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/demo"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// rooms are the beginnings of the tables whose flows the story shows whole.
var rooms = []string{"deal_", "payment_", "payout_", "review"}

// neverStands are the states in which nothing can stand when the story has ended,
// because the house is quiet then, each with its reason.
var neverStands = map[string]string{
	"charge.started":     "the processor answers before the house is quiet",
	"charge.unknown":     "the processor is asked again before the house is quiet",
	"payout.started":     "the bank takes it before the house is quiet",
	"payout_run.running": "a run ends before the house is quiet",
}

// neverMade are the moves that the story leaves out, each with its reason.
var neverMade = map[string]string{
	"charge.lose": "a lost answer is a failed job, and its warning would be the first thing that whoever starts the demo reads",
}

// standing counts the things of a flow by their state.
var standing = func() map[string]*db.Query {
	queries := map[string]*db.Query{}
	for _, f := range flow.All() {
		queries[f.Noun] = db.Read("test.demo."+f.Noun, `SELECT state FROM `+f.Table+` GROUP BY state`)
	}
	return queries
}()

var late = db.Read("test.demo.late", `SELECT state_since - arrives_at FROM payout_line WHERE state = 'arrived'`)

var made = db.Read("test.demo.made", `SELECT name FROM event GROUP BY name`)

func TestTheDemoShowsEveryStateAndItsBooksAreRight(t *testing.T) {
	if testing.Short() {
		t.Skip("left out: the demo's story takes seconds")
	}
	for name, database := range map[string]func(testing.TB) string{
		"sqlite":   func(testing.TB) string { return "" },
		"postgres": dbtest.PostgresURL,
	} {
		t.Run(name, func(t *testing.T) {
			c := world.Config(t, database(t))
			c.Demo, c.Begins = true, "" // Its story ends today.
			w := world.Start(t, c)
			w.Until(t, "a quiet house", w.Quiet)
			everyState(t, w)
			theBooks(t, w)
			today(t, w)
			onTheDay(t, w)
			somethingToDo(t, w)
			unpaidIsNotDone(t, w)
		})
	}
}

func everyState(t *testing.T, w *world.World) {
	events, err := db.All(t.Context(), w.House.DB, made, db.ScanValue[string])
	if err != nil {
		t.Fatal(err)
	}
	happened := " " + strings.Join(events, " ") + " "
	for _, f := range flow.All() {
		if !ours(f) {
			continue
		}
		states, err := db.All(t.Context(), w.House.DB, standing[f.Noun], db.ScanValue[string])
		if err != nil {
			t.Fatal(err)
		}
		here := " " + strings.Join(states, " ") + " "
		for _, s := range f.Stops {
			key := f.Noun + "." + string(s.State)
			if is := strings.Contains(here, " "+string(s.State)+" "); !is && neverStands[key] == "" {
				t.Errorf("nothing is %s: let it happen, or say why not", key)
			} else if is && neverStands[key] != "" {
				t.Errorf("%s stands in the demo after all", key)
			}
		}
		for _, r := range f.Rows {
			key := f.Noun + "." + r.Move
			if is := strings.Contains(happened, " "+key+" "); !is && neverMade[key] == "" {
				t.Errorf("%s is never made: let it be, or say why not", key)
			} else if is && neverMade[key] != "" {
				t.Errorf("%s is made in the demo after all", key)
			}
		}
	}
}

func ours(f *flow.Flow) bool {
	for _, prefix := range rooms {
		if strings.HasPrefix(f.Table, prefix) {
			return true
		}
	}
	return false
}

// theBooks are proved by the house, and by a stranger's program where it is there.
func theBooks(t *testing.T, w *world.World) {
	report, err := w.House.VerifyBooks(t.Context())
	if err != nil || len(report.Problems) > 0 || report.Postings < 100 {
		t.Errorf("the books: %+v %v", report, err)
	}
	if _, err := exec.LookPath("hledger"); err != nil {
		t.Log("hledger is not installed: its check is left out")
		return
	}
	format, _ := ledger.FormatOf("hledger")
	var books bytes.Buffer
	if err := ledger.Export(t.Context(), w.House.DB, &books, format, time.UTC); err != nil {
		t.Fatal(err)
	}
	check := exec.CommandContext(t.Context(), "hledger", "-f", "-", "check", "-s", "accounts", "commodities", "ordereddates")
	check.Stdin = &books
	if said, err := check.CombinedOutput(); err != nil {
		t.Errorf("hledger: %v\n%s", err, said)
	}
}

// today is when the story ends.
func today(t *testing.T, w *world.World) {
	now, err := w.House.Journal.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if off := time.Since(now.Time()); off < -time.Minute || off > 10*time.Minute {
		t.Errorf("the story of %v ends %v before now", demo.Length, off)
	}
}

// onTheDay looks whether the clock waited for what was due: a payout arrives when the
// bank said so.
func onTheDay(t *testing.T, w *world.World) {
	list, err := db.All(t.Context(), w.House.DB, late, db.ScanValue[int64])
	if err != nil || len(list) < 10 {
		t.Fatal(list, err)
	}
	for _, micros := range list {
		if by := time.Duration(micros) * time.Microsecond; by > time.Hour {
			t.Errorf("a payout arrived %v late", by)
		}
	}
}

// somethingToDo looks at the conversations of each persona.
func somethingToDo(t *testing.T, w *world.World) {
	for _, p := range account.Personas {
		if p.Hat == account.HatOperator {
			continue
		}
		b := w.Visitor(t)
		b.Post("/sign-in/as", "persona", p.Key).Want(t, 303)
		page := b.Get("/conversations").Want(t, 200).Body
		if n := strings.Count(page, `href="/conversations/`); n < 4 {
			t.Errorf("%s has %d conversations", p.Key, n)
		}
	}
}

// unpaidIsNotDone looks at the work whose payment was taken back by a chargeback.
func unpaidIsNotDone(t *testing.T, w *world.World) {
	ben := w.Visitor(t)
	ben.Post("/sign-in/as", "persona", "ben").Want(t, 303)
	link := regexp.MustCompile(`href="(/conversations/con_[0-9a-z]+)"[^>]*>(?:[^<]|<[^a])*Redshift dashboards`).FindStringSubmatch(ben.Get("/conversations").Want(t, 200).Body)
	if link == nil {
		t.Fatal("Ben's conversation about Redshift is not listed")
	}
	if page := ben.Get(link[1]).Want(t, 200).Body; !strings.Contains(page, "The work is over") || strings.Contains(page, "All done") {
		t.Errorf("an engagement that was never paid is told as done: %s", link[1])
	}
}
