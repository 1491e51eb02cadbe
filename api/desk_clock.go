package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/sweep"
)

// Clock is the clock of a sandbox.
type Clock struct {
	Now     string `json:"now" format:"date-time" doc:"Business time"`
	State   string `json:"state" enum:"still,playing,done,stopped" doc:"Whether the clock is being moved; done and stopped tell of the last time"`
	From    string `json:"from,omitempty" format:"date-time" doc:"Where the last moving began"`
	To      string `json:"to,omitempty" format:"date-time" doc:"Where it leads"`
	Reached string `json:"reached,omitempty" format:"date-time" doc:"How far it has come"`
	Moments int64  `json:"moments" doc:"Due moments played on the way"`
	Problem string `json:"problem,omitempty" doc:"Why it stopped, as a code"`
}

// ClockMove says where to.
type ClockMove struct {
	Body struct {
		To    string `json:"to,omitempty" format:"date-time" doc:"Business time to move to"`
		Hours int    `json:"hours,omitempty" minimum:"1" maximum:"87840" doc:"Or how many hours forward"`
	}
}

// clockPatience is how long the operation waits for the clock to be there.
const clockPatience = 20 * time.Second

func (f *Face) clockOperations(api huma.API) {
	add(f, api, Op{ID: "getClock", Method: "GET", Path: "/desk/clock", Tag: "desk", Scope: "desk:read", Summary: "The sandbox clock"},
		func(ctx context.Context, _ *struct{}) (*Out[Clock], error) { return ok(f.clock(ctx)) })
	add(f, api, Op{ID: "advanceClock", Method: "POST", Path: "/desk/clock", Tag: "desk", Scope: "desk:write", Summary: "Move the sandbox clock forward",
		Detail: "Everything that becomes due on the way is done in order, each at its own time. " +
			"The answer comes when the clock is there, or after 20 seconds with `state` playing; then ask again."},
		func(ctx context.Context, in *ClockMove) (*Out[Clock], error) {
			to, err := in.target()
			if err != nil {
				return nil, err
			}
			var advance id.ID
			if advance, err = f.Sweeper.Begin(ctx, Who(ctx), to); err != nil {
				return nil, err
			}
			if err := f.Sweeper.Await(ctx, advance, clockPatience); err != nil {
				return nil, err
			}
			return ok(f.clock(ctx))
		})
}

func (in *ClockMove) target() (sweep.Target, error) {
	if (in.Body.To == "") == (in.Body.Hours == 0) {
		return sweep.Target{}, fault.Invalid("form.invalid", fault.At("to", "required"))
	}
	if in.Body.To == "" {
		return sweep.By(time.Duration(in.Body.Hours) * time.Hour), nil
	}
	t, err := time.Parse(time.RFC3339, in.Body.To)
	if err != nil {
		return sweep.Target{}, fault.Invalid("form.invalid", fault.At("to", "required"))
	}
	return sweep.To(clock.Of(t)), nil
}

func (f *Face) clock(ctx context.Context) (Clock, error) {
	now, err := f.Journal.Now(ctx)
	if err != nil {
		return Clock{}, err
	}
	last, err := f.Sweeper.Last(ctx)
	if err != nil {
		return Clock{}, err
	}
	c := Clock{Now: instant(now), State: "still"}
	if last.State != "" {
		c.State, c.From, c.To, c.Reached = last.State, instant(last.From), instant(last.To), instant(last.Reached)
		c.Moments, c.Problem = last.Moments, last.Problem
	}
	return c, nil
}
