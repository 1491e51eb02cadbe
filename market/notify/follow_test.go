package notify_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/blob"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/mail"
	"guildhall/base/page"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/notify"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/cast"
	"guildhall/test/dbtest"
)

// story is a house in which Aiko (Japanese) buys and Ben (English) answers, with
// the follower and the sweep running.
type story struct {
	*world
	talks      *talk.Room
	requests   *request.Room
	sweeper    *sweep.Sweeper
	buyer, ben policy.Actor
	operator   policy.Actor
	register   id.ID
	talking    id.ID
	request    id.ID
}

func tell(t *testing.T, d *db.DB) *story {
	t.Helper()
	w := open(t, d, &letterbox{})
	store, err := blob.NewFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &story{world: w, talks: talk.New(w.journal), requests: request.New(w.journal, file.New(w.journal, store, 0)), sweeper: sweep.New(w.journal, w.jobs)}
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() { w.journal.Run(ctx) })
	w.journal.Expect(w.room.Follower().Name)
	wait.Go(func() { w.journal.Follow(ctx, w.room.Follower()) })
	t.Cleanup(func() { cancel(); wait.Wait() })
	s.sweeper.On(notify.MailFlow, "ripen", w.room.Ripen)

	ben := w.join("Ben", "ben@example.com", "en", "Europe/Berlin")
	chie := w.join("Chie", "chie@example.jp", "ja", "Asia/Tokyo")
	s.operator = policy.Actor{Kind: policy.Operator, Person: chie.Person, Request: "test"}
	s.ben, s.buyer = s.actor(ben), s.actor(w.aiko)
	s.sell()
	return s
}

func (s *story) actor(a account.Address) policy.Actor {
	s.Helper()
	of, err := account.MembershipsOf(s.Context(), s.db, a.Person)
	if err != nil || len(of) != 1 {
		s.Fatal(err)
	}
	return policy.Actor{Kind: policy.Person, Person: a.Person, Organisation: of[0].Organisation, Request: "test"}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (s *story) sell() {
	s.Helper()
	ctx, want := s.Context(), must[id.ID](s.T)
	experts, registrations := expert.New(s.journal), registration.New(s.journal)
	profile := want(experts.Create(ctx, s.ben, expert.Details{Name: "Ben Weber", Country: "DE", Biography: "Knows databases.", Languages: []string{"en"}}))
	details := registration.Details{LegalName: "Ben Weber", Country: "DE", NotEmployed: true, TermsAccepted: true}
	registrations.Keys = s.keys
	s.register = cast.Seller{T: s.T, Room: registrations, DB: s.db, Who: s.ben, Desk: s.operator}.Register(details)
	if err := experts.SetPicture(ctx, s.ben, "picture/1"); err != nil {
		s.Fatal(err)
	}
	if err := experts.Show(ctx, s.ben); err != nil {
		s.Fatal(err)
	}
	want(experts.EnterCertification(ctx, s.operator, expert.CertificationInput{Profile: profile, Name: "Solutions Architect", Level: "professional",
		ValidUntil: time.Now().AddDate(1, 0, 0).Format(time.DateOnly), Reason: "seen on screen"}))
}

func (s *story) answer() {
	s.Helper()
	s.request = must[id.ID](s.T)(s.requests.Post(s.Context(), s.buyer, request.Input{Title: "RDSの請求が倍になりました",
		Description: "先月からRDSの請求が倍になりました。原因を調べてください。", PreferredName: "愛子", Email: "aiko@example.jp"}))
	s.talking = must[id.ID](s.T)(s.talks.Answer(s.Context(), s.ben, talk.AnswerInput{Request: s.request, Text: "I can look at it today."}))
}

func (s *story) say(who policy.Actor, text string) id.ID {
	s.Helper()
	return must[id.ID](s.T)(s.talks.Send(s.Context(), who, talk.SendInput{Conversation: s.talking, Text: text}))
}

// read waits until everything is quiet.
func (s *story) quiet() {
	s.Helper()
	s.until("quiet", func() bool {
		a, err := s.journal.Quiet(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		b, err := s.jobs.Quiet(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		return a && b
	})
}

// kinds lists what a person was written, oldest first, as "kind state".
func (s *story) kinds(who policy.Actor) string {
	s.Helper()
	s.quiet()
	list, _, err := notify.List(s.Context(), s.db, notify.Filter{Person: who.Person}, id.None, 100)
	if err != nil {
		s.Fatal(err)
	}
	var said []string
	for i := len(list) - 1; i >= 0; i-- {
		said = append(said, strings.TrimPrefix(list[i].Kind, "mail.")+" "+string(list[i].State))
	}
	return strings.Join(said, ", ")
}

// lastTo is the last letter to an address; letters to several people are
// sent side by side.
func (s *story) lastTo(address string) mail.Message {
	s.Helper()
	letters := s.box.got()
	for i := len(letters) - 1; i >= 0; i-- {
		if strings.Contains(letters[i].To.Email, address) {
			return letters[i]
		}
	}
	s.Fatalf("no letter to %s among %d", address, len(letters))
	return mail.Message{}
}

func (s *story) later(d time.Duration) {
	s.Helper()
	s.change(func(ctx context.Context, tx *journal.Tx) error {
		if err := s.journal.MoveClock(ctx, tx, tx.Now.Add(d)); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "clock.move", Subject: id.New()})
	})
	if _, err := s.sweeper.Sweep(s.Context(), true); err != nil {
		s.Fatal(err)
	}
}

func TestAnAnswerIsToldOnceInTheCustomersLanguageAndMessagesInOneMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := tell(t, d)
		s.answer()
		s.say(s.ben, "Are you there?")
		if got := s.kinds(s.buyer); got != "answered sent" {
			t.Fatalf("Aiko was written %q", got)
		}
		last := s.lastTo("aiko@")
		if last.Lang != "ja" || !strings.Contains(last.Subject, "Ben Weber様から応答") || !strings.Contains(last.Subject, "RDSの請求が倍になりました") ||
			!strings.Contains(last.Text, "https://guild.example/conversations/"+talk.ConversationID.Text(s.talking)) || !strings.Contains(last.HTML, "応答を読む") {
			t.Errorf("%+v", last)
		}
		if !strings.HasPrefix(last.Unsubscribe, "https://guild.example/unsubscribe/") || !strings.HasSuffix(last.Unsubscribe, "/answers") {
			t.Errorf("unsubscribing at %q", last.Unsubscribe)
		}

		// She answers and reads; two messages later there is one mail, after it rested.
		m := s.say(s.buyer, "はい、お願いします。")
		if err := s.talks.MarkRead(t.Context(), s.buyer, s.talking, m); err != nil {
			t.Fatal(err)
		}
		if got := s.kinds(s.ben); !strings.HasSuffix(got, "message resting") {
			t.Errorf("Ben: %q", got)
		}
		s.say(s.ben, "Thank you.")
		s.say(s.ben, "One question more.")
		if got := s.kinds(s.buyer); got != "answered sent, message resting" {
			t.Errorf("Aiko was written %q", got)
		}
		s.later(6 * time.Minute)
		if got := s.kinds(s.buyer); got != "answered sent, message sent" {
			t.Errorf("after a while Aiko was written %q", got)
		}
		s.say(s.ben, "And another.")
		if got := s.kinds(s.buyer); got != "answered sent, message sent" {
			t.Errorf("still unread, and yet Aiko was written %q", got)
		}
	})
}

func TestWhoReadsLiveGetsNoMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := tell(t, d)
		s.answer()
		m := s.say(s.buyer, "こんにちは。")
		s.quiet()
		if err := s.talks.MarkRead(t.Context(), s.ben, s.talking, m); err != nil {
			t.Fatal(err)
		}
		s.later(6 * time.Minute)
		if got := s.kinds(s.ben); !strings.HasSuffix(got, "message dropped") {
			t.Errorf("Ben was written %q", got)
		}
	})
}

func TestNobodyIsWrittenTwiceThoughTheFollowerStartsAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := tell(t, d)
		s.answer()
		before := s.kinds(s.buyer) + " / " + s.kinds(s.ben)
		events, err := s.journal.After(t.Context(), 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for i := range events {
			if f := s.room.Follower(); f.Wants(&events[i]) {
				if err := f.Do(t.Context(), events[i]); err != nil {
					t.Fatal(err)
				}
			}
		}
		if after := s.kinds(s.buyer) + " / " + s.kinds(s.ben); after != before {
			t.Errorf("first %q, then %q", before, after)
		}
		if !strings.Contains(before, "registration_active sent") || !strings.Contains(before, "certification_entered sent") {
			t.Errorf("Ben was not told: %q", before)
		}
	})
}

func TestWhoUnsubscribedIsLeftAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := tell(t, d)
		s.answer()
		s.quiet()
		var path []string
		for _, letter := range s.box.got() {
			if rest, ok := strings.CutPrefix(letter.Unsubscribe, "https://guild.example/unsubscribe/"); ok {
				path = strings.Split(rest, "/")
			}
		}
		if len(path) != 2 {
			t.Fatalf("no letter of %d says how to unsubscribe", len(s.box.got()))
		}
		for range 2 {
			if err := s.room.Unsubscribe(t.Context(), path[0], path[1]); err != nil {
				t.Fatal(err)
			}
		}
		before := s.kinds(s.buyer)
		must[id.ID](t)(s.requests.Post(t.Context(), s.buyer, request.Input{Title: "S3のアクセス権を見直したい", Description: "S3のバケットのアクセス権を一度見直してください。よろしくお願いします。", PreferredName: "愛子", Email: "aiko@example.jp"}))
		list, err := request.List(t.Context(), d, s.buyer.Organisation, page.Cursor{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		must[id.ID](t)(s.talks.Answer(t.Context(), s.ben, talk.AnswerInput{Request: list[0].ID, Text: "I can help."}))
		if after := s.kinds(s.buyer); after != before {
			t.Errorf("unsubscribed, and yet %q", after)
		}
	})
}

func TestErasingWhoWroteBlanksWhatWasToldOfThem(t *testing.T) {
	s := tell(t, dbtest.SQLite(t))
	s.answer()
	s.quiet()
	s.change(func(ctx context.Context, tx *journal.Tx) error {
		if err := s.room.Erase(ctx, tx, s.ben.Person); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "test.erase", Subject: s.ben.Person})
	})
	for _, m := range s.mails() {
		if strings.Contains(m.Subject+m.Body+m.Name, "Ben") {
			t.Errorf("Ben is still named: %+v", m)
		}
	}
	if n, err := s.journal.Verify(t.Context()); err != nil || n == 0 {
		t.Errorf("the chain: %d %v", n, err)
	}
}
