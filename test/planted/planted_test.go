// Package planted puts values that nothing else contains into every field that is
// secret or says who somebody is, and then looks for them wherever others may look: in
// the log at its finest level, in every table, file and backup, in the metrics, in what
// the API and the desk's pages list, in a stranger's export, and in refusals. It knows
// nothing of how anything is kept.
package planted

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"guildhall/base/db"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/cast"
	"guildhall/test/dbtest"
	"guildhall/test/world"
	"guildhall/web"
)

// answers are the planted ones, by check and field. A field that a form calls secret and
// that is missing here fails the test.
var answers = map[registration.Kind]registration.Answer{
	registration.Tax:      {"us_tin": "412-68-3317", "home_tin": "65929970489", "us_number": "521-37-8846", "born": "1971-02-23"},
	registration.DAC7:     {"tin": "86095742719", "tin_other": "0701987765493", "born": "1971-02-24"},
	registration.Identity: {"number": "PLANT7719Q", "born": "1971-02-25"},
}

const (
	bank     = "DE89370400440532013000"
	document = "%PDF-1.4\nplanted-document-bytes-5521\n"
	shown    = "%PDF-1.4\nplanted-evidence-bytes-6632\n"
)

// A field that a form of the registration calls secret, or that asks when somebody was
// born, is planted.
func TestEverySecretQuestionIsPlanted(t *testing.T) {
	t.Parallel()
	asked := 0
	for _, row := range registration.Table {
		form, has := registration.FormOf(row.Kind)
		if !has {
			continue
		}
		for _, f := range form.Fields {
			if !f.Secret && f.Name != "born" {
				continue
			}
			asked++
			if answers[row.Kind][f.Name] == "" {
				t.Errorf("check %s, field %s: plant a value", row.Kind, f.Name)
			}
		}
	}
	if asked == 0 {
		t.Error("no form has a secret question: what is looked for has another name now")
	}
}

// heard is all that was logged.
type heard struct {
	sync.Mutex
	bytes.Buffer
}

func (h *heard) Write(b []byte) (int, error) {
	h.Lock()
	defer h.Unlock()
	return h.Buffer.Write(b)
}

func (h *heard) all() string {
	h.Lock()
	defer h.Unlock()
	return h.Buffer.String()
}

func TestNothingPlantedIsFoundWhereOthersLook(t *testing.T) {
	log := &heard{}
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			url := ""
			if name == "postgres" {
				url = dbtest.PostgresURL(t)
			}
			c := world.Config(t, url)
			w := world.Start(t, c)
			s := &site{T: t, w: w, chie: nil, planted: map[string]string{}}
			s.plant()
			places := 0
			look := func(where, text string) { places++; s.look(where, text) }
			s.tables(look)
			s.surfaces(look)
			look("the log", log.all())
			to := t.TempDir() + "/copy"
			if _, err := w.House.Backup(t.Context(), to); err != nil {
				t.Fatal(err)
			}
			s.files(c.Data, look)
			s.files(filepath.Dir(to), look)
			if len(s.planted) < 12 || places < 60 || !strings.Contains(log.all(), "DEBUG") {
				t.Errorf("%d values were looked for in %d places", len(s.planted), places)
			}
			t.Logf("%d values were looked for in %d places", len(s.planted), places)
		})
	}
}

// site is a house with what was planted, by what it is.
type site struct {
	*testing.T
	w          *world.World
	chie, aiko *world.Browser
	planted    map[string]string
	refused    []string
}

func (s *site) look(where, text string) {
	s.Helper()
	for what, value := range s.planted {
		for _, v := range []string{value, strings.ReplaceAll(value, "-", ""), base64.StdEncoding.EncodeToString([]byte(value))} {
			if i := strings.Index(text, v); i >= 0 {
				s.Errorf("%s stands in %s: …%q…", what, where, text[max(0, i-60):i])
				break
			}
		}
	}
}

func (s *site) call(who *world.Browser, method, path string, in any) string {
	s.Helper()
	a := who.JSON(method, path, in, nil)
	if a.Status >= 300 {
		s.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
	var made struct{ ID, Token, Key string }
	_ = json.Unmarshal([]byte(a.Body), &made) // Some answers have no body.
	if path == "/me/keys" {
		s.planted["an API key"] = made.Token + made.Key
	}
	return made.ID
}

func (s *site) join(name string, operator bool) *world.Browser {
	s.Helper()
	return s.w.Join(s.T, account.NewPerson{Name: name, Email: strings.ToLower(name) + "@example.org", Operator: operator})
}

// seller registers somebody of a country, with planted answers.
func (s *site) seller(name, country string) *world.Browser {
	s.Helper()
	who := s.join(name, false)
	s.planted["a session of "+name] = who.Session()
	details := map[string]any{"legal_name": name + " Carter", "country": country, "not_employed": true, "terms_accepted": true}
	s.call(who, "POST", "/seller", details)
	for _, kind := range []registration.Kind{registration.Contact, registration.Tax, registration.DAC7, registration.Identity} {
		if kind == registration.Identity {
			s.paper(who)
		}
		answer := cast.Answers(kind, country)
		if kind == registration.DAC7 {
			delete(answer, "tin_none")
			answer["residence_other"] = "FR"
		}
		if _, has := answer["legal_name"]; has {
			answer["legal_name"] = name + " Carter"
		}
		if _, has := answer["signature"]; has {
			answer["signature"] = name + " Carter"
		}
		if kind == registration.Tax {
			delete(answer, "home_tin_none")
		}
		for field, value := range answers[kind] {
			answer[field] = value
			s.planted[fmt.Sprintf("%s of the check %s", field, kind)] = value
		}
		path := "/seller/checks/" + string(kind)
		wrong := map[string]string{}
		for k, v := range answer {
			wrong[k] = v
			if k == "country" || k == "residence" || k == "tax_country" {
				wrong[k] = "??"
			}
		}
		for _, sent := range []any{map[string]any{"answer": wrong}, map[string]any{"answer": answer, "surprise": answer}, map[string]any{"answer": []any{answer}}} {
			if a := who.JSON("POST", path, sent, nil); a.Status >= 400 {
				s.refused = append(s.refused, a.Body)
			}
		}
		s.call(who, "POST", path, map[string]any{"answer": answer})
	}
	return who
}

func (s *site) paper(who *world.Browser) {
	s.Helper()
	who.Do("POST", "/api/v1/seller/checks/identity/papers?name=passport.pdf", "application/octet-stream", strings.NewReader(document), nil).Want(s, 201)
	s.planted["the bytes of a document"] = strings.Fields(document)[1]
}

func (s *site) plant() {
	s.Helper()
	s.chie, s.aiko = s.join("Chie", true), s.join("Aiko", false)
	s.chie.Post("/hat", "hat", "operator").Want(s, 303)
	dora := s.seller("Dora", "DE")
	factor := world.SetUpFactor(s.T, s.w.House, dora.Person)
	s.planted["the secret of an app"] = factor.Secret
	for i, code := range factor.Codes {
		s.planted[fmt.Sprint("recovery code ", i)] = code
	}
	s.call(dora, "POST", "/payout-accounts", map[string]any{"currency": "EUR", "country": "DE", "bank": "Test Bank", "holder": "Dora Carter", "number": bank})
	s.planted["a bank account"] = bank
	s.call(dora, "POST", "/me/expert", map[string]any{"name": "Dora"})
	s.call(dora, "POST", "/me/certifications/evidence", map[string]any{"code": "aws-saa", "valid_until": "2099-12-31", "name": "certificate.pdf",
		"file": base64.StdEncoding.EncodeToString([]byte(shown))})
	s.planted["the bytes of evidence"] = strings.Fields(shown)[1]
	s.call(dora, "POST", "/me/keys", map[string]any{"name": "Reports", "scopes": []string{"requests:read"}, "days": 30})
	if s.planted["an API key"] == "" {
		s.Error("no API key was shown")
	}
	const password = "planted-password-8843"
	dora.Post("/sign-in/password", "email", "dora@example.org", "password", password)
	s.planted["a password that was tried"] = password
	s.call(s.aiko, "POST", "/payment-methods", map[string]any{"number": "4242 4242 4242 4242", "expires": "12/39"})
	s.planted["a card"] = "4242424242424242"
}

var (
	tablesLite = db.Read("planted.tables.sqlite", `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).On(db.SQLite)
	tablesPost = db.Read("planted.tables.postgres", `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`).On(db.Postgres)
)

// tables looks in every row; what is sealed shows nothing there.
func (s *site) tables(look func(where, text string)) {
	s.Helper()
	d := s.w.House.DB
	names := tablesLite
	if d.Dialect == db.Postgres {
		names = tablesPost
	}
	list, err := db.All(s.Context(), d, names, db.ScanValue[string])
	if err != nil {
		s.Fatal(err)
	}
	for _, table := range list {
		look("the table "+table, s.dump(table))
	}
}

func (s *site) dump(table string) string {
	s.Helper()
	rows, err := s.w.House.DB.Handle().QueryContext(s.Context(), `SELECT * FROM `+table)
	if err != nil {
		s.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		s.Fatal(err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var all strings.Builder
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			s.Fatal(err)
		}
		for i, v := range values {
			fmt.Fprintf(&all, "%s=%s\n", columns[i], v)
		}
	}
	return all.String()
}

// surfaces are what others see: every list of the API and page without a thing in its
// address, as a stranger and as the desk; refusals; a stranger's export; the metrics.
func (s *site) surfaces(look func(where, text string)) {
	s.Helper()
	var document struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal([]byte(s.aiko.Get("/api/openapi.json").Want(s, 200).Body), &document); err != nil {
		s.Fatal(err)
	}
	visitor := s.w.Visitor(s.T)
	all := map[string]*world.Browser{"a visitor": visitor, "a stranger": s.aiko, "the desk": s.chie}
	for name, who := range all {
		for path, item := range document.Paths {
			if _, reads := item["get"]; !reads || strings.Contains(path, "{") || strings.HasSuffix(path, "/stream") {
				continue
			}
			if !strings.HasPrefix(path, "/api/v1") {
				path = "/api/v1" + path
			}
			look(path+" as "+name, who.Get(path).Body)
		}
		for _, r := range (&web.Face{}).Routes() {
			method, path, _ := strings.Cut(r.Pattern, " ")
			path = strings.TrimSuffix(path, "{$}")
			if method != http.MethodGet || strings.Contains(path, "{") || path == "/live" { // A stream tells ids only.
				continue
			}
			look(path+" as "+name, who.Get(path).Body)
		}
	}
	look("the metrics", s.chie.Get("/metrics").Body)
	look("a stranger's export", s.aiko.JSON("POST", "/me/export", nil, nil).Body)
	if len(s.refused) == 0 {
		s.Error("nothing was refused")
	}
	for _, r := range s.refused {
		look("a refusal", r)
	}
}

func (s *site) files(folder string, look func(where, text string)) {
	s.Helper()
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err == nil {
			look(path, string(raw))
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}
