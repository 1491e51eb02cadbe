package picture

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	_ "guildhall/text"
)

// corners is an image whose corners differ: red, green, blue, white in reading order.
func corners(width, height int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.NRGBA{255, 0, 0, 255}
			switch {
			case y < height/2 && x >= width/2:
				c = color.NRGBA{0, 255, 0, 255}
			case y >= height/2 && x < width/2:
				c = color.NRGBA{0, 0, 255, 255}
			case y >= height/2:
				c = color.NRGBA{255, 255, 255, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func letters(m image.Image) string {
	b := m.Bounds()
	name := func(x, y int) string {
		r, g, bl, _ := m.At(x, y).RGBA()
		switch high := func(v uint32) bool { return v > 0x8000 }; {
		case high(r) && high(g) && high(bl):
			return "W"
		case high(r):
			return "R"
		case high(g):
			return "G"
		}
		return "B"
	}
	return name(b.Min.X+1, b.Min.Y+1) + name(b.Max.X-2, b.Min.Y+1) + name(b.Min.X+1, b.Max.Y-2) + name(b.Max.X-2, b.Max.Y-2)
}

// withEXIF puts an orientation and a secret place into a JPEG.
func withEXIF(t *testing.T, m image.Image, turn int, order binary.AppendByteOrder) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		tiff = []byte("MM\x00*")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, uint16(turn))
	tiff = append(tiff, "\x00\x00GPS 35.6586 139.7454"...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(body)+2)>>8), byte(len(body)+2))
	return append(append(out, body...), plain.Bytes()[2:]...)
}

func TestPicturesStandUprightAndSayNothingElse(t *testing.T) {
	// How the corners lie in the file for each way of holding the camera.
	for turn, want := range map[int]string{1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "BRWG", 7: "WGBR", 8: "GWRB"} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			made, err := Reencode(t.Context(), bytes.NewReader(withEXIF(t, corners(64, 32), turn, order)), 2000)
			if err != nil {
				t.Fatal(err)
			}
			m, format, err := image.Decode(bytes.NewReader(made[0].Bytes))
			if err != nil || format != "jpeg" || made[0].MediaType != "image/jpeg" || made[0].Extension() != ".jpg" {
				t.Fatalf("%s %v", format, err)
			}
			if got := letters(m); got != want {
				t.Errorf("turn %d: %s, want %s", turn, got, want)
			}
			if upright := made[0].Width == 64; upright != (turn < 5) || m.Bounds().Dx() != made[0].Width {
				t.Errorf("turn %d: %d x %d", turn, made[0].Width, made[0].Height)
			}
			if bytes.Contains(made[0].Bytes, []byte("GPS")) || bytes.Contains(made[0].Bytes, []byte("Exif")) {
				t.Error("it still tells the place")
			}
		}
	}
}

func TestAThumbnailIsMadeFromTheSameBytes(t *testing.T) {
	var source bytes.Buffer
	if err := png.Encode(&source, corners(400, 200)); err != nil {
		t.Fatal(err)
	}
	made, err := Reencode(t.Context(), &source, 2000, 100)
	if err != nil || len(made) != 2 {
		t.Fatal(err)
	}
	if made[0].Width != 400 || made[1].Width != 100 || made[1].Height != 50 || made[1].MediaType != "image/png" {
		t.Errorf("%d x %d, %d x %d", made[0].Width, made[0].Height, made[1].Width, made[1].Height)
	}
	m, err := png.Decode(bytes.NewReader(made[1].Bytes))
	if err != nil || letters(m) != "RGBW" {
		t.Errorf("%s %v", letters(m), err)
	}
}

func TestGIFAndWebPAreReadToo(t *testing.T) {
	webp, _ := base64.StdEncoding.DecodeString("UklGRhoCAABXRUJQVlA4WAoAAAAgAAAADwAABwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggLAAAAJABAJ0BKhAACAACwEwloAJ0ugADmAD+7kMf7mxzi3BX/20P/1of/rQ/6UAA")
	made, err := Reencode(t.Context(), bytes.NewReader(webp), 10)
	if err != nil || made[0].Width != 10 || made[0].Height != 5 || made[0].MediaType != "image/jpeg" || Sniff(webp, "").MediaType != "image/webp" {
		t.Errorf("webp: %v", err)
	}
	palette := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Transparent, color.Black})
	var animated bytes.Buffer
	if err := gif.EncodeAll(&animated, &gif.GIF{Image: []*image.Paletted{palette, palette}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	made, err = Reencode(t.Context(), &animated, 10)
	if err != nil || made[0].MediaType != "image/png" || made[0].Width != 8 {
		t.Fatalf("gif: %v", err)
	}
	if m, err := png.Decode(bytes.NewReader(made[0].Bytes)); err != nil {
		t.Error(err)
	} else if _, _, _, alpha := m.At(0, 0).RGBA(); alpha != 0 {
		t.Error("what was transparent is not any more")
	}
}

// bomb is a PNG of a few bytes that claims to be enormous.
func bomb(width, height uint32) []byte {
	header := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)...)
	header = append(header, 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(header))
}

func TestHostileImagesAreRefusedBeforeTheyAreDecoded(t *testing.T) {
	var whole bytes.Buffer
	if err := png.Encode(&whole, corners(64, 64)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"bomb":   {bomb(60_000, 60_000), "picture.too_many_pixels"},
		"ribbon": {bomb(1_000_000, 1), "picture.too_many_pixels"},
		"torn":   {whole.Bytes()[:whole.Len()/2], "picture.malformed"},
		"head":   {[]byte("\x89PNG\r\n\x1a\n"), "picture.malformed"},
		"svg":    {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "picture.malformed"},
		"empty":  {nil, "picture.malformed"},
		"huge":   {append(bytes.Clone(whole.Bytes()), make([]byte, BytesMax)...), "picture.too_large"},
	} {
		_, err := Reencode(t.Context(), bytes.NewReader(c.data), 100)
		if !fault.Is(err, c.code) || !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		for _, lang := range i18n.Langs {
			if said := i18n.House().Say(lang, "fault."+c.code, fault.Of(err).Args); strings.ContainsAny(said, "[<") {
				t.Errorf("fault.%s in %s says %q", c.code, lang, said)
			}
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	slots <- struct{}{}
	slots <- struct{}{}
	defer func() { <-slots; <-slots }()
	if _, err := Reencode(gone, bytes.NewReader(whole.Bytes()), 10); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits for their turn: %v", err)
	}
}

func TestTheNameDecidesNothing(t *testing.T) {
	for _, c := range []struct{ head, name, mediaType string }{
		{"<html><script>alert(1)</script>", "photo.png", octets},
		{"<svg xmlns='http://www.w3.org/2000/svg'>", "a.svg", "text/plain; charset=utf-8"},
		{"<?xml version='1.0'?><svg>", "a.svg", octets},
		{"%PDF-1.7", "a.exe", "application/pdf"},
		{"PK\x03\x04....", "a.docx", office[".docx"]},
		{"PK\x03\x04....", "a.png", "application/zip"},
		{"MZ\x90\x00", "a.jpg", octets},
		{"こんにちは", "a.txt", "text/plain; charset=utf-8"},
		{strings.Repeat("あ", 200)[:SniffLen], "a.txt", "text/plain; charset=utf-8"},
		{"\x82\xb1\x82\xf1", "sjis.txt", octets},
		{"", "empty", octets},
	} {
		if got := Sniff([]byte(c.head), c.name); got.MediaType != c.mediaType || got.Class != Download {
			t.Errorf("%q as %s: %+v, want %s", c.head, c.name, got, c.mediaType)
		}
	}
	for head, mediaType := range map[string]string{"\x89PNG\r\n\x1a\n": "image/png", "\xff\xd8\xff\xe0": "image/jpeg", "GIF89a": "image/gif", "RIFF\x00\x00\x00\x00WEBPVP8 ": "image/webp"} {
		if got := Sniff([]byte(head), "x.html"); got.MediaType != mediaType || got.Class != Image {
			t.Errorf("%q: %+v", head, got)
		}
	}
}

func TestNamesAreSafeToSaveUnder(t *testing.T) {
	for in, want := range map[string]string{
		"report.pdf": "report.pdf", "../../etc/passwd": "passwd", `C:\Users\aiko\図面.png`: "図面.png", "": "file", "...": "file", "a\x00b\n.txt": "ab .txt",
		"evil\u202egpj.exe": "evilgpj.exe", "CON.txt": "_CON.txt", `a"b<c>.txt`: "a_b_c_.txt", "\xff.txt": "_.txt", ".bashrc": "bashrc", "見積書 (最終).xlsx": "見積書 (最終).xlsx", "か\u3099.txt": "が.txt",
	} {
		if got := SafeName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	long := SafeName(strings.Repeat("漢", 300) + ".png")
	if len(long) > nameMax || !strings.HasSuffix(long, "漢.png") {
		t.Errorf("%d bytes: %s", len(long), long)
	}
	if got := Disposition("図面\"; 1.png"); !strings.HasPrefix(got, `attachment; filename="__`) || strings.Count(got, `"`) != 2 {
		t.Errorf("a quote got out: %s", got)
	}
	want := `attachment; filename="__ 1.png"; filename*=UTF-8''%E5%9B%B3%E9%9D%A2%201.png`
	if got := Disposition("図面 1.png"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func FuzzHostileBytesNeverBringTheHouseDown(f *testing.F) {
	f.Add(bomb(10, 10))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8XEXIF\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		orientation(data)
		Sniff(data, "x")
		if name := SafeName(string(data)); name == "" || len(name) > nameMax || strings.ContainsAny(name, "/\\\"\x00\n") {
			t.Fatalf("%q", name)
		}
		if _, err := Reencode(t.Context(), bytes.NewReader(data), 50); err != nil && fault.Of(err).Kind != fault.KindInvalid {
			t.Fatal(err)
		}
	})
}
