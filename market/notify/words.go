package notify

import (
	"context"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/i18n"
	"guildhall/base/money"
)

// words are a letter's sentences in the reader's language.
type words struct{ subject, body, button string }

// say fills a kind's sentences. Amounts and instants among the args are written
// for the reader; so are a calendar day under Date, and whole numbers under names
// that end in At or Until (microseconds). A kind without a button has none.
func say(reader i18n.Reader, kind, name string, args map[string]any) words {
	ctx := i18n.With(context.Background(), reader)
	pairs := []any{"Name", name, "House", i18n.T(ctx, "app.name")}
	for key, value := range args {
		pairs = append(pairs, key, spoken(reader, key, value))
	}
	w := words{
		subject: strings.Join(strings.Fields(i18n.T(ctx, kind+".subject", pairs...)), " "),
		body:    strings.TrimSpace(i18n.T(ctx, kind+".body", pairs...)),
	}
	if i18n.Exists(kind + ".button") {
		w.button = i18n.T(ctx, kind+".button", pairs...)
	}
	return w
}

func spoken(reader i18n.Reader, key string, value any) any {
	switch v := value.(type) {
	case money.Amount:
		return money.Format(v, reader.Lang)
	case clock.Micros:
		return i18n.Exact(reader, v.Time())
	case string:
		if key == "Date" {
			return i18n.DayOf(reader, v)
		}
	case int64:
		if strings.HasSuffix(key, "At") || strings.HasSuffix(key, "Until") {
			return i18n.Exact(reader, clock.Micros(v).Time())
		}
	}
	return value
}

// readerOf is who reads; an unknown language or zone becomes the house's first.
func readerOf(lang, zone string, now clock.Micros) i18n.Reader {
	l, _ := i18n.Parse(lang)
	z, err := i18n.Zone(zone)
	if err != nil {
		z = time.UTC
	}
	return i18n.Reader{Lang: l, Zone: z, Now: now.Time()}
}

// Letter is a mail as its reader sees it: for sending and for the desk's preview.
type Letter struct {
	Lang        string
	Subject     string
	Greeting    string
	Paragraphs  []string
	Button      string
	Link        string // absolute; empty when there is none or it is not kept
	Footer      []string
	Unsubscribe string // absolute page where the topic is switched off; may be empty
	Off         string // the words of that link
}

// compose puts the whole letter together. link is the button's absolute address, and
// contact that of whoever runs the house, blank for none.
func compose(m Mail, link, unsubscribe, contact string) Letter {
	lang, _ := i18n.Parse(m.Lang)
	ctx := i18n.With(context.Background(), i18n.Reader{Lang: lang, Zone: time.UTC})
	l := Letter{Lang: m.Lang, Subject: m.Subject, Button: m.Button, Link: link, Unsubscribe: unsubscribe,
		Greeting: i18n.T(ctx, "mail.greeting.plain"), Footer: []string{i18n.T(ctx, "mail.footer", "House", i18n.T(ctx, "app.name"))}}
	if contact != "" {
		l.Footer = append(l.Footer, i18n.T(ctx, "mail.footer.contact", "Contact", contact))
	}
	if m.Name != "" {
		l.Greeting = i18n.T(ctx, "mail.greeting", "Name", m.Name)
	}
	if unsubscribe != "" {
		l.Off = i18n.T(ctx, "mail.off."+m.Topic)
	}
	for _, p := range strings.Split(m.Body, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			l.Paragraphs = append(l.Paragraphs, p)
		}
	}
	return l
}

// Text is the letter without any drawing.
func (l Letter) Text() string {
	parts := append([]string{l.Greeting}, l.Paragraphs...)
	if l.Link != "" {
		parts = append(parts, l.Button+":\n"+l.Link)
	}
	foot := "-- \n" + strings.Join(l.Footer, "\n")
	if l.Unsubscribe != "" {
		foot += "\n" + l.Off + ": " + l.Unsubscribe
	}
	return strings.Join(append(parts, foot), "\n\n") + "\n"
}
