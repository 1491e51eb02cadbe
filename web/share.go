package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	_ "image/jpeg" // faces are either
	_ "image/png"
	"net/http"
	"strings"
	"sync"

	"guildhall/base/card"
	"guildhall/market/review"
	"guildhall/market/view"
	"guildhall/web/page/voice"
)

// shareExpert is the picture of a person's page for where it is shared. A page that is
// hidden has none.
func (f *Face) shareExpert(v *Visit) error {
	p, err := view.PublicExpert(v.Ctx, f.DB, v.R.PathValue("handle"))
	if err != nil {
		return err
	}
	return f.share(v, p.Voice, p.Tally)
}

func (f *Face) shareCompany(v *Visit) error {
	p, err := view.PublicCompany(v.Ctx, f.DB, v.R.PathValue("handle"))
	if err != nil {
		return err
	}
	return f.share(v, p.Voice, p.Voice.Tally)
}

// share answers with the card. Whoever keeps it asks again each time whether it is still
// so: a page may be hidden at any moment.
func (f *Face) share(v *Visit, of view.Seller, tally review.Tally) error {
	c := card.Card{House: v.T("app.name"), Name: of.Name, Sub: voice.Sub(v.Ctx, of), Lines: voice.CertificationNames(of), Stars: int(tenthsOf(tally))}
	told, err := json.Marshal([]any{c, of.Picture})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(told)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := v.W.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", tag)
	h.Add("Vary", "Accept-Language, Cookie")
	if v.R.Header.Get("If-None-Match") == tag {
		v.W.WriteHeader(http.StatusNotModified)
		return nil
	}
	drawn, err := cards.of(tag, func() ([]byte, error) {
		c.Face = f.faceOf(v, of.Picture)
		return card.Draw(c)
	})
	if err != nil {
		return err
	}
	h.Set("Content-Type", "image/png")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	v.W.WriteHeader(http.StatusOK)
	_, _ = v.W.Write(drawn) // A reader who left is no failure of ours.
	return nil
}

// faceOf opens a picture by its address; nil when there is none, or it cannot be read.
func (f *Face) faceOf(v *Visit, address string) image.Image {
	name := strings.TrimPrefix(address, "/pictures/")
	if name == "" {
		return nil
	}
	_, body, err := f.Files.OpenPicture(v.Ctx, name)
	if err != nil {
		v.Log().Warn("a card is drawn without its face", "error", err)
		return nil
	}
	defer body.Close()
	face, _, err := image.Decode(body)
	if err != nil {
		v.Log().Warn("a card is drawn without its face", "error", err)
		return nil
	}
	return face
}

// cardsMax is how many drawn cards are kept in memory, of about 60 kB each.
const cardsMax = 128

// drawnCards keeps what was drawn last; one is drawn at a time, so that a crowd asking
// for cards takes no more than one core.
type drawnCards struct {
	mu    sync.Mutex
	by    map[string][]byte
	order []string // the oldest first
}

var cards = drawnCards{by: map[string][]byte{}}

func (d *drawnCards) of(tag string, draw func() ([]byte, error)) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if drawn, kept := d.by[tag]; kept {
		return drawn, nil
	}
	drawn, err := draw()
	if err != nil {
		return nil, err
	}
	if len(d.order) >= cardsMax {
		delete(d.by, d.order[0])
		d.order = d.order[1:]
	}
	d.by[tag], d.order = drawn, append(d.order, tag)
	return drawn, nil
}
