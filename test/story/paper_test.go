package story_test

import (
	"bytes"
	"io/fs"
	"mime/multipart"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/cast"
	"guildhall/test/world"
)

// give sends the answers to a check, with papers by name.
func give(t *testing.T, b *world.Browser, kind string, pairs []string, papers map[string][]byte) world.Answer {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := m.WriteField(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range papers {
		part, err := m.CreateFormFile("papers", name)
		if err == nil {
			_, err = part.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Do("POST", "/registration/checks/"+kind, m.FormDataContentType(), &body, nil)
}

// show answers who somebody is, with a picture.
func show(t *testing.T, b *world.Browser, pairs []string) {
	t.Helper()
	give(t, b, "identity", pairs, map[string][]byte{"page.png": cast.Specimen()}).Want(t, 303)
}

var papersIn = regexp.MustCompile(`/(?:desk|registration)/papers/ppr_[a-z0-9]+`)

// What somebody shows for their identity is seen by the desk on the screen of the check,
// goes back with words of its own when it shows an individual number, and is nowhere
// that others look.
func TestADocumentIsShownLookedAtAndSentBack(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		dai := w.Join(t, account.NewPerson{Name: "Dai", Email: "dai@example.org"})
		dai.Post("/registration", "legal_name", "Dai Sato", "country", "JP", "not_employed", "1", "terms_accepted", "1").Want(t, 303)
		says(t, dai.Get("/registration/checks/identity").Want(t, 200), "My Number", "Pictures of the document")
		secret := "TK7654321"
		pairs := []string{}
		for name, said := range cast.Answers(registration.Identity, "JP") {
			if name == "number" {
				said = secret
			}
			pairs = append(pairs, name, said)
		}
		says(t, give(t, dai, "identity", pairs, map[string][]byte{"page.html": []byte("<script>alert(1)</script>")}).Want(t, 422), "neither a picture")
		says(t, give(t, dai, "identity", pairs, map[string][]byte{"マイナンバー.png": cast.Specimen()}).Want(t, 422), "Nothing was stored")
		give(t, dai, "identity", pairs, map[string][]byte{"page.png": cast.Specimen()}).Want(t, 303)
		own := papersIn.FindString(dai.Get("/registration/checks/identity").Want(t, 200).Body)
		picture := dai.Get(own).Want(t, 200)
		if csp := picture.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox") || picture.Header.Get("Content-Type") != "image/png" {
			t.Errorf("one's own picture: %v", picture.Header)
		}
		eve := w.Join(t, account.NewPerson{Name: "Eve", Email: "eve@example.org"})
		eve.Get(own).Want(t, 404)
		w.Visitor(t).Get(own).Want(t, 303)

		s.Hand(dai.Org, dai.Actor())
		g, err := registration.Of(t.Context(), w.House.DB, dai.Org)
		if err != nil {
			t.Fatal(err)
		}
		chie := w.Visitor(t)
		chie.Person, chie.Org = s.Chie.Person, s.Chie.Organisation
		chie.SignIn()
		list := chie.Get("/desk/registrations/"+registration.ID.Text(g.ID)).Want(t, 200)
		if strings.Contains(list.Body, secret) {
			t.Error("the list of checks tells what was answered")
		}
		checks, _ := registration.ChecksOf(t.Context(), w.House.DB, g.ID)
		identity, _ := checks.Of(registration.Identity)
		path := "/desk/checks/" + registration.CheckID.Text(identity.ID)
		page := chie.Get(path).Want(t, 200)
		says(t, page, secret, "page.png", "Shows an individual number", "The name is another one")
		eve.Get(path).Want(t, 404)
		paper := papersIn.FindString(page.Body)
		chie.Get(paper).Want(t, 200)
		eve.Get(paper).Want(t, 404)
		chie.Post(path+"/fail").Want(t, 422)
		chie.Post(paper+"/reject").Want(t, 303)
		chie.Get(paper).Want(t, 404)
		says(t, dai.Get("/registration").Want(t, 200), "it was erased", "My Number")
		nowhere(t, w, secret)
		says(t, dai.Get("/registration/checks/identity").Want(t, 200), "it was erased")
	})
}

var toldEvents = db.Read("story.paper.said", `SELECT COUNT(*) FROM event WHERE data LIKE $1`)

// nowhere holds that words which somebody gave for their identity stand open neither in
// the journal nor in anything the house has written to its folder.
func nowhere(t *testing.T, w *world.World, secret string) {
	t.Helper()
	if n, err := db.Value[int64](t.Context(), w.House.DB, toldEvents, "%"+secret+"%"); err != nil || n > 0 {
		t.Errorf("%d events tell it: %v", n, err)
	}
	err := filepath.WalkDir(w.House.Config.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err == nil && bytes.Contains(raw, []byte(secret)) {
			t.Errorf("%s holds it", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
