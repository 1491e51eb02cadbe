package talk

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

var (
	eraseMessages = db.Write("talk.erase.messages", `UPDATE talk_message SET body = '', folded = '', warnings = '', erased_at = $2
		WHERE person_id = $1 AND erased_at IS NULL`)
	eraseSubjects = db.Write("talk.erase.subjects", `UPDATE talk_conversation SET subject = '' WHERE opened_by = $1`)
	eraseNames    = db.Write("talk.erase.names", `UPDATE talk_member SET name = '' WHERE person_id = $1`)
	eraseReports  = db.Write("talk.erase.reports", `UPDATE talk_report SET note = '' WHERE person_id = $1`)
	eraseDrafts   = db.Keep("talk.erase.drafts", `DELETE FROM talk_draft WHERE person_id = $1`)
	eraseTokens   = db.Keep("talk.erase.tokens", `DELETE FROM talk_token WHERE person_id = $1`)

	exportMessages = db.Read("talk.export.messages", `SELECT `+messageColumns+` FROM talk_message m
		WHERE m.person_id = $1 AND m.erased_at IS NULL ORDER BY m.id`)
	exportSeats = db.Read("talk.export.seats", `SELECT conversation_id, side, name, added_at, removed_at FROM talk_member
		WHERE person_id = $1 ORDER BY added_at, conversation_id`)
)

// Erase blanks a person's words inside a change: messages, subjects, names, notes
// and drafts. Rows, ids and times stay, so what the others said keeps its place.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	if _, err := tx.Exec(ctx, eraseMessages, person, int64(tx.Now)); err != nil {
		return err
	}
	for _, query := range []*db.Query{eraseSubjects, eraseNames, eraseReports, eraseDrafts, eraseTokens} {
		if _, err := tx.Exec(ctx, query, person); err != nil {
			return err
		}
	}
	return eraseWaiting(ctx, tx, person)
}

type exportedMessage struct {
	ID           string       `json:"id"`
	Conversation string       `json:"conversation"`
	Voice        string       `json:"voice"`
	Text         string       `json:"text"`
	Lang         string       `json:"lang"`
	At           clock.Micros `json:"at_micros"`
}

type exportedSeat struct {
	Conversation string       `json:"conversation"`
	Side         Side         `json:"side"`
	Name         string       `json:"shown_name,omitempty"`
	Since        clock.Micros `json:"since_micros"`
	Until        clock.Micros `json:"until_micros,omitempty"`
}

// Export gives a person's own words and seats, for the download of their data.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	messages, err := db.All(ctx, r, exportMessages, scanMessage, person)
	if err != nil {
		return nil, err
	}
	own := make([]exportedMessage, 0, len(messages))
	for _, m := range messages {
		own = append(own, exportedMessage{MessageID.Text(m.ID), ConversationID.Text(m.Conversation), m.Voice, m.Body, m.Lang, m.MadeAt})
	}
	seats, err := db.All(ctx, r, exportSeats, func(row db.Scanner) (exportedSeat, error) {
		var s exportedSeat
		var conversation id.ID
		err := row.Scan(&conversation, &s.Side, &s.Name, &s.Since, &s.Until)
		s.Conversation = ConversationID.Text(conversation)
		return s, err
	}, person)
	if err != nil {
		return nil, err
	}
	return struct {
		Messages      []exportedMessage `json:"messages"`
		Conversations []exportedSeat    `json:"conversations"`
	}{own, append([]exportedSeat{}, seats...)}, nil
}
