package web

import (
	"io"
	"net/http"
	"net/url"
	"strconv"

	"guildhall/base/picture"
	"guildhall/market/file"
)

// sandboxed is what a download may do should a browser open it after all: nothing.
const sandboxed = "sandbox; default-src 'none'"

func filePath(a file.Attachment) string {
	return "/files/" + file.AttachmentID.Text(a.ID) + "/" + url.PathEscape(a.Name)
}

// fileDownload gives an attachment to save (RULES.md 6): never shown in place,
// whatever it is.
func (f *Face) fileDownload(v *Visit) error { return f.serveFile(v, false) }

// fileThumb gives the small picture of an image of ours, to be shown in a page.
func (f *Face) fileThumb(v *Visit) error { return f.serveFile(v, true) }

func (f *Face) serveFile(v *Visit, thumb bool) error {
	attachment, err := v.ID("id", file.AttachmentID)
	if err != nil {
		return err
	}
	a, body, err := f.Files.Open(v.Ctx, v.Who, attachment, thumb)
	if err != nil {
		return err
	}
	defer body.Close()
	h := v.W.Header()
	h.Set("Content-Security-Policy", sandboxed)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Type", a.MediaType)
	if thumb {
		h.Set("Content-Disposition", "inline")
		h.Set("Cache-Control", "private, max-age=86400")
	} else {
		h.Set("Content-Disposition", picture.Disposition(a.Name))
		h.Set("Cache-Control", "private, no-store")
		h.Set("Content-Length", strconv.FormatInt(a.Bytes, 10))
	}
	v.W.WriteHeader(http.StatusOK)
	_, _ = io.Copy(v.W, body) // A reader who left is no failure of ours.
	return nil
}

// fileDelete takes an attachment away for everybody.
func (f *Face) fileDelete(v *Visit) error {
	attachment, err := v.ID("id", file.AttachmentID)
	if err != nil {
		return err
	}
	a, err := f.Files.See(v.Ctx, v.Who, attachment)
	if err != nil {
		return err
	}
	if err := f.Files.Delete(v.Ctx, v.Who, file.DeleteInput{Attachment: attachment}); err != nil {
		return err
	}
	v.Flash("attachment.was_deleted")
	if a.Owner.Kind == file.OnConversation {
		return v.Redirect(conversationPath(a.Owner.ID))
	}
	return v.Back("/")
}

// facePicture is the address of somebody's picture, or empty for initials.
func (f *Face) facePicture(key string) string { return file.PictureAddress(key) }

// publicPath is the address of a public page.
func publicPath(company bool, handle string) string {
	if company {
		return "/c/" + handle
	}
	return "/e/" + handle
}
