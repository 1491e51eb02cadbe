package certify_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/expert"
	"guildhall/test/badges"
	"guildhall/test/cast"
	"guildhall/test/golden"
)

// stage is a market with an issuer on its list.
type stage struct {
	*cast.Cast
	t      *testing.T
	room   *certify.Room
	net    *badges.Internet
	issuer badges.Issuer
	chie   policy.Actor
}

const solutions = "https://certificates.example/achievements/saa"

func each(t *testing.T, test func(t *testing.T, s *stage)) {
	t.Helper()
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		jobs, err := job.New(c.Journal, job.Options{Impatient: true})
		if err != nil {
			t.Fatal(err)
		}
		s := &stage{Cast: c, t: t, net: badges.Serve(t), issuer: badges.New("one"), chie: c.Desk("Chie")}
		s.room = certify.New(certify.Deps{Journal: c.Journal, Jobs: jobs, Experts: c.Experts, Keys: seal.New(), Fetch: s.net})
		s.room.LinksPerHour = 0
		s.trust("aws", s.issuer.DID)
		s.kind("aws-saa", "aws", "associate", solutions)
		test(t, s)
	})
}

func (s *stage) trust(code, ids string) {
	s.t.Helper()
	_, err := s.room.SaveIssuer(s.t.Context(), s.chie, certify.IssuerInput{Code: code, Name: "Cloud Certificates", Contact: "help@certificates.example", IDs: ids, Reason: "Read from a badge."})
	want(s.t, err, "")
}

func (s *stage) kind(code, issuer, level, achievements string) {
	s.t.Helper()
	_, err := s.room.SaveKind(s.t.Context(), s.chie, certify.KindInput{Code: code, Issuer: issuer, Name: "Solutions Architect", Exam: "SAA-C03", Level: level, Months: 36,
		Achievements: achievements, Reason: "Read from a badge."})
	want(s.t, err, "")
}

// person joins with a profile; address is the one they have proved.
func (s *stage) person(name string) (policy.Actor, string) {
	s.t.Helper()
	who := s.Person(name)
	s.Profile(who, name)
	p, err := account.FindPerson(s.t.Context(), s.DB, who.Person)
	want(s.t, err, "")
	return who, p.Email
}

func (s *stage) now() time.Time {
	now, err := s.Journal.Now(s.t.Context())
	want(s.t, err, "")
	return now.Time()
}

// token is a badge for an address that holds for two years.
func (s *stage) token(email, achievement string) []byte {
	return s.issuer.Token(badges.Badge{Email: email, Achievement: achievement, Name: "Solutions Architect", From: s.now().AddDate(-1, 0, 0), Until: s.now().AddDate(2, 0, 0)})
}

// link hands in and verifies at once.
func (s *stage) link(who policy.Actor, in certify.LinkInput) certify.Proof {
	s.t.Helper()
	proof, err := s.room.Link(s.t.Context(), who, in)
	want(s.t, err, "")
	want(s.t, s.room.Verify(s.t.Context(), proof), "")
	return s.find(proof)
}

func (s *stage) find(proof id.ID) certify.Proof {
	s.t.Helper()
	p, err := certify.Find(s.t.Context(), s.DB, proof)
	want(s.t, err, "")
	return p
}

func (s *stage) advance(d time.Duration) {
	s.t.Helper()
	want(s.t, s.Journal.Change(s.t.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
		if err := s.Journal.MoveClock(ctx, tx, tx.Now.Add(d)); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "clock.move", Subject: id.New()})
	}), "")
}

func want(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("got %v, want %q", err, code)
	}
}

func wantField(t *testing.T, err error, field, code string) {
	t.Helper()
	for _, f := range fault.Of(err).Fields {
		if f.Name == field && f.Code == code {
			return
		}
	}
	t.Errorf("got %v, want %s: %s", err, field, code)
}

func failed(p certify.Proof) string {
	for _, one := range p.Failed() {
		return one.Code
	}
	return ""
}

func TestTheLivesOfProofsIssuersAndKindsAreAsReviewed(t *testing.T) {
	for _, f := range []*flow.Flow{certify.ProofFlow, certify.IssuerFlow, certify.KindFlow} {
		golden.Check(t, "testdata/"+f.Noun+".flow.golden", f.Matrix())
	}
}

func TestASignedBadgeMakesACertificationCount(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben, email := s.person("Ben")
		p := s.link(ben, certify.LinkInput{Name: "badge.jwt", Bytes: s.token(email, solutions)})
		if p.State != certify.Linked || p.Code != "aws-saa" || p.Issuer != "Cloud Certificates" || p.Achievement != "Solutions Architect" {
			t.Fatalf("%+v", p)
		}
		c, err := expert.FindCertification(t.Context(), s.DB, p.Certification)
		want(t, err, "")
		if c.State != expert.Valid || c.How != expert.ByBadge || c.Level != "associate" || c.Person != ben.Person || c.ValidUntil == "" || c.SeenAt == 0 {
			t.Errorf("%+v", c)
		}
		if is, _ := expert.AnyCertified(t.Context(), s.DB, ben.Person); !is {
			t.Error("it opens nothing")
		}
		// Linked again it stays one; unlinked, it is off and can be linked again by the same person.
		if again := s.link(ben, certify.LinkInput{Name: "badge.png", Bytes: badges.Bake(badges.Version3, s.token(email, solutions))}); again.Certification != p.Certification {
			t.Errorf("linked twice: %+v", again)
		}
		want(t, s.Experts.Unlink(t.Context(), s.chie, p.Certification), "certification.missing")
		want(t, s.Experts.Unlink(t.Context(), ben, p.Certification), "")
		if is, _ := expert.AnyCertified(t.Context(), s.DB, ben.Person); is {
			t.Error("it still opens the pool")
		}
		if back := s.link(ben, certify.LinkInput{Name: "badge.jwt", Bytes: s.token(email, solutions)}); back.State != certify.Linked || back.Certification == p.Certification {
			t.Errorf("%+v", back)
		}
	})
}

func TestAFoundationalCertificationIsShownAndOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.kind("aws-clf", "aws", "foundational", "https://certificates.example/achievements/clf")
		ben, email := s.person("Ben")
		if p := s.link(ben, certify.LinkInput{Name: "b", Bytes: s.token(email, "https://certificates.example/achievements/clf")}); p.State != certify.Linked {
			t.Fatalf("%+v", p)
		}
		profile, _ := expert.FindByPerson(t.Context(), s.DB, ben.Person)
		if list, _ := expert.ValidCertifications(t.Context(), s.DB, profile.ID); len(list) != 1 {
			t.Errorf("%+v", list)
		}
		if is, _ := expert.AnyCertified(t.Context(), s.DB, ben.Person); is {
			t.Error("it opens the pool")
		}
	})
}

func TestEachReasonOfThisRoomRefusesByItsName(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben, email := s.person("Ben")
		stranger := badges.New("stranger").Token(badges.Badge{Email: email, Achievement: solutions, Name: "x", From: s.now().AddDate(-1, 0, 0)})
		old := s.issuer.Token(badges.Badge{Email: email, Achievement: solutions, Name: "x", From: s.now().AddDate(-4, 0, 0)})
		late := s.issuer.Token(badges.Badge{Email: email, Achievement: solutions, Name: "x", From: s.now().AddDate(-4, 0, 0), Until: s.now().AddDate(0, 0, -1)})
		for code, raw := range map[string][]byte{
			"catalogue.unknown":       s.token(email, "https://certificates.example/achievements/other"),
			"trust.unknown_issuer":    stranger,
			"recipient.somebody_else": s.token("somebody@example.org", solutions),
			"catalogue.over":          old,
			"dates.expired":           late,
		} {
			p := s.link(ben, certify.LinkInput{Name: "b", Bytes: raw})
			if p.State != certify.Refused || failed(p) != code {
				t.Errorf("want %s: %s %+v", code, p.State, p.Steps)
			}
		}
		_, err := s.room.RetireKind(t.Context(), s.chie, "aws-saa", "No longer asked for.")
		want(t, err, "")
		if p := s.link(ben, certify.LinkInput{Name: "b", Bytes: s.token(email, solutions)}); failed(p) != "catalogue.retired" {
			t.Errorf("%+v", p.Steps)
		}
		_, err = s.room.ReopenKind(t.Context(), s.chie, "aws-saa", "Asked for again.")
		want(t, err, "")
		_, err = s.room.RetireIssuer(t.Context(), s.chie, "aws", "Broken.")
		want(t, err, "")
		if p := s.link(ben, certify.LinkInput{Name: "b", Bytes: s.token(email, solutions)}); failed(p) != "trust.unknown_issuer" {
			t.Errorf("%+v", p.Steps)
		}
	})
}

func TestAHostedBadgeIsAskedAgainUntilSomebodyAnswers(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben, email := s.person("Ben")
		address, issuer, class := s.net.Hosted("badges.example", badges.Badge{Email: email, Name: "Developer", From: s.now().AddDate(-1, 0, 0), Until: s.now().AddDate(1, 0, 0)})
		s.trust("badges", issuer)
		s.kind("badges-dev", "badges", "professional", class)
		page := s.net.Page(address)
		s.net.Set(address, badges.Silence)
		p := s.link(ben, certify.LinkInput{Address: address})
		if p.State != certify.Unanswered || p.Deadline == 0 || failed(p) != "read.unanswered" {
			t.Fatalf("%+v", p)
		}
		sweep := policy.As(policy.Clock, "sweep")
		want(t, s.room.Retry(t.Context(), sweep, p.ID), "certification_proof.moved_already")
		s.advance(10 * time.Minute)
		want(t, s.room.Retry(t.Context(), sweep, p.ID), "")
		s.net.Set(address, page)
		want(t, s.room.Verify(t.Context(), p.ID), "")
		if p = s.find(p.ID); p.State != certify.Linked || p.Tries != 2 || p.Issuer != "Badges" {
			t.Fatalf("%+v", p)
		}
		// The page on which people look at a badge leads to the badge.
		if p, err := s.room.Link(t.Context(), ben, certify.LinkInput{Address: "https://www.credly.com/badges/0f2a1b00-0000-4000-8000-000000000001/public_url"}); err != nil {
			t.Error(err)
		} else if want(t, s.room.Verify(t.Context(), p), ""); s.net.Asked("https://api.credly.com/v1/obi/v2/badge_assertions/0f2a1b00-0000-4000-8000-000000000001") != 1 {
			t.Error("the badge behind the page was not asked for")
		}
	})
}

func TestSilenceEndsInARefusalAtLast(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben, _ := s.person("Ben")
		s.net.Set("https://badges.example/b/1", badges.Silence)
		p := s.link(ben, certify.LinkInput{Address: "https://badges.example/b/1"})
		for range 6 {
			s.advance(25 * time.Hour)
			want(t, s.room.Retry(t.Context(), policy.As(policy.Clock, "sweep"), p.ID), "")
			want(t, s.room.Verify(t.Context(), p.ID), "")
		}
		if p = s.find(p.ID); p.State != certify.Refused || failed(p) != "read.unanswered" {
			t.Errorf("%+v", p)
		}
	})
}

func TestARecipientBelongsToTheFirstWhoProvesIt(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben, email := s.person("Ben")
		dai, _ := s.person("Dai")
		box := func(who policy.Actor, address string) {
			want(t, s.Journal.Keep(t.Context(), keepMailbox(who.Person, address)), "")
		}
		box(dai, email)
		first := s.link(ben, certify.LinkInput{Name: "b", Bytes: s.token(email, solutions)})
		second := s.link(dai, certify.LinkInput{Name: "b", Bytes: s.token(email, solutions)})
		if first.State != certify.Linked || !second.Taken() || failed(second) != "person.taken" {
			t.Fatalf("%s, %s %+v", first.State, second.State, second.Steps)
		}
		// Unlinking frees it for the same person alone.
		want(t, s.Experts.Unlink(t.Context(), ben, first.Certification), "")
		if again := s.link(dai, certify.LinkInput{Name: "b", Bytes: s.token(email, solutions)}); !again.Taken() {
			t.Errorf("%+v", again)
		}
		if back := s.link(ben, certify.LinkInput{Name: "b", Bytes: s.token(email, solutions)}); back.State != certify.Linked {
			t.Errorf("%+v", back)
		}
		// The desk moves it: what the first one linked ends.
		want(t, s.room.HandOver(t.Context(), ben, second.ID, "Mine."), "certification.desk_only")
		wantField(t, s.room.HandOver(t.Context(), s.chie, second.ID, ""), "reason", "required")
		want(t, s.room.HandOver(t.Context(), s.chie, second.ID, "Two accounts of one person."), "")
		want(t, s.room.HandOver(t.Context(), s.chie, second.ID, "Two accounts of one person."), "certification_proof.moved_already")
		want(t, s.room.Verify(t.Context(), second.ID), "")
		if p := s.find(second.ID); p.State != certify.Linked {
			t.Errorf("%+v", p)
		}
		if is, _ := expert.AnyCertified(t.Context(), s.DB, ben.Person); is {
			t.Error("both hold it")
		}
	})
}

func TestOfTwentyWithOneRecipientOneWins(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		const shared = "shared@example.org"
		var proofs []id.ID
		for range 20 {
			who, _ := s.person("Kai")
			want(t, s.Journal.Keep(t.Context(), keepMailbox(who.Person, shared)), "")
			proof, err := s.room.Link(t.Context(), who, certify.LinkInput{Name: "b", Bytes: s.token(shared, solutions)})
			want(t, err, "")
			proofs = append(proofs, proof)
		}
		var wait sync.WaitGroup
		for _, proof := range proofs {
			wait.Go(func() { want(t, s.room.Verify(t.Context(), proof), "") })
		}
		wait.Wait()
		linked := 0
		for _, proof := range proofs {
			switch p := s.find(proof); {
			case p.State == certify.Linked:
				linked++
			case !p.Taken():
				t.Errorf("%+v", p)
			}
		}
		if linked != 1 {
			t.Errorf("%d linked it", linked)
		}
	})
}

func TestWhatABadgeSaysTomorrowCountsTomorrow(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben, email := s.person("Ben")
		b := badges.Badge{Email: email, Name: "Developer", From: s.now().AddDate(-1, 0, 0), Until: s.now().AddDate(1, 0, 0)}
		address, issuer, class := s.net.Hosted("badges.example", b)
		s.trust("badges", issuer)
		s.kind("badges-dev", "badges", "professional", class)
		p := s.link(ben, certify.LinkInput{Address: address})
		find := func() expert.Certification {
			c, err := expert.FindCertification(t.Context(), s.DB, p.Certification)
			want(t, err, "")
			return c
		}
		before := find()
		due := func() int {
			list, err := expert.Due(t.Context(), s.DB, clock.Of(s.now()))
			want(t, err, "")
			return len(list)
		}
		if due() != 0 {
			t.Error("asked again at once")
		}
		s.advance(25 * time.Hour)
		if due() != 1 {
			t.Error("nobody asks again")
		}
		want(t, s.room.AskAgain(t.Context(), clock.Of(s.now())), "")
		if due() != 0 {
			t.Error("asked twice")
		}
		// Renewed by its issuer.
		b.Until = s.now().AddDate(3, 0, 0)
		s.net.Hosted("badges.example", b)
		want(t, s.room.AskOne(t.Context(), p.Certification), "")
		if c := find(); c.State != expert.Valid || c.ValidUntil <= before.ValidUntil || c.SeenAt <= before.SeenAt {
			t.Errorf("%+v", c)
		}
		// Silence is borne for a month, retiring the issuer for ever.
		_, err := s.room.RetireIssuer(t.Context(), s.chie, "badges", "No new ones.")
		want(t, err, "")
		page := s.net.Page(address)
		s.net.Set(address, badges.Silence)
		want(t, s.room.AskOne(t.Context(), p.Certification), "")
		s.advance(29 * 24 * time.Hour)
		want(t, s.room.AskOne(t.Context(), p.Certification), "")
		if c := find(); c.State != expert.Valid {
			t.Errorf("%+v", c)
		}
		s.net.Set(address, page)
		want(t, s.room.AskOne(t.Context(), p.Certification), "")
		s.net.Set(address, badges.Silence)
		s.advance(29 * 24 * time.Hour)
		want(t, s.room.AskOne(t.Context(), p.Certification), "")
		if c := find(); c.State != expert.Valid {
			t.Errorf("an answer in between was forgotten: %+v", c)
		}
		s.net.Set(address, badges.Gone)
		want(t, s.room.AskOne(t.Context(), p.Certification), "")
		if c := find(); c.State != expert.Revoked || c.EndedBy == "" {
			t.Errorf("%+v", c)
		}
		want(t, s.room.AskOne(t.Context(), p.Certification), "")
	})
}
