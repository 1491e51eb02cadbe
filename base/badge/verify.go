package badge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// errUse is wrong use of Verify, never the badge's fault.
var errUse = errors.New("badge: exactly one of Bytes and URL is judged")

// Verify judges a badge. An error means that it could not be judged: wrong use, or ctx
// ended. Whatever a stranger wrote ends in a Report.
func Verify(ctx context.Context, in Input) (Report, error) {
	if (len(in.Bytes) == 0) == (in.URL == "") {
		return Report{}, errUse
	}
	j := &judge{in: in, at: in.At, checks: map[string]Check{}, asker: asker{fetch: in.Fetch, answers: map[string]Answer{}, errors: map[string]error{}}}
	if j.at.IsZero() {
		j.at = time.Now()
	}
	j.judge(ctx)
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	return j.finish(), nil
}

// judge is one Verify at work.
type judge struct {
	asker
	in     Input
	at     time.Time
	report Report
	checks map[string]Check
}

func (j *judge) judge(ctx context.Context) {
	found, ok := j.read(ctx)
	if !ok {
		return
	}
	switch {
	case found.version3():
		j.credential(ctx, found)
	default:
		j.classic(ctx, found)
	}
}

// pass, warn and fail say what a check found. The worst finding stands, and of two
// equal ones the first. fail returns false, so that a step can end with it.
func (j *judge) pass(name, code string) {
	j.say(Check{Name: name, Result: Pass, Code: name + "." + code})
}

func (j *judge) warn(name, code, reason string, args ...any) {
	j.say(Check{Name: name, Result: Warning, Code: name + "." + code, Reason: fmt.Sprintf(reason, args...)})
}

func (j *judge) fail(name, code, reason string, args ...any) bool {
	j.say(Check{Name: name, Result: Fail, Code: name + "." + code, Reason: fmt.Sprintf(reason, args...)})
	return false
}

var weight = map[Result]int{"": 0, Skipped: 1, Pass: 2, Warning: 3, Fail: 4}

func (j *judge) say(c Check) {
	if weight[c.Result] > weight[j.checks[c.Name].Result] {
		j.checks[c.Name] = c
	}
}

// failed tells whether a check has failed.
func (j *judge) failed(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return j.checks[name].Result == Fail })
}

// unanswered says what became of an address that a check needed.
func (j *judge) unanswered(name, what string, err error) bool {
	c := Check{Name: name, Result: Fail, Reason: fmt.Sprintf("%s: %v", what, quote(err.Error()))}
	switch {
	case errors.Is(err, errForbidden):
		c.Code = name + ".address_refused"
	case errors.Is(err, errNotJSON):
		c.Code = name + ".unreadable"
	case errors.Is(err, errUnanswered):
		c.Code, c.Again = name+".unanswered", true
	default:
		c.Code = name + ".absent"
	}
	j.say(c)
	return false
}

// finish puts the checks in order and draws the verdict. What was not proved is not
// shown.
func (j *judge) finish() Report {
	r := j.report
	r.Verdict = Valid
	for _, name := range Names {
		c, ok := j.checks[name]
		if !ok {
			c = Check{Name: name, Result: Skipped, Code: name + ".skipped"}
		}
		switch {
		case c.Result == Fail:
			r.Verdict = Invalid
		case c.Result == Warning && r.Verdict == Valid:
			r.Verdict = ValidWithWarning
		}
		r.Checks = append(r.Checks, c)
	}
	if proof := j.checks["proof"].Result; j.failed("read", "form", "proof", "key") || proof != Pass && proof != Warning {
		r.Issuer, r.Achievement, r.Issued, r.Expires, r.ID, r.Recipient, r.Email = Issuer{}, Achievement{}, time.Time{}, time.Time{}, "", "", ""
	}
	return r
}

// trusted finds an issuer on the list, and says so. A badge of somebody else is not
// looked into further: nothing is fetched for it.
func (j *judge) trusted(id string) (Issuer, bool) {
	if i := slices.IndexFunc(j.in.Trust.Issuers, func(one Issuer) bool { return same(one.ID, id) }); i >= 0 {
		j.pass("trust", "listed")
		return j.in.Trust.Issuers[i], true
	}
	if j.in.Trust.Any {
		j.say(Check{Name: "trust", Result: Skipped, Code: "trust.skipped", Reason: "no list was asked"})
		return Issuer{}, true
	}
	return Issuer{}, j.fail("trust", "unknown_issuer", "issuer %q is not on the list", quote(id))
}
