package web

import (
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/file"
	"guildhall/web/page/conversation"
)

// fileAhead keeps one file for the first message of a conversation; a script calls
// it when a file is chosen or dropped.
func (f *Face) fileAhead(v *Visit) error { return f.takeFile(v, file.OnActor(v.Who)) }

// takeFile keeps the one file of the form and answers with its line.
func (f *Face) takeFile(v *Visit, on file.Owner) error {
	var headers []*multipart.FileHeader
	if v.R.MultipartForm != nil {
		headers = v.R.MultipartForm.File["files"]
	}
	if len(headers) != 1 {
		return fault.Invalid("form.invalid", fault.At("files", "required"))
	}
	a, err := f.upload(v, on, headers[0], 0)
	if err != nil {
		return err
	}
	return v.Fragment(conversation.Waiting(f.fileOf(v, a)))
}

// uploaded gives the ids of the files of the form: those that wait, and those that
// come with it, which it uploads and adds to typed, so that a message that is
// refused keeps them.
func (f *Face) uploaded(v *Visit, on file.Owner, typed url.Values) ([]id.ID, error) {
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
		a, err := f.upload(v, on, header, n)
		if err != nil {
			return files, err
		}
		files = append(files, a.ID)
		typed.Add("file", file.AttachmentID.Text(a.ID))
	}
	return files, nil
}

func (f *Face) upload(v *Visit, on file.Owner, header *multipart.FileHeader, n int) (file.Attachment, error) {
	body, err := header.Open()
	if err != nil {
		return file.Attachment{}, err
	}
	defer body.Close()
	who := v.Who
	if who.Key != "" && len(who.Key) < 60 {
		who.Key += "." + strconv.Itoa(n) // Each file of a form is a deed of its own.
	}
	return f.Files.Upload(v.Ctx, who, file.UploadInput{Owner: on, Name: header.Filename, Body: body})
}

// waiting reads back files that were uploaded and not sent.
func (f *Face) waiting(v *Visit, on file.Owner, ids []string) ([]conversation.File, error) {
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
		if a.Owner == on && !a.IsDeleted() {
			list = append(list, f.fileOf(v, a))
		}
	}
	return list, nil
}

// dropFile takes a waiting file out of a form again. A script is answered; without
// one the caller shows the form, with typed as it now is.
func (f *Face) dropFile(v *Visit, typed url.Values) error {
	drop := v.Value("drop")
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
	}
	return nil
}
