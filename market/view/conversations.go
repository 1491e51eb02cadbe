package view

import (
	"context"
	"errors"
	"math"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/talk"
)

// Partner is who somebody talks with: a person, or a company that speaks for
// itself. It holds no address.
type Partner struct {
	Person       id.ID  // whose face it is; None for a company and for a customer
	Organisation id.ID  // whom they are there for
	Name         string // as shown in conversations; blank once erased
	Of           string // the company they belong to; blank for somebody by themselves
	Picture      string // key in the blob store; blank for initials
	Handle       string // of the public page; blank without one
	Company      bool
}

// ConversationRow is one line of the list of conversations.
type ConversationRow struct {
	ID        id.ID
	State     flow.State
	Request   id.ID // None for a direct message
	Title     string
	TitleLang string
	Partner   Partner

	// The latest message: who wrote it, and its words.
	LastPerson id.ID
	LastText   string
	LastLang   string
	LastFiles  int64
	LastAt     clock.Micros
	// CustomerAt is when the customer wrote last.
	CustomerAt clock.Micros
	Unread     bool
}

const conversationColumns = `SELECT c.id, c.state, c.request_id, COALESCE(r.title, c.subject), COALESCE(r.lang, c.subject_lang),
	c.voice, c.voice_id, eo.id, eo.kind, COALESCE(ec.name, eo.name), COALESCE(ec.logo, ''), COALESCE(ec.handle, ''),
	COALESCE(ep.name, ap.name, ''), COALESCE(ep.picture, ap.picture, ''), COALESCE(ep.handle, ''),
	co.id, co.kind, co.name,
	COALESCE((SELECT CASE WHEN cm.name <> '' THEN cm.name ELSE cp.name END
		FROM talk_member cm JOIN account_person cp ON cp.id = cm.person_id
		WHERE cm.conversation_id = c.id AND cm.side = 'customer' ORDER BY cm.added_at, cm.person_id LIMIT 1), ''),
	l.person_id, COALESCE(l.body, ''), COALESCE(l.lang, 'und'), COALESCE(l.files, 0), c.last_at, c.customer_at`

const conversationJoins = `
	JOIN account_organisation eo ON eo.id = c.expert_organisation_id
	JOIN account_organisation co ON co.id = c.customer_organisation_id
	LEFT JOIN request r ON r.id = c.request_id
	LEFT JOIN account_person ap ON ap.id = c.voice_id
	LEFT JOIN expert_profile ep ON ep.person_id = c.voice_id
	LEFT JOIN expert_company ec ON ec.id = c.expert_organisation_id
	LEFT JOIN talk_message l ON l.id = (SELECT x.id FROM talk_message x WHERE x.conversation_id = c.id ORDER BY x.id DESC LIMIT 1)`

const conversationSelect = conversationColumns + `,
	EXISTS (SELECT 1 FROM talk_message s WHERE s.conversation_id = c.id AND s.person_id <> m.person_id
		AND (d.message_id IS NULL OR s.id > d.message_id))
	FROM talk_member m
	JOIN talk_conversation c ON c.id = m.conversation_id` + conversationJoins + `
	LEFT JOIN talk_read d ON d.conversation_id = m.conversation_id AND d.person_id = m.person_id
	WHERE m.person_id = $1 AND m.organisation_id = $2 AND m.side = $3 AND m.removed_at IS NULL`

// What others of one's organisation talk about: nobody's unread, and not their words.
const (
	conversationOthers = conversationColumns + `, FALSE FROM talk_conversation c` + conversationJoins
	conversationNotIn  = ` AND NOT EXISTS (SELECT 1 FROM talk_member m
		WHERE m.conversation_id = c.id AND m.person_id = $2 AND m.removed_at IS NULL)
		ORDER BY c.last_at DESC, c.id DESC LIMIT $3`
)

var (
	// Experts see first where a customer wrote last (AWS_IQ.md 1.2); customers where
	// anybody did.
	conversationsExpert = db.Read("view.conversations.expert", conversationSelect+`
		AND (c.state IN ('archived', 'archived_by_expert')) = ($4 = 1)
		AND (c.customer_at, c.id) < ($5, $6) ORDER BY c.customer_at DESC, c.id DESC LIMIT $7`)
	conversationsCustomer = db.Read("view.conversations.customer", conversationSelect+`
		AND (c.state IN ('archived', 'archived_by_customer')) = ($4 = 1)
		AND (c.last_at, c.id) < ($5, $6) ORDER BY c.last_at DESC, c.id DESC LIMIT $7`)
	conversationsOther = map[talk.Side]*db.Query{
		flow.Customer: db.Read("view.conversations.other_customer", conversationOthers+` WHERE c.customer_organisation_id = $1`+conversationNotIn),
		flow.Expert:   db.Read("view.conversations.other_expert", conversationOthers+` WHERE c.expert_organisation_id = $1`+conversationNotIn),
	}
	conversationOne = db.Read("view.conversations.one", conversationSelect+` AND c.id = $4`)
)

// ConversationFilter says which of one's own conversations are listed.
type ConversationFilter struct {
	Side     talk.Side
	Archived bool
	After    page.Cursor
	Limit    int
}

// Conversations lists the actor's own under this hat and on this side, and where
// the next page begins: zero at the end.
func Conversations(ctx context.Context, r db.Reader, who policy.Actor, f ConversationFilter) ([]ConversationRow, page.Cursor, error) {
	query := conversationsCustomer
	if f.Side == flow.Expert {
		query = conversationsExpert
	}
	at, last := int64(math.MaxInt64), id.None.OrLast()
	if !f.After.IsZero() {
		at, last = f.After.Key, f.After.ID
	}
	archived := 0
	if f.Archived {
		archived = 1
	}
	rows, err := db.All(ctx, r, query, scanConversation(f.Side), who.Person, who.Organisation, string(f.Side), archived, at, last, f.Limit+1)
	if err != nil || len(rows) <= f.Limit {
		return rows, page.Cursor{}, err
	}
	rows = rows[:f.Limit]
	end := rows[f.Limit-1]
	next := page.Cursor{Key: int64(end.LastAt), ID: end.ID}
	if f.Side == flow.Expert {
		next.Key = int64(end.CustomerAt)
	}
	return rows, next, nil
}

// OtherConversations lists those of the actor's organisation in which the actor is
// not, newest first, without anybody's words. Who may ask is the caller's question.
func OtherConversations(ctx context.Context, r db.Reader, who policy.Actor, side talk.Side, limit int) ([]ConversationRow, error) {
	rows, err := db.All(ctx, r, conversationsOther[side], scanConversation(side), who.Organisation, who.Person, limit)
	for i := range rows {
		rows[i].LastText, rows[i].LastFiles = "", 0
	}
	return rows, err
}

// Conversation gives the line of the one conversation whose seat this is.
func Conversation(ctx context.Context, r db.Reader, who policy.Actor, s talk.Seat) (ConversationRow, error) {
	row, err := db.One(ctx, r, conversationOne, scanConversation(s.Side), who.Person, s.Member.Organisation, string(s.Side), s.Conversation.ID)
	if errors.Is(err, db.ErrNone) {
		err = fault.Missing("conversation.missing")
	}
	return row, err
}

func scanConversation(side talk.Side) func(db.Scanner) (ConversationRow, error) {
	return func(row db.Scanner) (ConversationRow, error) {
		var c ConversationRow
		var voice, customerName string
		var voiceID id.ID
		var expert, customer, person Partner
		var expertKind, customerKind string
		err := row.Scan(&c.ID, &c.State, &c.Request, &c.Title, &c.TitleLang,
			&voice, &voiceID, &expert.Organisation, &expertKind, &expert.Name, &expert.Picture, &expert.Handle,
			&person.Name, &person.Picture, &person.Handle,
			&customer.Organisation, &customerKind, &customer.Of, &customerName,
			&c.LastPerson, &c.LastText, &c.LastLang, &c.LastFiles, &c.LastAt, &c.CustomerAt, &c.Unread)
		switch {
		case err != nil:
			return c, err
		case side == flow.Expert:
			c.Partner = customer
			c.Partner.Name = customerName
			if customerKind != account.KindCompany {
				c.Partner.Of = ""
			}
		case voice == account.VoiceCompany:
			c.Partner = expert
			c.Partner.Company = true
		default:
			c.Partner = person
			c.Partner.Person, c.Partner.Organisation = voiceID, expert.Organisation
			if expertKind == account.KindCompany {
				c.Partner.Of = expert.Name
			}
		}
		return c, nil
	}
}

// Voice is how somebody is shown in a conversation.
type Voice struct {
	talk.Member
	// Shown is their name here, or as a company member's own name.
	Shown   string
	Picture string // key in the blob store
	Handle  string // of their own public page
	// The organisation they are there for, as it shows itself.
	OrganisationName    string
	OrganisationPicture string
	Company             bool // the organisation is a company
}

var castQuery = db.Read("view.conversation.cast", `SELECT m.person_id, m.organisation_id, m.side, m.name, m.added_by, m.added_at, m.removed_at,
	COALESCE(NULLIF(m.name, ''), CASE WHEN m.side = 'expert' THEN p.name END, a.name), CASE WHEN m.side = 'expert' THEN COALESCE(p.picture, '') ELSE '' END,
	CASE WHEN m.side = 'expert' THEN COALESCE(p.handle, '') ELSE '' END,
	CASE WHEN m.side = 'expert' THEN COALESCE(c.name, o.name) ELSE o.name END, CASE WHEN m.side = 'expert' THEN COALESCE(c.logo, '') ELSE '' END, o.kind
	FROM talk_member m
	JOIN account_person a ON a.id = m.person_id
	JOIN account_organisation o ON o.id = m.organisation_id
	LEFT JOIN expert_profile p ON p.person_id = m.person_id
	LEFT JOIN expert_company c ON c.id = m.organisation_id
	WHERE m.conversation_id = $1 ORDER BY m.added_at, m.person_id`)

// Cast lists everybody who is or was in a conversation, as they are shown there,
// without asking whether the reader is a member.
func Cast(ctx context.Context, r db.Reader, conversation id.ID) ([]Voice, error) {
	return db.All(ctx, r, castQuery, func(row db.Scanner) (Voice, error) {
		var v Voice
		var kind string
		err := row.Scan(&v.Person, &v.Organisation, &v.Side, &v.Name, &v.AddedBy, &v.AddedAt, &v.RemovedAt,
			&v.Shown, &v.Picture, &v.Handle, &v.OrganisationName, &v.OrganisationPicture, &kind)
		v.Company = kind == account.KindCompany
		return v, err
	}, conversation)
}

// Colleague is a member of one's organisation who could be added.
type Colleague struct {
	Person id.ID
	Name   string
}

var colleaguesQuery = db.Read("view.conversation.colleagues", `SELECT a.person_id, p.name FROM account_membership a
	JOIN account_person p ON p.id = a.person_id
	WHERE a.organisation_id = $1 AND a.left_at IS NULL AND NOT EXISTS (
		SELECT 1 FROM talk_member m WHERE m.conversation_id = $2 AND m.person_id = a.person_id AND m.removed_at IS NULL)
	ORDER BY p.name, a.person_id LIMIT 200`)

// Colleagues lists who of an organisation is not in a conversation.
func Colleagues(ctx context.Context, r db.Reader, organisation, conversation id.ID) ([]Colleague, error) {
	return db.All(ctx, r, colleaguesQuery, func(row db.Scanner) (Colleague, error) {
		var c Colleague
		err := row.Scan(&c.Person, &c.Name)
		return c, err
	}, organisation, conversation)
}
