package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"guildhall/base/seal"
)

// TLS is how the line to the mail server is closed to others.
type TLS string

// The four ways.
const (
	Implicit      TLS = "implicit"      // from the first byte; usually port 465
	StartTLS      TLS = "starttls"      // or nothing is sent; usually port 587
	Opportunistic TLS = "opportunistic" // if the server can
	Open          TLS = "none"          // for a server on the same machine
)

// SMTPOptions says which server, and who writes.
type SMTPOptions struct {
	Host     string
	Port     int // 0: 465 for Implicit, else 587
	TLS      TLS // empty: StartTLS
	Username string
	Password seal.Secret
	From     Address
	ReplyTo  string
	Hello    string        // the name we greet with; empty: the machine's
	Timeout  time.Duration // of each step; 0: 15 seconds
	// TLSConfig is for servers with a certificate of their own; nil trusts
	// whom the machine trusts.
	TLSConfig *tls.Config
}

// SMTP sends each letter over a connection of its own.
type SMTP struct {
	o       SMTPOptions
	options []gomail.Option
}

// NewSMTP checks the options; it does not call the server.
func NewSMTP(o SMTPOptions) (*SMTP, error) {
	email, ok := Normal(o.From.Email)
	if !ok {
		return nil, fmt.Errorf("mail: the sender's address %q cannot be used", o.From.Email)
	}
	o.From.Email = email
	if o.TLS == "" {
		o.TLS = StartTLS
	}
	if o.Port == 0 {
		o.Port = map[TLS]int{Implicit: 465}[o.TLS]
	}
	if o.Port == 0 {
		o.Port = 587
	}
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	options := []gomail.Option{gomail.WithTimeout(o.Timeout), gomail.WithoutNoop()}
	switch o.TLS {
	case Implicit:
		options = append(options, gomail.WithSSL())
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case Opportunistic:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	case Open:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("mail: TLS is %q; use implicit, starttls, opportunistic or none", o.TLS)
	}
	options = append(options, gomail.WithPort(o.Port))
	if o.Hello != "" {
		options = append(options, gomail.WithHELO(o.Hello))
	}
	if o.TLSConfig != nil {
		options = append(options, gomail.WithTLSConfig(o.TLSConfig))
	}
	if o.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(o.Username), gomail.WithPassword(o.Password.Reveal()))
	}
	sender := &SMTP{o, options}
	if _, err := sender.client(); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return sender, nil
}

func (s *SMTP) client() (*gomail.Client, error) { return gomail.NewClient(s.o.Host, s.options...) }

// Send gives the letter to the server. ErrMalformed when it cannot be written
// down; ask Permanent of any other error whether to try again.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	letter, err := compose(s.o.From, s.o.ReplyTo, m)
	if err != nil {
		return err
	}
	client, err := s.client()
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, letter); err != nil {
		return fmt.Errorf("mail to %s: %w", s.o.Host, answer{err})
	}
	return nil
}

// answer is a failure in the words of the server, without what the library adds
// behind them: the reader's address and our Message-ID once more.
type answer struct{ error }

func (a answer) Error() string {
	text, _, _ := strings.Cut(a.error.Error(), ", affected ")
	return text
}

func (a answer) Unwrap() error { return a.error }

// Check greets the server, and signs in when there is a password, without
// sending anything: for the operator's settings page.
func (s *SMTP) Check(ctx context.Context) error {
	client, err := s.client()
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("mail server %s: %w", s.o.Host, errors.Join(err, client.Close()))
	}
	return client.Close()
}
