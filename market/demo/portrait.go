package demo

import (
	"bytes"
	"hash/fnv"
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

func pick(key string, salt byte, from []color.NRGBA) color.NRGBA {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key + string(rune(salt)))) // a hash never fails to write
	return from[int(h.Sum32())%len(from)]
}

// portrait draws somebody's head and shoulders, the same for the same key.
func portrait(key string) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.Draw(img, img.Bounds(), image.NewUniform(pick(key, 'g', grounds)), image.Point{}, draw.Src)
	skin, hair, cloth := pick(key, 's', skins), pick(key, 'h', hairs), pick(key, 'c', cloths)
	long := pick(key, 'l', hairs) == hairs[0] || pick(key, 'l', hairs) == hairs[1]
	if long {
		oval(img, hair, 160, 168, 88, 108)
	}
	oval(img, cloth, 160, 350, 128, 116) // shoulders
	oval(img, skin, 160, 236, 34, 50)    // neck
	oval(img, hair, 160, 122, 76, 78)
	oval(img, skin, 160, 146, 62, 76) // face
	half(img, hair, 160, 112, 66, 44) // fringe
	return encode(img)
}

// emblem draws a company's sign: three bars and a disc, in its own colours.
func emblem(key string) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	cloth := pick(key, 'c', cloths)
	draw.Draw(img, img.Bounds(), image.NewUniform(cloth), image.Point{}, draw.Src)
	light := pick(key, 'g', grounds)
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
