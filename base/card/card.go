// Package card draws the picture that goes with a link when somebody shares a page: a
// face or a sign, a name, a line under it, stars and a few words, 1200 by 630 pixels.
//
// It draws with the fonts of Go, which know Latin, Greek and Cyrillic letters: a text
// with a letter they do not have is left out whole rather than drawn as boxes, and the
// face then stands in the middle. Nothing is fetched. It knows no pages.
package card

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// The size of a card in pixels, as the Open Graph protocol's readers like it.
const (
	Width  = 1200
	Height = 630
)

// Card is what is drawn. Everything but Face may be empty; without a Face its place is
// a plain disc.
type Card struct {
	Face  image.Image
	House string   // whose page it is on
	Name  string   // who it is
	Sub   string   // what, and where
	Lines []string // certifications; at most three are drawn
	// Stars are tenths of the average, 10 to 50; 0 for none.
	Stars int
}

var (
	paper  = color.NRGBA{R: 0xfb, G: 0xfa, B: 0xf8, A: 0xff}
	ink    = color.NRGBA{R: 0x1b, G: 0x1f, B: 0x24, A: 0xff}
	soft   = color.NRGBA{R: 0x5a, G: 0x61, B: 0x69, A: 0xff}
	accent = color.NRGBA{R: 0x00, G: 0x63, B: 0x55, A: 0xff}
	gold   = color.NRGBA{R: 0x96, G: 0x5a, B: 0x0a, A: 0xff}
	line   = color.NRGBA{R: 0xdd, G: 0xdb, B: 0xd6, A: 0xff}
)

var fonts = sync.OnceValue(func() (both [2]*sfnt.Font) {
	for i, data := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := opentype.Parse(data)
		if err != nil {
			panic(err) // it ships with the program
		}
		both[i] = f
	}
	return both
})

// Drawable tells whether every letter of a text can be drawn.
func Drawable(text string) bool {
	var b sfnt.Buffer
	for _, r := range text {
		if g, err := fonts()[0].GlyphIndex(&b, r); err != nil || g == 0 {
			return false
		}
	}
	return text != ""
}

// Draw gives the card as a PNG. The same card gives the same bytes.
func Draw(c Card) ([]byte, error) {
	to := image.NewNRGBA(image.Rect(0, 0, Width, Height))
	draw.Draw(to, to.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	draw.Draw(to, image.Rect(0, Height-16, Width, Height), image.NewUniform(accent), image.Point{}, draw.Src)
	left, size := 90, 300
	if !Drawable(c.Name) {
		left, size = (Width-340)/2, 340
	}
	top := (Height - 16 - size) / 2
	if !Drawable(c.Name) && c.Stars > 0 {
		top -= 40
	}
	disc(to, c.Face, left, top, size)
	if !Drawable(c.Name) {
		if c.Stars > 0 {
			stars(to, (Width-5*56)/2, top+size+60, c.Stars)
		}
	} else {
		words(to, c, left+size+70)
	}
	if Drawable(c.House) {
		write(to, 1, 28, accent, 90, 72, c.House, Width-180)
	}
	var out bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, to)
	return out.Bytes(), err
}

// words stand right of the face, around the middle.
func words(to *image.NRGBA, c Card, left int) {
	room := Width - left - 70
	y := 270
	if len(c.Lines) == 0 {
		y = 300
	}
	write(to, 1, 64, ink, left, y, c.Name, room)
	if Drawable(c.Sub) {
		y += 52
		write(to, 0, 32, soft, left, y, c.Sub, room)
	}
	if c.Stars > 0 {
		y += 56
		stars(to, left, y-14, c.Stars)
	}
	for i, l := range c.Lines {
		if i < 3 && Drawable(l) {
			y += 48
			write(to, 0, 28, ink, left, y, l, room)
		}
	}
}

// write puts one line of text; what does not fit ends with an ellipsis.
func write(to *image.NRGBA, weight int, size float64, ink color.Color, x, y int, text string, room int) {
	face, err := opentype.NewFace(fonts()[weight], &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return
	}
	defer face.Close()
	letters := []rune(text)
	cut := false
	for len(letters) > 0 && font.MeasureString(face, shown(letters, cut)).Ceil() > room {
		letters, cut = letters[:len(letters)-1], true
	}
	d := font.Drawer{Dst: to, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(shown(letters, cut))
}

func shown(letters []rune, cut bool) string {
	if cut {
		return string(letters) + "…"
	}
	return string(letters)
}

// disc draws the face cut to a circle.
func disc(to *image.NRGBA, face image.Image, left, top, size int) {
	at := image.Rect(left, top, left+size, top+size)
	mask := image.NewAlpha(image.Rect(0, 0, size, size))
	r := vector.NewRasterizer(size, size)
	half := float32(size) / 2
	const k = 0.5522848 // a quarter of a circle as a cubic curve
	r.MoveTo(half, 0)
	r.CubeTo(half+k*half, 0, 2*half, half-k*half, 2*half, half)
	r.CubeTo(2*half, half+k*half, half+k*half, 2*half, half, 2*half)
	r.CubeTo(half-k*half, 2*half, 0, half+k*half, 0, half)
	r.CubeTo(0, half-k*half, half-k*half, 0, half, 0)
	r.ClosePath()
	r.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	var from image.Image = image.NewUniform(line)
	if face != nil && !face.Bounds().Empty() {
		drawn := image.NewNRGBA(image.Rect(0, 0, size, size))
		draw.Draw(drawn, drawn.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		b := face.Bounds() // its middle square
		edge := min(b.Dx(), b.Dy())
		x, y := b.Min.X+(b.Dx()-edge)/2, b.Min.Y+(b.Dy()-edge)/2
		draw.ApproxBiLinear.Scale(drawn, drawn.Bounds(), face, image.Rect(x, y, x+edge, y+edge), draw.Over, nil)
		from = drawn
	}
	draw.DrawMask(to, at, from, image.Point{}, mask, image.Point{}, draw.Over)
}

// stars draws five, as many of them full as the average says, halves rounded up.
func stars(to *image.NRGBA, left, middle, tenths int) {
	for i := range 5 {
		fill := line
		if (tenths+5)/10 > i {
			fill = gold
		}
		star(to, float32(left+i*56+22), float32(middle), fill)
	}
}

func star(to *image.NRGBA, x, y float32, fill color.Color) {
	// Five points on a circle of 22 pixels, five between them on one of 9.
	points := [10][2]float32{{0, -22}, {5.3, -7.3}, {20.9, -6.8}, {8.6, 2.8}, {12.9, 17.8}, {0, 9}, {-12.9, 17.8}, {-8.6, 2.8}, {-20.9, -6.8}, {-5.3, -7.3}}
	r := vector.NewRasterizer(Width, Height)
	r.MoveTo(x+points[0][0], y+points[0][1])
	for _, p := range points[1:] {
		r.LineTo(x+p[0], y+p[1])
	}
	r.ClosePath()
	r.Draw(to, to.Bounds(), image.NewUniform(fill), image.Point{})
}
