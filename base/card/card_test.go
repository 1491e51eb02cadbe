package card_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"guildhall/base/card"
)

func TestACardIsDrawnAndTheSameTwice(t *testing.T) {
	face := image.NewNRGBA(image.Rect(0, 0, 40, 60))
	for i := range face.Pix {
		face.Pix[i] = 0xc0
	}
	c := card.Card{Face: face, House: "Guildhall", Name: "Ben Carter", Sub: "Expert · United Kingdom", Lines: []string{"AWS Certified Solutions Architect – Professional"}, Stars: 38}
	one, err := card.Draw(c)
	if err != nil {
		t.Fatal(err)
	}
	two, _ := card.Draw(c)
	if !bytes.Equal(one, two) {
		t.Error("the same card is drawn differently")
	}
	size, err := png.DecodeConfig(bytes.NewReader(one))
	if err != nil || size.Width != card.Width || size.Height != card.Height {
		t.Errorf("%+v, %v", size, err)
	}
	c.Name = "Ben C."
	if other, _ := card.Draw(c); bytes.Equal(one, other) {
		t.Error("the name is not drawn")
	}
}

func TestWhatHasNoLettersIsLeftOutWhole(t *testing.T) {
	if card.Drawable("森 陽翔") || card.Drawable("") || !card.Drawable("Zoë Müller – Łódź") {
		t.Error("what can be drawn is misjudged")
	}
	a, err := card.Draw(card.Card{Name: "森 陽翔", Sub: "Expert"})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := card.Draw(card.Card{Name: "佐藤 翼"})
	if !bytes.Equal(a, b) {
		t.Error("boxes are drawn for letters that are not there")
	}
	drawn, _ := png.Decode(bytes.NewReader(a))
	if drawn.At(card.Width/2, card.Height/2) == (color.NRGBA{R: 0xfb, G: 0xfa, B: 0xf8, A: 0xff}) {
		t.Error("nothing stands in the middle")
	}
}
