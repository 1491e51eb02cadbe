package notify

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

var (
	eraseTo = db.Write("notify.erase.to", `UPDATE notify_mail SET email = NULL, name = '', subject = '', body = '', button = '', secret = NULL, problem = '', erased_at = $2
		WHERE person_id = $1 AND erased_at IS NULL`)
	eraseAbout = db.Write("notify.erase.about", `UPDATE notify_mail SET subject = '', body = '', erased_at = $2
		WHERE about_id = $1 AND erased_at IS NULL`)
	eraseOff    = db.Write("notify.erase.off", `DELETE FROM notify_off WHERE person_id = $1`)
	eraseReader = db.Write("notify.erase.reader", `DELETE FROM notify_reader WHERE person_id = $1`)
	exportMail  = db.Read("notify.export", `SELECT `+mailColumns+` FROM notify_mail WHERE person_id = $1 ORDER BY id`)
)

// Erase blanks what was written to a person, and about them to others. That a mail
// was sent, and when, stays.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	for _, q := range []*db.Query{eraseTo, eraseAbout} {
		if _, err := tx.Exec(ctx, q, person, int64(tx.Now)); err != nil {
			return err
		}
	}
	for _, q := range []*db.Query{eraseOff, eraseReader} {
		if _, err := tx.Exec(ctx, q, person); err != nil {
			return err
		}
	}
	return nil
}

// Exported is a mail in the download of a person's data.
type Exported struct {
	ID      string `json:"id"`
	At      string `json:"at"`
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	State   string `json:"state"`
}

// Export gives the mails a person was sent.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	return db.All(ctx, r, exportMail, func(row db.Scanner) (Exported, error) {
		m, err := scanMail(row)
		return Exported{ID: MailID.Text(m.ID), At: clock.Micros(m.MadeWall).Time().Format("2006-01-02T15:04:05Z"), To: m.Email,
			Subject: m.Subject, Text: m.Body, State: string(m.State)}, err
	}, person)
}
