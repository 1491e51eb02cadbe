package sweep_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/engine/sweep"
	"guildhall/test/dbtest"
)

// A kettle is put on, boils an hour later by itself, and is cold a day after that.
var kettleFlow = flow.Define("kettle", "test_kettle",
	flow.Stops(flow.Waits("on", flow.Clock), flow.Waits("hot", flow.Clock), flow.End("cold")),
	flow.Rows{
		{Move: "put_on", To: "on", By: flow.Expert},
		{Move: "boil", From: "on", To: "hot", By: flow.Clock, After: time.Hour},
		{Move: "cool", From: "hot", To: "cold", By: flow.Clock, After: 24 * time.Hour},
	})

var (
	kettleInsert = db.Write("test.kettle.insert", `INSERT INTO test_kettle (id, state, state_since, deadline, version) VALUES ($1, $2, $3, $4, 1)`)
	moves        = db.Read("test.kettle.moves", `SELECT name, at FROM event WHERE noun IN ('kettle', 'tea', 'water') ORDER BY at, id`)
	clockMoves   = db.Read("test.clock.moves", `SELECT CAST(COUNT(*) AS BIGINT) FROM event WHERE name = 'clock.move'`)
	chie         = policy.Actor{Kind: policy.Operator, Person: id.New(), Request: "test"}
)

type world struct {
	*testing.T
	db      *db.DB
	journal *journal.Journal
	jobs    *job.Jobs
	sweeper *sweep.Sweeper

	broken sync.Map // kettles that do not boil
}

const kettleTable = `CREATE TABLE test_kettle (id %s PRIMARY KEY, state TEXT NOT NULL, state_since BIGINT NOT NULL, deadline BIGINT, version BIGINT NOT NULL)`

func open(t *testing.T, d *db.DB, sandbox bool) *world {
	t.Helper()
	kind := "BLOB"
	if d.Dialect == db.Postgres {
		kind = "BYTEA"
	}
	if _, err := d.Handle().ExecContext(t.Context(), fmt.Sprintf(kettleTable, kind)); err != nil {
		t.Fatal(err)
	}
	if err := flow.Store(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return process(t, d, sandbox)
}

// process is one more process on the same database.
func process(t *testing.T, d *db.DB, sandbox bool) *world {
	t.Helper()
	j, err := journal.Open(t.Context(), d, sandbox)
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := job.New(j, job.Options{Impatient: true})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, db: d, journal: j, jobs: jobs, sweeper: sweep.New(j, jobs)}
	w.sweeper.On(kettleFlow, "boil", w.deed("boil", "on"))
	w.sweeper.On(kettleFlow, "cool", w.deed("cool", "hot"))
	return w
}

// run lets the process live until the test ends.
func (w *world) run() {
	w.Helper()
	ctx, cancel := context.WithCancel(w.Context())
	var wait sync.WaitGroup
	wait.Go(func() { w.journal.Run(ctx) })
	if err := w.jobs.Start(ctx); err != nil {
		w.Fatal(err)
	}
	wait.Go(func() { w.sweeper.Run(ctx) })
	w.Cleanup(func() {
		cancel()
		wait.Wait()
		if err := w.jobs.Stop(context.Background()); err != nil {
			w.Error(err)
		}
	})
}

func (w *world) deed(move string, from flow.State) sweep.Deed {
	return func(ctx context.Context, who policy.Actor, kettle id.ID) error {
		if _, is := w.broken.Load(kettle); is {
			return errors.New("the kettle is broken")
		}
		return w.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
			_, err := kettleFlow.Move(ctx, tx, flow.Step{Move: move, ID: kettle, From: from, By: flow.Clock})
			return err
		})
	}
}

func (w *world) putOn() id.ID {
	w.Helper()
	kettle := id.New()
	err := w.journal.Change(w.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
		state, deadline, err := kettleFlow.Make(ctx, tx, flow.Step{Move: "put_on", ID: kettle, By: flow.Expert})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, kettleInsert, kettle, string(state), int64(tx.Now), deadline.OrNull())
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return kettle
}

func (w *world) now() clock.Micros {
	w.Helper()
	now, err := w.journal.Now(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return now
}

// moveTo sets business time without playing anything.
func (w *world) moveTo(at clock.Micros) {
	w.Helper()
	err := w.journal.Change(w.Context(), chie, func(ctx context.Context, tx *journal.Tx) error {
		if err := w.journal.MoveClock(ctx, tx, at); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "clock.move", Subject: id.New()})
	})
	if err != nil {
		w.Fatal(err)
	}
}

type happened struct {
	name string
	at   clock.Micros
}

func (w *world) happened() []happened {
	w.Helper()
	list, err := db.All(w.Context(), w.db, moves, func(row db.Scanner) (happened, error) {
		var h happened
		err := row.Scan(&h.name, &h.at)
		return h, err
	})
	if err != nil {
		w.Fatal(err)
	}
	return list
}

func (w *world) until(what string, cond func() bool) {
	w.Helper()
	for end := time.Now().Add(20 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatal("never came: " + what)
		}
	}
}

// pour is an outside: water comes once, at a moment of its own.
type pour struct {
	w  *world
	at clock.Micros
}

func (p *pour) NextDue(context.Context) (clock.Micros, error) { return p.at, nil }
func (p *pour) RunDue(ctx context.Context, _ clock.Micros) error {
	p.at = 0
	return p.w.note(ctx, "water.come")
}

func (w *world) note(ctx context.Context, name string) error {
	return w.journal.Change(ctx, policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
		return tx.Record(ctx, journal.Event{Name: name, Subject: id.New()})
	})
}

func TestMovingTheClockPlaysWhatIsDueInOrderAndAtItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, true)
		began := w.now()
		zone := time.FixedZone("house", int(began.Time().Add(-12*time.Hour).Hour())*-3600) // teatime is some twelve hours away
		w.sweeper.Duty(sweep.Duty{Name: "tea", After: sweep.DailyAt(zone, 0, 30), Do: func(ctx context.Context, _ clock.Micros) error { return w.note(ctx, "tea.make") }})
		w.sweeper.Outside(&pour{w, began.Add(20 * time.Hour)})
		w.run()
		w.putOn()
		if err := w.sweeper.Advance(t.Context(), chie, sweep.To(began.Add(48*time.Hour))); err != nil {
			t.Fatal(err)
		}
		want := []string{"kettle.put_on", "kettle.boil", "tea.make", "water.come", "kettle.cool", "tea.make"}
		got := w.happened()
		if len(got) != len(want) {
			t.Fatalf("%v", got)
		}
		for i, h := range got {
			if h.name != want[i] {
				t.Errorf("%d: %s, want %s", i, h.name, want[i])
			}
		}
		if late := got[1].at.Sub(got[0].at) - time.Hour; late < 0 || late > time.Minute {
			t.Errorf("boiled %v after its time", late)
		}
		if late := got[4].at.Sub(got[1].at) - 24*time.Hour; late < 0 || late > time.Minute {
			t.Errorf("cooled %v after its time", late)
		}
		if now := w.now(); now < began.Add(48*time.Hour) {
			t.Errorf("the clock stands at %v", now.Time())
		}
		last, err := w.sweeper.Last(t.Context())
		if err != nil || last.State != sweep.Done || last.Moments != 5 || last.Share() != 100 || last.By != chie.Person {
			t.Errorf("%+v %v", last, err)
		}
	})
}

func TestTheSameKeyMovesTheClockOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, true)
		w.run()
		who := chie
		who.Key = "once"
		for range 2 {
			var advance id.ID
			w.until("the sweep to run", func() (is bool) {
				var err error
				advance, err = w.sweeper.Begin(t.Context(), who, sweep.By(time.Hour))
				if err != nil && !fault.Is(err, "clock.not_running") {
					t.Fatal(err)
				}
				return err == nil
			})
			w.until("the end", func() bool {
				last, err := w.sweeper.Last(t.Context())
				return err == nil && last.ID == advance && last.State == sweep.Done
			})
		}
		if n, err := db.Value[int64](t.Context(), d, clockMoves); err != nil || n != 1 {
			t.Errorf("moved %d times, %v", n, err)
		}
	})
}

func TestTheClockOfARealHouseAndThePastAreLeftAlone(t *testing.T) {
	d := dbtest.SQLite(t)
	w := open(t, d, false)
	if err := w.sweeper.Advance(t.Context(), chie, sweep.To(w.now().Add(time.Hour))); !fault.Is(err, "clock.real") {
		t.Errorf("real: %v", err)
	}
	w = open(t, dbtest.SQLite(t), true)
	if err := w.sweeper.Advance(t.Context(), chie, sweep.To(w.now().Add(-time.Hour))); !fault.IsKind(err, fault.KindInvalid) {
		t.Errorf("past: %v", err)
	}
	ben := policy.Actor{Kind: policy.Person, Person: id.New()}
	if err := w.sweeper.Advance(t.Context(), ben, sweep.To(w.now().Add(time.Hour))); !fault.Is(err, "clock.operator_only") {
		t.Errorf("not the operator: %v", err)
	}
}

func TestOneBrokenThingStopsNoOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, true)
		broken := w.putOn()
		w.broken.Store(broken, true)
		w.putOn()
		w.run()
		if err := w.sweeper.Advance(t.Context(), chie, sweep.To(w.now().Add(2*time.Hour))); err != nil {
			t.Fatal(err)
		}
		got := w.happened()
		if len(got) != 3 || got[2].name != "kettle.boil" {
			t.Fatalf("%v", got)
		}
		failing := w.sweeper.FailingNow()
		if len(failing) != 1 || failing[0].Thing != broken || failing[0].What != "kettle.boil" || failing[0].Problem != "the kettle is broken" {
			t.Errorf("%+v", failing)
		}
		w.broken.Delete(broken)
		if n, err := w.sweeper.Sweep(t.Context(), true); err != nil || n != 1 || len(w.sweeper.FailingNow()) != 0 {
			t.Errorf("mended: %d %v %v", n, err, w.sweeper.FailingNow())
		}
	})
}

func TestTwoProcessesMakeEachMoveOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, true)
		w.run()
		other := process(t, d, true)
		other.run()
		for range 20 {
			w.putOn()
		}
		if err := w.sweeper.Advance(t.Context(), chie, sweep.To(w.now().Add(30*time.Hour))); err != nil {
			t.Fatal(err)
		}
		w.until("all moves", func() bool { return len(w.happened()) == 60 })
		seen := map[string]int{}
		for _, h := range w.happened() {
			seen[h.name]++
		}
		if seen["kettle.boil"] != 20 || seen["kettle.cool"] != 20 {
			t.Errorf("%v", seen)
		}
	})
}

func TestARunningHouseDoesWhatIsDueByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, true)
		w.putOn()
		w.run()
		w.moveTo(w.now().Add(2 * time.Hour))
		w.until("boiling", func() bool { return len(w.happened()) == 2 })
	})
}

func TestADutyKeepsItsTimeOfDayThroughSummerTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("left out: no time zones on this machine")
	}
	at := sweep.DailyAt(berlin, 9, 0)
	day := at(time.Date(2026, 3, 28, 9, 0, 0, 0, berlin))
	if want := time.Date(2026, 3, 29, 9, 0, 0, 0, berlin); !day.Equal(want) || want.Sub(time.Date(2026, 3, 28, 9, 0, 0, 0, berlin)) != 23*time.Hour {
		t.Errorf("%v", day)
	}
}
