package request_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/page"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/request"
	"guildhall/test/cast"
	"guildhall/test/golden"
)

func TestTheLifeOfARequestIsAsReviewed(t *testing.T) {
	golden.Check(t, "testdata/request.flow.golden", request.Flow.Matrix())
}

func want(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("got %v, want %q", err, code)
	}
}

var good = request.Input{Title: "Our nightly Lambda job times out", PreferredName: "Aiko", Email: "aiko@example.org",
	Description: "It reads **ten thousand** files from S3.\n\n- since last week\n- every night"}

func TestARequestIsCheckedFieldByField(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko := t.Context(), c.Person("Aiko")
		for _, w := range []struct {
			change      func(*request.Input)
			field, code string
		}{
			{func(in *request.Input) { in.Title = "" }, "title", "required"},
			{func(in *request.Input) { in.Title = "123456789" }, "title", "too_short"},
			{func(in *request.Input) { in.Title = "\u200b\u3000 " }, "title", "required"},
			{func(in *request.Input) { in.Title = strings.Repeat("𠮷", 141) }, "title", "too_long"},
			{func(in *request.Input) { in.Description = strings.Repeat("x", 29) }, "description", "too_short"},
			{func(in *request.Input) { in.Description = strings.Repeat("👨‍👩‍👧", 1501) }, "description", "too_long"},
			{func(in *request.Input) { in.Description = strings.Repeat("x", 40) + "\xff" }, "description", "malformed"},
			{func(in *request.Input) { in.Country = "jp" }, "country", "country"},
			{func(in *request.Input) { in.BudgetBand, in.BudgetCurrency = 2, "XXX" }, "budget_currency", "currency"},
			{func(in *request.Input) { in.BudgetBand, in.BudgetCurrency = 6, "USD" }, "budget_band", "choice"},
			{func(in *request.Input) { in.BudgetBand, in.BudgetCurrency = -1, "USD" }, "budget_band", "choice"},
			{func(in *request.Input) { in.PreferredName = "" }, "preferred_name", "required"},
			{func(in *request.Input) { in.PreferredName = strings.Repeat("あ", 31) }, "preferred_name", "too_long"},
			{func(in *request.Input) { in.Email = "aiko" }, "email", "email"},
			{func(in *request.Input) { in.Email = "Aiko <aiko@example.org>" }, "email", "email"},
			{func(in *request.Input) { in.Email = strings.Repeat("a", 250) + "@example.org" }, "email", "email"},
			{func(in *request.Input) { in.Services = []string{"lambda", "nope"} }, "services", "choice"},
		} {
			in := good
			w.change(&in)
			_, err := c.Requests.Post(ctx, aiko, in)
			if f := fault.Of(err).Fields; len(f) != 1 || f[0].Name != w.field || f[0].Code != w.code {
				t.Errorf("%s: %v, want %s", w.field, err, w.code)
			}
		}
		if list, err := request.List(ctx, c.DB, aiko.Organisation, page.Cursor{}, 10); len(list) != 0 || err != nil {
			t.Errorf("refused requests were kept: %v %v", list, err)
		}
		for _, in := range []request.Input{
			{Title: strings.Repeat("𠮷", 140), Description: strings.Repeat("👨‍👩‍👧", 1500), PreferredName: strings.Repeat("あ", 30), Email: good.Email},
			{Title: "0123456789", Description: strings.Repeat("行\r\n", 15) + "終", PreferredName: "A", Email: good.Email},
		} {
			_, err := c.Requests.Post(ctx, aiko, in)
			want(t, err, "")
		}
	})
}

func TestWhatWasWrittenIsKeptAndItsServicesFound(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko := t.Context(), c.Person("Aiko")
		made, err := c.Requests.Post(ctx, aiko, good)
		want(t, err, "")
		q, err := request.Mine(ctx, c.DB, aiko, made)
		want(t, err, "")
		if q.Description != good.Description || q.Lang != "en" || !slices.Equal(q.Services, []string{"lambda", "s3"}) || q.Country != "" || q.BudgetBand != 0 {
			t.Errorf("%+v", q)
		}
		in := request.EditInput{Input: good, Edition: 1}
		in.Services, in.BudgetBand, in.BudgetCurrency = []string{"sqs", ""}, 3, "JPY"
		want(t, c.Requests.Edit(ctx, aiko, made, in), "")
		want(t, c.Requests.Edit(ctx, aiko, made, in), "request.edited_meanwhile")
		q, _ = request.Mine(ctx, c.DB, aiko, made)
		band, said := q.Budget()
		if !slices.Equal(q.Services, []string{"sqs"}) || !said || band.From != 200_000 || band.To != 1_000_000 {
			t.Errorf("%+v %+v", q, band)
		}
	})
}

func TestARequestIsPausedResumedAndClosedForGood(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko := t.Context(), c.Person("Aiko")
		q := c.Request(aiko, good.Title)
		want(t, c.Requests.Resume(ctx, aiko, q), "request.moved_already")
		want(t, c.Requests.Pause(ctx, aiko, q), "")
		want(t, respond(c, c.Person("Ben"), q), "request.not_open")
		want(t, c.Requests.Edit(ctx, aiko, q, request.EditInput{Input: good}), "")
		want(t, c.Requests.Resume(ctx, aiko, q), "")
		want(t, respond(c, c.Person("Ben"), q), "")
		want(t, respond(c, aiko, q), "request.own")
		want(t, c.Requests.Close(ctx, aiko, q), "")
		want(t, c.Requests.Close(ctx, aiko, q), "request.moved_already")
		want(t, c.Requests.Edit(ctx, aiko, q, request.EditInput{Input: good}), "request.closed")
		want(t, respond(c, c.Person("Ben"), q), "request.not_open")
		got, _ := request.Find(ctx, c.DB, q)
		if got.State != request.Closed || got.Responses != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// respond counts one answer as the room of conversations does, in its own change.
func respond(c *cast.Cast, who policy.Actor, q id.ID) error {
	return c.Journal.Change(c.T.Context(), who, func(ctx context.Context, tx *journal.Tx) error {
		if _, err := request.TakeResponse(ctx, tx, q); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "test.answer", Subject: q})
	})
}

func TestAnotherOrganisationsRequestLooksMissing(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko, eve := t.Context(), c.Person("Aiko"), c.Person("Eve")
		q := c.Request(aiko, good.Title)
		nothing := id.New()
		for _, at := range []id.ID{q, nothing} {
			_, err := request.Mine(ctx, c.DB, eve, at)
			want(t, err, "request.missing")
			want(t, c.Requests.Edit(ctx, eve, at, request.EditInput{Input: good}), "request.missing")
			want(t, c.Requests.Pause(ctx, eve, at), "request.missing")
			want(t, c.Requests.Close(ctx, eve, at), "request.missing")
			want(t, c.Requests.MayAttach(ctx, c.DB, eve, at), "request.missing")
		}
		eve.Organisation = aiko.Organisation // says so, but does not belong there
		want(t, c.Requests.Close(ctx, eve, q), "organisation.missing")
		viewer := c.Enrol(c.Company(aiko, "Aiko KK"), c.Person("Vic"), account.Viewer)
		_, err := c.Requests.Post(ctx, viewer, good)
		want(t, err, "request.members_only")
	})
}

func TestOfTwentyAtOnceClosingOneWinsAndNoAnswerSlipsIn(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko := t.Context(), c.Person("Aiko")
		q := c.Request(aiko, good.Title)
		var closers, answerers, editors []error
		closers, answerers, editors = make([]error, 20), make([]error, 20), make([]error, 20)
		var wait sync.WaitGroup
		for i := range 20 {
			ben := c.Person("Ben")
			wait.Go(func() { closers[i] = c.Requests.Close(ctx, aiko, q) })
			wait.Go(func() { answerers[i] = respond(c, ben, q) })
			wait.Go(func() { editors[i] = c.Requests.Edit(ctx, aiko, q, request.EditInput{Input: good, Edition: 1}) })
		}
		wait.Wait()
		count := func(list []error, codes ...string) (n int64) {
			for _, err := range list {
				if err == nil {
					n++
				} else if !slices.ContainsFunc(codes, func(code string) bool { return fault.Is(err, code) }) {
					t.Error(err)
				}
			}
			return n
		}
		if n := count(closers, "request.moved_already"); n != 1 {
			t.Errorf("%d closed it", n)
		}
		if n := count(editors, "request.edited_meanwhile", "request.closed"); n > 1 {
			t.Errorf("%d edits of one edition", n)
		}
		n := count(answerers, "request.not_open")
		if got, _ := request.Find(ctx, c.DB, q); got.Responses != n || got.State != request.Closed {
			t.Errorf("%d answered, %d counted, %s", n, got.Responses, got.State)
		}
	})
}

func TestTheSameFormTwicePostsOnce(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko := t.Context(), c.Person("Aiko")
		aiko.Key = "form-1"
		first, err := c.Requests.Post(ctx, aiko, good)
		want(t, err, "")
		second, err := c.Requests.Post(ctx, aiko, good)
		want(t, err, "")
		if first != second {
			t.Error("two requests of one form")
		}
		other := good
		other.Title += " again"
		_, err = c.Requests.Post(ctx, aiko, other)
		want(t, err, "key.reused")
	})
}

func TestTheDeskTakesARequestDownWithAReason(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko := t.Context(), c.Person("Aiko")
		q := c.Request(aiko, good.Title)
		want(t, c.Requests.TakeDown(ctx, aiko, q, "Mine."), "request.desk_only")
		want(t, c.Requests.TakeDown(ctx, c.Desk("Chie"), q, "\n"), "form.invalid")
		want(t, c.Requests.TakeDown(ctx, c.Desk("Chie"), q, "Advertising."), "")
		got, err := request.Mine(ctx, c.DB, aiko, q)
		if err != nil || got.State != request.Closed || got.Reason != "Advertising." {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestADraftWaitsForItsWriterOnly(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx := t.Context()
		token, err := c.Requests.KeepDraft(ctx, "192.0.2.0", "", good)
		want(t, err, "")
		changed := good
		changed.Title = "<script>alert('𠮷')</script> and \u202eback"
		again, err := c.Requests.KeepDraft(ctx, "192.0.2.0", token, changed)
		if err != nil || again != token {
			t.Errorf("%q %v", again, err)
		}
		got, err := request.Draft(ctx, c.DB, token)
		if err != nil || got.Title != changed.Title {
			t.Errorf("%+v %v", got, err)
		}
		for _, stranger := range []string{"", "x", token + "x"} {
			_, err := request.Draft(ctx, c.DB, stranger)
			want(t, err, "request.draft_missing")
		}
		want(t, c.Requests.PruneDrafts(ctx), "")
		want(t, c.Requests.DropDraft(ctx, token), "")
		_, err = request.Draft(ctx, c.DB, token)
		want(t, err, "request.draft_missing")
	})
}

func TestErasureBlanksRequestsAndEndsThem(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko := t.Context(), c.Person("Aiko")
		q := c.Request(aiko, good.Title)
		err := c.Journal.Change(ctx, policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
			return c.Requests.Erase(ctx, tx, aiko.Person)
		})
		want(t, err, "")
		got, err := request.Find(ctx, c.DB, q)
		if err != nil || got.Title+got.Description+got.Email+got.PreferredName != "" || got.State != request.Closed {
			t.Errorf("%+v %v", got, err)
		}
		var told db.Reader = c.DB
		if _, err := request.View(ctx, told, c.Expert("Ben"), q); !fault.IsKind(err, fault.KindMissing) {
			t.Errorf("an expert still sees it: %v", err)
		}
	})
}
