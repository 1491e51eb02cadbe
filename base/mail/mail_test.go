package mail_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"guildhall/base/mail"
	"guildhall/base/seal"
)

// sink is a mail server that keeps what it is given.
type sink struct {
	mu      sync.Mutex
	letters [][]byte
	from    string
	to      []string
	secure  bool
	answer  *smtp.SMTPError // to RCPT, when set
	port    int
	trust   *tls.Config
}

type session struct {
	*sink
	conn *smtp.Conn
}

func (s session) Reset()                   {}
func (s session) Logout() error            { return nil }
func (s session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != "house" || password != "open sesame" {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s session) Mail(from string, _ *smtp.MailOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from, s.to = from, nil
	_, s.secure = s.conn.TLSConnectionState()
	return nil
}

func (s session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.to = append(s.to, to)
	if s.answer != nil {
		return s.answer
	}
	return nil
}

func (s session) Data(r io.Reader) error {
	letter, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, letter)
	return err
}

func newSink(t *testing.T, withTLS bool) *sink {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{port: listener.Addr().(*net.TCPAddr).Port}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return session{s, c}, nil }))
	server.Domain, server.AllowInsecureAuth, server.ReadTimeout = "sink.example", true, 10*time.Second
	if withTLS {
		server.TLSConfig, s.trust = certificate(t)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return s
}

func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sink"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12},
		&tls.Config{RootCAs: pool, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}

func (s *sink) options() mail.SMTPOptions {
	return mail.SMTPOptions{Host: "127.0.0.1", Port: s.port, TLS: mail.Open, From: mail.Address{Name: "ギルド", Email: "house@guild.example"}, Hello: "guild.example", Timeout: 5 * time.Second}
}

func send(t *testing.T, o mail.SMTPOptions, m mail.Message) error {
	t.Helper()
	sender, err := mail.NewSMTP(o)
	if err != nil {
		t.Fatal(err)
	}
	return sender.Send(t.Context(), m)
}

var letter = mail.Message{
	To: mail.Address{Name: "𠮷田 愛子", Email: "aiko@example.jp"}, Subject: "新しい応答があります: “S3の権限” 🎉 — とても長い件名でも折り返して読めること",
	Text: "こんにちは。\n.\n本文です。", HTML: "<!doctype html><p>こんにちは。</p>", Lang: "ja", ID: "evt-42.aiko", Unsubscribe: "https://guild.example/u/abc", Headers: map[string]string{"References": "<a@b>"},
	At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC),
}

// parts reads a multipart letter back as a mail program does.
func parts(t *testing.T, raw []byte) (netmail.Header, map[string]string) {
	t.Helper()
	read, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	decode := func(mediaType, encoding string, body io.Reader) {
		switch strings.ToLower(encoding) {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		found[mediaType] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	mediaType, parameters, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if mediaType != "multipart/alternative" {
		decode(mediaType, read.Header.Get("Content-Transfer-Encoding"), read.Body)
		return read.Header, found
	}
	for reader := multipart.NewReader(read.Body, parameters["boundary"]); ; {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return read.Header, found
		}
		if err != nil {
			t.Fatal(err)
		}
		partType, charset, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if !strings.EqualFold(charset["charset"], "utf-8") {
			t.Errorf("%s is in %v", partType, charset)
		}
		decode(partType, part.Header.Get("Content-Transfer-Encoding"), part)
	}
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		s := newSink(t, false)
		m := letter
		m.Lang = lang
		if err := send(t, s.options(), m); err != nil {
			t.Fatal(err)
		}
		header, found := parts(t, s.letters[0])
		var decoder mime.WordDecoder
		subject, err := decoder.DecodeHeader(header.Get("Subject"))
		if err != nil || subject != m.Subject {
			t.Errorf("subject %q %v", subject, err)
		}
		if strings.TrimSpace(found["text/plain"]) != m.Text || strings.TrimSpace(found["text/html"]) != m.HTML {
			t.Errorf("%q", found)
		}
		to, err := header.AddressList("To")
		if err != nil || to[0].Name != m.To.Name || to[0].Address != m.To.Email {
			t.Errorf("to %v %v", to, err)
		}
		if from, err := header.AddressList("From"); err != nil || from[0].Name != "ギルド" || s.from != "house@guild.example" || s.to[0] != "aiko@example.jp" {
			t.Errorf("from %v %v, %s to %v", from, err, s.from, s.to)
		}
		for name, want := range map[string]string{"Message-Id": "<evt-42.aiko@guild.example>", "List-Unsubscribe": "<https://guild.example/u/abc>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
			"Content-Language": lang, "Auto-Submitted": "auto-generated", "References": "<a@b>"} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if at, err := header.Date(); err != nil || !at.Equal(m.At) {
			t.Errorf("date %v %v", at, err)
		}
		for line := range bytes.Lines(s.letters[0]) {
			if len(line) > 1000 {
				t.Errorf("a line of %d bytes", len(line))
			}
		}
	}
}

func TestALetterMayBeTextAlone(t *testing.T) {
	s := newSink(t, false)
	if err := send(t, s.options(), mail.Message{To: mail.Address{Email: "ben@example.com"}, Subject: "Hi", Text: "Hello\n", Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	header, found := parts(t, s.letters[0])
	if strings.TrimSpace(found["text/plain"]) != "Hello" || header.Get("List-Unsubscribe") != "" || !strings.HasSuffix(header.Get("Message-Id"), ">") {
		t.Errorf("%v %v", header, found)
	}
}

func TestTheLineIsClosedAndTheHouseSignsIn(t *testing.T) {
	s := newSink(t, true)
	o := s.options()
	o.TLS, o.TLSConfig, o.Username, o.Password = mail.StartTLS, s.trust, "house", seal.Hide("open sesame")
	if err := send(t, o, letter); err != nil || !s.secure {
		t.Fatalf("secure %v: %v", s.secure, err)
	}
	sender, _ := mail.NewSMTP(o)
	if err := sender.Check(t.Context()); err != nil {
		t.Errorf("check: %v", err)
	}
	o.Password = seal.Hide("wrong")
	if err := send(t, o, letter); err == nil || strings.Contains(err.Error(), "wrong") {
		t.Errorf("a wrong password: %v", err)
	}
	o.TLSConfig = nil
	if err := send(t, o, letter); err == nil {
		t.Error("a stranger's certificate was trusted")
	}
	open := newSink(t, false)
	o = open.options()
	o.TLS = mail.StartTLS
	if err := send(t, o, letter); err == nil || len(open.letters) > 0 {
		t.Errorf("it was sent over an open line: %v", err)
	}
	o.TLS = mail.Opportunistic
	if err := send(t, o, letter); err != nil || open.secure {
		t.Errorf("opportunistic: %v", err)
	}
}

func TestAnErrorTellsWhetherToTryAgain(t *testing.T) {
	s := newSink(t, false)
	s.answer = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	if err := send(t, s.options(), letter); err == nil || !mail.Permanent(err) {
		t.Errorf("no such user: %v", err)
	} else if said := err.Error(); !strings.HasSuffix(said, `550 "5.1.1 no such user"`) {
		t.Errorf("more than the server said: %s", said)
	}
	s.answer = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "try later"}
	if err := send(t, s.options(), letter); err == nil || mail.Permanent(err) {
		t.Errorf("try later: %v", err)
	}
	o := s.options()
	o.Port = 1
	if err := send(t, o, letter); err == nil || mail.Permanent(err) {
		t.Errorf("nobody there: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	sender, _ := mail.NewSMTP(s.options())
	if err := sender.Send(gone, letter); err == nil || mail.Permanent(err) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestNobodySmugglesHeadersIn(t *testing.T) {
	s := newSink(t, false)
	for name, change := range map[string]func(*mail.Message){
		"subject":      func(m *mail.Message) { m.Subject = "x\r\nBcc: eve@example.com" },
		"name":         func(m *mail.Message) { m.To.Name = "x\nBcc: eve@example.com" },
		"address":      func(m *mail.Message) { m.To.Email = "aiko@example.jp>\r\nRCPT TO:<eve@example.com" },
		"two":          func(m *mail.Message) { m.To.Email = "aiko@example.jp, eve@example.com" },
		"header name":  func(m *mail.Message) { m.Headers = map[string]string{"X: y\r\nBcc": "eve@example.com"} },
		"header value": func(m *mail.Message) { m.Headers = map[string]string{"X": "y\r\nBcc: eve@example.com"} },
		"id":           func(m *mail.Message) { m.ID = "x\r\nBcc: y" },
		"unsubscribe":  func(m *mail.Message) { m.Unsubscribe = "javascript:alert(1)" },
		"no text":      func(m *mail.Message) { m.Text = " " },
		"no subject":   func(m *mail.Message) { m.Subject = "" },
	} {
		m := letter
		change(&m)
		if err := send(t, s.options(), m); !errors.Is(err, mail.ErrMalformed) || !mail.Permanent(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(s.letters) > 0 {
		t.Errorf("%d letters left the house", len(s.letters))
	}
	m := letter
	m.To.Name = `Eve" <eve@example.com>, "`
	if err := send(t, s.options(), m); err != nil {
		t.Fatal(err)
	}
	header, _ := parts(t, s.letters[0])
	if to, err := header.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != m.To.Name || len(s.to) != 1 {
		t.Errorf("a name became an address: %v %v %v", to, s.to, err)
	}
}

func TestAddressesAreWrittenOneWay(t *testing.T) {
	for in, want := range map[string]string{
		" Aiko@Example.JP ": "Aiko@example.jp", "ａｉｋｏ＠ｅｘａｍｐｌｅ．ｊｐ": "aiko@example.jp", "a+b@例え.jp": "a+b@xn--r8jz45g.jp", "a.b@c.co": "a.b@c.co",
		"": "", "a": "", "@b.co": "", "a@": "", "a@b": "", "a b@c.co": "", "a@b.co,c@d.co": "", "A <a@b.co>": "", "a@b..co": "", "a..b@c.co": "", "a@b.co.": "", "a@-b.co": "", "a@b.co\r\nX: y": "",
		strings.Repeat("a", 65) + "@b.co": "", "a@" + strings.Repeat("b", 260) + ".co": "", "a@[127.0.0.1]": "", "a@b_c.co\x00": "",
	} {
		if got, ok := mail.Normal(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", in, got, ok, want)
		}
	}
}

func TestWrongSettingsAreNoticedAtStart(t *testing.T) {
	s := newSink(t, false)
	for name, change := range map[string]func(*mail.SMTPOptions){
		"host": func(o *mail.SMTPOptions) { o.Host = "" }, "tls": func(o *mail.SMTPOptions) { o.TLS = "yes" },
		"port": func(o *mail.SMTPOptions) { o.Port = 99999 }, "from": func(o *mail.SMTPOptions) { o.From.Email = "house" },
	} {
		o := s.options()
		change(&o)
		if _, err := mail.NewSMTP(o); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestNobodyHasAMailboxBelowInvalid(t *testing.T) {
	for email, want := range map[string]bool{
		"requests@import.invalid": false, "a@b.IMPORT.invalid": false, "a@invalid": false, "a@import.invalid.": false,
		"aiko@example.org": true, "invalid@example.org": true, "a@notinvalid": true, "a@invalid.example": true,
	} {
		if mail.Reachable(email) != want {
			t.Errorf("%s: %v", email, !want)
		}
	}
}
