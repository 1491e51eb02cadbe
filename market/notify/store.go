package notify

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// Mail is one letter to one person, as it was written.
type Mail struct {
	ID         id.ID
	State      flow.State
	StateSince clock.Micros // business time
	Kind       string       // its stem in text/
	Topic      string       // what the person may switch off; empty when nothing
	Event      id.ID        // what it tells of; None for letters of a command
	Person     id.ID        // None for somebody who has not joined
	About      id.ID        // whose deed it tells of; None for nobody's
	Stream     id.ID        // the conversation it belongs to
	Email      string       // blank once erased, as the next ones
	Name       string
	Lang       string
	Subject    string
	Body       string // paragraphs, an empty line between them
	Button     string // what the link is called; empty without a link
	Path       string // where the button leads, from the site's root; empty when secret
	Secret     []byte // the sealed path, until it was sent
	Problem    string // of the last try
	Tries      int64
	MadeAt     clock.Micros // business time
	MadeWall   clock.Micros // wall time
	SentAt     clock.Micros // wall time
	ErasedAt   clock.Micros
}

// HasSecret tells that the button leads to an address that only the reader may know.
func (m Mail) HasSecret() bool { return m.Path == "" && m.Button != "" }

const mailColumns = `id, state, state_since, kind, topic, event_id, person_id, about_id, stream_id, COALESCE(email, ''), name, lang,
	subject, body, button, path, secret, problem, tries, made_at, made_wall, sent_at, erased_at`

func scanMail(row db.Scanner) (Mail, error) {
	var m Mail
	err := row.Scan(&m.ID, &m.State, &m.StateSince, &m.Kind, &m.Topic, &m.Event, &m.Person, &m.About, &m.Stream, &m.Email, &m.Name, &m.Lang,
		&m.Subject, &m.Body, &m.Button, &m.Path, &m.Secret, &m.Problem, &m.Tries, &m.MadeAt, &m.MadeWall, &m.SentAt, &m.ErasedAt)
	return m, err
}

var (
	mailInsert = db.Write("notify.mail.insert", `INSERT INTO notify_mail
		(id, state, state_since, deadline, version, once, kind, topic, event_id, person_id, about_id, stream_id, email, name, lang,
			subject, body, button, path, secret, problem, tries, made_at, made_wall)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, '', 0, $3, $20)`)
	mailFind  = db.Read("notify.mail.find", `SELECT `+mailColumns+` FROM notify_mail WHERE id = $1`)
	mailOnce  = db.Read("notify.mail.once", `SELECT 1 FROM notify_mail WHERE once = $1`)
	mailGuard = db.Write("notify.mail.guard", `UPDATE notify_mail SET version = version + 1 WHERE id = $1 RETURNING `+mailColumns)
	mailTried = db.Write("notify.mail.tried", `UPDATE notify_mail SET tries = tries + 1, problem = $2 WHERE id = $1`)
	mailSent  = db.Write("notify.mail.sent", `UPDATE notify_mail SET tries = tries + 1, problem = '', sent_at = $2, secret = NULL WHERE id = $1`)
	mailBatch = db.Read("notify.mail.batch", `SELECT 1 FROM notify_mail
		WHERE person_id = $1 AND stream_id = $2 AND made_at > $3 AND state <> 'dropped'
		AND kind IN ('mail.answered', 'mail.direct', 'mail.message') LIMIT 1`)
)

// Find gives a mail, or Missing.
func Find(ctx context.Context, r db.Reader, m id.ID) (Mail, error) {
	found, err := db.One(ctx, r, mailFind, scanMail, m)
	if errors.Is(err, db.ErrNone) {
		return found, fault.Missing("mail.missing")
	}
	return found, err
}

// guard holds a mail until the change ends and gives its newest row.
func guard(ctx context.Context, tx *journal.Tx, m id.ID) (Mail, error) {
	found, err := db.One(ctx, tx, mailGuard, scanMail, m)
	if errors.Is(err, db.ErrNone) {
		return found, fault.Missing("mail.missing")
	}
	return found, err
}

// insert writes a mail down in the state the move gave it.
func insert(ctx context.Context, tx *journal.Tx, m Mail, once string, deadline clock.Micros) error {
	var secret any
	if len(m.Secret) > 0 {
		secret = m.Secret
	}
	var email any
	if m.Email != "" {
		email = m.Email
	}
	_, err := tx.Exec(ctx, mailInsert, m.ID, string(m.State), int64(tx.Now), deadline.OrNull(), once, m.Kind, m.Topic, m.Event, m.Person,
		m.About, m.Stream, email, m.Name, m.Lang, m.Subject, m.Body, m.Button, m.Path, secret, int64(tx.Wall))
	return err
}
