package notify_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/mail"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/test/dbtest"
	"guildhall/test/golden"
	_ "guildhall/text"
)

// letterbox is a mail server that keeps what it is given, or refuses it.
type letterbox struct {
	mu      sync.Mutex
	letters []mail.Message
	refuse  error
}

func (b *letterbox) Send(_ context.Context, m mail.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse != nil {
		return b.refuse
	}
	b.letters = append(b.letters, m)
	return nil
}

func (b *letterbox) got() []mail.Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.letters
}

type world struct {
	*testing.T
	db      *db.DB
	journal *journal.Journal
	jobs    *job.Jobs
	keys    *seal.Keyring
	box     *letterbox
	room    *notify.Room
	aiko    account.Address
}

var chie = policy.Actor{Kind: policy.Operator, Request: "test"}

func open(t *testing.T, d *db.DB, box *letterbox) *world {
	t.Helper()
	j, err := journal.Open(t.Context(), d, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := flow.Store(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	jobs, err := job.New(j, job.Options{Impatient: true})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, db: d, journal: j, jobs: jobs, keys: seal.New(), box: box}
	var sender mail.Sender
	if box != nil {
		sender = box
	}
	w.room = notify.New(j, jobs, w.keys, sender, func() string { return "https://guild.example" })
	w.aiko = w.join("Aiko", "aiko@example.jp", "ja", "Asia/Tokyo")
	if err := jobs.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = jobs.Stop(context.Background()) })
	return w
}

func (w *world) join(name, email, lang, zone string) account.Address {
	w.Helper()
	a := account.Address{Name: name, Email: email, Lang: lang, Zone: zone}
	w.change(func(ctx context.Context, tx *journal.Tx) (err error) {
		a.Person, _, err = account.Join(ctx, tx, account.NewPerson{Name: name, Email: email, Lang: lang, Zone: zone})
		return err
	})
	return a
}

func (w *world) change(fn func(ctx context.Context, tx *journal.Tx) error) {
	w.Helper()
	if err := w.journal.Change(w.Context(), policy.As(policy.System, "test"), fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) letter(to account.Address, key string, args map[string]any) {
	w.Helper()
	w.change(func(ctx context.Context, tx *journal.Tx) error { return w.room.Letter(ctx, tx, to, key, args) })
}

func (w *world) sendAgain(who policy.Actor, m id.ID) error {
	return w.journal.Change(w.Context(), who, func(ctx context.Context, tx *journal.Tx) error { return w.room.SendAgain(ctx, tx, m) })
}

func (w *world) mails() []notify.Mail {
	w.Helper()
	list, _, err := notify.List(w.Context(), w.db, notify.Filter{}, id.None, 100)
	if err != nil {
		w.Fatal(err)
	}
	return list
}

func (w *world) until(what string, cond func() bool) {
	w.Helper()
	for end := time.Now().Add(20 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatal("never came: " + what)
		}
	}
}

func (w *world) stands(state flow.State) notify.Mail {
	w.Helper()
	w.until("a mail that is "+string(state), func() bool { m := w.mails(); return len(m) == 1 && m[0].State == state })
	return w.mails()[0]
}

func TestTheLifeOfAMailIsAsReviewed(t *testing.T) {
	golden.Check(t, "testdata/mail.flow.golden", notify.MailFlow.Matrix())
}

func TestALetterIsSentInItsReadersWordsAndItsSecretForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, &letterbox{})
		at := clock.Of(time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC))
		w.letter(w.aiko, account.LetterSignIn, map[string]any{"Path": "/sign-in/secret-token", "Minutes": 15, "At": int64(at)})
		m := w.stands(notify.Sent)
		got := w.box.got()
		if len(got) != 1 || got[0].To.Email != "aiko@example.jp" || got[0].Lang != "ja" || got[0].ID == "" {
			t.Fatalf("%+v", got)
		}
		for _, body := range []string{got[0].Text, got[0].HTML} {
			if !strings.Contains(body, "https://guild.example/sign-in/secret-token") || !strings.Contains(body, "Aiko様") {
				t.Errorf("it says %s", body)
			}
		}
		if len(m.Secret) != 0 || m.Path != "" || !m.HasSecret() || m.SentAt == 0 {
			t.Errorf("the secret is kept: %+v", m)
		}
		l, _, err := w.room.Read(t.Context(), m)
		if err != nil || l.Link != "" || l.Subject != got[0].Subject {
			t.Errorf("%+v %v", l, err)
		}
		if err := w.sendAgain(chie, m.ID); !fault.IsKind(err, fault.KindConflict) {
			t.Errorf("sent again without its link: %v", err)
		}
	})
}

func TestWithoutAMailServerEveryMailIsKeptWithItsLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, nil)
		w.letter(w.aiko, account.LetterSignIn, map[string]any{"Path": "/sign-in/secret-token", "Minutes": 15})
		m := w.stands(notify.Kept)
		l, _, err := w.room.Read(t.Context(), m)
		if err != nil || l.Link != "https://guild.example/sign-in/secret-token" {
			t.Errorf("%+v %v", l, err)
		}
		if strings.Contains(string(m.Secret), "secret-token") {
			t.Error("the link lies open in the database")
		}
		if err := w.sendAgain(chie, m.ID); !fault.Is(err, "mail.no_server") {
			t.Errorf("%v", err)
		}
	})
}

func TestARefusedLetterIsGivenUpAndTheOperatorMaySendItAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		box := &letterbox{refuse: mail.ErrMalformed}
		w := open(t, d, box)
		w.letter(w.aiko, account.LetterPasswordSet, map[string]any{"Path": "/settings/password", "At": int64(1)})
		m := w.stands(notify.Failed)
		if m.Tries != 1 || m.Problem == "" {
			t.Errorf("%+v", m)
		}
		box.mu.Lock()
		box.refuse = nil
		box.mu.Unlock()
		ben := policy.Actor{Kind: policy.Person, Person: w.aiko.Person}
		if err := w.sendAgain(ben, m.ID); !fault.IsKind(err, fault.KindMissing) {
			t.Errorf("not the operator: %v", err)
		}
		if err := w.sendAgain(chie, m.ID); err != nil {
			t.Fatal(err)
		}
		w.stands(notify.Sent)
	})
}

func TestABusyServerIsAskedAgain(t *testing.T) {
	w := open(t, dbtest.SQLite(t), &letterbox{refuse: errors.New("451 <aiko@example.jp>: later")})
	w.letter(w.aiko, account.LetterPasswordSet, map[string]any{"Path": "/settings/password", "At": int64(1)})
	w.until("two tries", func() bool { m := w.mails(); return len(m) == 1 && m[0].Tries >= 2 && m[0].State == notify.Waiting })
	if problem := w.mails()[0].Problem; !strings.Contains(problem, "451") {
		t.Errorf("the desk reads %q", problem)
	}
	failed, err := w.jobs.Failures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range failed { // Nobody is erased from there.
		if strings.Contains(f.Problem, "aiko") {
			t.Errorf("the job keeps %q", f.Problem)
		}
	}
	w.box.mu.Lock()
	w.box.refuse = nil
	w.box.mu.Unlock()
	w.stands(notify.Sent)
}

func TestWhatTheServerSaidOfAReaderGoesWithTheReader(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, &letterbox{refuse: errors.New("451 <aiko@example.jp>: later")})
		w.letter(w.aiko, account.LetterPasswordSet, map[string]any{"Path": "/settings/password", "At": int64(1)})
		w.until("a try", func() bool { m := w.mails(); return len(m) == 1 && m[0].Problem != "" })
		w.change(func(ctx context.Context, tx *journal.Tx) error {
			if err := w.room.Erase(ctx, tx, w.aiko.Person); err != nil {
				return err
			}
			return tx.Record(ctx, journal.Event{Name: "test.erase", Subject: w.aiko.Person})
		})
		m := w.stands(notify.Failed)
		if strings.Contains(m.Problem, "aiko") {
			t.Errorf("left over: %q", m.Problem)
		}
	})
}

func TestUnsubscribingNeedsNoSignInAndTopicsAreChosen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, &letterbox{})
		who := policy.Actor{Kind: policy.Person, Person: w.aiko.Person}
		if err := w.room.Choose(t.Context(), who, map[string]bool{notify.TopicReviews: false}); err != nil {
			t.Fatal(err)
		}
		wants, err := notify.Wants(t.Context(), d, w.aiko.Person)
		if err != nil || wants[notify.TopicReviews] || !wants[notify.TopicMessages] {
			t.Errorf("%v %v", wants, err)
		}
		if err := w.room.Unsubscribe(t.Context(), "no such key", notify.TopicMessages); !fault.IsKind(err, fault.KindMissing) {
			t.Errorf("%v", err)
		}
	})
}

func TestErasureBlanksMailAndRotationKeepsSecrets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, nil)
		w.letter(w.aiko, account.LetterSignIn, map[string]any{"Path": "/sign-in/secret-token", "Minutes": 15})
		if _, err := w.keys.Rotate(); err != nil {
			t.Fatal(err)
		}
		if n, err := w.room.Reseal(t.Context(), w.keys); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		m := w.stands(notify.Kept)
		if id, _ := seal.KeyOf(m.Secret); id != w.keys.Newest() {
			t.Error("still under the old key")
		}
		if l, _, err := w.room.Read(t.Context(), m); err != nil || !strings.HasSuffix(l.Link, "secret-token") {
			t.Errorf("%+v %v", l, err)
		}
		w.change(func(ctx context.Context, tx *journal.Tx) error {
			if err := w.room.Erase(ctx, tx, w.aiko.Person); err != nil {
				return err
			}
			return tx.Record(ctx, journal.Event{Name: "test.erase", Subject: w.aiko.Person})
		})
		m = w.mails()[0]
		if m.Email != "" || m.Name != "" || m.Subject != "" || m.Body != "" || len(m.Secret) != 0 || m.ErasedAt == 0 {
			t.Errorf("left over: %+v", m)
		}
	})
}
