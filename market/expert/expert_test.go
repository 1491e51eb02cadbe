package expert_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/test/cast"
	"guildhall/test/golden"
)

func TestTheLivesOfProfilesAndCertificationsAreAsReviewed(t *testing.T) {
	for _, f := range []*flow.Flow{expert.ProfileFlow, expert.CompanyFlow, expert.CertificationFlow} {
		golden.Check(t, "testdata/"+f.Noun+".flow.golden", f.Matrix())
	}
}

func want(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("got %v, want %q", err, code)
	}
}

// wantField wants a refusal of exactly this field with this code.
func wantField(t *testing.T, err error, field, code string) {
	t.Helper()
	for _, f := range fault.Of(err).Fields {
		if f.Name == field && f.Code == code {
			return
		}
	}
	t.Errorf("got %v, want %s: %s", err, field, code)
}

func TestAProfileIsPublicOnlyWithNamePhotoAndBiography(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		want(t, c.Experts.Show(ctx, ben), "expert.missing")
		if _, err := c.Experts.Create(ctx, ben, expert.Details{Name: "Ben"}); err != nil {
			t.Fatal(err)
		}
		_, err := c.Experts.Create(ctx, ben, expert.Details{Name: "Ben again"})
		want(t, err, "expert.exists")
		want(t, c.Experts.Show(ctx, ben), "need.details_complete")
		want(t, c.Experts.SetPicture(ctx, ben, "picture/1"), "")
		want(t, c.Experts.Show(ctx, ben), "need.details_complete")
		_, err = c.Experts.Update(ctx, ben, expert.UpdateInput{Details: expert.Details{Name: "Ben", Biography: "I look after databases."}})
		want(t, err, "")
		want(t, c.Experts.Show(ctx, ben), "")
		want(t, c.Experts.Show(ctx, ben), "expert.moved_already")
		_, err = c.Experts.Update(ctx, ben, expert.UpdateInput{Details: expert.Details{Name: "Ben"}})
		wantField(t, err, "biography", "needed_while_public")
		wantField(t, c.Experts.SetPicture(ctx, ben, ""), "picture", "needed_while_public")
		want(t, c.Experts.Hide(ctx, ben), "")
		if p, _ := expert.FindByPerson(ctx, c.DB, ben.Person); p.State != expert.Hidden || p.WordsLang != "en" {
			t.Errorf("the profile is %+v", p)
		}
	})
}

func TestProfilesAreCheckedFieldByField(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		for _, w := range []struct {
			in          expert.Details
			field, code string
		}{
			{expert.Details{}, "name", "required"},
			{expert.Details{Name: strings.Repeat("名", expert.NameMax+1)}, "name", "too_long"},
			{expert.Details{Name: "B", Biography: strings.Repeat("👩‍🚀", expert.BiographyMax+1)}, "biography", "too_long"},
			{expert.Details{Name: "B", Experience: "x\xff"}, "experience", "malformed"},
			{expert.Details{Name: "B", Handle: "a b"}, "handle", "handle"},
			{expert.Details{Name: "B", Handle: "-ab"}, "handle", "handle"},
			{expert.Details{Name: "B", Country: "XX"}, "country", "country"},
			{expert.Details{Name: "B", Languages: []string{"tlh"}}, "languages", "language"},
			{expert.Details{Name: "B", RateFrom: "100", RateCurrency: "XYZ"}, "rate_currency", "currency"},
			{expert.Details{Name: "B", RateFrom: "200", RateTo: "100", RateCurrency: "USD"}, "rate_to", "below_from"},
			{expert.Details{Name: "B", RateFrom: "1,00", RateCurrency: "USD"}, "rate_from", "money_ambiguous"},
			{expert.Details{Name: "B", RateFrom: "10.5", RateCurrency: "JPY"}, "rate_from", "money_no_decimals"},
		} {
			_, err := c.Experts.Create(ctx, ben, w.in)
			wantField(t, err, w.field, w.code)
		}
		if _, err := expert.FindByPerson(ctx, c.DB, ben.Person); !fault.IsKind(err, fault.KindMissing) {
			t.Errorf("a refused profile was made: %v", err)
		}
		if _, err := c.Experts.Create(ctx, ben, expert.Details{Name: "山田 太郎", RateFrom: "￥１０，０００", RateTo: "20000円", RateCurrency: "JPY"}); err != nil {
			t.Fatal(err)
		}
		p, _ := expert.FindByPerson(ctx, c.DB, ben.Person)
		if p.RateFrom != 10000 || p.RateTo != 20000 || p.Handle == "" {
			t.Errorf("the profile is %+v", p)
		}
	})
}

func TestAnAddressBelongsToOneProfileOnly(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, dai := t.Context(), c.Person("Ben"), c.Person("Dai")
		if _, err := c.Experts.Create(ctx, ben, expert.Details{Name: "Ben", Handle: "Ben-DB"}); err != nil {
			t.Fatal(err)
		}
		_, err := c.Experts.Create(ctx, dai, expert.Details{Name: "Dai", Handle: "ben-db"})
		wantField(t, err, "handle", "handle_taken")
		if p, err := expert.FindByHandle(ctx, c.DB, "BEN-db"); err != nil || p.Person != ben.Person {
			t.Errorf("%+v %v", p, err)
		}
	})
}

func TestTwoEditorsOfOneProfileDoNotOverwriteEachOther(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		c.Profile(ben, "Ben")
		_, err := c.Experts.Update(ctx, ben, expert.UpdateInput{Details: expert.Details{Name: "One"}, Edition: 1})
		want(t, err, "")
		_, err = c.Experts.Update(ctx, ben, expert.UpdateInput{Details: expert.Details{Name: "Two"}, Edition: 1})
		want(t, err, "expert.edited_meanwhile")
	})
}

func TestOnlyWhoManagesACompanySpeaksForIt(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx := t.Context()
		boss := c.Company(c.Person("Ben"), "Kumo Works")
		member, stranger := c.Enrol(boss, c.Person("Dai"), account.Member), c.Person("Eve")
		stranger.Organisation = boss.Organisation
		in := expert.CompanyInput{CompanyDetails: expert.CompanyDetails{Name: "Kumo Works", Description: "Clouds.", Website: "kumo.example", Country: "JP"}}
		_, err := c.Experts.UpdateCompany(ctx, member, in)
		want(t, err, "company.managers_only")
		_, err = c.Experts.UpdateCompany(ctx, stranger, in)
		want(t, err, "organisation.missing")
		_, err = c.Experts.UpdateCompany(ctx, boss, in)
		want(t, err, "")
		want(t, c.Experts.ShowCompany(ctx, boss), "need.company_complete")
		want(t, c.Experts.SetLogo(ctx, boss, "picture/logo"), "")
		want(t, c.Experts.ShowCompany(ctx, boss), "")
		in.Description = ""
		_, err = c.Experts.UpdateCompany(ctx, boss, in)
		wantField(t, err, "description", "needed_while_public")
		for _, bad := range []string{"javascript:alert(1)", "ftp://a.example", "https://", "http://user@a.example", "localhost", "https://" + strings.Repeat("a", 300) + ".example"} {
			in := in
			in.Description, in.Website = "Clouds.", bad
			_, err := c.Experts.UpdateCompany(ctx, boss, in)
			wantField(t, err, "website", "website")
		}
		co, _ := expert.FindCompany(ctx, c.DB, boss.Organisation)
		if co.Website != "https://kumo.example" || co.State != expert.Public {
			t.Errorf("the company is %+v", co)
		}
	})
}

func TestACertificationIsTheDesksWordAndEndsWithItsLastDay(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, chie := t.Context(), c.Person("Ben"), c.Desk("Chie")
		c.Experts.Zone, _ = time.LoadLocation("Asia/Tokyo")
		in := expert.CertificationInput{Profile: c.Profile(ben, "Ben"), Name: "Solutions Architect", Level: "associate",
			ValidUntil: "2099-12-31", Reason: "Seen."}
		_, err := c.Experts.EnterCertification(ctx, ben, in)
		want(t, err, "certification.desk_only")
		for field, bad := range map[string]expert.CertificationInput{
			"level":       {Profile: in.Profile, Name: in.Name, Level: "foundational", ValidUntil: in.ValidUntil, Reason: in.Reason},
			"valid_until": {Profile: in.Profile, Name: in.Name, Level: in.Level, ValidUntil: "2020-01-01", Reason: in.Reason},
			"reason":      {Profile: in.Profile, Name: in.Name, Level: in.Level, ValidUntil: in.ValidUntil},
		} {
			_, err := c.Experts.EnterCertification(ctx, chie, bad)
			if len(fault.Of(err).Fields) != 1 || fault.Of(err).Fields[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		cer, err := c.Experts.EnterCertification(ctx, chie, in)
		want(t, err, "")
		want(t, c.Experts.Lapse(ctx, policy.As(policy.Clock, "sweep"), cer), "certification.still_valid")
		list, err := expert.CertificationFlow.Due(ctx, c.DB, 1<<60, 1)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		due := list[0].Deadline
		if due.Time().Format(time.RFC3339) != "2099-12-31T15:00:00Z" {
			t.Errorf("it ends at %s (%v), not with the day in Tokyo", due.Time(), err)
		}
		err = c.Journal.Change(ctx, chie, func(ctx context.Context, tx *journal.Tx) error {
			if err := c.Journal.MoveClock(ctx, tx, due); err != nil {
				return err
			}
			return tx.Record(ctx, journal.Event{Name: "clock.move", Subject: id.New()})
		})
		want(t, err, "")
		want(t, c.Experts.Lapse(ctx, policy.As(policy.Clock, "sweep"), cer), "")
		want(t, c.Experts.Lapse(ctx, policy.As(policy.Clock, "sweep"), cer), "certification.moved_already")
		if list, _ := expert.ValidCertifications(ctx, c.DB, in.Profile); len(list) != 0 {
			t.Errorf("still shown: %+v", list)
		}
		if is, err := expert.AnyCertified(ctx, c.DB, ben.Person); is || err != nil {
			t.Errorf("still certified (%v)", err)
		}
	})
}

func TestAWithdrawnCertificationKeepsItsReason(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		cer := c.Certify(ben)
		want(t, c.Experts.WithdrawCertification(ctx, ben, cer, "Mine."), "certification.desk_only")
		wantField(t, c.Experts.WithdrawCertification(ctx, c.Desk("Chie"), cer, ""), "reason", "required")
		want(t, c.Experts.WithdrawCertification(ctx, c.Desk("Chie"), cer, "The number is somebody else's."), "")
		got, err := expert.FindCertification(ctx, c.DB, cer)
		if err != nil || got.State != expert.Withdrawn || got.Reason != "The number is somebody else's." {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestOneOfTwentyAtOnceShowsTheProfile(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		c.Profile(ben, "Ben")
		want(t, c.Experts.SetPicture(ctx, ben, "picture/1"), "")
		results := make([]error, 20)
		var wait sync.WaitGroup
		for i := range results {
			wait.Go(func() { results[i] = c.Experts.Show(ctx, ben) })
		}
		wait.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			} else if !fault.Is(err, "expert.moved_already") {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d of 20 moved it", won)
		}
	})
}

func TestErasureTakesTheWordsAndTheAddress(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		profile := c.Profile(ben, "Ben")
		if data, err := expert.Export(ctx, c.DB, ben.Person); err != nil || data == nil {
			t.Errorf("export: %v %v", data, err)
		}
		err := c.Journal.Change(ctx, policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
			return c.Experts.Erase(ctx, tx, ben.Person)
		})
		want(t, err, "")
		p, err := expert.Find(ctx, c.DB, profile)
		if err != nil || p.Name != "" || p.Biography != "" || p.Handle != "" || p.State != expert.Erased {
			t.Errorf("%+v %v", p, err)
		}
		if _, err := expert.FindByPerson(ctx, c.DB, ben.Person); !fault.IsKind(err, fault.KindMissing) {
			t.Errorf("still found: %v", err)
		}
	})
}

func TestStationsLinksAndSkillsAreKeptCleanedAndInOrder(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		_, err := c.Experts.Create(ctx, ben, expert.Details{Name: "Ben", Zone: "Europe/London", Skills: expert.SkillsOf("RDS, Terraform、terraform\nAmazon Aurora"),
			Entries: []expert.Entry{{Title: "Before", From: "2013", To: "2017-4"}, {}, {Title: "Now", From: "２０１７年５月", Link: "ben.example"}},
			Links:   []expert.Link{{Kind: "code", Address: "github.com/ben"}, {Kind: "site"}}})
		want(t, err, "")
		p, err := expert.FindByPerson(ctx, c.DB, ben.Person)
		want(t, err, "")
		if len(p.Entries) != 2 || p.Entries[0] != (expert.Entry{Title: "Now", From: "2017-05", Link: "https://ben.example"}) || p.Entries[1].To != "2017-04" {
			t.Errorf("stations: %+v", p.Entries)
		}
		if strings.Join(p.Services, " ") != "rds aurora" || strings.Join(p.Skills, " ") != "Terraform" || p.Zone != "Europe/London" {
			t.Errorf("%v, %v, %q", p.Services, p.Skills, p.Zone)
		}
		if len(p.Links) != 1 || p.Links[0].Address != "https://github.com/ben" {
			t.Errorf("links: %+v", p.Links)
		}
		for _, w := range []struct {
			in          expert.Details
			field, code string
		}{
			{expert.Details{Entries: []expert.Entry{{Organisation: "Somewhere"}}}, "entries.0.title", "required"},
			{expert.Details{Entries: []expert.Entry{{}, {Title: "x", From: "May"}}}, "entries.1.from", "year_or_month"},
			{expert.Details{Entries: []expert.Entry{{Title: "x", From: "2019-04", To: "2019-03"}}}, "entries.0.to", "before_from"},
			{expert.Details{Entries: []expert.Entry{{Title: "x", Link: "javascript:alert(1)"}}}, "entries.0.link", "website"},
			{expert.Details{Links: []expert.Link{{Kind: "horoscope", Address: "ben.example"}}}, "links.0.kind", "choice"},
			{expert.Details{Links: []expert.Link{{Kind: "site", Label: "Me"}}}, "links.0.address", "required"},
			{expert.Details{Services: []string{"teleport"}}, "services", "choice"},
			{expert.Details{Skills: []string{strings.Repeat("x", expert.SkillMax+1)}}, "skills", "too_long"},
			{expert.Details{Zone: "Moon/Base"}, "zone", "choice"},
			{expert.Details{Entries: make21()}, "entries", "too_many"},
		} {
			w.in.Name = "Ben"
			_, err := c.Experts.Update(ctx, ben, expert.UpdateInput{Details: w.in})
			wantField(t, err, w.field, w.code)
		}
	})
}

func make21() (list []expert.Entry) {
	for range expert.EntriesMax + 1 {
		list = append(list, expert.Entry{Title: "One more"})
	}
	return list
}
