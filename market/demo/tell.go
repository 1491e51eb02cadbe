package demo

import (
	"context"

	"fmt"
	"sort"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/review"
	"guildhall/market/talk"
)

// Deps is what the story needs.
type Deps struct {
	DB            *db.DB
	Journal       *journal.Journal
	Files         *file.Room
	Accounts      *account.Room
	Experts       *expert.Room
	Registrations *registration.Room
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
		profiles: map[string]id.ID{}, requests: map[string]id.ID{}}
	if err := t.gather(ctx); err != nil {
		return fmt.Errorf("the story's people: %w", err)
	}
	for _, a := range asks {
		t.ask(a)
	}
	for _, c := range chats {
		t.chat(c)
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

func (t *teller) ask(a ask) {
	t.then(days(a.day)+2*time.Hour, "request "+a.key, func(ctx context.Context) error {
		p := find(a.by)
		in := request.Input{Title: a.title, Description: a.text, Country: a.country, PreferredName: short(p.name), Email: p.email}
		if a.budget > 0 {
			in.BudgetCurrency, in.BudgetBand = a.money, bandOf(a)
		}
		made, err := t.Requests.Post(ctx, t.speaker(a.by, ""), in)
		t.requests[a.key] = made
		return err
	})
	switch a.then {
	case "pause":
		t.then(days(a.day+3), "pausing "+a.key, func(ctx context.Context) error {
			return t.Requests.Pause(ctx, t.speaker(a.by, ""), t.requests[a.key])
		})
	case "close":
		t.then(days(a.day+4), "closing "+a.key, func(ctx context.Context) error {
			return t.Requests.Close(ctx, t.speaker(a.by, ""), t.requests[a.key])
		})
	}
}

func (t *teller) chat(c chat) {
	customer := asked(c.ask).by
	at := days(c.day) + 5*time.Hour
	var conversation id.ID
	for i, l := range c.lines {
		who := t.lineOf(c, l, customer)
		t.then(at, "conversation "+c.ask+" with "+c.expert, func(ctx context.Context) (err error) {
			if i == 0 {
				conversation, err = t.Talks.Answer(ctx, who(), talk.AnswerInput{Request: t.requests[c.ask], Voice: c.voice, Text: l.text})
				return err
			}
			in := talk.SendInput{Conversation: conversation, Text: l.text}
			if l.who == c.expert {
				in.Voice = c.voice
			}
			said, err := t.Talks.Send(ctx, who(), in)
			if err != nil {
				return err
			}
			return t.Talks.MarkRead(ctx, who(), conversation, said) // Who answers has read.
		})
		at += 40 * time.Minute
	}
	if c.offer != nil {
		t.offer(c, customer, at, &conversation)
	}
}

// lineOf finds the speaker when the step runs: the people are made before.
func (t *teller) lineOf(c chat, l line, customer string) func() policy.Actor {
	return func() policy.Actor {
		if l.who == customer {
			return t.speaker(customer, "")
		}
		return t.seller(c)
	}
}

// seller is the expert of a conversation in the hat they sell with.
func (t *teller) seller(c chat) policy.Actor {
	if hat, ok := t.hats[c.expert]; ok {
		return hat
	}
	return t.people[c.expert]
}

func (t *teller) offer(c chat, customer string, at time.Duration, conversation *id.ID) {
	o := c.offer
	var proposal, engagement id.ID
	at += time.Hour
	t.then(at, "proposal on "+c.ask, func(ctx context.Context) (err error) {
		proposal, err = t.Deals.Propose(ctx, t.seller(c), deal.ProposeInput{Conversation: *conversation, Currency: o.money,
			Total: decimal(o.total, o.money), Terms: o.terms})
		return err
	})
	at += 6 * time.Hour
	switch o.then {
	case "decline":
		t.then(at, "declining", func(ctx context.Context) error {
			return t.Deals.Decline(ctx, t.speaker(customer, ""), deal.DeclineInput{Proposal: proposal, Reason: "今回は別の方にお願いすることにしました。ご提案ありがとうございました。"})
		})
	case "withdraw":
		t.then(at, "withdrawing", func(ctx context.Context) error { return t.Deals.Withdraw(ctx, t.seller(c), proposal) })
	case "accept":
		t.then(at, "accepting", func(ctx context.Context) (err error) {
			engagement, err = t.Deals.Accept(ctx, t.speaker(customer, ""), deal.AcceptInput{Proposal: proposal, Approval: deal.ApprovalManual})
			return err
		})
	}
	for _, p := range o.asks {
		at += 52 * time.Hour
		at = t.payment(c, customer, p, at, &engagement)
	}
	if o.review != nil {
		t.then(at+4*24*time.Hour, "reviewing", func(ctx context.Context) error {
			again := "no"
			if o.review.again {
				again = "yes"
			}
			_, err := t.Reviews.Write(ctx, t.speaker(customer, ""), review.Input{Engagement: engagement, Succeeded: o.review.success,
				Again: again, Stars: o.review.stars, Body: o.review.text})
			return err
		})
	}
}

func (t *teller) payment(c chat, customer string, p instalment, at time.Duration, engagement *id.ID) time.Duration {
	var asked id.ID
	t.then(at, "asking for a payment", func(ctx context.Context) (err error) {
		asked, err = t.Payments.Ask(ctx, t.seller(c), payment.AskInput{Engagement: *engagement,
			Amount: decimal(p.amount, c.offer.money), Work: p.words, Final: p.final})
		return err
	})
	at += 5 * time.Hour
	switch p.then {
	case "approve":
		t.then(at, "approving", func(ctx context.Context) error {
			return t.Payments.Approve(ctx, t.speaker(customer, ""), payment.PayInput{Request: asked})
		})
	case "decline":
		t.then(at, "declining a payment", func(ctx context.Context) error {
			return t.Payments.Decline(ctx, t.speaker(customer, ""), payment.DeclineInput{Request: asked,
				Reason: "Sign-on works for one team of four. Please ask again when the second one is on, as agreed."})
		})
	}
	return at
}
