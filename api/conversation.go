package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/page"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
)

// Conversation is one of the caller's own.
type Conversation struct {
	ID       string   `json:"id"`
	State    string   `json:"state" enum:"active,archived_by_customer,archived_by_expert,archived"`
	WaitsFor string   `json:"waits_for" enum:"either"`
	Side     string   `json:"side" enum:"customer,expert" doc:"Which side the caller is on"`
	Archived bool     `json:"archived" doc:"Whether the caller's side has put it away"`
	Request  string   `json:"request,omitempty" doc:"Absent for a direct message"`
	Title    string   `json:"title" doc:"Of the request or the direct message"`
	Language string   `json:"title_language" doc:"BCP 47; und when not known"`
	With     Partner  `json:"with"`
	Unread   bool     `json:"unread" doc:"Whether there is something the caller has not read"`
	Last     string   `json:"last_message_at" format:"date-time"`
	Customer string   `json:"last_customer_message_at" format:"date-time"`
	Moves    []string `json:"moves,omitempty" doc:"What the caller may do; only on one conversation"`
}

// Partner is who a conversation is with.
type Partner struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	Person       string `json:"person,omitempty" doc:"Who answered as themselves; absent for a company and for a customer"`
	Company      string `json:"company,omitempty" doc:"The company they belong to"`
}

func conversationOf(r view.ConversationRow, side talk.Side) Conversation {
	c := talk.Conversation{State: r.State}
	return Conversation{
		ID: talk.ConversationID.Text(r.ID), State: string(r.State), WaitsFor: string(talk.ConversationFlow.WaitsFor(r.State)), Side: string(side),
		Archived: c.ArchivedFor(side), Request: request.RequestID.Text(r.Request), Title: r.Title, Language: r.TitleLang,
		With: Partner{Name: r.Partner.Name, Organisation: account.OrganisationID.Text(r.Partner.Organisation),
			Person: account.PersonID.Text(r.Partner.Person), Company: r.Partner.Of},
		Unread: r.Unread, Last: instant(r.LastAt), Customer: instant(r.CustomerAt),
	}
}

func (f *Face) oneConversation(ctx context.Context, conversation id.ID) (Conversation, error) {
	who := Who(ctx)
	s, err := talk.SeatOf(ctx, f.DB, who, conversation)
	if err != nil {
		return Conversation{}, err
	}
	row, err := view.Conversation(ctx, f.DB, who, s)
	c := conversationOf(row, s.Side)
	if s.Member.Acts() {
		for _, r := range talk.ConversationFlow.Moves(row.State, nil, s.Side) {
			c.Moves = append(c.Moves, r.Move)
		}
	}
	return c, err
}

// NewConversation answers a request, or writes to one expert or company.
type NewConversation struct {
	Body struct {
		Request string   `json:"request,omitempty" maxLength:"64" doc:"The request that is answered; else to"`
		To      string   `json:"to,omitempty" maxLength:"64" doc:"The person (per_...) or company (org_...) with a public page that is written to"`
		Voice   string   `json:"voice,omitempty" enum:"self,company" doc:"Whose voice answers; the stored default when absent"`
		Name    string   `json:"name,omitempty" maxLength:"2000" doc:"Shown to the expert instead of the writer's own name (direct message)"`
		Subject string   `json:"subject,omitempty" maxLength:"10000" doc:"What a direct message is about"`
		Text    string   `json:"text" maxLength:"300000"`
		Files   []string `json:"attachments,omitempty" maxItems:"10" doc:"Attachments that were uploaded ahead (uploadAttachmentAhead)"`
	}
}

func (f *Face) createConversation(ctx context.Context, in *NewConversation) (*Out[Conversation], error) {
	who, b := Who(ctx), in.Body
	var made id.ID
	files, err := attachmentIDs(b.Files)
	switch {
	case err != nil:
	case b.Request != "":
		var asked id.ID
		if asked, err = parseID(b.Request, request.RequestID); err == nil {
			made, err = f.Talks.Answer(ctx, who, talk.AnswerInput{Request: asked, Voice: b.Voice, Text: b.Text, Files: files})
		}
	default:
		direct := talk.DirectInput{VoiceKind: account.VoiceSelf, Name: b.Name, Subject: b.Subject, Text: b.Text, Files: files}
		var ok bool
		if direct.Voice, ok = account.PersonID.Parse(b.To); !ok {
			direct.VoiceKind = account.VoiceCompany
			if direct.Voice, ok = account.OrganisationID.Parse(b.To); !ok {
				return nil, fault.Invalid("form.invalid", fault.At("to", "required"))
			}
		}
		made, err = f.Talks.DirectMessage(ctx, who, direct)
	}
	if err != nil {
		return nil, err
	}
	return ok(f.oneConversation(ctx, made))
}

// ConversationQuery is which conversations are listed.
type ConversationQuery struct {
	Paging
	Side     string `query:"side" enum:"customer,expert" required:"true"`
	Archived bool   `query:"archived"`
}

func (f *Face) listConversations(ctx context.Context, in *ConversationQuery) (*Out[List[Conversation]], error) {
	after, err := page.Parse(in.Cursor)
	if err != nil {
		return nil, err
	}
	rows, next, err := view.Conversations(ctx, f.DB, Who(ctx), view.ConversationFilter{Side: talk.Side(in.Side), Archived: in.Archived, After: after, Limit: in.Limit})
	out := List[Conversation]{Items: []Conversation{}, Next: next.String()}
	for _, r := range rows {
		out.Items = append(out.Items, conversationOf(r, talk.Side(in.Side)))
	}
	return ok(out, err)
}

// ChatMember is somebody in a conversation.
type ChatMember struct {
	Person       string `json:"person"`
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	Side         string `json:"side" enum:"customer,expert"`
	Added        string `json:"added_at" format:"date-time"`
	ReadUpTo     string `json:"read_up_to,omitempty" doc:"The newest message they have read"`
}

// ChatInfo is what a client needs to know to show a conversation.
type ChatInfo struct {
	Members   []ChatMember `json:"members"`
	Voices    []string     `json:"voices" doc:"In whose name the caller may write, the default first; empty for read only"`
	Heard     bool         `json:"heard" doc:"Whether anybody of the other side is left to read; where nobody is, nothing more can be said"`
	TextMax   int          `json:"text_max" doc:"Characters"`
	FilesMax  int          `json:"files_max"`
	BytesMax  int64        `json:"file_bytes_max"`
	Formatted string       `json:"format" enum:"limited-markdown" doc:"Bold, italic, links, lists, code; everything else is shown as typed"`
}

func (f *Face) chatInfo(ctx context.Context, in *ByID) (*Out[ChatInfo], error) {
	c, err := in.Parse(talk.ConversationID)
	if err != nil {
		return nil, err
	}
	s, err := talk.SeatOf(ctx, f.DB, Who(ctx), c)
	if err != nil {
		return nil, err
	}
	voices, err := talk.VoicesOf(ctx, f.DB, s)
	if err != nil {
		return nil, err
	}
	cast, err := view.Cast(ctx, f.DB, c)
	if err != nil {
		return nil, err
	}
	marks, err := talk.Marks(ctx, f.DB, c)
	if err != nil {
		return nil, err
	}
	read := map[id.ID]string{}
	for _, m := range marks {
		read[m.Person] = talk.MessageID.Text(m.Message)
	}
	unheard := talk.Heard(ctx, f.DB, s)
	if unheard != nil && !fault.Is(unheard, "conversation.unheard") {
		return nil, unheard
	}
	out := ChatInfo{Voices: append([]string{}, voices...), Heard: unheard == nil, TextMax: talk.MessageMax, FilesMax: talk.FilesMax, BytesMax: f.Files.BytesMax, Formatted: "limited-markdown"}
	for _, one := range cast {
		if one.RemovedAt.IsZero() {
			out.Members = append(out.Members, ChatMember{Person: account.PersonID.Text(one.Person), Name: one.Shown,
				Organisation: account.OrganisationID.Text(one.Organisation), Side: string(one.Side), Added: instant(one.AddedAt), ReadUpTo: read[one.Person]})
		}
	}
	return ok(out, nil)
}

// MembersBody adds and removes people of the caller's own side.
type MembersBody struct {
	ByID
	Body struct {
		Add    []string `json:"add,omitempty" maxItems:"100" doc:"Persons of the caller's organisation"`
		Remove []string `json:"remove,omitempty" maxItems:"100" doc:"Persons of the caller's side; naming oneself is leaving"`
	}
}

func (f *Face) updateMembers(ctx context.Context, in *MembersBody) (*Done, error) {
	c, err := in.Parse(talk.ConversationID)
	if err != nil {
		return nil, err
	}
	input := talk.MembersInput{Conversation: c}
	for _, list := range []struct {
		from []string
		into *[]id.ID
	}{{in.Body.Add, &input.Add}, {in.Body.Remove, &input.Remove}} {
		for _, text := range list.from {
			person, err := parseID(text, account.PersonID)
			if err != nil {
				return nil, fault.Missing("person.missing")
			}
			*list.into = append(*list.into, person)
		}
	}
	return done(f.Talks.UpdateMembers(ctx, Who(ctx), input))
}

// onConversation registers a deed on one conversation that has no input.
func (f *Face) onConversation(api huma.API, op, path, summary string, deed func(context.Context, policy.Actor, id.ID) error) {
	add(f, api, Op{ID: op, Method: "POST", Path: "/conversations/{id}/" + path, Tag: "conversations", Scope: "conversations:write", Status: 204, Summary: summary},
		func(ctx context.Context, in *ByID) (*Done, error) {
			c, err := in.Parse(talk.ConversationID)
			if err != nil {
				return nil, err
			}
			return done(deed(ctx, Who(ctx), c))
		})
}

func (f *Face) conversationOperations(api huma.API) {
	add(f, api, Op{ID: "createConversation", Method: "POST", Path: "/conversations", Tag: "conversations", Scope: "conversations:write", Status: 201,
		Summary: "Answer a request, or write to an expert or company directly",
		Detail:  "Each voice answers a request once, and each organisation has one direct conversation with a voice: a second direct message goes into the first, with its subject as a message of its own when it is another."}, f.createConversation)
	add(f, api, Op{ID: "listConversations", Method: "GET", Path: "/conversations", Tag: "conversations", Scope: "conversations:read",
		Summary: "The caller's own conversations", Detail: "Experts see first where a customer wrote last; customers where anybody did."}, f.listConversations)
	add(f, api, Op{ID: "getConversation", Method: "GET", Path: "/conversations/{id}", Tag: "conversations", Scope: "conversations:read", Summary: "One conversation"},
		func(ctx context.Context, in *ByID) (*Out[Conversation], error) {
			c, err := in.Parse(talk.ConversationID)
			if err != nil {
				return nil, err
			}
			return ok(f.oneConversation(ctx, c))
		})
	add(f, api, Op{ID: "getChatInfo", Method: "GET", Path: "/conversations/{id}/chat", Tag: "conversations", Scope: "conversations:read",
		Summary: "Who is in a conversation, how far each has read, and how one may write"}, f.chatInfo)
	add(f, api, Op{ID: "getBuyerStanding", Method: "GET", Path: "/conversations/{id}/buyer", Tag: "conversations", Scope: "deals:read",
		Summary: "How the customer of a conversation pays", Detail: "What an expert may know before making an offer, and nothing personal; the customer reads the same."}, f.buyerStanding)
	add(f, api, Op{ID: "updateConversationMembers", Method: "POST", Path: "/conversations/{id}/members", Tag: "conversations", Scope: "conversations:write", Status: 204,
		Summary: "Add colleagues, remove people of one's side, or leave"}, f.updateMembers)
	f.onConversation(api, "joinConversation", "join", "Enter a conversation of one's organisation, as its owner or admin", func(ctx context.Context, who policy.Actor, c id.ID) error { return f.Talks.Join(ctx, who, c) })
	f.onConversation(api, "archiveConversation", "archive", "Put a conversation away for one's side", func(ctx context.Context, who policy.Actor, c id.ID) error { return f.Talks.Archive(ctx, who, c) })
	f.onConversation(api, "unarchiveConversation", "unarchive", "Take a conversation out again", func(ctx context.Context, who policy.Actor, c id.ID) error { return f.Talks.Unarchive(ctx, who, c) })
}
