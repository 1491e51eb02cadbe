package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/vector"
)

// side is the edge of a picture in pixels.
const side = 320

// The colours of the story's pictures: calm grounds, cloth, skin and hair.
var (
	grounds = []color.NRGBA{{0xd7, 0xea, 0xe4, 255}, {0xf6, 0xe3, 0xc5, 255}, {0xdc, 0xe6, 0xf5, 255}, {0xf3, 0xdc, 0xdc, 255}, {0xe6, 0xe0, 0xf2, 255}}
	cloths  = []color.NRGBA{{0x1f, 0x6f, 0x66, 255}, {0x9a, 0x5b, 0x13, 255}, {0x2f, 0x4d, 0x86, 255}, {0x8d, 0x33, 0x3a, 255}, {0x4e, 0x44, 0x7a, 255}}
	skins   = []color.NRGBA{{0xf2, 0xcf, 0xb0, 255}, {0xe2, 0xb3, 0x8c, 255}, {0xb9, 0x81, 0x5b, 255}, {0x8a, 0x58, 0x3b, 255}}
	hairs   = []color.NRGBA{{0x2a, 0x22, 0x1e, 255}, {0x5b, 0x3a, 0x22, 255}, {0xb0, 0x85, 0x4a, 255}, {0x6f, 0x6f, 0x73, 255}}
)

// look is how somebody of the story is drawn.
type look struct {
	ground, cloth, skin, hair int
	long                      bool
}

var looks = map[string]look{
	"ben": {0, 2, 1, 1, false}, "haruto": {2, 0, 0, 0, false}, "sofia": {4, 3, 0, 2, true},
	"mara": {1, 4, 0, 1, true}, "tsubasa": {3, 2, 1, 0, true}, "oliver": {2, 1, 3, 0, false},
}

// portrait draws somebody's head and shoulders.
func portrait(key string) []byte {
	l := looks[key]
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.Draw(img, img.Bounds(), image.NewUniform(grounds[l.ground]), image.Point{}, draw.Src)
	skin, hair, cloth := skins[l.skin], hairs[l.hair], cloths[l.cloth]
	if l.long {
		oval(img, hair, 160, 178, 86, 112)
	}
	oval(img, skin, 160, 226, 30, 52)    // neck
	oval(img, cloth, 160, 358, 128, 116) // shoulders
	oval(img, skin, 160, 244, 26, 20)    // collar
	oval(img, hair, 160, 120, 74, 76)
	oval(img, skin, 160, 144, 60, 72) // face
	half(img, hair, 160, 110, 64, 42) // fringe
	return encode(img)
}

// emblem draws a company's sign: three bars and a disc, in its own colours.
func emblem(key string) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	n := len(key) % len(cloths)
	draw.Draw(img, img.Bounds(), image.NewUniform(cloths[n]), image.Point{}, draw.Src)
	light := grounds[n]
	oval(img, light, 160, 132, 62, 62)
	for i := range 3 {
		y := float32(212 + 26*i)
		shape(img, light, func(r *vector.Rasterizer) {
			inset := float32(58 + 14*i)
			r.MoveTo(inset, y)
			r.LineTo(side-inset, y)
			r.LineTo(side-inset, y+12)
			r.LineTo(inset, y+12)
			r.ClosePath()
		})
	}
	return encode(img)
}

func shape(img *image.NRGBA, c color.NRGBA, path func(*vector.Rasterizer)) {
	r := vector.NewRasterizer(side, side)
	path(r)
	r.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{})
}

// curve is how far a Bézier handle stands off to draw a quarter of a circle.
const curve = 0.5523

func oval(img *image.NRGBA, c color.NRGBA, x, y, w, h float32) {
	shape(img, c, func(r *vector.Rasterizer) {
		r.MoveTo(x-w, y)
		r.CubeTo(x-w, y-h*curve, x-w*curve, y-h, x, y-h)
		r.CubeTo(x+w*curve, y-h, x+w, y-h*curve, x+w, y)
		r.CubeTo(x+w, y+h*curve, x+w*curve, y+h, x, y+h)
		r.CubeTo(x-w*curve, y+h, x-w, y+h*curve, x-w, y)
		r.ClosePath()
	})
}

// half is the upper half of an oval.
func half(img *image.NRGBA, c color.NRGBA, x, y, w, h float32) {
	shape(img, c, func(r *vector.Rasterizer) {
		r.MoveTo(x-w, y)
		r.CubeTo(x-w, y-h*curve, x-w*curve, y-h, x, y-h)
		r.CubeTo(x+w*curve, y-h, x+w, y-h*curve, x+w, y)
		r.CubeTo(x+w*curve, y-h*0.35, x-w*curve, y-h*0.35, x-w, y)
		r.ClosePath()
	})
}

func encode(img image.Image) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err) // A buffer takes everything.
	}
	return out.Bytes()
}
