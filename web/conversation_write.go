package web

import (
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/market/talk"
	"guildhall/web/page/conversation"
	"guildhall/web/part"
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
	typed := url.Values{"text": {v.Value("text")}, "voice": {v.Value("voice")}, "file": v.Values("file")}
	if drop := v.Value("drop"); drop != "" { // Without script: take a waiting file out again.
		return f.dropFile(v, s, drop, typed)
	}
	files, refused := f.uploaded(v, s, typed)
	if refused == nil {
		_, err = f.Talks.Send(v.Ctx, v.Who, talk.SendInput{Conversation: s.Conversation.ID, Voice: v.Value("voice"), Text: v.Value("text"), Files: files})
		if err == nil {
			return f.said(v, s)
		}
		refused = v.Refused(err)
	}
	switch {
	case refused == nil:
		return err
	case v.byScript():
		return v.fragmentStatus(http.StatusUnprocessableEntity, conversation.Wrongs(part.Refusal(v.Ctx, refused), refused.Fields))
	}
	return f.showConversation(v, s, http.StatusUnprocessableEntity, refused, typed)
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

// uploaded gives the ids of the files of the form: those that wait, and those that
// come with it, which it uploads and adds to typed.
func (f *Face) uploaded(v *Visit, s talk.Seat, typed url.Values) ([]id.ID, *fault.Fault) {
	var files []id.ID
	for _, text := range typed["file"] {
		attachment, ok := file.AttachmentID.Parse(text)
		if !ok {
			return nil, fault.Invalid("attachment.missing")
		}
		files = append(files, attachment)
	}
	if v.R.MultipartForm == nil {
		return files, nil
	}
	for n, header := range v.R.MultipartForm.File["files"] {
		if header.Size == 0 && header.Filename == "" {
			continue
		}
		a, err := f.upload(v, s.Conversation.ID, header, n)
		if refused := v.Refused(err); refused != nil {
			return files, refused
		}
		if err != nil {
			return files, fault.Invalid("attachment.broken_off").Because(err)
		}
		files = append(files, a.ID)
		typed.Add("file", file.AttachmentID.Text(a.ID))
	}
	return files, nil
}

func (f *Face) upload(v *Visit, c id.ID, header *multipart.FileHeader, n int) (file.Attachment, error) {
	body, err := header.Open()
	if err != nil {
		return file.Attachment{}, err
	}
	defer body.Close()
	who := v.Who
	if who.Key != "" && len(who.Key) < 60 {
		who.Key += "." + strconv.Itoa(n) // Each file of a form is a deed of its own.
	}
	return f.Files.Upload(v.Ctx, who, file.UploadInput{Owner: file.Owner{Kind: file.OnConversation, ID: c}, Name: header.Filename, Body: body})
}

// fileUpload keeps one file for the next message; a script calls it when a file is
// chosen or dropped.
func (f *Face) fileUpload(v *Visit) error {
	s, err := f.seat(v)
	if err != nil {
		return err
	}
	var headers []*multipart.FileHeader
	if v.R.MultipartForm != nil {
		headers = v.R.MultipartForm.File["files"]
	}
	if len(headers) != 1 {
		return v.fragmentStatus(http.StatusUnprocessableEntity, conversation.Wrongs("", []fault.Field{fault.At("files", "required")}))
	}
	a, err := f.upload(v, s.Conversation.ID, headers[0], 0)
	if refused := v.Refused(err); refused != nil {
		return v.fragmentStatus(http.StatusUnprocessableEntity, conversation.Wrongs(part.Refusal(v.Ctx, refused), refused.Fields))
	}
	if err != nil {
		return err
	}
	return v.Fragment(conversation.Waiting(f.fileOf(v, a)))
}

// waiting reads back files that were uploaded and not sent.
func (f *Face) waiting(v *Visit, s talk.Seat, ids []string) ([]conversation.File, error) {
	var list []conversation.File
	for _, text := range ids {
		attachment, ok := file.AttachmentID.Parse(text)
		if !ok {
			continue
		}
		a, err := f.Files.See(v.Ctx, v.Who, attachment)
		if fault.IsKind(err, fault.KindMissing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if a.Owner.ID == s.Conversation.ID && !a.IsDeleted() {
			list = append(list, f.fileOf(v, a))
		}
	}
	return list, nil
}

func (f *Face) dropFile(v *Visit, s talk.Seat, drop string, typed url.Values) error {
	kept := typed["file"][:0:0]
	for _, text := range typed["file"] {
		if text != drop {
			kept = append(kept, text)
		}
	}
	typed["file"] = kept
	if attachment, ok := file.AttachmentID.Parse(drop); ok {
		err := f.Files.Delete(v.Ctx, v.Who, file.DeleteInput{Attachment: attachment})
		if err != nil && !fault.IsKind(err, fault.KindMissing) && !fault.IsKind(err, fault.KindConflict) {
			return err
		}
	}
	if v.byScript() {
		v.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	return f.showConversation(v, s, http.StatusOK, nil, typed)
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
