package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/gif" // decoders register themselves
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // decoders register themselves

	"guildhall/base/fault"
)

// The limits, chosen so that one picture never takes more than about 200 MB
// while it is drawn: a JPEG needs up to three bytes a pixel, a PNG up to eight.
const (
	BytesMax      = 50 << 20
	edgeMax       = 20_000
	pixelsMax     = 24_000_000
	pixelsMaxJPEG = 50_000_000
)

// Picture is an image of ours: PNG or JPEG, pixels only.
type Picture struct {
	MediaType     string
	Width, Height int // pixels
	Bytes         []byte
}

// Extension is the ending of its file name, with the dot.
func (p Picture) Extension() string {
	if p.MediaType == "image/jpeg" {
		return ".jpg"
	}
	return ".png"
}

// Two at a time: each takes a core and much memory.
var slots = make(chan struct{}, 2)

// Reencode reads a PNG, JPEG, GIF or WebP and draws it again, upright and
// without metadata, once for each edge: Reencode(ctx, r, 2000, 320) gives the
// picture and its thumbnail. An image smaller than an edge keeps its size.
// Faults: picture.malformed, picture.too_large (in bytes), picture.too_many_pixels.
func Reencode(ctx context.Context, r io.Reader, edges ...int) (pictures []Picture, err error) {
	data, err := io.ReadAll(io.LimitReader(r, BytesMax+1))
	if err != nil {
		return nil, err
	}
	if len(data) > BytesMax {
		return nil, fault.Invalid("picture.too_large").With("Megabytes", BytesMax>>20)
	}
	if Sniff(data, "").Class != Image {
		return nil, fault.Invalid("picture.malformed")
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fault.Invalid("picture.malformed").Because(err)
	}
	limit := pixelsMax
	if format == "jpeg" {
		limit = pixelsMaxJPEG
	}
	if size.Width > edgeMax || size.Height > edgeMax || size.Width*size.Height > limit {
		return nil, fault.Invalid("picture.too_many_pixels").With("Megapixels", limit/1_000_000)
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	// A decoder that trips over hostile bytes must not take the house with it.
	defer func() {
		if trouble := recover(); trouble != nil {
			pictures, err = nil, fault.Invalid("picture.malformed").Because(fmt.Errorf("decoder: %v", trouble))
		}
	}()
	decoded, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fault.Invalid("picture.malformed").Because(err)
	}
	if decoded.Bounds().Empty() {
		return nil, fault.Invalid("picture.malformed")
	}
	turn := orientation(data)
	for _, edge := range edges {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		one, err := encode(upright(shrink(decoded, edge), turn), format)
		if err != nil {
			return nil, fmt.Errorf("encode picture: %w", err)
		}
		pictures = append(pictures, one)
	}
	return pictures, nil
}

// shrink draws the image so that its longer side is at most edge.
func shrink(from image.Image, edge int) *image.NRGBA {
	width, height := from.Bounds().Dx(), from.Bounds().Dy()
	if longer := max(width, height); edge > 0 && longer > edge {
		width, height = max(1, (width*edge+longer/2)/longer), max(1, (height*edge+longer/2)/longer)
	}
	to := image.NewNRGBA(image.Rect(0, 0, width, height))
	if width == from.Bounds().Dx() && height == from.Bounds().Dy() {
		draw.Draw(to, to.Bounds(), from, from.Bounds().Min, draw.Src)
	} else {
		draw.BiLinear.Scale(to, to.Bounds(), from, from.Bounds(), draw.Src, nil)
	}
	return to
}

// upright turns and mirrors as the camera said.
func upright(from *image.NRGBA, turn int) *image.NRGBA {
	if turn == 1 {
		return from
	}
	width, height := from.Rect.Dx(), from.Rect.Dy()
	right, bottom := width-1, height-1
	size := image.Rect(0, 0, width, height)
	if turn >= 5 {
		size = image.Rect(0, 0, height, width)
	}
	to := image.NewNRGBA(size)
	for y := range height {
		for x := range width {
			tx, ty := x, y
			switch turn {
			case 2:
				tx = right - x
			case 3:
				tx, ty = right-x, bottom-y
			case 4:
				ty = bottom - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = bottom-y, x
			case 7:
				tx, ty = bottom-y, right-x
			case 8:
				tx, ty = y, right-x
			}
			to.SetNRGBA(tx, ty, from.NRGBAAt(x, y))
		}
	}
	return to
}

// encode writes a photograph as JPEG, and drawings, screens and everything one
// can see through as PNG.
func encode(from *image.NRGBA, format string) (Picture, error) {
	var out bytes.Buffer
	made := Picture{MediaType: "image/png", Width: from.Rect.Dx(), Height: from.Rect.Dy()}
	var err error
	if (format == "jpeg" || format == "webp") && from.Opaque() {
		made.MediaType = "image/jpeg"
		err = jpeg.Encode(&out, from, &jpeg.Options{Quality: 85})
	} else {
		err = (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&out, from)
	}
	made.Bytes = out.Bytes()
	return made, err
}
