package sanctions_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/screen"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/sanctions"
	"guildhall/test/cast"
	"guildhall/test/golden"
)

var events = db.Read("test.sanctions.events", `SELECT name, data FROM event WHERE name LIKE 'sanctions%' ORDER BY id LIMIT 1000`)

// stage is a market with lists.
type stage struct {
	*cast.Cast
	t    *testing.T
	room *sanctions.Room
	chie policy.Actor
}

func each(t *testing.T, test func(t *testing.T, s *stage)) {
	t.Helper()
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		jobs, err := job.New(c.Journal, job.Options{Impatient: true})
		want(t, err, "")
		s := &stage{Cast: c, t: t, chie: c.Operator("Chie")}
		s.room = sanctions.New(sanctions.Deps{Journal: c.Journal, Jobs: jobs, Identities: c.Registrations, Owners: c.Registrations})
		test(t, s)
	})
}

func want(t *testing.T, err error, code string) {
	t.Helper()
	switch f := fault.Of(err); {
	case err == nil && code == "":
	case code == "" || err == nil || f == nil || f.Code != code:
		t.Fatalf("got %v, want %q", err, code)
	}
}

// load loads a list and compares everybody with it.
func (s *stage) load(code string, lines ...string) sanctions.List {
	s.t.Helper()
	l, err := s.room.Load(s.t.Context(), s.chie, sanctions.LoadInput{Code: code, File: strings.NewReader("id,name,aliases,born,country\n" + strings.Join(lines, "\n") + "\n")}, nil)
	want(s.t, err, "")
	want(s.t, s.room.Walk(s.t.Context(), l.ID), "")
	l, err = sanctions.FindList(s.t.Context(), s.DB, l.ID)
	want(s.t, err, "")
	return l
}

func (s *stage) matches(state flow.State) []sanctions.Match {
	s.t.Helper()
	list, err := sanctions.Matches(s.t.Context(), s.DB, state, id.None, 50)
	want(s.t, err, "")
	return list
}

func (s *stage) held(organisation id.ID) bool {
	s.t.Helper()
	held, err := s.room.Held(s.t.Context(), s.DB, organisation)
	want(s.t, err, "")
	many, err := s.room.Held(s.t.Context(), s.DB, organisation, id.New(), id.New())
	want(s.t, err, "")
	if held[organisation] != many[organisation] {
		s.t.Error("one question and many differ")
	}
	return held[organisation]
}

func (s *stage) rename(who policy.Actor, name string) {
	s.t.Helper()
	want(s.t, s.room.Look(s.t.Context(), sanctions.Party{Kind: sanctions.Person, ID: who.Person}), "")
	accounts := account.New(s.Journal)
	want(s.t, accounts.ChangeProfile(s.t.Context(), who, account.ProfileInput{Name: name, Lang: "en", Zone: "Asia/Tokyo"}), "")
	want(s.t, s.room.Look(s.t.Context(), sanctions.Party{Kind: sanctions.Person, ID: who.Person}), "")
}

func TestTheFlowsAreAsWrittenDown(t *testing.T) {
	for _, f := range []*flow.Flow{sanctions.ListFlow, sanctions.MatchFlow} {
		golden.Check(t, "testdata/"+f.Noun+".flow.golden", f.Matrix())
	}
}

func TestANewListIsComparedWithEverybodyAndMoneyWaitsUntilTheDeskDecides(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ivan, ben := s.Person("Aleksandr Petrovich Ivanov"), s.Person("Ben Carter")
		company := s.Company(ben, "Mueller Handels GmbH")
		l := s.load("TEST", "1,IVANOV Alexander Petrovich,,1960-05-12,RU", "2,Müller Handel,,,DE", "3,Somebody Else,,,", ",,,,x")
		if l.State != sanctions.Current || l.Entries != 3 || l.Odds != 1 || l.Odd[0] != (screen.Odd{Line: 5, Why: screen.OddNoName}) || l.Looked != l.Total || l.Matches != 2 {
			t.Fatalf("%+v", l)
		}
		open := s.matches(sanctions.Open)
		if len(open) != 2 || !s.held(ivan.Organisation) || !s.held(company.Organisation) || s.held(ben.Organisation) {
			t.Fatalf("%+v", open)
		}
		for _, m := range open {
			if m.Score < screen.HitMin || m.Said.Name == "" || m.Name == "" || len(m.Why) == 0 {
				t.Errorf("the desk cannot judge %+v", m)
			}
		}
		want(t, s.room.Clear(t.Context(), ben, sanctions.JudgeInput{Match: open[0].ID, Reason: "Another man."}), "sanctions_match.desk_only")
		want(t, s.room.Clear(t.Context(), s.chie, sanctions.JudgeInput{Match: open[0].ID}), "form.invalid")
		want(t, s.room.Clear(t.Context(), s.chie, sanctions.JudgeInput{Match: open[0].ID, Reason: "Born in another year."}), "")
		want(t, s.room.Confirm(t.Context(), s.chie, sanctions.JudgeInput{Match: open[1].ID, Reason: "The same register number."}), "")
		if s.held(ivan.Organisation) || !s.held(company.Organisation) {
			t.Error("different goes on, the same stays held")
		}
		want(t, s.room.Clear(t.Context(), s.chie, sanctions.JudgeInput{Match: open[1].ID, Reason: "Taken off the list."}), "")
		if s.held(company.Organisation) {
			t.Error("nothing stays held after it was decided different")
		}
	})
}

func TestWhatWasDecidedDifferentIsAskedAgainOnlyWhenEitherSideChanges(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ivan := s.Person("Aleksandr Ivanov")
		s.load("TEST", "1,IVANOV Aleksandr,,1960,RU")
		first := s.matches(sanctions.Open)
		want(t, s.room.Clear(t.Context(), s.chie, sanctions.JudgeInput{Match: first[0].ID, Reason: "Born in another year."}), "")
		s.load("TEST", "1,IVANOV Aleksandr,,1960,RU", "2,Another Name,,,")
		s.rename(ivan, "ivanov  ALEKSANDR")
		if open := s.matches(sanctions.Open); len(open) != 0 {
			t.Fatalf("the same two were asked about again: %+v", open)
		}
		s.rename(ivan, "Alexander Ivanoff")
		if open := s.matches(sanctions.Open); len(open) != 1 || open[0].Said.Name != "Alexander Ivanoff" {
			t.Fatalf("another name was not asked about: %+v", open)
		}
		s.rename(ivan, "Alexandr Ivanow")
		open := s.matches(sanctions.Open)
		if len(open) != 1 || open[0].Said.Name != "Alexandr Ivanow" {
			t.Fatalf("an open match has not the newest words: %+v", open)
		}
		want(t, s.room.Clear(t.Context(), s.chie, sanctions.JudgeInput{Match: open[0].ID, Reason: "Seen his passport."}), "")
		s.load("TEST", "1,IVANOV Aleksandr,Ivanow Alexandr,1960,RU")
		if open := s.matches(sanctions.Open); len(open) != 1 {
			t.Fatalf("the entry has changed: %+v", open)
		}
		s.rename(ivan, "Yamada Taro")
		if !s.held(ivan.Organisation) {
			t.Error("taking another name freed the money")
		}
	})
}

func TestANewListReplacesTheOlderAndARetiredOneRaisesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		older := s.load("TEST", "1,Nobody Here,,,")
		other := s.load("OTHER", "1,Nobody There,,,")
		s.load("TEST", "1,Nobody Here,,,", "2,Ben Carter,,,")
		force, err := sanctions.InForce(t.Context(), s.DB)
		want(t, err, "")
		if len(force) != 2 || force[0].ID != other.ID {
			t.Fatalf("%+v", force)
		}
		if older, _ = sanctions.FindList(t.Context(), s.DB, older.ID); older.State != sanctions.Replaced {
			t.Errorf("%+v", older)
		}
		want(t, s.room.Retire(t.Context(), s.chie, force[1].ID, "Loaded by mistake."), "")
		ben := s.Person("Ben Carter")
		want(t, s.room.BeforePaying(t.Context(), []id.ID{ben.Organisation}), "")
		if open := s.matches(""); len(open) != 0 {
			t.Errorf("%+v", open)
		}
		want(t, s.room.Retire(t.Context(), s.chie, force[1].ID, "Loaded by mistake."), "sanctions_list.moved_already")
	})
}

func TestWhoeverWasNeverComparedIsComparedBeforeMoneyLeaves(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.load("TEST", "1,Ben Carter,,,")
		ben, aiko := s.Person("Ben Carter"), s.Person("Aiko Tanaka")
		if s.held(ben.Organisation) {
			t.Fatal("nobody has looked yet")
		}
		want(t, s.room.BeforePaying(t.Context(), []id.ID{ben.Organisation, aiko.Organisation}), "")
		if !s.held(ben.Organisation) || s.held(aiko.Organisation) {
			t.Error("Ben is held and Aiko is not")
		}
	})
}

func TestAFileThatIsNoListChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		kept := s.load("TEST", "1,Ben Carter,,,")
		for file, field := range map[string]string{"": "required", "a,b\n1,2\n": "sanctions_format", "id,name\n": "sanctions_format",
			"<CONSOLIDATED_LIST><ENTITY><FIRST_NAME>A": "sanctions_broken"} {
			_, err := s.room.Load(t.Context(), s.chie, sanctions.LoadInput{Code: "TEST", File: strings.NewReader(file)}, nil)
			if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Code != field {
				t.Errorf("%q: %v", file, err)
			}
		}
		_, err := s.room.Load(t.Context(), s.chie, sanctions.LoadInput{Code: "no such code!", File: strings.NewReader("name\nBen\n")}, nil)
		want(t, err, "form.invalid")
		_, err = s.room.Load(t.Context(), s.Person("Ben"), sanctions.LoadInput{Code: "TEST", File: strings.NewReader("name\nBen\n")}, nil)
		want(t, err, "sanctions_list.desk_only")
		if force, _ := sanctions.InForce(t.Context(), s.DB); len(force) != 1 || force[0].ID != kept.ID {
			t.Errorf("%+v", force)
		}
	})
}

func TestTwentyWhoLookAtOnceRaiseAPairOnce(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.load("TEST", "1,Ben Carter,,,")
		ben := s.Person("Ben Carter")
		var wait sync.WaitGroup
		failed := make(chan error, 20)
		for range 20 {
			wait.Go(func() {
				failed <- s.room.Look(context.WithoutCancel(t.Context()), sanctions.Party{Kind: sanctions.Person, ID: ben.Person})
			})
		}
		wait.Wait()
		close(failed)
		for err := range failed {
			want(t, err, "")
		}
		if all := s.matches(""); len(all) != 1 {
			t.Errorf("%d matches", len(all))
		}
	})
}

func TestNoNameStandsInAnEvent(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.Person("Quirinius Zebedee")
		s.load("TEST", "1,ZEBEDEE Quirinius,,1960,RU")
		want(t, s.room.Clear(t.Context(), s.chie, sanctions.JudgeInput{Match: s.matches(sanctions.Open)[0].ID, Reason: "Zebedee is another."}), "")
		seen := 0
		err := db.Each(t.Context(), s.DB, events, func(row db.Scanner) error {
			var name string
			var data any
			if err := row.Scan(&name, &data); err != nil {
				return err
			}
			if seen++; strings.Contains(strings.ToLower(fmt.Sprintf("%s", data)), "zebedee") {
				return errors.New(name + " names somebody")
			}
			return nil
		})
		want(t, err, "")
		if seen < 6 {
			t.Errorf("only %d events", seen)
		}
	})
}

func TestALeavingPersonsNameIsBlanked(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben := s.Person("Ben Carter")
		s.load("TEST", "1,Ben Carter,,,")
		want(t, s.Journal.Change(t.Context(), ben, func(ctx context.Context, tx *journal.Tx) error {
			if err := tx.Record(ctx, journal.Event{Name: "test.leave", Subject: ben.Person}); err != nil {
				return err
			}
			return s.room.Erase(ctx, tx, ben.Person)
		}), "")
		if m := s.matches("")[0]; m.Said != (sanctions.Compared{}) || m.Entry.Name == "" {
			t.Errorf("%+v", m)
		}
	})
}

func TestWhoOwnsMoreThanAQuarterOfACompanyIsComparedAndHoldsItsMoney(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		dai := s.Person("Dai Evans")
		kumo := s.Company(dai, "Kumo Works")
		_, err := s.Registrations.Start(t.Context(), kumo, registration.Details{LegalName: "Kumo Works", Country: "JP", NotEmployed: true, TermsAccepted: true})
		want(t, err, "")
		answer := registration.Answer{}
		for i, p := range []map[string]string{{"name": "Dai Evans", "role": "director"}, {"name": "Quirinius Zebedee", "role": "owner", "share": "30", "born": "1951-03-02"}} {
			for name, said := range p {
				answer[registration.RowField(i+1, name)] = said
			}
			answer[registration.RowField(i+1, "nationality")] = "JP"
		}
		answer[registration.RowField(1, "born")] = "1980-04-01"
		_, err = s.Registrations.Give(t.Context(), kumo, registration.GiveInput{Kind: registration.People, Answer: answer})
		want(t, err, "")
		s.load("TEST", "1,ZEBEDEE Quirinius,,1951-03-02,RU")
		open := s.matches(sanctions.Open)
		if len(open) != 1 || open[0].Party.Kind != sanctions.Owner || open[0].Said.Born != "1951-03-02" || !s.held(kumo.Organisation) || s.held(dai.Organisation) {
			t.Fatalf("%+v", open)
		}
		late := s.load("OTHER", "1,Nobody Here,,,")
		if late.Total < 3 {
			t.Errorf("%+v", late)
		}
	})
}
