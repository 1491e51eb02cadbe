package story_test

import (
	"bytes"
	"encoding/json"
	"html"
	"mime/multipart"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/app"
	"guildhall/base/badge"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/expert"
	"guildhall/market/registration"
	"guildhall/test/badges"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// exam is a house with an issuer on its list, whose addresses are answered by a server
// on this machine.
type exam struct {
	t      *testing.T
	w      *world.World
	s      *world.Street
	net    *badges.Internet
	issuer badges.Issuer
}

const architect = "https://certificates.example/achievements/sap"

func eachExam(t *testing.T, story func(t *testing.T, e *exam)) {
	t.Helper()
	for name, database := range map[string]func(*testing.T) string{"sqlite": func(*testing.T) string { return "" }, "postgres": func(t *testing.T) string { return dbtest.PostgresURL(t) }} {
		t.Run(name, func(t *testing.T) {
			e := &exam{t: t, net: badges.Serve(t), issuer: badges.New("exam")}
			e.w = world.StartWith(t, world.Config(t, database(t)), func(h *app.House) { h.Certify.Fetch, h.Certify.LinksPerHour = e.net, 0 })
			e.s = world.People(t, e.w.House)
			e.trust("aws", e.issuer.DID)
			e.kind("aws-sap", "aws", architect)
			story(t, e)
		})
	}
}

func (e *exam) must(_ id.ID, err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *exam) trust(code, ids string) {
	e.must(e.w.House.Certify.SaveIssuer(e.t.Context(), e.s.Chie, certify.IssuerInput{Code: code, Name: "Cloud Certificates", Contact: "help@certificates.example", IDs: ids, Reason: "Read from a badge."}))
}

func (e *exam) kind(code, issuer, achievements string) {
	e.must(e.w.House.Certify.SaveKind(e.t.Context(), e.s.Chie, certify.KindInput{Code: code, Issuer: issuer, Name: "Solutions Architect", Level: "professional", Months: 36, Achievements: achievements, Reason: "Read from a badge."}))
}

// expert joins with a profile and a registration, and holds nothing.
func (e *exam) expert(email string) *world.Browser {
	e.t.Helper()
	b := e.w.Join(e.t, account.NewPerson{Name: "Dai", Email: email})
	e.must(e.w.House.Experts.Create(e.t.Context(), b.Actor(), expert.Details{Name: "Dai", Biography: "Databases."}))
	e.s.Register(b.Actor(), "Dai Works", "GB")
	return b
}

// sees tells whether the expert sees the pool.
func (e *exam) sees(b *world.Browser) bool {
	e.t.Helper()
	can, err := registration.Capabilities(e.t.Context(), e.w.House.DB, b.Org, b.Person)
	if err != nil {
		e.t.Fatal(err)
	}
	return can.SeesPool
}

// hand sends the form with a file and reads the page it leads to.
func hand(b *world.Browser, path, name string, raw []byte, pairs ...string) world.Answer {
	b.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("_key", id.New().String())
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = form.WriteField(pairs[i], pairs[i+1])
	}
	if raw != nil {
		part, _ := form.CreateFormFile("file", name)
		_, _ = part.Write(raw)
	}
	form.Close()
	return b.Do("POST", path, form.FormDataContentType(), &body, nil)
}

// verdict waits until the proof that a form led to is decided, and gives its page.
func (e *exam) verdict(b *world.Browser, a world.Answer) string {
	e.t.Helper()
	a.Want(e.t, 303)
	var page string
	e.w.Until(e.t, "the verdict", func() bool {
		page = b.Get(a.Location).Want(e.t, 200).Body
		return !strings.Contains(page, "data-await")
	})
	return page
}

func (e *exam) token(email string, until time.Time) []byte {
	return e.issuer.Token(badges.Badge{Email: email, Achievement: architect, Name: "Solutions Architect", From: time.Now().AddDate(-1, 0, 0), Until: until})
}

func TestACertificationByHostedBadgeBakedPictureAndCredentialOpensThePool(t *testing.T) {
	eachExam(t, func(t *testing.T, e *exam) {
		until := time.Now().AddDate(1, 0, 0)
		address, issuer, class := e.net.Hosted("badges.example", badges.Badge{Email: "hosted@example.org", Name: "Developer", From: time.Now().AddDate(-1, 0, 0), Until: until})
		e.trust("badges", issuer)
		e.kind("badges-dev", "badges", class)
		for email, send := range map[string]func(b *world.Browser) world.Answer{
			"hosted@example.org": func(b *world.Browser) world.Answer { return hand(b, "/certifications", "", nil, "address", address) },
			"baked@example.org": func(b *world.Browser) world.Answer {
				return hand(b, "/certifications", "badge.png", badges.Bake(badges.Version3, e.token("baked@example.org", until)))
			},
			"signed@example.org": func(b *world.Browser) world.Answer {
				return hand(b, "/certifications", "badge.jwt", e.token("Signed@Example.org", until))
			},
		} {
			b := e.expert(email)
			if e.sees(b) || !strings.Contains(b.Get("/certifications").Want(t, 200).Body, "help@certificates.example") {
				t.Errorf("%s: sees the pool already, or is not told whom to ask", email)
			}
			page := e.verdict(b, send(b))
			if !strings.Contains(page, "The certification counts") || !e.sees(b) {
				t.Errorf("%s: %s", email, world.Words(page))
			}
			if mine := b.Get("/certifications").Want(t, 200).Body; !strings.Contains(mine, "Verified from the issuer on") {
				t.Errorf("%s does not read how we know", email)
			}
			e.w.Until(t, "the mails", func() bool {
				return len(mailTo(t, e.w, email, "mail.certification_linked")) == 1 && len(mailTo(t, e.w, email, "mail.pool_opened")) == 1
			})
		}
	})
}

func TestTheDayTheLastCertificationEndsThePoolCloses(t *testing.T) {
	eachExam(t, func(t *testing.T, e *exam) {
		const email = "dai@example.org"
		b := e.expert(email)
		now, err := e.w.House.Journal.Now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		e.verdict(b, hand(b, "/certifications", "badge.jwt", e.token(email, now.Time().AddDate(0, 0, 100))))
		if !e.sees(b) {
			t.Fatal("the pool is closed")
		}
		advance := func(days int) {
			t.Helper()
			if err := e.w.House.Sweeper.Advance(t.Context(), e.s.Chie, sweep.By(time.Duration(days)*24*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		advance(99)
		if n := len(mailTo(t, e.w, email, "mail.certification_ends")); n != 3 || !e.sees(b) {
			t.Errorf("told %d times; sees the pool: %v", n, e.sees(b))
		}
		advance(2)
		if e.sees(b) || len(mailTo(t, e.w, email, "mail.certification_lapsed")) != 1 || len(mailTo(t, e.w, email, "mail.pool_closed")) != 1 {
			t.Error("the last certification is over, and the pool open or nobody told")
		}
		now, _ = e.w.House.Journal.Now(t.Context())
		e.verdict(b, hand(b, "/certifications", "badge.jwt", e.token(email, now.Time().AddDate(1, 0, 0))))
		if !e.sees(b) {
			t.Error("a new one does not open it again")
		}
		e.w.Until(t, "the mail", func() bool { return len(mailTo(t, e.w, email, "mail.pool_opened")) == 2 })
	})
}

var issuerInside = regexp.MustCompile(`"issuer":\s*(?:\{[^{}]*"id":\s*)?"([^"]+)"`)

// issuerOf reads whom a fixture names as its issuer, so that the desk trusts them: what
// is refused then is refused for what is wrong with it.
func issuerOf(raw []byte) string {
	_, document := badge.Own(raw)
	if m := issuerInside.FindSubmatch(document); m != nil {
		return string(m[1])
	}
	return "https://example.org/organization.json"
}

// issuersOfCredentials answers for the issuers which 1EdTech's credentials come
// without, so that what is refused is refused for its own fault.
func (e *exam) issuersOfCredentials() {
	const key = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
	const org, place = "da1e96e9-afcc-4eed-b9a2-2ddf7353214c", "https://dc.1edtech.org/wellspring2022/wellspring-portal/"
	const did = "did:web:dc.1edtech.org:wellspring2022:wellspring-portal:org:" + org
	for id, at := range map[string]string{"https://example.com/issuers/876543": "https://example.com/issuers/876543", did: place + "org/" + org + "/did.json"} {
		e.net.Set(at, `{"id": "`+id+`", "verificationMethod": [{"id": "`+id+`#`+key+`", "type": "Multikey", "controller": "`+id+`", "publicKeyMultibase": "`+key+`"}], "assertionMethod": ["`+id+`#`+key+`"]}`)
	}
	e.net.Set(place+"api/revocations/"+org, `{"id": "`+place+`api/revocations/`+org+`", "issuer": "`+did+`",
		"revokedCredential": [{"id": "`+place+`credential/54418d3f-ec01-4652-800a-861c890a51a1", "revoked": true, "revocationReason": "a test"}]}`)
	list, err := os.ReadFile(fixtures + "ob30/bit-string-list/testlist")
	if err != nil {
		e.t.Fatal(err)
	}
	e.net.Set("https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist", string(list))
}

const fixtures = "../../../shared/data/openbadges/"

func TestEachBrokenFixtureIsRefusedInItsOwnWordsInBothLanguages(t *testing.T) {
	list, err := os.ReadFile(fixtures + "expected.json")
	if err != nil {
		t.Skip("the Open Badges fixtures are not here")
	}
	var all []struct{ File, Expected string }
	if err := json.Unmarshal(list, &all); err != nil {
		t.Fatal(err)
	}
	eachExam(t, func(t *testing.T, e *exam) {
		b := e.expert("nobody@example.org")
		var ids []string
		assets, err := os.ReadDir(fixtures + "ob20/assets")
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range assets {
			raw, _ := os.ReadFile(fixtures + "ob20/assets/" + one.Name())
			e.net.Set("https://example.org/"+one.Name(), string(raw))
			if strings.Contains(one.Name(), "organization") || strings.Contains(one.Name(), "issuer") {
				ids = append(ids, "https://example.org/"+one.Name())
			}
		}
		e.issuersOfCredentials()
		files := map[string][]byte{}
		for _, one := range all {
			raw, err := os.ReadFile(fixtures + one.File)
			if err != nil {
				t.Fatal(err)
			}
			files[one.File] = raw
			if who := issuerOf(raw); (strings.HasPrefix(who, "http") || strings.HasPrefix(who, "did:")) && !slices.Contains(ids, who) && strings.Contains(who, ".") {
				ids = append(ids, who)
			}
		}
		e.trust("fixtures", strings.Join(ids[:min(len(ids), 50)], "\n"))
		refused := 0
		for _, one := range all {
			if one.Expected != string(badge.Invalid) {
				continue
			}
			if own, document := badge.Own(files[one.File]); strings.HasPrefix(own, "http") {
				e.net.Set("https"+strings.TrimPrefix(strings.TrimPrefix(own, "https"), "http"), string(document))
			}
			page := e.verdict(b, hand(b, "/certifications", one.File, files[one.File]))
			mine, err := certify.Of(t.Context(), e.w.House.DB, b.Person)
			if err != nil || len(mine) == 0 {
				t.Fatal(err)
			}
			p := mine[0]
			if p.State != certify.Refused && p.State != certify.Unanswered || len(p.Failed()) == 0 {
				t.Errorf("%s is %s: %+v", one.File, p.State, p.Steps)
				continue
			}
			if p.Issuer != "" && slices.ContainsFunc(p.Failed(), func(s certify.Step) bool { return s.Name == "proof" || s.Name == "key" }) {
				t.Errorf("%s: something unproved is shown", one.File)
			}
			for lang, page := range map[i18n.Lang]string{"en": page, "ja": b.Get("/certifications/proofs/"+certify.ProofID.Text(p.ID)+"?lang=ja").Want(t, 200).Body} {
				ctx := i18n.With(t.Context(), i18n.Reader{Lang: lang, Zone: time.UTC})
				for _, s := range p.Failed() {
					if said := i18n.T(ctx, s.Key()); !strings.Contains(html.UnescapeString(page), said) {
						t.Errorf("%s: %s is not said in %s", one.File, s.Code, lang)
					}
				}
			}
			b.Get("/certifications?lang=en").Want(t, 200)
			if p.State == certify.Unanswered {
				b.Post("/certifications/proofs/"+certify.ProofID.Text(p.ID)+"/withdraw").Want(t, 303)
			}
			refused++
		}
		if refused < 20 {
			t.Errorf("only %d were refused", refused)
		}
		if e.sees(b) {
			t.Error("a broken badge opened the pool")
		}
	})
}

func TestHostileBadgesAreRefusedBoundedAndAskNobody(t *testing.T) {
	w := world.Start(t, world.Config(t, "")) // With the house's own way of asking.
	w.House.Certify.LinksPerHour = 0
	s := world.People(t, w.House)
	b := world.At(t, w.Address, s.BenToken)
	b.Person = s.Ben.Person
	e := &exam{t: t, w: w, s: s}
	svg := []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	for code, send := range map[string]func() world.Answer{
		"read.svg_active": func() world.Answer { return hand(b, "/certifications", "badge.svg", svg) },
		"read.no_badge": func() world.Answer {
			return hand(b, "/certifications", "plain.png", badges.Bake("Comment", []byte("x")))
		},
	} {
		e.verdict(b, send())
		mine, err := certify.Of(t.Context(), w.House.DB, s.Ben.Person)
		if err != nil || len(mine) == 0 || mine[0].State != certify.Refused || mine[0].Failed()[0].Code != code {
			t.Errorf("want %s: %+v (%v)", code, mine[0].Failed(), err)
		}
		file := b.Get("/certifications/proofs/"+certify.ProofID.Text(mine[0].ID)+"/file").Want(t, 200)
		if h := file.Header; h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s is served as %v", code, h)
		}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if a := hand(b, "/certifications", "bomb.json", bytes.Repeat([]byte(`{"a":`), 2<<20)); a.Status != 422 {
		t.Errorf("ten megabytes are answered %d", a.Status)
	}
	for _, address := range []string{"https://169.254.169.254/latest/meta-data/", "http://127.0.0.1/", "https://localhost/b", "https://10.0.0.1/b", "https://metadata.internal/", "https://2130706433/", "ftp://badges.example/b", "javascript:alert(1)"} {
		if a := hand(b, "/certifications", "", nil, "address", address); a.Status != 422 || !strings.Contains(a.Body, "This is not an address that we call.") {
			t.Errorf("%s is answered %d: %s", address, a.Status, world.Words(a.Body))
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 { //nolint:gosec // fits
		t.Errorf("%d bytes are held", grown)
	}
	mine, err := certify.Of(t.Context(), w.House.DB, s.Ben.Person)
	if err != nil {
		t.Fatal(err)
	}
	world.At(t, w.Address, s.AikoToken).Get("/certifications/proofs/"+certify.ProofID.Text(mine[0].ID)+"/file").Want(t, 404)
	w.House.Certify.LinksPerHour = 1
	if a := hand(b, "/certifications", "", nil, "address", "https://badges.example/b"); a.Status != 429 && a.Status != 303 {
		t.Errorf("the first is answered %d", a.Status)
	}
	if a := hand(b, "/certifications", "", nil, "address", "https://badges.example/b"); a.Status != 429 {
		t.Errorf("too many are answered %d", a.Status)
	}
}

func TestWhoMissesACertificationShowsEvidenceAndTheDeskDecides(t *testing.T) {
	eachExam(t, func(t *testing.T, e *exam) {
		const email = "dai@example.org"
		b := e.expert(email)
		desk := world.At(t, e.w.Address, e.s.ChieToken)
		desk.Post("/hat", "hat", "operator").Want(t, 303)
		pdf := []byte("%PDF-1.4\n% a certificate\n")
		until := time.Now().AddDate(1, 0, 0).Format(time.DateOnly)
		if a := hand(b, "/certifications/evidence", "run.html", []byte("<html><script>"), "code", "aws-sap", "valid_until", until); a.Status != 422 || !strings.Contains(a.Body, "Please choose a PDF or a picture.") {
			t.Errorf("%d: %s", a.Status, world.Words(a.Body))
		}
		at := hand(b, "/certifications/evidence", "certificate.pdf", pdf, "code", "aws-sap", "valid_until", until, "words", "Number 42").Want(t, 303).Location
		proof := strings.TrimPrefix(at, "/certifications/proofs/")
		if page := desk.Get("/desk/certifications").Want(t, 200).Body; !strings.Contains(page, proof) {
			t.Error("the desk does not see it")
		}
		screen := desk.Get("/desk/certifications/"+proof).Want(t, 200).Body
		if !strings.Contains(screen, "Number 42") || !strings.Contains(screen, "certificate.pdf") {
			t.Errorf("%s", world.Words(screen))
		}
		if file := desk.Get("/desk/certifications/"+proof+"/file").Want(t, 200); file.Body != string(pdf) || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%v", file.Header)
		}
		desk.Post("/desk/certifications/"+proof+"/accept", "code", "aws-sap", "valid_until", until, "reason", "").Want(t, 422)
		desk.Post("/desk/certifications/"+proof+"/accept", "code", "aws-sap", "valid_until", until, "reason", "Looked up with the issuer.").Want(t, 303)
		if mine := b.Get("/certifications").Want(t, 200).Body; !strings.Contains(mine, "Checked by hand by Guildhall on") || !e.sees(b) {
			t.Errorf("%s", world.Words(mine))
		}
	})
}
