package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"guildhall/base/config"
	"guildhall/engine/journal"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/test/world"
)

// until reads a page until it says something: what runs beside the pages takes a moment.
func until(t *testing.T, b *world.Browser, path, words string) world.Answer {
	t.Helper()
	var a world.Answer
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if a = b.Get(path).Want(t, 200); strings.Contains(a.Body, words) {
			return a
		}
	}
	t.Fatalf("%s never says %q: %s", path, words, world.Words(a.Body))
	return a
}

func TestHealthShowsAFollowerThatBreaks(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		desk := chie(t, w)
		has(t, desk.Get("/desk/health?lang=en").Want(t, 200), "All is well.")
		ctx, end := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.House.Journal.Follow(ctx, journal.Follower{Name: "broken", Do: func(context.Context, journal.Event) error { return errors.New("it cannot be read") }})
		}()
		defer func() { end(); <-done }()
		page := until(t, desk, "/desk/health?lang=en", "Events put aside")
		has(t, page, "broken")
		lacks(t, page, "All is well.")
		has(t, desk.Get("/desk?lang=en").Want(t, 200), "needs a look")
		var health struct {
			Worries int
		}
		desk.JSON("GET", "/desk/health", nil, &health).Want(t, 200)
		if health.Worries == 0 {
			t.Error("over the API nothing worries")
		}
		// The program has no such follower to offer anything to.
		desk.Post("/desk/followers/broken/1/offer", "reason", "The cause is mended.").Want(t, 404)
		desk.Post("/desk/followers/notify/1/offer", "reason", "The cause is mended.").Want(t, 404)
		desk.Post("/desk/jobs/4711/retry", "reason", "The cause is mended.").Want(t, 404)
		desk.Post("/desk/jobs/none/retry", "reason", "The cause is mended.").Want(t, 404)
	})
}

// server is a mail server that can be told to refuse.
type server struct {
	refuses atomic.Bool
	busy    atomic.Bool // it says to come again
	taken   atomic.Int64
	port    int
}

type line struct{ *server }

func (l line) Reset()                               {}
func (l line) Logout() error                        { return nil }
func (l line) Mail(string, *smtp.MailOptions) error { return nil }
func (l line) Rcpt(string, *smtp.RcptOptions) error {
	if l.busy.Load() {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "come again"}
	}
	if l.refuses.Load() {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such box"}
	}
	return nil
}
func (l line) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	l.taken.Add(1)
	return err
}

func newServer(t *testing.T) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{port: listener.Addr().(*net.TCPAddr).Port}
	taker := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return line{s}, nil }))
	taker.Domain = "sink.example"
	go func() { _ = taker.Serve(listener) }() // ends with the listener
	t.Cleanup(func() { taker.Close() })
	return s
}

func TestMailThatWasRefusedIsSentAgain(t *testing.T) {
	s := newServer(t)
	s.refuses.Store(true)
	c := world.Config(t, "")
	c.SMTP = config.SMTP{Host: "127.0.0.1", Port: s.port, TLS: "none", From: "Guildhall <guildhall@example.org>"}
	w := world.Start(t, c)
	desk := chie(t, w)
	dai := w.Join(t, account.NewPerson{Name: "Dai", Email: "dai@example.org"})
	w.Visitor(t).Post("/sign-in/link", "email", "dai@example.org").Want(t, 303)
	m := mailed(t, w, dai.Person, account.LetterSignIn)
	path := "/desk/mail/" + notify.MailID.Text(m.ID)
	until(t, desk, path, path+"/send")
	has(t, desk.Get("/desk/mail?state=failed").Want(t, 200), path)
	has(t, desk.Get("/desk").Want(t, 200), path)
	desk.Post(path+"/send", "reason", "").Want(t, 422)
	s.refuses.Store(false)
	desk.Post(path+"/send", "reason", "The address is mended.").Want(t, 303)
	sent := until(t, desk, path+"?lang=en", "The address is mended.")
	has(t, sent, "Done at the desk")
	for end := time.Now().Add(time.Minute); s.taken.Load() == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
	}
	until(t, desk, "/desk/mail?state=sent", path)
	lacks(t, desk.Get("/desk/mail?state=failed").Want(t, 200), path)
	desk.Post(path+"/send", "reason", "Once more.").Want(t, 409)
	if n := s.taken.Load(); n != 1 {
		t.Errorf("the server took %d letters", n)
	}
}

// A server that puts off everything is seen at the desk while the house still tries.
func TestMailThatIsPutOffIsSeenAtTheDesk(t *testing.T) {
	s := newServer(t)
	s.busy.Store(true)
	c := world.Config(t, "")
	c.SMTP = config.SMTP{Host: "127.0.0.1", Port: s.port, TLS: "none", From: "Guildhall <guildhall@example.org>"}
	w := world.Start(t, c)
	desk := chie(t, w)
	dai := w.Join(t, account.NewPerson{Name: "Dai", Email: "dai@example.org"})
	w.Visitor(t).Post("/sign-in/link", "email", "dai@example.org").Want(t, 303)
	m := mailed(t, w, dai.Person, account.LetterSignIn)
	path := "/desk/mail/" + notify.MailID.Text(m.ID)
	until(t, desk, "/desk", path)
	has(t, desk.Get("/desk/mail?state=stuck&lang=en").Want(t, 200), path)
	has(t, desk.Get("/desk/mail?state=stuck&lang=en").Want(t, 200), "will be tried again")
	lacks(t, desk.Get("/desk/mail?state=failed").Want(t, 200), path)
	s.busy.Store(false)
	until(t, desk, "/desk/mail?state=sent", path)
	lacks(t, desk.Get("/desk/mail?state=stuck").Want(t, 200), path)
	lacks(t, desk.Get("/desk").Want(t, 200), path)
}

func TestWithoutAMailServerMailIsKeptAndNothingIsSent(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		desk := chie(t, w)
		dai := w.Join(t, account.NewPerson{Name: "大島 大", Email: "dai@example.org"})
		w.Visitor(t).Post("/sign-in/link", "email", "dai@example.org").Want(t, 303)
		m := mailed(t, w, dai.Person, account.LetterSignIn)
		path := "/desk/mail/" + notify.MailID.Text(m.ID)
		has(t, desk.Get("/desk?lang=en").Want(t, 200), "no mail leaves this house")
		has(t, desk.Get("/desk/mail?state=kept&q=大島").Want(t, 200), path)
		lacks(t, desk.Get(path+"?lang=en").Want(t, 200), path+"/send")
		desk.Post(path+"/send", "reason", "Please go out.").Want(t, 409)
		has(t, desk.Get("/desk/people/"+account.PersonID.Text(dai.Person)).Want(t, 200), path)
	})
}

func TestTheChainIsCheckedFromTheDesk(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		desk := chie(t, w)
		desk.Post("/desk/journal/verify").Want(t, 303)
		until(t, desk, "/desk/journal?lang=en", "the chain is whole")
		var check struct{ State string }
		desk.JSON("GET", "/desk/verification", nil, &check).Want(t, 200)
		if check.State != "sound" {
			t.Error(fmt.Sprint(check))
		}
	})
}
