package talk

import (
	"context"
	"strings"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/market/file"
)

// Item is one thing in the stream of a conversation: a message, or an event that
// is read aloud.
type Item struct {
	// ID is the message's or the event's id: an item met again is the same item,
	// perhaps with other content (an attachment was deleted).
	ID      id.ID
	Event   journal.Event
	Message *Message
	Files   []Enclosed
}

// Enclosed is an attachment of a message.
type Enclosed struct {
	Message id.ID
	file.Attachment
}

var (
	messagesRange = db.Read("talk.messages.range", `SELECT `+messageColumns+` FROM talk_message m
		WHERE m.conversation_id = $1 AND m.id >= $2 AND m.id <= $3 ORDER BY m.id`)
	enclosedRange = db.Read("talk.enclosed.range", `SELECT f.message_id, f.attachment_id FROM talk_message m
		JOIN talk_message_file f ON f.message_id = m.id
		WHERE m.conversation_id = $1 AND m.id >= $2 AND m.id <= $3 ORDER BY f.message_id, f.place`)
	attachmentsSent = db.Read("talk.attachments.sent", `SELECT f.message_id, f.attachment_id FROM talk_message m
		JOIN talk_message_file f ON f.message_id = m.id
		WHERE m.conversation_id = $1 ORDER BY f.message_id, f.place LIMIT 500`)
)

// shown tells whether an event stands in the stream: not what one side does for
// itself, nor what only changes how a message looks.
func shown(name string) bool {
	noun, move, _ := strings.Cut(name, ".")
	switch noun {
	case "attachment", "report":
		return false
	case "conversation":
		return move != "archive" && move != "unarchive" && move != "reopen"
	}
	return true
}

// Latest gives the newest items of a stream, or those before an item, in order;
// more tells whether there are earlier ones.
func Latest(ctx context.Context, r db.Reader, conversation, before id.ID, limit int) (items []Item, more bool, err error) {
	events, err := journal.OfStream(ctx, r, conversation, before, limit+1)
	if err != nil {
		return nil, false, err
	}
	if len(events) > limit {
		events, more = events[1:], true
	}
	items, err = read(ctx, r, conversation, events)
	return items, more, err
}

// From gives the items of a stream from one event on.
func From(ctx context.Context, r db.Reader, conversation, from id.ID, limit int) ([]Item, error) {
	events, err := journal.OfStreamFrom(ctx, r, conversation, from, limit)
	if err != nil {
		return nil, err
	}
	return read(ctx, r, conversation, events)
}

// Since gives what happened in a stream after a sealed position, and what is not
// sealed yet; items may repeat those already known.
func Since(ctx context.Context, r db.Reader, conversation id.ID, position int64, limit int) ([]Item, error) {
	events, err := journal.OfStreamSince(ctx, r, conversation, position, limit)
	if err != nil {
		return nil, err
	}
	return read(ctx, r, conversation, events)
}

// read turns events into items: with the messages they stand for, and with the
// message again whose attachment was deleted.
func read(ctx context.Context, r db.Reader, conversation id.ID, events []journal.Event) ([]Item, error) {
	var wanted []id.ID
	kept := make([]journal.Event, 0, len(events))
	for _, e := range events {
		switch {
		case e.Name == "message.send":
			wanted = append(wanted, e.Subject)
		case e.Name == "attachment.delete" || e.Name == "attachment.erase":
			message, err := orNone(db.Value[id.ID](ctx, r, messageOfFile, e.Subject))
			if err != nil {
				return nil, err
			}
			if message.IsNone() {
				continue
			}
			e.Subject = message
			wanted = append(wanted, message)
		case !shown(e.Name):
			continue
		}
		kept = append(kept, e)
	}
	messages, files, err := gather(ctx, r, conversation, wanted)
	if err != nil {
		return nil, err
	}
	items := make([]Item, 0, len(kept))
	place := map[id.ID]bool{}
	for _, e := range kept {
		item := Item{ID: e.ID, Event: e}
		if e.Name == "message.send" || e.Noun() == "attachment" {
			m, ok := messages[e.Subject]
			if !ok || place[m.ID] {
				continue
			}
			item.ID, item.Message, item.Files = m.ID, &m, files[m.ID]
		}
		place[item.ID] = true
		items = append(items, item)
	}
	return items, nil
}

// gather reads messages with their attachments, by the range of ids they span.
func gather(ctx context.Context, r db.Reader, conversation id.ID, wanted []id.ID) (map[id.ID]Message, map[id.ID][]Enclosed, error) {
	messages, files := map[id.ID]Message{}, map[id.ID][]Enclosed{}
	if len(wanted) == 0 {
		return messages, files, nil
	}
	first, last := wanted[0], wanted[0]
	for _, w := range wanted {
		if string(w[:]) < string(first[:]) {
			first = w
		}
		if string(w[:]) > string(last[:]) {
			last = w
		}
	}
	list, err := db.All(ctx, r, messagesRange, scanMessage, conversation, first, last)
	if err != nil {
		return nil, nil, err
	}
	enclosed := false
	for _, m := range list {
		messages[m.ID] = m
		enclosed = enclosed || m.Files > 0
	}
	if !enclosed {
		return messages, files, nil
	}
	pairs, err := db.All(ctx, r, enclosedRange, scanPair, conversation, first, last)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range pairs {
		a, err := file.Find(ctx, r, p[1])
		if err != nil {
			return nil, nil, err
		}
		files[p[0]] = append(files[p[0]], Enclosed{Message: p[0], Attachment: a})
	}
	return messages, files, nil
}

func scanPair(row db.Scanner) (p [2]id.ID, err error) {
	err = row.Scan(&p[0], &p[1])
	return p, err
}

// Attachments lists what was sent in a conversation and not deleted since, oldest
// first, without asking whether the reader is a member.
func Attachments(ctx context.Context, r db.Reader, conversation id.ID) ([]Enclosed, error) {
	pairs, err := db.All(ctx, r, attachmentsSent, scanPair, conversation)
	if err != nil {
		return nil, err
	}
	var list []Enclosed
	for _, p := range pairs {
		a, err := file.Find(ctx, r, p[1])
		if err != nil {
			return nil, err
		}
		if !a.IsDeleted() {
			list = append(list, Enclosed{Message: p[0], Attachment: a})
		}
	}
	return list, nil
}
