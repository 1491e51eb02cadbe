package demo

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/country"
	"guildhall/market/deal"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/review"
	"guildhall/market/sanctions"
	"guildhall/market/talk"
)

// Deps is what the story needs.
type Deps struct {
	DB            *db.DB
	Journal       *journal.Journal
	Files         *file.Room
	Accounts      *account.Room
	Experts       *expert.Room
	Certify       *certify.Room
	Countries     *country.Room
	Registrations *registration.Room
	Sanctions     *sanctions.Room
	Requests      *request.Room
	Talks         *talk.Room
	Deals         *deal.Room
	Payments      *payment.Room
	Payouts       *payout.Room
	Reviews       *review.Room
	// Advance plays business time forward to a moment.
	Advance func(ctx context.Context, who policy.Actor, to clock.Micros) error
}

// Told tells whether the story's people are here already.
func Told(ctx context.Context, r db.Reader) (bool, error) {
	_, err := account.FindPersonByEmail(ctx, r, cast[0].email)
	if fault.IsKind(err, fault.KindMissing) {
		return false, nil
	}
	return err == nil, err
}

// teller keeps who and what the story has made so far.
type teller struct {
	Deps
	begin    clock.Micros
	people   map[string]policy.Actor // as themselves
	hats     map[string]policy.Actor // for their company, where they have one
	profiles map[string]id.ID
	requests map[string]id.ID
	methods  map[string]id.ID // by customer and key
	steps    []step
}

// step is one thing that happens at a moment of the story.
type step struct {
	at   time.Duration
	what string
	do   func(ctx context.Context) error
}

// Tell tells the whole story. The house must be running: its jobs, reactions and
// deadlines carry the money. progress is told how many steps of how many are done.
func Tell(ctx context.Context, d Deps, progress func(done, all int)) error {
	now, err := d.Journal.Now(ctx)
	if err != nil {
		return err
	}
	t := &teller{Deps: d, begin: now, people: map[string]policy.Actor{}, hats: map[string]policy.Actor{},
		profiles: map[string]id.ID{}, requests: map[string]id.ID{}, methods: map[string]id.ID{}}
	if err := t.gather(ctx); err != nil {
		return fmt.Errorf("the story's people: %w", err)
	}
	for _, w := range ways {
		t.way(w)
	}
	for _, to := range tills {
		t.till(to)
	}
	for _, a := range asks {
		t.ask(a)
	}
	for _, c := range chats() {
		t.chat(c)
	}
	for _, b := range besides {
		t.beside(b)
	}
	sort.SliceStable(t.steps, func(i, j int) bool { return t.steps[i].at < t.steps[j].at })
	for i, s := range t.steps {
		if err := t.until(ctx, s.at); err != nil {
			return err
		}
		if err := s.do(ctx); err != nil {
			return fmt.Errorf("the story at %v, %s: %w", s.at, s.what, err)
		}
		if progress != nil {
			progress(i+1, len(t.steps))
		}
	}
	return t.until(ctx, Length)
}

// Length is how long the story takes, in business time: a new demo's clock begins so
// long ago, the story ends today, and the visitor's own begins.
const Length = lastDay * 24 * time.Hour

// lastDay is the day of the story that is today.
const lastDay = 184

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// until moves business time on, if the moment has not come yet.
func (t *teller) until(ctx context.Context, at time.Duration) error {
	now, err := t.Journal.Now(ctx)
	if err != nil {
		return err
	}
	to := t.begin.Add(at)
	if to <= now {
		return nil
	}
	return t.Advance(ctx, t.people["chie"], to)
}

func (t *teller) then(at time.Duration, what string, do func(ctx context.Context) error) {
	t.steps = append(t.steps, step{at, what, do})
}

// speaker is who acts when somebody buys, or sells with this voice.
func (t *teller) speaker(key, voice string) policy.Actor {
	if hat, ok := t.hats[key]; ok && voice != account.VoiceSelf {
		return hat
	}
	return t.people[key]
}

// seller is the expert of a conversation in the hat they sell with.
func (t *teller) seller(c chat) policy.Actor {
	if hat, ok := t.hats[c.expert]; ok {
		return hat
	}
	return t.people[c.expert]
}

// morning is when a working day begins where somebody lives, in hours of UTC.
func morning(who string) time.Duration {
	switch zone := find(who).zone; {
	case strings.HasPrefix(zone, "Asia/"):
		return time.Hour
	case strings.HasPrefix(zone, "America/"):
		return 15 * time.Hour
	}
	return 8 * time.Hour
}

// on is a working morning of somebody, as a time of the story. The story begins in
// the middle of its day 0.
func (t *teller) on(day int, who string) time.Duration {
	begin := t.begin.Time()
	return days(day) + morning(who) - begin.Sub(begin.Truncate(24*time.Hour))
}

// next is when somebody comes to do something after a moment of the story: a little
// later, in their working hours.
func (t *teller) next(at time.Duration, who string) time.Duration {
	at += 40 * time.Minute
	begin := t.begin.Time()
	day := int((at + begin.Sub(begin.Truncate(24*time.Hour))) / days(1))
	opens := t.on(day, who)
	switch {
	case at < opens:
		return opens
	case at > opens+9*time.Hour:
		return t.on(day+1, who)
	}
	return at
}
