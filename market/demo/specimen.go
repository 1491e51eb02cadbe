package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// specimen draws a document of nobody: a title, a face where there is one, a few lines,
// and across all of it what it is. Nothing of it looks like a document of any country.
func specimen(title, key string, lines ...string) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 900, 580))
	ground := grounds[len(key)%len(grounds)]
	draw.Draw(img, img.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 0, 900, 84), image.NewUniform(cloths[len(key)%len(cloths)]), image.Point{}, draw.Src)
	letters(img, title, 30, 20, 3, color.White)
	left := 40
	if _, known := looks[key]; known {
		face, err := png.Decode(bytes.NewReader(portrait(key)))
		if err == nil {
			xdraw.BiLinear.Scale(img, image.Rect(40, 120, 300, 380), face, face.Bounds(), draw.Over, nil)
		}
		left = 340
	}
	ink := color.NRGBA{0x22, 0x22, 0x2a, 255}
	for i, line := range lines {
		letters(img, line, left, 124+i*52, 2, ink)
	}
	draw.Draw(img, image.Rect(0, 410, 900, 520), image.NewUniform(color.NRGBA{0xb4, 0x1f, 0x2b, 255}), image.Point{}, draw.Src)
	letters(img, "SPECIMEN", 210, 414, 8, color.White)
	letters(img, "Drawn for practice. Not a document.", 205, 530, 2, ink)
	var out bytes.Buffer
	_ = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, img) // Memory does not fail.
	return out.Bytes()
}

// letters writes a line of plain letters, each of its points drawn scale times as large;
// others than ASCII are left out.
func letters(img draw.Image, line string, x, y, scale int, ink color.Color) {
	line = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, line)
	face := basicfont.Face7x13
	small := image.NewNRGBA(image.Rect(0, 0, max(1, face.Advance*len(line)), face.Height))
	pen := font.Drawer{Dst: small, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(0, face.Ascent)}
	pen.DrawString(line)
	size := small.Bounds().Size().Mul(scale)
	xdraw.NearestNeighbor.Scale(img, image.Rect(x, y, x+size.X, y+size.Y), small, small.Bounds(), draw.Over, nil)
}
