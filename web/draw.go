package web

import (
	"bytes"
	"context"
	"strconv"
	"sync"

	"github.com/a-h/templ"
)

// drawnKept is the largest page whose memory is kept for the next one, in bytes.
const drawnKept = 1 << 20

var drawn = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// draw answers with a component. It is drawn whole before the first byte leaves, so
// that a failure is still a plain page.
func (v *Visit) draw(ctx context.Context, status int, c templ.Component) error {
	out := drawn.Get().(*bytes.Buffer)
	defer func() {
		if out.Cap() <= drawnKept {
			out.Reset()
			drawn.Put(out)
		}
	}()
	if err := c.Render(ctx, out); err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	v.W.WriteHeader(status)
	_, _ = v.W.Write(out.Bytes()) // A reader who left is no failure of ours.
	return nil
}
