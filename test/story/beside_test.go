package story_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // to stop a change half-way

	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// leaver is somebody who leaves while something with their words is being written.
type leaver struct {
	*testing.T
	w            *world.World
	street       *world.Street
	zora         policy.Actor
	word, email  string
	posted       id.ID // their request, which nobody has answered
	conversation id.ID // theirs with Ben, about another one
}

// arrive lets them join, post two requests and talk to Ben about one.
func arrive(t *testing.T, w *world.World, street *world.Street, word string) *leaver {
	t.Helper()
	l := &leaver{T: t, w: w, street: street, word: word, email: word + "@example.org"}
	b := w.Join(t, account.NewPerson{Name: word, Email: l.email})
	l.zora = b.Actor()
	l.conversation = street.Talk(l.post())
	l.posted = l.post()
	w.Until(t, "everything is told", w.Quiet)
	return l
}

func (l *leaver) post() id.ID {
	l.Helper()
	posted, err := l.w.House.Requests.Post(l.Context(), l.zora, l.request())
	if err != nil {
		l.Fatal(err)
	}
	return posted
}

func (l *leaver) request() request.Input {
	return request.Input{Title: "A " + l.word + " in our bill this month", PreferredName: l.word, Email: l.email,
		Description: "There is a " + l.word + " in our bill, and nobody here can say how it came in. Please look."}
}

// erase is the desk's, which asks for nothing to be settled first.
func (l *leaver) erase(ctx context.Context) error {
	return l.w.House.Accounts.ErasePerson(ctx, l.street.Chie, l.zora.Person)
}

// deed is something that writes words of a person, to them or about them, into a
// table. What becomes of it is its own affair; what stays of it is not.
type deed struct {
	name, table string
	do          func(ctx context.Context, l *leaver) error
	// stranger says that anybody may do it with any address, also after the person left.
	stranger bool
}

var deeds = []deed{
	{"a message", "talk_message", func(ctx context.Context, l *leaver) error {
		_, err := l.w.House.Talks.Send(ctx, l.zora, talk.SendInput{Conversation: l.conversation, Text: "The " + l.word + " is back."})
		return err
	}, false},
	{"an unfinished message", "talk_draft", func(ctx context.Context, l *leaver) error {
		return l.w.House.Talks.SaveDraft(ctx, l.zora, l.conversation, "The "+l.word+" is")
	}, false},
	{"a mail to them", "notify_mail", func(ctx context.Context, l *leaver) error {
		_, err := l.w.House.Talks.Answer(ctx, l.street.Ben, talk.AnswerInput{Request: l.posted, Voice: account.VoiceSelf, Text: "I can look at this one too."})
		return err
	}, false},
	{"a mail about them", "notify_mail", func(ctx context.Context, l *leaver) error {
		_, err := l.w.House.Talks.Send(ctx, l.zora, talk.SendInput{Conversation: l.conversation, Text: "Hello?"})
		return err
	}, false},
	{"an answer to them", "talk_member", func(ctx context.Context, l *leaver) error {
		_, err := l.w.House.Talks.Answer(ctx, l.street.Ben, talk.AnswerInput{Request: l.posted, Voice: account.VoiceSelf, Text: "I can look at this one too."})
		return err
	}, false},
	{"a request", "request", func(ctx context.Context, l *leaver) error {
		_, err := l.w.House.Requests.Post(ctx, l.zora, l.request())
		return err
	}, false},
	{"a profile", "expert_profile", func(ctx context.Context, l *leaver) error {
		_, err := l.w.House.Experts.Create(ctx, l.zora, expert.Details{Name: l.word, Country: "DE", Biography: "Knows every " + l.word + ".", Languages: []string{"en"}})
		return err
	}, false},
	{"a session", "account_session", func(ctx context.Context, l *leaver) error {
		_, err := l.w.House.Accounts.BeginSession(ctx, l.zora.Person, "Browser of "+l.word, "127.0.0.1")
		return err
	}, false},
	{"a link to sign in", "account_token", func(ctx context.Context, l *leaver) error {
		return l.w.House.Accounts.AskLink(ctx, policy.Actor{Kind: policy.Visitor, Request: "test"}, account.AskSignIn{Email: l.email, Lang: "en", Zone: "UTC", Network: "127.0.0.1"})
	}, true},
	{"an organisation", "account_organisation", func(ctx context.Context, l *leaver) error {
		_, err := l.w.House.Accounts.MakeCompany(ctx, l.zora, account.OrganisationInput{Name: l.word + " & Co"})
		return err
	}, false},
}

// Whatever is being written when somebody leaves is either seen by the erasure or
// does not come to be (RULES.md 2). SQLite writes one thing after the other; here a
// change is stopped just before it writes, and the person leaves meanwhile.
func TestNothingThatIsBeingWrittenOutlivesItsPerson(t *testing.T) {
	c := world.Config(t, dbtest.PostgresURL(t))
	w := world.Start(t, c)
	street := world.People(t, w.House)
	gate := newGate(t, c.Database)
	for n, d := range deeds {
		t.Run(d.name, func(t *testing.T) {
			l := arrive(t, w, street, fmt.Sprintf("zwiebel%dfisch", n))
			gate.shut(t, d.table)
			var wait sync.WaitGroup
			wait.Go(func() { _ = d.do(context.WithoutCancel(t.Context()), l) }) // It may be refused, if it comes late.
			w.Until(t, "somebody at the gate", func() bool { return gate.waiting(t) > 0 })
			left := make(chan error, 1)
			wait.Go(func() { left <- l.erase(context.WithoutCancel(t.Context())) })
			w.Until(t, "the erasure, done or waiting", func() bool { return len(left) == 1 || gate.waiting(t) > 1 })
			gate.open(t, d.table)
			wait.Wait()
			if err := <-left; err != nil {
				t.Fatal(err)
			}
			w.Until(t, "everything is told", w.Quiet)
			for _, row := range holding(t, w.House.DB, l.word) {
				t.Error(row)
			}
		})
	}
	if _, err := w.House.Journal.Verify(t.Context()); err != nil {
		t.Errorf("the chain is broken: %v", err)
	}
}

// The same without a gate, all at once and on both databases.
func TestWhoLeavesInTheMiddleOfEverythingLeavesNothingBehind(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		street := world.People(t, w.House)
		for round := range 3 {
			l := arrive(t, w, street, fmt.Sprintf("quitten%dbaum", round))
			ctx := context.WithoutCancel(t.Context())
			var wait sync.WaitGroup
			for _, d := range deeds {
				for range 2 {
					if d.stranger {
						continue
					}
					wait.Go(func() { _ = d.do(ctx, l) }) // Whoever comes late is refused.
				}
			}
			wait.Go(func() {
				if err := l.erase(ctx); err != nil {
					t.Error(err)
				}
			})
			wait.Wait()
			for _, d := range deeds {
				if d.stranger {
					continue
				}
				if err := d.do(ctx, l); err == nil {
					t.Errorf("%s, by or to somebody who has left", d.name)
				}
			}
			w.Until(t, "everything is told", w.Quiet)
			for _, row := range holding(t, w.House.DB, l.word) {
				t.Error(row)
			}
		}
	})
}

// gate stops whoever inserts into a table, until it is opened.
type gate struct{ db *sql.DB }

func newGate(t *testing.T, database string) *gate {
	t.Helper()
	d, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1) // One session: what locks also unlocks.
	t.Cleanup(func() { d.Close() })
	g := &gate{d}
	g.run(t, `CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4242); RETURN NEW; END $$`)
	return g
}

func (g *gate) run(t *testing.T, statement string) {
	t.Helper()
	if _, err := g.db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func (g *gate) shut(t *testing.T, table string) {
	t.Helper()
	g.run(t, `SELECT pg_advisory_lock(4242)`)
	g.run(t, `CREATE TRIGGER "A gate" BEFORE INSERT ON `+table+` FOR EACH ROW EXECUTE FUNCTION gate()`)
}

func (g *gate) open(t *testing.T, table string) {
	t.Helper()
	g.run(t, `SELECT pg_advisory_unlock(4242)`)
	g.run(t, `DROP TRIGGER "A gate" ON `+table)
}

// waiting is how many sessions wait for another one.
func (g *gate) waiting(t *testing.T) (n int) {
	t.Helper()
	err := g.db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
