package api

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/talk"
)

// ChatItem is one thing in the stream of a conversation: a message, or an event of
// the engagement.
type ChatItem struct {
	Kind    string   `json:"kind" enum:"message,event"`
	At      string   `json:"at" format:"date-time" doc:"Business time"`
	Message *Message `json:"message,omitempty"`
	Event   *Event   `json:"event,omitempty"`
}

// Message is what somebody said.
type Message struct {
	ID           string       `json:"id"`
	Conversation string       `json:"conversation"`
	Person       string       `json:"person"`
	Organisation string       `json:"organisation"`
	Side         string       `json:"side" enum:"customer,expert"`
	Voice        string       `json:"voice" enum:"self,company"`
	Text         string       `json:"text" doc:"Limited Markdown; blank once erased"`
	Language     string       `json:"language" doc:"BCP 47, guessed; und when not known"`
	Warnings     []string     `json:"warnings" doc:"Kinds of payment detail noticed: bank_account, card_number, wallet, payment_link, phone"`
	Attachments  []Attachment `json:"attachments"`
	At           string       `json:"at" format:"date-time"`
	Erased       bool         `json:"erased"`
}

// Event is what happened between the two sides. It holds ids, codes and amounts.
type Event struct {
	ID       string         `json:"id"`
	Name     string         `json:"name" example:"proposal.accept"`
	Subject  string         `json:"subject" doc:"The id of the thing, without prefix"`
	Actor    string         `json:"actor,omitempty"`
	From     string         `json:"from_state,omitempty"`
	To       string         `json:"to_state,omitempty"`
	Data     map[string]any `json:"data"`
	Position int64          `json:"-"`
}

func messageOf(m talk.Message, files []talk.Enclosed) *Message {
	out := &Message{
		ID: talk.MessageID.Text(m.ID), Conversation: talk.ConversationID.Text(m.Conversation), Person: account.PersonID.Text(m.Person),
		Organisation: account.OrganisationID.Text(m.Organisation), Side: string(m.Side), Voice: m.Voice, Text: m.Body, Language: m.Lang,
		Warnings: append([]string{}, m.Warnings...), Attachments: []Attachment{}, At: instant(m.MadeAt), Erased: !m.ErasedAt.IsZero(),
	}
	for _, a := range files {
		out.Attachments = append(out.Attachments, attachmentOf(a.Attachment, m.ID))
	}
	return out
}

func itemOf(i talk.Item) ChatItem {
	if i.Message != nil {
		return ChatItem{Kind: "message", At: instant(i.Message.MadeAt), Message: messageOf(*i.Message, i.Files)}
	}
	e := i.Event
	return ChatItem{Kind: "event", At: instant(e.At), Event: &Event{ID: e.ID.String(), Name: e.Name, Subject: e.Subject.String(),
		Actor: account.PersonID.Text(e.Actor), From: e.From, To: e.To, Data: e.Data}}
}

// ChatQuery reads a stream, newest first.
type ChatQuery struct {
	ByID
	Paging
}

func (f *Face) chatMessages(ctx context.Context, in *ChatQuery, company bool) (*Out[List[ChatItem]], error) {
	c, err := in.Parse(talk.ConversationID)
	if err != nil {
		return nil, err
	}
	found, side, err := talk.Enter(ctx, f.DB, Who(ctx), c)
	if err != nil {
		return nil, err
	}
	if company && (found.VoiceKind != account.VoiceCompany || side != flow.Expert) {
		return nil, fault.Missing("conversation.missing")
	}
	var before id.ID
	if in.Cursor != "" {
		if err := before.UnmarshalText([]byte(in.Cursor)); err != nil {
			return nil, fault.Invalid("cursor.malformed")
		}
	}
	items, more, err := talk.Latest(ctx, f.DB, c, before, in.Limit)
	out := List[ChatItem]{Items: []ChatItem{}}
	if more && len(items) > 0 {
		out.Next = items[0].Event.ID.String()
	}
	for _, i := range slices.Backward(items) {
		out.Items = append(out.Items, itemOf(i))
	}
	return ok(out, err)
}

// SendBody is one message.
type SendBody struct {
	ByID
	Body struct {
		Text        string   `json:"text" maxLength:"300000" doc:"Up to 10,000 characters of limited Markdown; may be blank with attachments"`
		Attachments []string `json:"attachments,omitempty" maxItems:"10" doc:"Uploaded by the caller, to this conversation or ahead, and not yet sent"`
	}
}

func (f *Face) send(ctx context.Context, in *SendBody, voice string) (*Out[Message], error) {
	c, err := in.Parse(talk.ConversationID)
	if err != nil {
		return nil, err
	}
	input := talk.SendInput{Conversation: c, Voice: voice, Text: in.Body.Text}
	if input.Files, err = attachmentIDs(in.Body.Attachments); err != nil {
		return nil, err
	}
	sent, err := f.Talks.Send(ctx, Who(ctx), input)
	if err != nil {
		return nil, err
	}
	items, err := talk.From(ctx, f.DB, c, sent, 20)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		if i.ID == sent {
			return ok(*messageOf(*i.Message, i.Files), nil)
		}
	}
	m, err := talk.FindMessage(ctx, f.DB, sent)
	return ok(*messageOf(m, nil), err)
}

// MessageQuery searches messages.
type MessageQuery struct {
	Paging
	Words        string `query:"q" required:"true" maxLength:"2000" doc:"Every word has to be in the message"`
	Conversation string `query:"conversation" maxLength:"64" doc:"Only this one; else all of the caller's own"`
}

func (f *Face) searchMessages(ctx context.Context, in *MessageQuery) (*Out[List[Message]], error) {
	input := talk.SearchInput{Words: in.Words, Limit: in.Limit + 1}
	var err error
	if in.Conversation != "" {
		if input.Conversation, err = parseID(in.Conversation, talk.ConversationID); err != nil {
			return nil, fault.Missing("conversation.missing")
		}
	}
	if in.Cursor != "" {
		if input.Before, err = parseID(in.Cursor, talk.MessageID); err != nil {
			return nil, fault.Invalid("cursor.malformed")
		}
	}
	found, err := talk.Search(ctx, f.DB, Who(ctx), input)
	out := List[Message]{Items: []Message{}}
	for n, m := range found {
		if n == in.Limit {
			out.Next = out.Items[n-1].ID
			break
		}
		out.Items = append(out.Items, *messageOf(m, nil))
	}
	return ok(out, err)
}

func (f *Face) messageOperations(api huma.API) {
	add(f, api, Op{ID: "getChatMessages", Method: "GET", Path: "/conversations/{id}/messages", Tag: "conversations", Scope: "conversations:read",
		Summary: "Messages and events of a conversation, newest first"},
		func(ctx context.Context, in *ChatQuery) (*Out[List[ChatItem]], error) {
			return f.chatMessages(ctx, in, false)
		})
	add(f, api, Op{ID: "getCompanyChatMessages", Method: "GET", Path: "/conversations/{id}/company-messages", Tag: "conversations", Scope: "conversations:read",
		Summary: "The same, of a conversation that is the caller's company's own"},
		func(ctx context.Context, in *ChatQuery) (*Out[List[ChatItem]], error) {
			return f.chatMessages(ctx, in, true)
		})
	add(f, api, Op{ID: "sendIndividualChatMessage", Method: "POST", Path: "/conversations/{id}/messages/individual", Tag: "conversations", Scope: "conversations:write", Status: 201,
		Summary: "Write as oneself"},
		func(ctx context.Context, in *SendBody) (*Out[Message], error) {
			return f.send(ctx, in, account.VoiceSelf)
		})
	add(f, api, Op{ID: "sendCompanyChatMessage", Method: "POST", Path: "/conversations/{id}/messages/company", Tag: "conversations", Scope: "conversations:write", Status: 201,
		Summary: "Write as the company"},
		func(ctx context.Context, in *SendBody) (*Out[Message], error) {
			return f.send(ctx, in, account.VoiceCompany)
		})
	add(f, api, Op{ID: "searchMessages", Method: "GET", Path: "/messages", Tag: "conversations", Scope: "conversations:read", Summary: "Search the caller's own conversations"}, f.searchMessages)
	add(f, api, Op{ID: "markChatMessageRead", Method: "POST", Path: "/messages/{id}/read", Tag: "conversations", Scope: "conversations:write", Status: 204,
		Summary: "Remember that everything up to a message is read"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			m, err := in.Parse(talk.MessageID)
			if err != nil {
				return nil, err
			}
			found, err := talk.FindMessage(ctx, f.DB, m)
			if err != nil {
				return nil, err
			}
			err = f.Talks.MarkRead(ctx, Who(ctx), found.Conversation, m)
			if fault.IsKind(err, fault.KindMissing) {
				err = fault.Missing("message.missing")
			}
			return done(err)
		})
	add(f, api, Op{ID: "reportMessage", Method: "POST", Path: "/messages/{id}/report", Tag: "conversations", Scope: "conversations:write", Status: 201,
		Summary: "Ask the operator to look at a message"},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Note string `json:"note,omitempty" maxLength:"30000" doc:"Up to 1,000 characters"`
			}
		}) (*Out[Made], error) {
			m, err := in.Parse(talk.MessageID)
			if err != nil {
				return nil, err
			}
			made, err := f.Talks.Report(ctx, Who(ctx), talk.ReportInput{Message: m, Note: in.Body.Note})
			return ok(Made{ID: talk.ReportID.Text(made)}, err)
		})
}
