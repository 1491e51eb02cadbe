package sweep

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sort"
	"sync"
	"time"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Deed is the command that makes a clock's move; the thing may have moved meanwhile.
type Deed func(ctx context.Context, who policy.Actor, thing id.ID) error

// Outside is whatever has moments of its own that are no deadlines of a flow: the
// sandbox's card processor and bank, a room's reminders. One with a method Name is
// called by it at the desk.
type Outside interface {
	// NextDue is the earliest moment at which something happens there, or zero.
	NextDue(ctx context.Context) (clock.Micros, error)
	// RunDue lets everything happen that is due until now.
	RunDue(ctx context.Context, now clock.Micros) error
}

// batch is how many due things of one flow a sweep takes at a time.
const batch = 500

// Sweeper does what is due. Fill it with On, Duty and Outside before Run.
type Sweeper struct {
	journal  *journal.Journal
	jobs     *job.Jobs
	deeds    map[string]Deed
	flows    []*flow.Flow
	duties   []Duty
	outsides []Outside
	process  string

	// turn is had by who sweeps: the second's sweep, or the clock while it is moved.
	// With both at once the one would still be reporting what was due when the other
	// has moved on, and it would happen too late.
	turn sync.Mutex

	mu      sync.Mutex
	failing map[failKey]*Failing
	run     context.Context
	playing sync.WaitGroup
}

// New makes a sweeper without anything to do.
func New(j *journal.Journal, jobs *job.Jobs) *Sweeper {
	return &Sweeper{journal: j, jobs: jobs, deeds: map[string]Deed{}, process: id.New().String(), failing: map[failKey]*Failing{}}
}

// On names the command for a clock's move. It panics when the flow has no such row.
func (s *Sweeper) On(f *flow.Flow, move string, deed Deed) {
	known := false
	for _, r := range f.Rows {
		known = known || r.Move == move && r.By == flow.Clock
	}
	if !known {
		panic(fmt.Sprintf("sweep: the clock has no move %q in flow %s", move, f.Noun))
	}
	s.deeds[f.Noun+"."+move] = deed
	for _, have := range s.flows {
		if have == f {
			return
		}
	}
	s.flows = append(s.flows, f)
}

// Outside adds an outside whose moments are played.
func (s *Sweeper) Outside(o Outside) { s.outsides = append(s.outsides, o) }

// Missing lists clock moves without a deed, for a test: their deadlines would pass
// unheard.
func (s *Sweeper) Missing() []string {
	var list []string
	for _, f := range flow.All() {
		for _, r := range f.Rows {
			if r.By == flow.Clock && s.deeds[f.Noun+"."+r.Move] == nil {
				list = append(list, f.Noun+"."+r.Move)
			}
		}
	}
	return list
}

// Run sweeps every second until ctx ends, unless this process moves the clock.
func (s *Sweeper) Run(ctx context.Context) {
	s.mu.Lock()
	s.run = ctx
	s.mu.Unlock()
	defer s.playing.Wait()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if s.turn.TryLock() {
			_, err := s.Sweep(ctx, false)
			s.turn.Unlock()
			if err != nil && ctx.Err() == nil {
				slog.Warn("the sweep waits", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

type due struct {
	flow  *flow.Flow
	move  string
	thing flow.DueThing
}

// Sweep does everything that is due now, oldest first, and tells how many things
// it did. What failed before is left alone for a while unless again is set.
func (s *Sweeper) Sweep(ctx context.Context, again bool) (int, error) {
	now, err := s.journal.Now(ctx)
	if err != nil {
		return 0, err
	}
	did := 0
	list, err := s.due(ctx, now)
	if err != nil {
		return 0, err
	}
	for _, d := range list {
		done, err := s.do(ctx, d, again)
		if err != nil {
			return did, err
		}
		if done {
			did++
		}
	}
	n, err := s.runDuties(ctx, now, again)
	did += n
	if err != nil {
		return did, err
	}
	for i, o := range s.outsides {
		at, err := o.NextDue(ctx)
		if err == nil && at != 0 && at <= now {
			if err = o.RunDue(ctx, now); err == nil {
				did++
			}
		}
		if s.report(ctx, failKey{what: fmt.Sprintf("outside.%d", i)}, err) != nil {
			return did, err
		}
	}
	return did, nil
}

func (s *Sweeper) due(ctx context.Context, now clock.Micros) ([]due, error) {
	var list []due
	for _, f := range s.flows {
		things, err := f.Due(ctx, s.journal.DB, now, batch)
		if err != nil {
			return nil, err
		}
		for _, thing := range things {
			if row, ok := f.ClockMove(thing.State); ok {
				list = append(list, due{f, row.Move, thing})
			}
		}
	}
	sort.SliceStable(list, func(i, k int) bool { return list[i].thing.Deadline < list[k].thing.Deadline })
	return list, nil
}

// do fires one deadline. Only a database that is away, or our own ending, is an
// error: everything else is that thing's own trouble and stops no other.
func (s *Sweeper) do(ctx context.Context, d due, again bool) (bool, error) {
	key := failKey{d.flow.Noun + "." + d.move, d.thing.ID}
	deed := s.deeds[key.what]
	if deed == nil || !again && s.resting(key) {
		return false, nil
	}
	err := deed(ctx, policy.As(policy.Clock, "sweep"), d.thing.ID)
	if fault.Is(err, d.flow.Noun+".moved_already") { // Somebody was faster.
		return false, s.report(ctx, key, nil)
	}
	return err == nil, s.report(ctx, key, err)
}

type failKey struct {
	what  string
	thing id.ID
}

// Failing is something due that could not be done; it is tried again at Next.
type Failing struct {
	What    string // such as proposal.expire
	Thing   id.ID
	Problem string
	Times   int
	Since   clock.Micros // wall time
	Next    clock.Micros
}

// report remembers a failure, or that all is well again. It gives back the errors
// that must stop the sweep.
func (s *Sweeper) report(ctx context.Context, key failKey, err error) error {
	if err != nil && (ctx.Err() != nil || fault.IsKind(err, fault.KindUnavailable) || errors.Is(err, context.Canceled)) {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		delete(s.failing, key)
		return nil
	}
	now := clock.Wall()
	f := s.failing[key]
	if f == nil {
		f = &Failing{What: key.what, Thing: key.thing, Since: now}
		s.failing[key] = f
	}
	f.Times++
	f.Problem = err.Error()
	f.Next = now.Add(min(time.Second<<min(f.Times, 10), 5*time.Minute))
	if f.Times&(f.Times-1) != 0 { // The first time, the second, the fourth, ...
		return nil
	}
	slog.Warn("what is due cannot be done", "what", key.what, "thing", key.thing, "times", f.Times, "error", err)
	return nil
}

func (s *Sweeper) resting(key failKey) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.failing[key]
	return f != nil && clock.Wall() < f.Next
}

// FailingNow lists what is due and cannot be done by this process, for the desk.
func (s *Sweeper) FailingNow() []Failing {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Failing, 0, len(s.failing))
	for _, f := range s.failing {
		list = append(list, *f)
	}
	sort.Slice(list, func(i, k int) bool { return list[i].Since < list[k].Since })
	return list
}
