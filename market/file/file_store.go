package file

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
)

const attachmentColumns = `id, state, owner_kind, owner_id, organisation_id, person_id, name, media_type, image,
	bytes, width, height, hash, blob, thumb, made_at`

func scanAttachment(row db.Scanner) (Attachment, error) {
	var a Attachment
	err := row.Scan(&a.ID, &a.State, &a.Owner.Kind, &a.Owner.ID, &a.Organisation, &a.Person, &a.Name, &a.MediaType, &a.Image,
		&a.Bytes, &a.Width, &a.Height, &a.hash, &a.blob, &a.thumb, &a.MadeAt)
	return a, err
}

var (
	attachmentFind  = db.Read("file.attachment.find", `SELECT `+attachmentColumns+` FROM file_attachment WHERE id = $1`)
	attachmentsOf   = db.Read("file.attachments.of", `SELECT `+attachmentColumns+` FROM file_attachment WHERE owner_id = $1 ORDER BY id LIMIT 500`)
	attachmentsKept = db.Read("file.attachments.kept", `SELECT `+attachmentColumns+` FROM file_attachment
		WHERE owner_id = $1 AND state = '`+string(Kept)+`' ORDER BY id LIMIT 500`)
	attachmentsForgotten = db.Read("file.attachments.forgotten", `SELECT `+attachmentColumns+` FROM file_attachment
		WHERE owner_kind = '`+OnPerson+`' AND state = '`+string(Kept)+`' AND made_at < $1 ORDER BY made_at LIMIT 200`)
	attachmentsBy    = db.Read("file.attachments.by", `SELECT `+attachmentColumns+` FROM file_attachment WHERE person_id = $1 ORDER BY id`)
	attachmentInsert = db.Write("file.attachment.insert", `INSERT INTO file_attachment (`+attachmentColumns+`, state_since, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, 1)`)
	attachmentBlank = db.Write("file.attachment.blank", `UPDATE file_attachment SET name = '', blob = '', thumb = '' WHERE id = $1`)

	looseAdd  = db.Keep("file.loose.add", `INSERT INTO file_loose (blob, since) VALUES ($1, $2) ON CONFLICT (blob) DO NOTHING`)
	looseDrop = db.Keep("file.loose.drop", `DELETE FROM file_loose WHERE blob = $1`)
	looseOld  = db.Read("file.loose.old", `SELECT blob FROM file_loose WHERE since < $1 ORDER BY since LIMIT 200`)
)

// Find gives an attachment without asking whether the reader may see it.
func Find(ctx context.Context, r db.Reader, attachment id.ID) (Attachment, error) {
	a, err := db.One(ctx, r, attachmentFind, scanAttachment, attachment)
	if errors.Is(err, db.ErrNone) {
		return a, fault.Missing("attachment.missing")
	}
	return a, err
}

// Of lists the attachments of an owner, oldest first, deleted ones too, without
// asking whether the reader may see them.
func Of(ctx context.Context, r db.Reader, owner id.ID) ([]Attachment, error) {
	return db.All(ctx, r, attachmentsOf, scanAttachment, owner)
}
