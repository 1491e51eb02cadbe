package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/money"
	"guildhall/base/names"
)

// Network is a network, or one address.
type Network struct{ netip.Prefix }

// UnmarshalText reads 10.0.0.0/8, or 10.0.0.1 for that address alone.
func (n *Network) UnmarshalText(text []byte) error {
	if one, err := netip.ParseAddr(string(text)); err == nil {
		n.Prefix = netip.PrefixFrom(one, one.BitLen())
		return nil
	}
	prefix, err := netip.ParsePrefix(string(text))
	if err != nil {
		return fmt.Errorf("%q is neither a network such as 10.0.0.0/8 nor an address", text)
	}
	n.Prefix = prefix.Masked()
	return nil
}

// Proxies are the networks whose X-Forwarded-For is believed.
func (c Config) Proxies() []netip.Prefix {
	var list []netip.Prefix
	for _, n := range c.TrustedProxies {
		list = append(list, n.Prefix)
	}
	return list
}

// MailFrom is the sender's name and address.
func (c Config) MailFrom() (*mail.Address, error) {
	if c.SMTP.From == "" {
		return nil, errors.New("smtp-from is missing: with smtp-host somebody must be named as the sender")
	}
	a, err := mail.ParseAddress(c.SMTP.From)
	if err != nil {
		return nil, fmt.Errorf("smtp-from %q is not an address such as \"Guildhall <guildhall@example.org>\"", c.SMTP.From)
	}
	return a, nil
}

// HouseZone is the house's time zone.
func (c Config) HouseZone() (*time.Location, error) {
	z, err := time.LoadLocation(c.Zone)
	if err != nil || c.Zone == "Local" {
		return nil, fmt.Errorf("zone %q is not a time zone's name such as Asia/Tokyo", c.Zone)
	}
	return z, nil
}

// FeeRate is the house's share of each payment from now on.
func (c Config) FeeRate() (money.Rate, error) {
	rate, err := money.ParseRate(strings.TrimSuffix(strings.TrimSpace(c.Fee), "%") + "%")
	if err != nil {
		return 0, fmt.Errorf("fee %q is not a rate in percent, such as 2.5", c.Fee)
	}
	return rate, nil
}

// BeginsAt is the business time at which a new sandbox begins; zero for now.
func (c Config) BeginsAt() clock.Micros {
	at, err := time.Parse(time.RFC3339, c.Begins)
	if err != nil {
		return 0 // Check has said so, unless it is empty.
	}
	return clock.Of(at)
}

// complaints collects what is wrong.
type complaints []error

func (c *complaints) say(wrong bool, format string, args ...any) {
	if wrong {
		*c = append(*c, fmt.Errorf(format, args...))
	}
}

func (c *complaints) add(err error) {
	if err != nil {
		*c = append(*c, err)
	}
}

// Check says everything that is wrong, each with the setting's name, so that it can
// be mended in one go.
func (c Config) Check() error {
	var wrong complaints
	_, err := c.HouseZone()
	wrong.add(err)
	_, err = c.FeeRate()
	wrong.add(err)
	wrong.say(c.Begins != "" && c.BeginsAt().IsZero(), "begins %q is not a moment such as 2026-06-01T09:00:00Z", c.Begins)
	wrong.say(c.Begins != "" && !c.Sandbox && !c.Demo, "begins is for a sandbox: real business time is the time it is")
	_, _, err = net.SplitHostPort(c.Listen)
	wrong.say(err != nil, "listen %q is not HOST:PORT", c.Listen)
	wrong.say(c.BaseURL != "" && !origin(c.BaseURL), "base-url %q must be http(s)://host without a path", c.BaseURL)
	wrong.say(c.Contact != "" && !plainAddress(c.Contact), "contact %q is not an e-mail address such as help@example.org", c.Contact)
	scheme, _, address := strings.Cut(c.Database, "://")
	wrong.say(address && !slices.Contains([]string{"postgres", "postgresql", "sqlite"}, scheme), "database: %s:// is not known; postgres://... or the path of a SQLite file is", scheme)
	wrong.say(c.UploadMax < 1, "upload-max must be above zero")
	wrong.say(c.MessagesPerMinute < 0, "messages-per-minute must not be below zero")
	wrong.say(c.UploadsPerHour < 0, "uploads-per-hour must not be below zero")
	wrong.say(len(c.Currencies) == 0, "currencies: at least one must be open")
	for _, code := range c.Currencies {
		wrong.say(!money.Known(code), "currencies: %q is not a code of ISO 4217, such as JPY", code)
	}
	for _, code := range c.Countries {
		wrong.say(!names.KnownCountry(code), "countries: %q is not a code of ISO 3166-1, such as JP", code)
	}
	wrong.add(c.SMTP.check(c))
	wrong.add(c.S3.check())
	return errors.Join(wrong...)
}

func (s SMTP) check(c Config) error {
	if s.Host == "" {
		return nil
	}
	var wrong complaints
	_, err := c.MailFrom()
	wrong.add(err)
	wrong.say(s.Port < 0 || s.Port > 65535, "smtp-port %d is not a port", s.Port)
	_, err = mail.ParseAddress(s.ReplyTo)
	wrong.say(s.ReplyTo != "" && err != nil, "smtp-reply-to %q is not an e-mail address", s.ReplyTo)
	return errors.Join(wrong...)
}

func (s S3) check() error {
	if s.Bucket == "" {
		return nil
	}
	var wrong complaints
	wrong.say((s.AccessKey == "") != (s.SecretKey.Reveal() == ""), "s3-access-key and s3-secret-key go together: give both, or neither to use the machine's own role")
	u, err := url.Parse(s.Endpoint)
	wrong.say(s.Endpoint != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https"), "s3-endpoint %q must be an address such as https://s3.example.org", s.Endpoint)
	return errors.Join(wrong...)
}

// plainAddress tells whether it is an e-mail address and nothing more.
func plainAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// origin tells whether an address is http(s)://host[:port] and nothing more.
func origin(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}
