package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"path"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/picture"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

// Staged is bytes that lie in the store and wait for their row.
type Staged struct {
	Name      string
	MediaType string
	Image     bool
	Bytes     int64
	Width     int64
	Height    int64

	hash  []byte
	blob  string
	thumb string
}

// Stage looks at an upload and puts it into the store; call it before the change
// that keeps it. An image is drawn anew and gets a thumbnail. Bytes that are never
// kept are swept. Faults: attachment.empty, attachment.too_large, picture.*.
func (r *Room) Stage(ctx context.Context, name string, body io.Reader) (Staged, error) {
	s := Staged{Name: picture.SafeName(name)}
	data, err := io.ReadAll(io.LimitReader(body, r.BytesMax+1))
	if err != nil {
		return s, fault.Invalid("attachment.broken_off").Because(err)
	}
	if int64(len(data)) > r.BytesMax {
		return s, fault.Invalid("attachment.too_large").With("Name", s.Name).With("Megabytes", max(1, r.BytesMax>>20))
	}
	if len(data) == 0 {
		return s, fault.Invalid("attachment.empty").With("Name", s.Name)
	}
	kind := picture.Sniff(data[:min(len(data), picture.SniffLen)], s.Name)
	s.MediaType = kind.MediaType
	var thumb []byte
	if kind.Class == picture.Image {
		drawn, err := picture.Reencode(ctx, bytes.NewReader(data), 0, thumbEdge)
		if err != nil {
			return s, err
		}
		data, thumb = drawn[0].Bytes, drawn[1].Bytes
		s.Image, s.MediaType = true, drawn[0].MediaType
		s.Width, s.Height = int64(drawn[0].Width), int64(drawn[0].Height)
		s.Name = renamed(s.Name, drawn[0].Extension())
	}
	hash := sha256.Sum256(data)
	s.hash, s.Bytes = hash[:], int64(len(data))
	key := "attachment/" + id.New().String()
	s.blob = key + "/0"
	if thumb != nil {
		s.thumb = key + "/thumb"
	}
	// The keys are known to be loose before there are bytes, so that a crash in
	// between leaves nothing that nobody remembers.
	if err := r.loosen(ctx, s.blob, s.thumb); err != nil {
		return s, err
	}
	if _, err := r.store.Put(ctx, s.blob, bytes.NewReader(data)); err != nil {
		return s, fault.Unavailable("attachment.store_away").Because(err)
	}
	if thumb != nil {
		if _, err := r.store.Put(ctx, s.thumb, bytes.NewReader(thumb)); err != nil {
			return s, fault.Unavailable("attachment.store_away").Because(err)
		}
	}
	return s, nil
}

// renamed gives an image the ending of what it became.
func renamed(name, extension string) string {
	had := path.Ext(name)
	if strings.EqualFold(had, extension) || extension == ".jpg" && strings.EqualFold(had, ".jpeg") {
		return name
	}
	return strings.TrimSuffix(name, had) + extension
}

func (r *Room) loosen(ctx context.Context, keys ...string) error {
	return r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error { return loosen(ctx, tx, keys...) })
}

func loosen(ctx context.Context, tx *db.Tx, keys ...string) error {
	for _, key := range keys {
		if key == "" {
			continue
		}
		if _, err := tx.Exec(ctx, looseAdd, key, int64(clock.Wall())); err != nil {
			return err
		}
	}
	return nil
}

// Keep writes the row of a staged upload inside a change. The uploader is the
// change's actor; a change of the house keeps it in the name of organisation.
func Keep(ctx context.Context, tx *journal.Tx, s Staged, owner Owner, organisation id.ID) (Attachment, error) {
	a := Attachment{
		ID: id.New(), Owner: owner, Organisation: organisation, Person: tx.Who.Person,
		Name: s.Name, MediaType: s.MediaType, Image: s.Image, Bytes: s.Bytes, Width: s.Width, Height: s.Height,
		MadeAt: tx.Now, hash: s.hash, blob: s.blob, thumb: s.thumb,
	}
	by := Uploader
	if a.Person.IsNone() {
		by = flow.System
	}
	state, _, err := AttachmentFlow.Make(ctx, tx, flow.Step{Move: "keep", ID: a.ID, By: by, Organisation: organisation,
		Data: map[string]any{"owner_kind": owner.Kind, "owner": owner.ID.String(), "bytes": s.Bytes, "media_type": s.MediaType}})
	if err != nil {
		return a, err
	}
	a.State = state
	_, err = tx.Exec(ctx, attachmentInsert, a.ID, string(a.State), owner.Kind, owner.ID, organisation, a.Person, a.Name, a.MediaType,
		a.Image, a.Bytes, a.Width, a.Height, a.hash, a.blob, a.thumb, int64(tx.Now))
	if err != nil {
		return a, err
	}
	for _, key := range []string{a.blob, a.thumb} {
		if _, err := tx.Exec(ctx, looseDrop, key); err != nil {
			return a, err
		}
	}
	return a, nil
}

// count takes one of the uploads a person has within the hour, counted in the
// database before any bytes are read, so that several processes count together.
func (r *Room) count(ctx context.Context, who policy.Actor) error {
	if r.UploadsPerHour <= 0 || who.Person.IsNone() {
		return nil
	}
	return limit.Take(ctx, r.journal, "upload:"+who.Person.String(), r.UploadsPerHour, time.Hour)
}

// UploadInput hangs one file on an owner.
type UploadInput struct {
	Owner Owner
	Name  string
	Body  io.Reader `json:"-"`
}

// Upload stages a file and keeps it. It is seen by others when its owner's room
// shows it: in a conversation, when a message carries it. Faults besides those of
// Stage and of the owner's room: limit.reached.
func (r *Room) Upload(ctx context.Context, who policy.Actor, in UploadInput) (Attachment, error) {
	gate := r.gates[in.Owner.Kind]
	if gate == nil {
		return Attachment{}, fault.Missing("attachment.missing")
	}
	if err := gate.MayAttach(ctx, r.journal.DB, who, in.Owner.ID); err != nil {
		return Attachment{}, err
	}
	if err := r.count(ctx, who); err != nil {
		return Attachment{}, err
	}
	staged, err := r.Stage(ctx, in.Name, in.Body)
	if err != nil {
		return Attachment{}, err
	}
	input := struct { // The same bytes under the same name are the same upload.
		Owner Owner
		Name  string
		Hash  []byte
	}{in.Owner, staged.Name, staged.hash}
	kept, err := journal.Do(ctx, r.journal, who, "attachment.keep", input, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := gate.MayAttach(ctx, tx, who, in.Owner.ID); err != nil {
			return id.None, err
		}
		if in.Owner.Kind == OnPerson {
			if err := makeRoom(ctx, tx, in.Owner.ID); err != nil {
				return id.None, err
			}
		}
		a, err := Keep(ctx, tx, staged, in.Owner, who.Organisation)
		return a.ID, err
	})
	if err != nil {
		return Attachment{}, err
	}
	return Find(ctx, r.journal.DB, kept)
}

// Open gives an attachment's bytes to someone who may see it; thumb asks for the
// small picture. The caller closes them.
func (r *Room) Open(ctx context.Context, who policy.Actor, attachment id.ID, thumb bool) (Attachment, io.ReadCloser, error) {
	a, err := r.See(ctx, who, attachment)
	if err != nil {
		return a, nil, err
	}
	key := a.blob
	if thumb {
		key = a.thumb
	}
	if a.IsDeleted() || key == "" {
		return a, nil, fault.Missing("attachment.missing")
	}
	body, _, err := r.store.Open(ctx, key)
	if err != nil {
		if now, e := Find(ctx, r.journal.DB, attachment); e == nil && now.IsDeleted() {
			return now, nil, fault.Missing("attachment.missing")
		}
		slog.Error("an attachment's bytes are not there", "attachment", a.ID, "error", err)
		return a, nil, fault.Unavailable("attachment.store_away").Because(err)
	}
	return a, body, nil
}

// See gives an attachment to someone who may see it.
func (r *Room) See(ctx context.Context, who policy.Actor, attachment id.ID) (Attachment, error) {
	a, err := Find(ctx, r.journal.DB, attachment)
	if err != nil {
		return a, err
	}
	gate := r.gates[a.Owner.Kind]
	if gate == nil {
		return a, fault.Missing("attachment.missing")
	}
	if err := gate.MaySeeAttachment(ctx, r.journal.DB, who, a); err != nil {
		if fault.IsKind(err, fault.KindMissing) {
			return Attachment{}, fault.Missing("attachment.missing")
		}
		return Attachment{}, err
	}
	return a, nil
}
