package file

import (
	"context"
	"errors"
	"log/slog"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// DeleteInput names the attachment.
type DeleteInput struct{ Attachment id.ID }

// Delete takes an attachment away for everybody: its uploader may. The row stays,
// without name and bytes.
func (r *Room) Delete(ctx context.Context, who policy.Actor, in DeleteInput) error {
	if _, err := r.See(ctx, who, in.Attachment); err != nil {
		return err
	}
	var gone []string
	_, err := journal.Do(ctx, r.journal, who, "attachment.delete", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		gone = nil
		a, err := Find(ctx, tx, in.Attachment)
		if err != nil {
			return id.None, err
		}
		if a.Person != who.Person {
			return id.None, fault.Forbidden("attachment.not_yours")
		}
		gone = []string{a.blob, a.thumb}
		return a.ID, remove(ctx, tx, a, "delete", Uploader)
	})
	if err == nil {
		r.sweep(ctx, gone...)
	}
	return err
}

// remove makes an attachment deleted inside a change; its bytes become loose.
func remove(ctx context.Context, tx *journal.Tx, a Attachment, move string, by flow.Role) error {
	var stream id.ID
	if a.Owner.Kind == OnConversation {
		stream = a.Owner.ID
	}
	_, err := AttachmentFlow.Move(ctx, tx, flow.Step{Move: move, ID: a.ID, From: a.State, By: by, Stream: stream, Organisation: a.Organisation})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, attachmentBlank, a.ID); err != nil {
		return err
	}
	return loosen(ctx, tx.Tx, a.blob, a.thumb)
}

// EraseUploads deletes everything a person uploaded, inside a change. The bytes go
// with the next Sweep.
func EraseUploads(ctx context.Context, tx *journal.Tx, person id.ID) error {
	all, err := db.All(ctx, tx, attachmentsBy, scanAttachment, person)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.IsDeleted() {
			continue
		}
		if err := remove(ctx, tx, a, "erase", flow.System); err != nil {
			return err
		}
	}
	return nil
}

// Erase is EraseUploads, as every room offers it.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	return EraseUploads(ctx, tx, person)
}

// Sweep removes bytes that no row has needed for six hours; a schedule calls it.
func (r *Room) Sweep(ctx context.Context) error {
	keys, err := db.All(ctx, r.journal.DB, looseOld, db.ScanValue[string], int64(clock.Wall().Add(-looseFor)))
	if err != nil {
		return err
	}
	return r.dropLoose(ctx, keys)
}

// sweep removes bytes at once; what fails is left to Sweep.
func (r *Room) sweep(ctx context.Context, keys ...string) {
	if err := r.dropLoose(context.WithoutCancel(ctx), keys); err != nil {
		slog.Warn("an attachment's bytes wait for the next sweep", "error", err)
	}
}

func (r *Room) dropLoose(ctx context.Context, keys []string) error {
	var problems error
	for _, key := range keys {
		if key == "" {
			continue
		}
		if err := r.store.Delete(ctx, key); err != nil {
			problems = errors.Join(problems, err)
			continue
		}
		err := r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, looseDrop, key)
			return err
		})
		problems = errors.Join(problems, err)
	}
	return problems
}

// Exported is an attachment in a person's download of their data.
type Exported struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Bytes     int64  `json:"bytes"`
	On        string `json:"on"`
	Uploaded  int64  `json:"uploaded_micros"`
	// Blob is the key of the bytes, for whoever writes the archive.
	Blob string `json:"-"`
}

// Export lists what a person uploaded, for the download of their data.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	all, err := db.All(ctx, r, attachmentsBy, scanAttachment, person)
	if err != nil {
		return nil, err
	}
	list := []Exported{}
	for _, a := range all {
		if !a.IsDeleted() {
			list = append(list, Exported{AttachmentID.Text(a.ID), a.Name, a.MediaType, a.Bytes, a.Owner.Kind, int64(a.MadeAt), a.blob})
		}
	}
	return list, nil
}
