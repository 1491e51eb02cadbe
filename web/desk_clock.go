package web

import (
	"strconv"
	"time"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/sweep"
	"guildhall/web/page/desk"
)

// clockPatience is how long the page waits for the clock before it shows progress.
const clockPatience = 2 * time.Second

func (f *Face) deskClock(v *Visit) error { return f.showClock(v, nil) }

func (f *Face) showClock(v *Visit, refused error) error {
	if !f.Journal.Sandbox {
		return fault.Missing("page.missing")
	}
	last, err := f.Sweeper.Last(v.Ctx)
	if err != nil {
		return err
	}
	coming, err := f.Sweeper.Upcoming(v.Ctx, 12)
	if err != nil {
		return err
	}
	if last.State == sweep.Playing {
		v.W.Header().Set("Refresh", "1")
	}
	page := desk.Clock{Now: clock.Of(v.Reader.Now), Wall: clock.Wall(), Last: last, Coming: coming, Form: v.FormOf("/desk/clock", refused)}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.clock.title"), At: "desk"}, page.Show())
}

// deskClockMove moves the sandbox clock by hours, or to nine o'clock of a day.
func (f *Face) deskClockMove(v *Visit) error {
	to, err := v.clockTarget()
	var advance id.ID
	if err == nil {
		advance, err = f.Sweeper.Begin(v.Ctx, v.Who, to)
	}
	if v.Sayable(err) {
		return f.showClock(v, err)
	}
	if err != nil {
		return err
	}
	if err := f.Sweeper.Await(v.Ctx, advance, clockPatience); err != nil {
		return err
	}
	return v.Redirect("/desk/clock")
}

func (v *Visit) clockTarget() (sweep.Target, error) {
	if typed := v.Value("hours"); typed != "" {
		hours, err := strconv.Atoi(typed)
		if err != nil || hours < 1 || hours > 24*366*10 {
			return sweep.Target{}, fault.Invalid("form.malformed")
		}
		return sweep.By(time.Duration(hours) * time.Hour), nil
	}
	day, err := time.ParseInLocation(time.DateOnly, v.Value("to"), v.Reader.Zone)
	if err != nil {
		return sweep.Target{}, fault.Invalid("form.invalid", fault.At("to", "required"))
	}
	return sweep.To(clock.Of(day.Add(9 * time.Hour))), nil
}
