package talk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/file"
)

// Limits of one message; AWS IQ's are not known (AWS_IQ.md 9).
const (
	MessageMax = 10_000 // characters
	FilesMax   = 10
)

// Message is what one member said.
type Message struct {
	ID           id.ID
	Conversation id.ID
	Person       id.ID
	Organisation id.ID
	Side         Side
	Voice        string // account.VoiceSelf or account.VoiceCompany
	Body         string // limited Markdown (prose.Markdown); blank once erased
	Lang         string // BCP 47, guessed
	Warnings     []string
	Files        int64
	MadeAt       clock.Micros
	ErasedAt     clock.Micros
}

const messageColumns = `m.id, m.conversation_id, m.person_id, m.organisation_id, m.side, m.voice, m.body, m.lang, m.warnings, m.files, m.made_at, m.erased_at`

func scanMessage(row db.Scanner) (Message, error) {
	var m Message
	var warnings string
	err := row.Scan(&m.ID, &m.Conversation, &m.Person, &m.Organisation, &m.Side, &m.Voice, &m.Body, &m.Lang, &warnings, &m.Files, &m.MadeAt, &m.ErasedAt)
	m.Warnings = strings.Fields(warnings)
	return m, err
}

var (
	messageFind   = db.Read("talk.message.find", `SELECT `+messageColumns+` FROM talk_message m WHERE m.id = $1`)
	messageNewest = db.Read("talk.message.newest", `SELECT `+messageColumns+` FROM talk_message m WHERE m.conversation_id = $1 ORDER BY m.id DESC LIMIT 1`)
	messageInsert = db.Write("talk.message.insert", `INSERT INTO talk_message (id, conversation_id, person_id, organisation_id, side, voice, body, lang, folded, warnings, files, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)
	messageFile = db.Write("talk.message.file", `INSERT INTO talk_message_file (message_id, attachment_id, place)
		VALUES ($1, $2, $3) ON CONFLICT (attachment_id) DO NOTHING`)
	messageCount  = db.Read("talk.message.count", `SELECT CAST(COUNT(*) AS BIGINT) FROM talk_message WHERE person_id = $1 AND id > $2`)
	messageOfFile = db.Read("talk.message.of_file", `SELECT message_id FROM talk_message_file WHERE attachment_id = $1`)
)

// FindMessage gives a message without asking whether the reader is a member.
func FindMessage(ctx context.Context, r db.Reader, message id.ID) (Message, error) {
	m, err := db.One(ctx, r, messageFind, scanMessage, message)
	if errors.Is(err, db.ErrNone) {
		return m, fault.Missing("message.missing")
	}
	return m, err
}

// Newest gives the last message of a conversation, or message.missing before the
// first, without asking whether the reader is a member.
func Newest(ctx context.Context, r db.Reader, conversation id.ID) (Message, error) {
	m, err := db.One(ctx, r, messageNewest, scanMessage, conversation)
	if errors.Is(err, db.ErrNone) {
		return m, fault.Missing("message.missing")
	}
	return m, err
}

// SendInput is one message. Voice may be blank for the stored default. Files are
// attachments the sender has uploaded to this conversation and not yet sent.
type SendInput struct {
	Conversation id.ID
	Voice        string
	Text         string
	Files        []id.ID
}

// said is a message's words after the rules.
type said struct {
	text     string
	lang     string
	warnings []string
}

// words checks a message's text, of at least so many characters and up to 10,000,
// and how many files go with it.
func words(text string, least int, files []id.ID) (said, error) {
	var form fault.Form
	text = prose.Check(&form, prose.Rule{Field: "text", Min: least, Max: MessageMax}, text)
	if len(files) > FilesMax {
		form.Add("files", "too_many_files", "Max", FilesMax)
	}
	return said{text, prose.Guess(text), prose.OutsidePayment(text)}, form.Err()
}

// Fold is how text is compared when searching: compatibility forms made one
// (ｻｰﾊﾞｰ and サーバー), letters in lower case.
func Fold(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// Send says something in a conversation and gives the message's id.
func (r *Room) Send(ctx context.Context, who policy.Actor, in SendInput) (id.ID, error) {
	least := 1
	if len(in.Files) > 0 { // A file may go without a word.
		least = 0
	}
	w, err := words(in.Text, least, in.Files)
	if err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.journal, who, "message.send", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		s, err := holdToSay(ctx, tx, who, in.Conversation)
		if err != nil {
			return id.None, err
		}
		voice, err := voiceOf(ctx, tx, s, in.Voice)
		if err != nil {
			return id.None, err
		}
		if err := r.slow(ctx, tx); err != nil {
			return id.None, err
		}
		return write(ctx, tx, s, voice, w, in.Files)
	})
}

// slow refuses whoever sends faster than anybody writes. The messages themselves
// are the count: an id tells the wall time at which it was made.
func (r *Room) slow(ctx context.Context, tx *journal.Tx) error {
	if r.MessagesPerMinute <= 0 {
		return nil
	}
	n, err := db.Value[int64](ctx, tx, messageCount, tx.Who.Person, id.At(tx.Wall.Add(-time.Minute).Time()))
	if err == nil && n >= int64(r.MessagesPerMinute) {
		err = fault.Limited("limit.reached").With("RetryAfter", 60).With("Minutes", 1).With("Count", 1)
	}
	return err
}

// holdSeat holds the conversation's row and then finds the actor's seat: whoever
// is removed at the same moment is either in or out, never half.
func holdSeat(ctx context.Context, tx *journal.Tx, who policy.Actor, conversation id.ID) (Seat, error) {
	if !who.IsSignedIn() {
		return Seat{}, fault.Unauthenticated("account.sign_in_first")
	}
	if _, err := guard(ctx, tx, conversation); err != nil {
		return Seat{}, err
	}
	return SeatOf(ctx, tx, who, conversation)
}

// holdToSay is holdSeat for who is about to say something: what holds the row says
// when somebody wrote last, and undoes it when they may not.
func holdToSay(ctx context.Context, tx *journal.Tx, who policy.Actor, conversation id.ID) (Seat, error) {
	if !who.IsSignedIn() {
		return Seat{}, fault.Unauthenticated("account.sign_in_first")
	}
	if _, err := found(db.One(ctx, tx, conversationSaid, scanConversation, conversation, int64(tx.Now), nil)); err != nil {
		return Seat{}, err
	}
	s, err := SeatOf(ctx, tx, who, conversation)
	if err == nil {
		err = Heard(ctx, tx, s)
	}
	if err == nil && s.Side == flow.Customer {
		_, err = tx.Exec(ctx, conversationAsked, conversation, int64(tx.Now))
	}
	return s, err
}

// say writes a message of a seat whose conversation is held, and when that was.
func say(ctx context.Context, tx *journal.Tx, s Seat, voice string, w said, files []id.ID) (id.ID, error) {
	var customerAt clock.Micros
	if s.Side == flow.Customer {
		customerAt = tx.Now
	}
	var err error
	s.Conversation, err = found(db.One(ctx, tx, conversationSaid, scanConversation, s.Conversation.ID, int64(tx.Now), customerAt.OrNull()))
	if err != nil {
		return id.None, err
	}
	return write(ctx, tx, s, voice, w, files)
}

// write puts a message down.
func write(ctx context.Context, tx *journal.Tx, s Seat, voice string, w said, files []id.ID) (id.ID, error) {
	c, message := s.Conversation, id.New() // After the row is held: ids follow the order of commits.
	_, err := tx.Exec(ctx, messageInsert, message, c.ID, tx.Who.Person, s.Member.Organisation, string(s.Side), voice,
		w.text, w.lang, Fold(w.text), strings.Join(w.warnings, " "), int64(len(files)), int64(tx.Now))
	if err != nil {
		return id.None, err
	}
	if err := enclose(ctx, tx, c.ID, message, s.Member.Organisation, files); err != nil {
		return id.None, err
	}
	if _, err := tx.Exec(ctx, draftDrop, c.ID, tx.Who.Person); err != nil {
		return id.None, err
	}
	if c.State != Active {
		_, err := ConversationFlow.Move(ctx, tx, flow.Step{Move: "reopen", ID: c.ID, From: c.State, By: flow.System, Stream: c.ID, Organisation: s.Member.Organisation})
		if err != nil {
			return id.None, err
		}
	}
	data := map[string]any{"side": string(s.Side), "voice": voice}
	if len(files) > 0 {
		data["files"] = len(files)
	}
	if len(w.warnings) > 0 {
		data["warnings"] = strings.Join(w.warnings, " ")
	}
	return message, tx.Record(ctx, journal.Event{Name: "message.send", Subject: message, Stream: c.ID, Organisation: s.Member.Organisation, Data: data})
}

// enclose puts uploaded attachments into a message: the sender's own, of this
// conversation or uploaded ahead of it, each once.
func enclose(ctx context.Context, tx *journal.Tx, conversation, message, organisation id.ID, files []id.ID) error {
	here := file.Owner{Kind: file.OnConversation, ID: conversation}
	for place, attachment := range files {
		if _, err := file.Hang(ctx, tx, attachment, here, organisation); err != nil {
			return err
		}
		a, err := file.Find(ctx, tx, attachment)
		if err != nil {
			return err
		}
		if a.IsDeleted() || a.Owner != here || a.Person != tx.Who.Person {
			return fault.Missing("attachment.missing")
		}
		n, err := tx.Exec(ctx, messageFile, message, attachment, place)
		if err != nil {
			return err
		}
		if n == 0 || slices.Contains(files[:place], attachment) {
			return fault.Conflict("attachment.sent_already")
		}
	}
	return nil
}
