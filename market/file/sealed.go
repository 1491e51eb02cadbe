package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strings"

	"guildhall/base/blob"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/picture"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// sealedPrefix is where the bytes lie that only their room can open. They hang on no
// owner of this room and have no address of their own.
const sealedPrefix = "sealed/"

// sealedEdge is the longer side of a sealed picture, in pixels: a page of a passport is
// read well at it.
const sealedEdge = 2400

const pdf = "application/pdf"

// Sealed is an upload that lies sealed in the store and waits for its row.
type Sealed struct {
	Key       string // in the store
	Name      string // safe to save under
	MediaType string
	Image     bool // drawn anew
	Bytes     int64
	Width     int64 // pixels; 0 when it is no image
	Height    int64
	Hash      []byte // SHA-256 of what was drawn or sent
}

// StageSealed is Stage for a file that nobody may read from the store: seal closes the
// bytes before they are put there. Images are drawn anew; besides them only PDF is
// let in, where pdfToo says so. Keep it with KeepSealed; what is never kept is swept. The
// whole file is held in memory, at most BytesMax of it, and never written anywhere
// unsealed. Faults: attachment.*, picture.*, limit.reached, attachment.kind.
func (r *Room) StageSealed(ctx context.Context, who policy.Actor, name string, body io.Reader, pdfToo bool, seal func([]byte) []byte) (Sealed, error) {
	s := Sealed{Name: picture.SafeName(name)}
	if err := r.count(ctx, who); err != nil {
		return s, err
	}
	data, err := io.ReadAll(io.LimitReader(body, r.BytesMax+1))
	switch {
	case err != nil:
		return s, fault.Invalid("attachment.broken_off").Because(err)
	case int64(len(data)) > r.BytesMax:
		return s, fault.Invalid("attachment.too_large").With("Name", s.Name).With("Megabytes", max(1, r.BytesMax>>20))
	case len(data) == 0:
		return s, fault.Invalid("attachment.empty").With("Name", s.Name)
	}
	kind := picture.Sniff(data[:min(len(data), picture.SniffLen)], s.Name)
	s.MediaType = kind.MediaType
	switch {
	case kind.Class == picture.Image:
		drawn, err := picture.Reencode(ctx, bytes.NewReader(data), sealedEdge)
		if err != nil {
			return s, err
		}
		data, s.Image, s.MediaType = drawn[0].Bytes, true, drawn[0].MediaType
		s.Width, s.Height = int64(drawn[0].Width), int64(drawn[0].Height)
		s.Name = renamed(s.Name, drawn[0].Extension())
	case kind.MediaType == pdf && pdfToo:
		s.Name = renamed(s.Name, ".pdf")
	default:
		return s, fault.Invalid("attachment.kind").With("Name", s.Name)
	}
	hash := sha256.Sum256(data)
	s.Hash, s.Bytes = hash[:], int64(len(data))
	s.Key, err = r.PutSealed(ctx, seal(data))
	return s, err
}

// PutSealed lays sealed bytes into the store, known to be loose until KeepSealed.
func (r *Room) PutSealed(ctx context.Context, sealed []byte) (key string, err error) {
	key = sealedPrefix + id.New().String()
	if err := r.loosen(ctx, key); err != nil {
		return "", err
	}
	if _, err := r.store.Put(ctx, key, bytes.NewReader(sealed)); err != nil {
		return "", fault.Unavailable("attachment.store_away").Because(err)
	}
	return key, nil
}

// KeepSealed keeps sealed bytes inside the change that writes their row.
func KeepSealed(ctx context.Context, tx *journal.Tx, key string) error {
	_, err := tx.Exec(ctx, looseDrop, key)
	return err
}

// LetGoSealed lets go of sealed bytes inside the change that blanks their row; call
// DropSealed after it, so that they are gone at once and not with the next sweep.
func LetGoSealed(ctx context.Context, tx *journal.Tx, keys ...string) error {
	return loosen(ctx, tx.Tx, keys...)
}

// DropSealed erases sealed bytes that were let go; what fails is left to Sweep.
func (r *Room) DropSealed(ctx context.Context, keys ...string) { r.sweep(ctx, keys...) }

// OpenSealed gives sealed bytes, still sealed. Missing when they are gone.
func (r *Room) OpenSealed(ctx context.Context, key string) ([]byte, error) {
	if !strings.HasPrefix(key, sealedPrefix) {
		return nil, fault.Missing("attachment.missing")
	}
	body, _, err := r.store.Open(ctx, key)
	if errors.Is(err, blob.ErrMissing) {
		return nil, fault.Missing("attachment.missing")
	}
	if err != nil {
		return nil, fault.Unavailable("attachment.store_away").Because(err)
	}
	defer body.Close()
	// Sealing adds less than this to the largest upload; a picture drawn anew may be
	// larger than it came.
	data, err := io.ReadAll(io.LimitReader(body, picture.BytesMax))
	if err != nil {
		return nil, fault.Unavailable("attachment.store_away").Because(err)
	}
	return data, nil
}
