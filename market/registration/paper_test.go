package registration_test

import (
	"bytes"
	"context"
	"image/png"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/registration"
	"guildhall/test/cast"
)

func show(c *cast.Cast, who policy.Actor, kind registration.Kind, name string, data []byte) (registration.Paper, error) {
	return c.Registrations.AddPaper(c.T.Context(), who, registration.PaperInput{Kind: kind, Name: name, Body: bytes.NewReader(data)})
}

var (
	paperRow    = db.Read("registration.test.paper", `SELECT blob FROM registration_paper WHERE id = $1`)
	paperEvents = db.Read("registration.test.paper_events", `SELECT data FROM event WHERE name = 'paper.open' AND subject_id = $1`)
)

func TestOnlyPicturesAndPDFsAreShownAndNoneThatNamesAnIndividualNumber(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ben := c.Person("Ben")
		_, err := c.Registrations.Start(t.Context(), ben, details)
		want(t, err, "")
		for _, w := range []struct {
			kind       registration.Kind
			name, code string
			data       []byte
		}{
			{registration.Identity, "passport.png", "", cast.Specimen()},
			{registration.Identity, "page.pdf", "", []byte("%PDF-1.7 and so on")},
			{registration.Identity, "passport.png", "attachment.kind", []byte("<html><script>alert(1)</script>")},
			{registration.Identity, "passport.svg", "attachment.kind", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")},
			{registration.Identity, "passport.png", "attachment.empty", nil},
			{registration.Identity, "passport.png", "picture.malformed", cast.Specimen()[:30]},
			{registration.Identity, "マイナンバー カード.png", "paper.my_number", cast.Specimen()},
			{registration.Identity, "My-Number.jpg", "paper.my_number", cast.Specimen()},
			{registration.Identity, "1234 5678 9018.jpg", "paper.my_number", cast.Specimen()},
			{registration.Contact, "house.png", "check.missing", cast.Specimen()},
			{"horoscope", "stars.png", "check.missing", cast.Specimen()},
		} {
			p, err := show(c, ben, w.kind, w.name, w.data)
			want(t, err, w.code)
			if w.code == "" && p.Name != w.name {
				t.Errorf("%s is called %q", w.name, p.Name)
			}
		}
		for range registration.PapersMax - 2 {
			_, err := show(c, ben, registration.Identity, "more.png", cast.Specimen())
			want(t, err, "")
		}
		_, err = show(c, ben, registration.Identity, "one too many.png", cast.Specimen())
		want(t, err, "paper.too_many")
	})
}

func TestADocumentIsShownFromAllItsSidesAndIsOneOfItsCountry(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		_, err := c.Registrations.Start(ctx, ben, details)
		want(t, err, "")
		give := func(issuer, document, field string) {
			t.Helper()
			in := cast.Answers(registration.Identity, "JP")
			in["issuer"], in["document"] = issuer, document
			_, err := c.Registrations.Give(ctx, ben, registration.GiveInput{Kind: registration.Identity, Answer: in})
			if field == "" {
				want(t, err, "")
			} else if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
				t.Errorf("%s of %s: %v", document, issuer, err)
			}
		}
		give("JP", "passport", "papers")
		_, err = show(c, ben, registration.Identity, "front.png", cast.Specimen())
		want(t, err, "")
		give("JP", "card", "document") // Its back shows the individual number.
		give("DE", "licence", "document")
		give("DE", "card", "papers")
		_, err = show(c, ben, registration.Identity, "back.png", cast.Specimen())
		want(t, err, "")
		give("DE", "card", "")
		give("JP", "licence", "")
	})
}

func TestAPaperLiesSealedAndIsOpenedOnlyByItsOwnerAndTheDesk(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, chie := t.Context(), c.Company(c.Person("Ben"), "Kumo Works"), c.Desk("Chie")
		dai := c.Enrol(ben, c.Person("Dai"), "admin")
		g := seller(c, ben).Hand(details)
		identity := state(t, c, g, registration.Identity)
		papers, err := registration.PapersOf(ctx, c.DB, identity.ID)
		want(t, err, "")
		p := papers[0]
		key, err := db.Value[string](ctx, c.DB, paperRow, p.ID)
		want(t, err, "")
		stored, err := c.Files.OpenSealed(ctx, key)
		want(t, err, "")
		if bytes.Contains(stored, []byte("PNG")) {
			t.Error("the picture lies open in the store")
		}
		for _, who := range []policy.Actor{dai, c.Person("Eve"), {}} {
			if _, plain, err := c.Registrations.MyPaper(ctx, who, p.ID); err == nil || plain != nil {
				t.Errorf("somebody else opened it: %v", err)
			}
			_, _, err := c.Registrations.OpenPaper(ctx, who, p.ID)
			want(t, err, "paper.missing")
			_, err = c.Registrations.OpenCheck(ctx, who, identity.ID)
			want(t, err, "registration.desk_only")
		}
		if s, err := c.Registrations.Mine(ctx, dai, registration.Identity); err != nil || len(s.Papers) > 0 {
			t.Errorf("who manages the company with Ben sees %d papers of his: %v", len(s.Papers), err)
		}
		_, own, err := c.Registrations.MyPaper(ctx, ben, p.ID)
		want(t, err, "")
		_, seen, err := c.Registrations.OpenPaper(ctx, chie, p.ID)
		want(t, err, "")
		if _, err := png.Decode(bytes.NewReader(seen)); err != nil || !bytes.Equal(own, seen) {
			t.Errorf("what the desk sees: %v", err)
		}
		events, err := db.All(ctx, c.DB, paperEvents, db.ScanValue[string], p.ID)
		want(t, err, "")
		if len(events) != 1 || strings.Contains(events[0], "front") || strings.Contains(events[0], ben.Person.String()) {
			t.Errorf("openings in the journal: %v", events)
		}
	})
}

func TestAPaperThatShowsAnIndividualNumberIsGoneAtOnce(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, chie := t.Context(), c.Person("Ben"), c.Desk("Chie")
		g := seller(c, ben).Hand(details)
		identity := state(t, c, g, registration.Identity)
		papers, _ := registration.PapersOf(ctx, c.DB, identity.ID)
		key, err := db.Value[string](ctx, c.DB, paperRow, papers[0].ID)
		want(t, err, "")
		want(t, c.Registrations.RejectPaper(ctx, ben, papers[0].ID), "registration.desk_only")
		want(t, c.Registrations.RejectPaper(ctx, chie, papers[0].ID), "")
		want(t, c.Registrations.RejectPaper(ctx, chie, papers[0].ID), "paper.moved_already")
		if _, err := c.Files.OpenSealed(ctx, key); !fault.IsKind(err, fault.KindMissing) {
			t.Errorf("its bytes: %v", err)
		}
		_, _, err = c.Registrations.MyPaper(ctx, ben, papers[0].ID)
		want(t, err, "paper.missing")
		check, r := state(t, c, g, registration.Identity), registration.Registration{}
		if r, err = registration.Find(ctx, c.DB, g); err != nil || r.State != registration.ActionRequired || check.State != registration.Failed || check.Because != registration.MyNumberShown {
			t.Errorf("%s, %+v", r.State, check)
		}
	})
}

func TestWhatACheckRestsOnIsNotTakenBack(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		g := seller(c, ben).Hand(details)
		papers, _ := registration.PapersOf(ctx, c.DB, state(t, c, g, registration.Identity).ID)
		want(t, c.Registrations.TakeBackPaper(ctx, c.Person("Eve"), papers[0].ID), "paper.missing")
		want(t, c.Registrations.TakeBackPaper(ctx, ben, papers[0].ID), "") // A passport is shown by one picture.
		want(t, c.Registrations.TakeBackPaper(ctx, ben, papers[1].ID), "paper.needed")
	})
}

func TestPapersAreSealedAgainWithANewKeyAndGoWithTheirOwner(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		ring, _, err := seal.LoadOrCreate(t.TempDir() + "/keys.json")
		want(t, err, "")
		c.Registrations.Keys = ring
		g := seller(c, ben).Hand(details)
		if _, err := ring.Rotate(); err != nil {
			t.Fatal(err)
		}
		for _, sealed := range []int{2, 0} {
			n, err := c.Registrations.Papers().Reseal(ctx, ring)
			if err != nil || n != sealed {
				t.Errorf("%d sealed again: %v", n, err)
			}
		}
		n, err := c.Registrations.Reseal(ctx, ring)
		if err != nil || n == 0 {
			t.Errorf("%d answers sealed again: %v", n, err)
		}
		for _, old := range ring.KeyIDs()[1:] {
			want(t, ring.Retire(old), "")
		}
		papers, _ := registration.PapersOf(ctx, c.DB, state(t, c, g, registration.Identity).ID)
		_, plain, err := c.Registrations.MyPaper(ctx, ben, papers[0].ID)
		if err != nil || len(plain) == 0 {
			t.Errorf("with the old key gone: %v", err)
		}
		list, err := c.Registrations.ExportPapers(ctx, c.DB, ben.Person)
		want(t, err, "")
		if got := list.([]registration.ExportedPaper); len(got) != 2 || got[0].Name != "front.png" {
			t.Errorf("in the download: %+v", got)
		}
		want(t, c.Journal.Change(ctx, ben, func(ctx context.Context, tx *journal.Tx) error {
			return c.Registrations.Erase(ctx, tx, ben.Person)
		}), "")
		if left, _ := registration.PapersOf(ctx, c.DB, state(t, c, g, registration.Identity).ID); len(left) > 0 {
			t.Errorf("%d papers stay behind", len(left))
		}
	})
}
