// Package mail owns letters: what one holds, and how it is given to a mail
// server (SMTP, RFC 5321; MIME; one-click unsubscribing, RFC 8058).
//
// Words: a Message is one letter to one person; a Sender gives it to somebody
// who delivers it; a failure is permanent when trying again cannot help.
//
// Invariants: no line end in an address, subject or header (they would become
// headers of their own); text always, HTML beside it; the reader's language is
// named; a letter says that a machine wrote it, so that no machine answers; the
// password prints as dots and is not sent over an open line.
//
// It keeps no queue and no log: jobs retry, and a room records what was sent.
package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
	"golang.org/x/text/width"
)

// ErrMalformed is a letter that cannot be written down: a wrong address, a line
// end in a header, no text. Trying again does not help.
var ErrMalformed = errors.New("mail: malformed")

// Address is whom a letter is from or to. Name may be empty.
type Address struct {
	Name  string
	Email string
}

// Message is one letter to one person.
type Message struct {
	To      Address
	Subject string
	Text    string // plain text, always there
	HTML    string // a whole document; may be empty
	Lang    string // BCP 47
	// ID is the part of the Message-ID before the @, the same each time this
	// letter is tried, so that a receiver drops the second. Empty: made up.
	ID string
	// Unsubscribe is an https address that takes a POST without questions
	// (RFC 8058). Empty for letters that nobody may refuse.
	Unsubscribe string
	Headers     map[string]string // further ones, such as "References"
	At          time.Time         // zero: now
}

// Sender gives a letter to somebody who delivers it. When Send returns nil the
// letter is theirs; Permanent tells of an error whether to try again.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Permanent tells whether a failure stays one: the letter is malformed, or the
// server answered with a 5yz code.
func Permanent(err error) bool {
	var refused *gomail.SendError
	return errors.Is(err, ErrMalformed) || errors.As(err, &refused) && refused.ErrorCode() >= 500
}

// emailMax is the longest address that fits a reverse path (RFC 5321 4.5.3.1.3;
// AWS_IQ.md 1.1).
const emailMax = 254

// Normal writes an e-mail address the one way it is compared and stored: without
// spaces around, half-width, the domain in lower case and ASCII. False when it is
// no address anybody could deliver to.
func Normal(email string) (string, bool) {
	email = strings.TrimSpace(width.Fold.String(email))
	at := strings.LastIndexByte(email, '@')
	if at < 1 || len(email) > emailMax {
		return "", false
	}
	domain, err := idna.Lookup.ToASCII(email[at+1:])
	if err != nil || !strings.Contains(strings.Trim(domain, "."), ".") || strings.HasSuffix(domain, ".") {
		return "", false
	}
	email = email[:at] + "@" + strings.ToLower(domain)
	parsed, err := netmail.ParseAddress(email)
	if err != nil || parsed.Address != email || parsed.Name != "" || at > 64 || len(email) > emailMax {
		return "", false
	}
	return email, true
}

// Reachable tells whether anybody can have a mailbox at this address: names below
// .invalid never exist (RFC 2606, RFC 6761), so no server is asked about them.
func Reachable(email string) bool {
	domain := strings.ToLower(strings.TrimSuffix(email[strings.LastIndexByte(email, '@')+1:], "."))
	return domain != "invalid" && !strings.HasSuffix(domain, ".invalid")
}

// compose writes the letter down.
func compose(from Address, replyTo string, m Message) (*gomail.Msg, error) {
	for what, value := range map[string]string{"subject": m.Subject, "name": m.To.Name, "language": m.Lang, "id": m.ID, "unsubscribe": m.Unsubscribe} {
		if strings.ContainsAny(value, "\r\n\x00") {
			return nil, fmt.Errorf("%w: a line end in the %s", ErrMalformed, what)
		}
	}
	email, ok := Normal(m.To.Email)
	if !ok || strings.TrimSpace(m.Text) == "" || strings.TrimSpace(m.Subject) == "" {
		return nil, fmt.Errorf("%w: it needs an address, a subject and a text", ErrMalformed)
	}
	// Japanese triples in size as quoted-printable; English stays readable in it.
	encoding := gomail.EncodingQP
	if strings.HasPrefix(m.Lang, "ja") {
		encoding = gomail.EncodingB64
	}
	letter := gomail.NewMsg(gomail.WithEncoding(encoding), gomail.WithNoDefaultUserAgent())
	err := errors.Join(letter.From(written(from.Name, from.Email)), letter.To(written(m.To.Name, email)))
	if replyTo != "" {
		err = errors.Join(err, letter.ReplyTo(replyTo))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	letter.Subject(m.Subject)
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		letter.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return letter, headers(letter, from, m)
}

// written quotes a name as it must be: a quote in it would else end it, and
// what follows would be an address.
func written(name, address string) string {
	return (&netmail.Address{Name: strings.TrimSpace(name), Address: address}).String()
}

func headers(letter *gomail.Msg, from Address, m Message) error {
	if m.ID != "" {
		letter.SetMessageIDWithValue(m.ID + from.Email[strings.LastIndexByte(from.Email, '@'):])
	} else {
		letter.SetMessageID()
	}
	if m.At.IsZero() {
		m.At = time.Now()
	}
	letter.SetDateWithValue(m.At)
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday replies, please.
	if m.Lang != "" {
		letter.SetGenHeader("Content-Language", m.Lang)
	}
	if m.Unsubscribe != "" {
		if u, err := url.Parse(m.Unsubscribe); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return fmt.Errorf("%w: unsubscribe address %q", ErrMalformed, m.Unsubscribe)
		}
		letter.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+m.Unsubscribe+">")
		letter.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	for name, value := range m.Headers {
		if !token(name) || strings.ContainsAny(value, "\r\n\x00") {
			return fmt.Errorf("%w: header %q", ErrMalformed, name)
		}
		letter.SetGenHeader(gomail.Header(name), value)
	}
	return nil
}

// token tells whether a header may have this name (RFC 5322 2.2, letters only).
func token(name string) bool {
	return name != "" && strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
