package web

import (
	"net/http"
	"net/url"
	"strconv"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/market/talk"
)

// fragmentHeader marks what a script fetches to put into a page.
const fragmentHeader = "X-Fragment"

// byScript tells whether a script asks, and so gets a piece of the page.
func (v *Visit) byScript() bool { return v.R.Header.Get(fragmentHeader) != "" }

// messageSend says something. Files of the form are uploaded first, so that a
// message that is refused keeps them.
func (f *Face) messageSend(v *Visit) error {
	s, err := f.seat(v)
	if err != nil {
		return err
	}
	here := file.Owner{Kind: file.OnConversation, ID: s.Conversation.ID}
	typed := url.Values{"text": {v.Value("text")}, "voice": {v.Value("voice")}, "file": v.Values("file")}
	if v.Value("drop") != "" {
		if err := f.dropFile(v, typed); err != nil || v.byScript() {
			return err
		}
		return f.refuseMessage(v, s, http.StatusOK, nil, typed)
	}
	files, err := f.uploaded(v, here, typed)
	if err == nil {
		_, err = f.Talks.Send(v.Ctx, v.Who, talk.SendInput{Conversation: s.Conversation.ID, Voice: v.Value("voice"), Text: v.Value("text"), Files: files})
		if err == nil {
			return f.said(v, s)
		}
	}
	if v.byScript() || !v.Sayable(err) { // A script gets the sentence alone: see oops.
		return err
	}
	return f.refuseMessage(v, s, v.StatusOf(err), fault.Of(err), typed)
}

// refuseMessage shows the conversation with what was typed still in its box.
func (f *Face) refuseMessage(v *Visit, s talk.Seat, status int, refused *fault.Fault, typed url.Values) error {
	position, err := f.Journal.Position(v.Ctx)
	if err != nil {
		return err
	}
	return f.showConversation(v, s, position, status, refused, typed)
}

// fileUpload keeps one file for the next message; a script calls it when a file is
// chosen or dropped.
func (f *Face) fileUpload(v *Visit) error {
	s, err := f.seat(v)
	if err != nil {
		return err
	}
	return f.takeFile(v, file.Owner{Kind: file.OnConversation, ID: s.Conversation.ID})
}

// said answers a message that was sent: with what is new for a script, with the
// page for everybody else.
func (f *Face) said(v *Visit, s talk.Seat) error {
	if !v.byScript() {
		return v.Redirect(conversationPath(s.Conversation.ID) + "#write")
	}
	after, err := strconv.ParseInt(v.Value("after"), 10, 64)
	if err != nil {
		return v.Redirect(conversationPath(s.Conversation.ID))
	}
	return f.since(v, s, after)
}

// draftSave keeps an unfinished message; a script calls it while one types.
func (f *Face) draftSave(v *Visit) error {
	c, err := v.ID("id", talk.ConversationID)
	if err != nil {
		return err
	}
	if err := f.Talks.SaveDraft(v.Ctx, v.Who, c, v.Value("text")); err != nil {
		return err
	}
	v.W.WriteHeader(http.StatusNoContent)
	return nil
}

// messageRead remembers that the reader has seen a message; a script calls it when
// it is in sight.
func (f *Face) messageRead(v *Visit) error {
	c, err := v.ID("id", talk.ConversationID)
	if err != nil {
		return err
	}
	var message id.ID
	if err := message.UnmarshalText([]byte(v.Value("message"))); err != nil {
		return fault.Missing("message.missing")
	}
	if err := f.Talks.MarkRead(v.Ctx, v.Who, c, message); err != nil {
		return err
	}
	v.W.WriteHeader(http.StatusNoContent)
	return nil
}

// membersUpdate adds a colleague or takes somebody out.
func (f *Face) membersUpdate(v *Visit) error {
	c, err := v.ID("id", talk.ConversationID)
	if err != nil {
		return err
	}
	in := talk.MembersInput{Conversation: c}
	for _, text := range v.Values("add") {
		if person, ok := account.PersonID.Parse(text); ok {
			in.Add = append(in.Add, person)
		}
	}
	for _, text := range v.Values("remove") {
		if person, ok := account.PersonID.Parse(text); ok {
			in.Remove = append(in.Remove, person)
		}
	}
	if err := f.Talks.UpdateMembers(v.Ctx, v.Who, in); err != nil {
		return err
	}
	if len(in.Remove) == 1 && in.Remove[0] == v.Who.Person {
		v.Flash("conversation.left")
		return v.Redirect("/conversations")
	}
	v.Flash("conversation.members_changed")
	return v.Redirect(conversationPath(c))
}

// conversationJoin lets an owner or admin into a conversation of their organisation.
func (f *Face) conversationJoin(v *Visit) error {
	c, err := v.ID("id", talk.ConversationID)
	if err != nil {
		return err
	}
	if err := f.Talks.Join(v.Ctx, v.Who, c); err != nil {
		return err
	}
	return v.Redirect(conversationPath(c))
}

func (f *Face) conversationArchive(v *Visit) error {
	c, err := v.ID("id", talk.ConversationID)
	if err != nil {
		return err
	}
	if err := f.Talks.Archive(v.Ctx, v.Who, c); err != nil {
		return err
	}
	v.Flash("conversation.archived")
	return v.Redirect("/conversations")
}

func (f *Face) conversationUnarchive(v *Visit) error {
	c, err := v.ID("id", talk.ConversationID)
	if err != nil {
		return err
	}
	if err := f.Talks.Unarchive(v.Ctx, v.Who, c); err != nil {
		return err
	}
	v.Flash("conversation.unarchived")
	return v.Redirect(conversationPath(c))
}

// messageReport asks the operator to look at a message.
func (f *Face) messageReport(v *Visit) error {
	message, err := v.ID("id", talk.MessageID)
	if err != nil {
		return err
	}
	m, err := talk.FindMessage(v.Ctx, f.DB, message)
	if err != nil {
		return err
	}
	if _, err := f.Talks.Report(v.Ctx, v.Who, talk.ReportInput{Message: message, Note: v.Value("note")}); err != nil {
		return err
	}
	v.Flash("report.made")
	return v.Redirect(conversationPath(m.Conversation) + "#i-" + message.String())
}
