package web

import (
	"io"
	"net/http"
)

// picture serves a face or logo: drawn anew by the house, under an address nobody
// can guess, so that it may be kept for good.
func (f *Face) picture(v *Visit) error {
	kind, body, err := f.Files.OpenPicture(v.Ctx, v.R.PathValue("name"))
	if err != nil {
		return err
	}
	defer body.Close()
	h := v.W.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	v.W.WriteHeader(http.StatusOK)
	_, _ = io.Copy(v.W, body) // A reader who left is no failure of ours.
	return nil
}
