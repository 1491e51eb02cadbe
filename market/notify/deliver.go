package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/mail"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/keys"
	"guildhall/engine/policy"
)

var postman = policy.As(policy.System, "mail")

// deliver is the job: it gives the letter to the mail server and reports. The
// Message-ID is the mail's own, so that a letter given twice arrives once.
func (r *Room) deliver(ctx context.Context, d delivery) error {
	m, err := Find(ctx, r.journal.DB, d.Mail)
	if fault.IsKind(err, fault.KindMissing) || err == nil && m.State != Waiting {
		return nil
	}
	if err != nil {
		return err
	}
	if r.sender == nil {
		return r.report(ctx, m.ID, "hold", "")
	}
	if m.Email == "" || m.ErasedAt != 0 { // Somebody left meanwhile.
		return r.report(ctx, m.ID, "give_up", "erased")
	}
	if !mail.Reachable(m.Email) { // Queued before such mails were left alone.
		return r.report(ctx, m.ID, "spare", "")
	}
	message, err := r.message(ctx, m)
	if err != nil {
		return err
	}
	err = r.sender.Send(ctx, message)
	if err == nil {
		return r.report(ctx, m.ID, "deliver", "")
	}
	if mail.Permanent(err) || job.RunOf(ctx).IsLast() {
		return r.report(ctx, m.ID, "give_up", err.Error())
	}
	problem := err.Error()
	err = r.journal.Change(ctx, postman, func(ctx context.Context, tx *journal.Tx) error {
		now, err := guard(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, mailTried, m.ID, short(now.said(problem))); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "mail.try", Subject: m.ID})
	})
	if err != nil {
		return err
	}
	return errNotYet // and so again later
}

// errNotYet is what the job engine keeps and logs of a try that failed. The mail
// server's own words, which mostly name the reader, stand with the mail, where they
// are blanked with it.
var errNotYet = errors.New("the mail server did not take the mail; its answer stands with the mail")

// said is what may be kept of a mail server's answer: nothing of a reader who left.
func (m Mail) said(answer string) string {
	if m.ErasedAt != 0 {
		return "erased"
	}
	return answer
}

// report is the command by which the job says how it went.
func (r *Room) report(ctx context.Context, mailID id.ID, move, problem string) error {
	err := r.journal.Change(ctx, postman, func(ctx context.Context, tx *journal.Tx) error {
		m, err := guard(ctx, tx, mailID)
		if err != nil {
			return err
		}
		if move == "deliver" {
			if _, err := tx.Exec(ctx, mailSent, m.ID, int64(tx.Wall)); err != nil {
				return err
			}
		} else if _, err := tx.Exec(ctx, mailTried, m.ID, short(m.said(problem))); err != nil {
			return err
		}
		_, err = MailFlow.Move(ctx, tx, flow.Step{Move: move, ID: m.ID, From: m.State, By: flow.System, Data: map[string]any{"kind": m.Kind}})
		return err
	})
	if fault.IsKind(err, fault.KindConflict) { // A twin of this job reported first.
		return nil
	}
	return err
}

func (r *Room) message(ctx context.Context, m Mail) (mail.Message, error) {
	letter, unsubscribe, err := r.Read(ctx, m)
	if err != nil {
		return mail.Message{}, err
	}
	var drawn bytes.Buffer
	if err := html(letter).Render(ctx, &drawn); err != nil {
		return mail.Message{}, err
	}
	return mail.Message{To: mail.Address{Name: m.Name, Email: m.Email}, Subject: m.Subject, Text: letter.Text(), HTML: drawn.String(),
		Lang: m.Lang, ID: MailID.Text(m.ID), Unsubscribe: unsubscribe, At: m.MadeWall.Time()}, nil
}

// Read gives the letter as its reader sees it, and the address for unsubscribing
// with one click (RFC 8058), if the topic may be switched off.
func (r *Room) Read(ctx context.Context, m Mail) (l Letter, oneClick string, err error) {
	base, link, page := r.base(), "", ""
	switch {
	case m.Path != "":
		link = base + m.Path
	case len(m.Secret) > 0:
		path, err := r.keys.Open(m.Secret, secretOf(m.ID))
		if err != nil {
			return l, "", fmt.Errorf("mail %s: %w", m.ID, err)
		}
		link = base + string(path)
	}
	if m.Topic != "" && !m.Person.IsNone() {
		key, err := db.Value[string](ctx, r.journal.DB, readerOne, m.Person)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return l, "", err
		}
		if err == nil {
			page = base + "/unsubscribe/" + key + "/" + m.Topic
		}
	}
	return compose(m, link, page, r.Contact), page, nil
}

// SendAgain queues a mail that was kept or given up, in the operator's change.
func (r *Room) SendAgain(ctx context.Context, tx *journal.Tx, mailID id.ID) error {
	if !tx.Who.IsOperator() {
		return fault.Missing("mail.missing")
	}
	m, err := guard(ctx, tx, mailID)
	if err != nil {
		return err
	}
	if r.sender == nil {
		return fault.Conflict("mail.no_server")
	}
	if m.Email != "" && !mail.Reachable(m.Email) {
		return fault.Conflict("mail.no_mailbox")
	}
	if m.Email == "" || m.HasSecret() && len(m.Secret) == 0 {
		return fault.Conflict("mail.erased")
	}
	_, err = MailFlow.Move(ctx, tx, flow.Step{Move: "send_again", ID: m.ID, From: m.State, By: flow.Operator, Data: map[string]any{"kind": m.Kind}})
	if err != nil {
		return err
	}
	return r.queue(ctx, tx, m.ID)
}

var (
	secretList = db.Read("notify.mail.secrets", `SELECT id, secret FROM notify_mail WHERE secret IS NOT NULL AND id > $1 ORDER BY id LIMIT 500`)
	secretSet  = db.Write("notify.mail.reseal", `UPDATE notify_mail SET secret = $2 WHERE id = $1 AND secret = $3`)
)

// Reseal seals again what an older key sealed (engine/keys).
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	return keys.Column{Journal: r.journal, Read: secretList, Write: secretSet, Context: secretOf, Event: "mail.reseal"}.Reseal(ctx, ring)
}

// short keeps a server's answer to a line.
func short(s string) string {
	const most = 500
	if len(s) > most {
		s = s[:most]
	}
	return string([]rune(s))
}
