package api

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/picture"
	"guildhall/market/file"
	"guildhall/market/talk"
)

// Attachment is one file.
type Attachment struct {
	ID        string `json:"id"`
	State     string `json:"state" enum:"kept,deleted"`
	Name      string `json:"name" doc:"Blank once deleted"`
	MediaType string `json:"media_type" doc:"What the bytes are, whatever the name promised"`
	Bytes     int64  `json:"bytes"`
	Width     int64  `json:"width,omitempty" doc:"Pixels, of an image"`
	Height    int64  `json:"height,omitempty"`
	Message   string `json:"message,omitempty" doc:"The message that carries it; absent before it is sent"`
	Uploaded  string `json:"uploaded_at" format:"date-time"`
}

func attachmentOf(a file.Attachment, message id.ID) Attachment {
	return Attachment{ID: file.AttachmentID.Text(a.ID), State: string(a.State), Name: a.Name, MediaType: a.MediaType, Bytes: a.Bytes,
		Width: a.Width, Height: a.Height, Message: talk.MessageID.Text(message), Uploaded: instant(a.MadeAt)}
}

// Upload is the bytes of one file.
type Upload struct {
	ByID
	Name    string `query:"name" required:"true" maxLength:"2000" doc:"The file's name"`
	RawBody []byte `contentType:"application/octet-stream"`
}

func (f *Face) uploadAttachment(ctx context.Context, in *Upload) (*Out[Attachment], error) {
	c, err := in.Parse(talk.ConversationID)
	if err != nil {
		return nil, err
	}
	a, err := f.Files.Upload(ctx, Who(ctx), file.UploadInput{Owner: file.Owner{Kind: file.OnConversation, ID: c}, Name: in.Name, Body: bytes.NewReader(in.RawBody)})
	return ok(attachmentOf(a, id.None), err)
}

// Ahead is the bytes of one file for a conversation that is not open yet.
type Ahead struct {
	Name    string `query:"name" required:"true" maxLength:"2000" doc:"The file's name"`
	RawBody []byte `contentType:"application/octet-stream"`
}

func (f *Face) uploadAhead(ctx context.Context, in *Ahead) (*Out[Attachment], error) {
	who := Who(ctx)
	a, err := f.Files.Upload(ctx, who, file.UploadInput{Owner: file.OnActor(who), Name: in.Name, Body: bytes.NewReader(in.RawBody)})
	return ok(attachmentOf(a, id.None), err)
}

// attachmentIDs reads the attachments a message names.
func attachmentIDs(texts []string) ([]id.ID, error) {
	var list []id.ID
	for _, text := range texts {
		a, ok := file.AttachmentID.Parse(text)
		if !ok {
			return nil, fault.Missing("attachment.missing")
		}
		list = append(list, a)
	}
	return list, nil
}

// Download is the bytes of an attachment, to be saved and never shown in place.
type Download struct {
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	NoSniff     string `header:"X-Content-Type-Options"`
	Cache       string `header:"Cache-Control"`
	Type        string `header:"Content-Type"`
	Body        func(huma.Context)
}

func (f *Face) downloadAttachment(ctx context.Context, in *ByID) (*Download, error) {
	attachment, err := in.Parse(file.AttachmentID)
	if err != nil {
		return nil, err
	}
	a, body, err := f.Files.Open(ctx, Who(ctx), attachment, false)
	if err != nil {
		return nil, err
	}
	return &Download{Disposition: picture.Disposition(a.Name), Policy: "sandbox; default-src 'none'", NoSniff: "nosniff", Cache: "private, no-store",
		Type: "application/octet-stream", Body: func(c huma.Context) {
			defer body.Close()
			_, _ = io.Copy(c.BodyWriter(), body) // A reader who left is no failure of ours.
		}}, nil
}

func (f *Face) attachmentOperations(api huma.API) {
	limit := int64(file.BytesMaxDefault)
	if f.Files != nil {
		limit = f.Files.BytesMax
	}
	add(f, api, Op{ID: "uploadAttachment", Method: "POST", Path: "/conversations/{id}/attachments", Tag: "attachments", Scope: "conversations:write", Status: 201, BytesMax: limit + 1,
		Summary: "Upload a file for the next message", Detail: "Others see it once a message carries it. Images are drawn anew, without metadata."}, f.uploadAttachment)
	add(f, api, Op{ID: "uploadAttachmentAhead", Method: "POST", Path: "/attachments", Tag: "attachments", Scope: "conversations:write", Status: 201, BytesMax: limit + 1,
		Summary: "Upload a file for a first message", Detail: "It waits for createConversation to carry it, and only the caller sees it until then. At most 30 wait; the oldest makes room."}, f.uploadAhead)
	add(f, api, Op{ID: "listAttachments", Method: "GET", Path: "/conversations/{id}/attachments", Tag: "attachments", Scope: "conversations:read", Summary: "What was sent in a conversation"},
		func(ctx context.Context, in *ByID) (*Out[List[Attachment]], error) {
			c, err := in.Parse(talk.ConversationID)
			if err != nil {
				return nil, err
			}
			if _, _, err := talk.Enter(ctx, f.DB, Who(ctx), c); err != nil {
				return nil, err
			}
			sent, err := talk.Attachments(ctx, f.DB, c)
			out := List[Attachment]{Items: []Attachment{}}
			for _, a := range sent {
				out.Items = append(out.Items, attachmentOf(a.Attachment, a.Message))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "downloadAttachment", Method: "GET", Path: "/attachments/{id}", Tag: "attachments", Scope: "conversations:read", Answer: "application/octet-stream",
		Summary: "The bytes of a file"}, f.downloadAttachment)
	add(f, api, Op{ID: "deleteAttachment", Method: "DELETE", Path: "/attachments/{id}", Tag: "attachments", Scope: "conversations:write", Status: http.StatusNoContent,
		Summary: "Delete a file one has uploaded, for everybody"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			a, err := in.Parse(file.AttachmentID)
			if err != nil {
				return nil, err
			}
			return done(f.Files.Delete(ctx, Who(ctx), file.DeleteInput{Attachment: a}))
		})
}
