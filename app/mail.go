package app

import (
	"net/url"

	"guildhall/base/mail"
)

// sender gives letters to the mail server of the configuration; nil without one.
func (h *House) sender() (mail.Sender, error) {
	s := h.Config.SMTP
	if s.Host == "" {
		return nil, nil //nolint:nilnil // no server is no mistake
	}
	from, err := h.Config.MailFrom()
	if err != nil {
		return nil, err
	}
	hello := ""
	if u, err := url.Parse(h.Config.BaseURL); err == nil {
		hello = u.Hostname()
	}
	return mail.NewSMTP(mail.SMTPOptions{Host: s.Host, Port: s.Port, TLS: mail.TLS(s.TLS), Username: s.Username, Password: s.Password,
		From: mail.Address{Name: from.Name, Email: from.Address}, ReplyTo: s.ReplyTo, Hello: hello})
}
