package file

import (
	"bytes"
	"context"
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

// picturePrefix is where faces and logos lie. They hang on no owner: whoever has
// the address of one, which nobody can guess, may look at it.
const picturePrefix = "picture/"

// StagePicture draws an uploaded face or logo anew, at most edge pixels long, puts
// it into the store and gives its key. Keep it inside a change with SwapPicture;
// bytes that are never kept are swept. Faults: attachment.*, picture.*, limit.reached.
func (r *Room) StagePicture(ctx context.Context, who policy.Actor, body io.Reader, edge int) (string, error) {
	if err := r.count(ctx, who); err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(body, r.BytesMax+1))
	if err != nil {
		return "", fault.Invalid("attachment.broken_off").Because(err)
	}
	if int64(len(data)) > r.BytesMax {
		return "", fault.Invalid("picture.too_large").With("Megabytes", max(1, r.BytesMax>>20))
	}
	drawn, err := picture.Reencode(ctx, bytes.NewReader(data), edge)
	if err != nil {
		return "", err
	}
	key := picturePrefix + id.New().String() + drawn[0].Extension()
	if err := r.loosen(ctx, key); err != nil {
		return "", err
	}
	if _, err := r.store.Put(ctx, key, bytes.NewReader(drawn[0].Bytes)); err != nil {
		return "", fault.Unavailable("attachment.store_away").Because(err)
	}
	return key, nil
}

// SwapPicture keeps a staged picture inside the change that shows it, and lets go of
// the one it replaces; either may be empty.
func SwapPicture(ctx context.Context, tx *journal.Tx, before, now string) error {
	if now != "" {
		if _, err := tx.Exec(ctx, looseDrop, now); err != nil {
			return err
		}
	}
	if before == "" || before == now {
		return nil
	}
	return loosen(ctx, tx.Tx, before)
}

// PictureAddress is where a page finds the picture with this key; empty for none.
func PictureAddress(key string) string {
	name, ok := strings.CutPrefix(key, picturePrefix)
	if !ok {
		return ""
	}
	return "/pictures/" + name
}

// OpenPicture gives the bytes behind an address; the caller closes them.
func (r *Room) OpenPicture(ctx context.Context, name string) (mediaType string, body io.ReadCloser, err error) {
	key := picturePrefix + name
	mediaType = map[bool]string{true: "image/jpeg", false: "image/png"}[strings.HasSuffix(name, ".jpg")]
	if strings.Contains(name, "/") || blob.CheckKey(key) != nil {
		return "", nil, fault.Missing("page.missing")
	}
	body, _, err = r.store.Open(ctx, key)
	if errors.Is(err, blob.ErrMissing) {
		return "", nil, fault.Missing("page.missing")
	}
	if err != nil {
		return "", nil, fault.Unavailable("attachment.store_away").Because(err)
	}
	return mediaType, body, nil
}
