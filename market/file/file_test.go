package file_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"sync"
	"testing"

	"guildhall/base/blob"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/test/dbtest"
	_ "guildhall/text"
)

// house is a room with a real store, and two people: Aiko, whose request it is, and
// Ben, who may not see it.
type house struct {
	*file.Room
	db        *db.DB
	journal   *journal.Journal
	store     blob.Store
	aiko, ben policy.Actor
	owner     file.Owner
}

// doors lets one organisation in: what a room of owners answers.
type doors struct{ organisation id.ID }

func (d doors) MaySeeAttachment(_ context.Context, _ db.Reader, who policy.Actor, _ file.Attachment) error {
	return d.MayAttach(context.Background(), nil, who, id.None)
}

func (d doors) MayAttach(_ context.Context, _ db.Reader, who policy.Actor, _ id.ID) error {
	if who.Organisation != d.organisation {
		return fault.Missing("request.missing")
	}
	return nil
}

func open(t *testing.T, d *db.DB, bytesMax int64) *house {
	t.Helper()
	if err := flow.Store(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), d, true)
	if err != nil {
		t.Fatal(err)
	}
	store, err := blob.NewFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{Room: file.New(j, store, bytesMax), db: d, journal: j, store: store, owner: file.Owner{Kind: file.OnRequest, ID: id.New()}}
	err = j.Change(t.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
		for name, who := range map[string]*policy.Actor{"aiko": &h.aiko, "ben": &h.ben} {
			person, organisation, err := account.Join(ctx, tx, account.NewPerson{Name: name, Email: name + "@example.org", Lang: "en", Zone: "UTC"})
			if err != nil {
				return err
			}
			*who = policy.Actor{Kind: policy.Person, Person: person, Organisation: organisation}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Guard(file.OnRequest, doors{h.aiko.Organisation})
	return h
}

func (h *house) upload(t *testing.T, name string, data []byte) (file.Attachment, error) {
	t.Helper()
	return h.Upload(t.Context(), h.aiko, file.UploadInput{Owner: h.owner, Name: name, Body: bytes.NewReader(data)})
}

func (h *house) bytesOf(t *testing.T, a file.Attachment, thumb bool) []byte {
	t.Helper()
	_, body, err := h.Open(t.Context(), h.aiko, a.ID, thumb)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (h *house) stored(t *testing.T) (keys []string) {
	t.Helper()
	for info, err := range h.store.List(t.Context(), "attachment/") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, info.Key)
	}
	return keys
}

// photo is a JPEG that says where it was taken.
func photo(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 900, 300))
	for x := range 900 {
		m.Set(x, 10, color.RGBA{200, uint8(x % 255), 0, 255})
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, m, nil); err != nil {
		t.Fatal(err)
	}
	secret := append([]byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00"), []byte("GPS 35.6586 N 139.7454 E")...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(secret)+2))...)
	return append(append(out, secret...), plain.Bytes()[2:]...)
}

// bomb is a PNG of a few bytes that unpacks to 40,000 by 40,000 pixels.
func bomb() []byte {
	chunk := func(kind string, data []byte) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		body := append([]byte(kind), data...)
		return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
	}
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 40_000), 40_000)
	return append(append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(size, 8, 6, 0, 0, 0))...), chunk("IEND", nil)...)
}

func TestAPhotoIsKeptWithoutWhatItSaysAboutItsOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 0)
		a, err := h.upload(t, "graph.jpeg", photo(t))
		if err != nil {
			t.Fatal(err)
		}
		if !a.Image || a.MediaType != "image/jpeg" || a.Width != 900 || a.Height != 300 || a.Name != "graph.jpeg" || !a.HasThumb() {
			t.Errorf("kept as %+v", a)
		}
		for _, thumb := range []bool{false, true} {
			data := h.bytesOf(t, a, thumb)
			if bytes.Contains(data, []byte("GPS")) || bytes.Contains(data, []byte("Exif")) {
				t.Errorf("thumb %v still says where it was taken", thumb)
			}
			drawn, err := jpeg.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if width := drawn.Bounds().Dx(); thumb && width != 640 || !thumb && width != 900 {
				t.Errorf("thumb %v is %d pixels wide", thumb, width)
			}
		}
	})
}

func TestBytesDecideWhatAFileIs(t *testing.T) {
	h := open(t, dbtest.SQLite(t), 0)
	svg := `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	for name, data := range map[string]string{
		"picture.svg":                     svg,
		"picture.png":                     svg,
		"photo.jpg":                       "<!doctype html><script>alert(1)</script>",
		"page.html":                       "<html><body onload=alert(1)>",
		"report.pdf":                      "%PDF-1.7\n...",
		"fake.gif":                        "GIF",
		"notes.txt":                       "plain words",
		"../../etc/passwd":                "root",
		"evil\u202egnp.exe":               "MZ\x90",
		"名前\r\nSet-Cookie: a=b":           "x",
		"\xff\xfe.txt":                    "x",
		strings.Repeat("長", 500) + ".csv": "a,b",
	} {
		a, err := h.upload(t, name, []byte(data))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if a.Image || a.HasThumb() {
			t.Errorf("%q is shown as an image (%s)", name, a.MediaType)
		}
		if strings.Contains(a.MediaType, "html") || strings.Contains(a.MediaType, "svg") || strings.Contains(a.MediaType, "xml") {
			t.Errorf("%q is called %s", name, a.MediaType)
		}
		if strings.ContainsAny(a.Name, "/\\\r\n\u202e") || a.Name == "" || len(a.Name) > 255 {
			t.Errorf("%q is named %q", name, a.Name)
		}
		if got := h.bytesOf(t, a, false); string(got) != data {
			t.Errorf("%q came back as %q", name, got)
		}
	}
}

func TestHostileAndOversizedUploadsLeaveNothingBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1<<20)
		broken := append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{7}, 100)...)
		for code, data := range map[string][]byte{
			"picture.too_many_pixels": bomb(),
			"picture.malformed":       broken,
			"attachment.too_large":    make([]byte, 1<<20+1),
			"attachment.empty":        nil,
		} {
			if _, err := h.upload(t, "a.png", data); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		if keys := h.stored(t); len(keys) > 0 {
			t.Errorf("the store holds %v", keys)
		}
		if _, err := h.upload(t, "a.bin", make([]byte, 1<<20)); err != nil {
			t.Errorf("exactly the limit: %v", err)
		}
	})
}

func TestAStrangerMeetsNoAttachment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 0)
		a, err := h.upload(t, "a.txt", []byte("secret"))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Open(t.Context(), h.ben, a.ID, false); !fault.Is(err, "attachment.missing") {
			t.Errorf("opening: %v", err)
		}
		if err := h.Delete(t.Context(), h.ben, file.DeleteInput{Attachment: a.ID}); !fault.Is(err, "attachment.missing") {
			t.Errorf("deleting: %v", err)
		}
		in := file.UploadInput{Owner: h.owner, Name: "b.txt", Body: strings.NewReader("x")}
		if _, err := h.Upload(t.Context(), h.ben, in); !fault.IsKind(err, fault.KindMissing) {
			t.Errorf("uploading: %v", err)
		}
	})
}

func TestADeletedAttachmentHasNoNameAndNoBytes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 0)
		a, err := h.upload(t, "a.jpg", photo(t))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(h.stored(t)); n != 2 {
			t.Fatalf("%d blobs", n)
		}
		var wait sync.WaitGroup
		results := make(chan error, 20)
		for range 20 {
			wait.Go(func() { results <- h.Delete(t.Context(), h.aiko, file.DeleteInput{Attachment: a.ID}) })
		}
		wait.Wait()
		close(results)
		done := 0
		for err := range results {
			switch {
			case err == nil:
				done++
			case !fault.IsKind(err, fault.KindConflict) && !fault.IsKind(err, fault.KindMissing):
				t.Errorf("deleting at once: %v", err)
			}
		}
		if done != 1 {
			t.Errorf("deleted %d times", done)
		}
		after, err := file.Find(t.Context(), d, a.ID)
		if err != nil || !after.IsDeleted() || after.Name != "" {
			t.Errorf("left: %+v %v", after, err)
		}
		if keys := h.stored(t); len(keys) > 0 {
			t.Errorf("the store still holds %v", keys)
		}
		if _, _, err := h.Open(t.Context(), h.aiko, a.ID, false); !fault.Is(err, "attachment.missing") {
			t.Errorf("opening: %v", err)
		}
	})
}

func TestTheSameUploadTwiceIsOneAttachment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 0)
		h.aiko.Key = "key-1"
		first, err := h.upload(t, "a.txt", []byte("words"))
		if err != nil {
			t.Fatal(err)
		}
		second, err := h.upload(t, "a.txt", []byte("words"))
		if err != nil || second.ID != first.ID {
			t.Errorf("the second is %s (%v), not %s", second.ID, err, first.ID)
		}
		if _, err := h.upload(t, "a.txt", []byte("other")); !fault.Is(err, "key.reused") {
			t.Errorf("other bytes under the same key: %v", err)
		}
	})
}

func TestErasureTakesEverythingAPersonUploaded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 0)
		for range 3 {
			if _, err := h.upload(t, "a.txt", []byte("words")); err != nil {
				t.Fatal(err)
			}
		}
		exported, err := file.Export(t.Context(), d, h.aiko.Person)
		if list, ok := exported.([]file.Exported); err != nil || !ok || len(list) != 3 || list[0].Name != "a.txt" {
			t.Errorf("exported %v %v", exported, err)
		}
		err = h.journal.Change(t.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
			return h.Erase(ctx, tx, h.aiko.Person)
		})
		if err != nil {
			t.Fatal(err)
		}
		left, err := file.Of(t.Context(), d, h.owner.ID)
		if err != nil || len(left) != 3 {
			t.Fatal(left, err)
		}
		for _, a := range left {
			if !a.IsDeleted() || a.Name != "" {
				t.Errorf("left: %+v", a)
			}
		}
		if d.Dialect == db.SQLite {
			if _, err := h.journal.Verify(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestAnImageWithoutItsEndingGetsOne(t *testing.T) {
	h := open(t, dbtest.SQLite(t), 0)
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewNRGBA(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	a, err := h.upload(t, "screen.html", out.Bytes())
	if err != nil || a.Name != "screen.png" || !a.Image {
		t.Errorf("%+v %v", a, err)
	}
}

func TestUploadsAreCountedByPersonAndHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 0)
		h.UploadsPerHour = 2
		if _, err := h.upload(t, "a.txt", []byte("words")); err != nil {
			t.Fatal(err)
		}
		if _, err := h.StagePicture(t.Context(), h.aiko, bytes.NewReader(photo(t)), 64); err != nil {
			t.Fatal(err)
		}
		before := len(h.stored(t))
		if _, err := h.upload(t, "b.txt", []byte("more")); !fault.Is(err, "limit.reached") {
			t.Errorf("the third upload: %v", err)
		}
		if _, err := h.StagePicture(t.Context(), h.aiko, bytes.NewReader(photo(t)), 64); !fault.Is(err, "limit.reached") {
			t.Errorf("the third picture: %v", err)
		}
		if len(h.stored(t)) != before {
			t.Error("refused bytes were kept")
		}
		if _, err := h.StagePicture(t.Context(), h.ben, bytes.NewReader(photo(t)), 64); err != nil {
			t.Errorf("Ben pays for Aiko: %v", err)
		}
	})
}
