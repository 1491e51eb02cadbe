package naughty_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"guildhall/base/config"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// forget takes the counts of the limits away: here it is not their turn.
var forget = db.Keep("naughty.forget", `DELETE FROM rate_limit`)

// stage is a house in which every operation can be called rightly: Aiko buys, Ben
// sells for himself and for his company Kumo, Kai works there, Chie is the operator.
type stage struct {
	*testing.T
	w                         *world.World
	s                         *world.Street
	aiko, ben, kumo, chie     *world.Browser
	dora                      *world.Browser // the desk's second pair of eyes; nil until she is wanted
	company, kai              string         // org_, per_
	talk, companyTalk, direct string         // con_
	request, engagement       string
	count                     int
	done                      []string // eng_
	principals                map[id.ID]principal
}

// made is what is read of most answers.
type made struct {
	ID    string `json:"id"`
	Items []made `json:"items"`
}

// each runs a test on each database, in a house that believes from which network
// one says to come: who asks too often for what is not there would have to wait.
func each(t *testing.T, story func(t *testing.T, w *world.World)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); story(t, open(t, "")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); story(t, open(t, dbtest.PostgresURL(t))) })
}

func open(t *testing.T, database string) *world.World {
	t.Helper()
	c := world.Config(t, database)
	c.TrustedProxies = []config.Network{{Prefix: netip.MustParsePrefix("127.0.0.0/8")}}
	return world.Start(t, c)
}

// roaming comes from another network with each request.
type roaming struct{ n atomic.Int64 }

func (r *roaming) RoundTrip(q *http.Request) (*http.Response, error) {
	n := r.n.Add(1)
	q.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.1", n>>8&255, n&255))
	return http.DefaultTransport.RoundTrip(q)
}

func roam(all ...*world.Browser) {
	for _, b := range all {
		b.Client.Transport = &roaming{}
	}
}

func newStage(t *testing.T, w *world.World) *stage {
	t.Helper()
	w.House.Talks.MessagesPerMinute, w.House.Certify.LinksPerHour = 0, 0
	p := world.People(t, w.House)
	s := &stage{T: t, w: w, s: p, aiko: world.At(t, w.Address, p.AikoToken), ben: world.At(t, w.Address, p.BenToken), chie: world.At(t, w.Address, p.ChieToken)}
	roam(s.aiko, s.ben, s.chie)
	s.chie.Post("/hat", "hat", "operator").Want(t, 303)
	s.request = s.post()
	s.talk = s.call(s.ben, "POST", "/conversations", fields{"request": s.request, "text": "I can look.", "voice": "self"}).ID
	s.call(s.aiko, "POST", "/payment-methods", fields{"number": "4242 4242 4242 4242", "expires": "12/39"})
	s.call(s.ben, "POST", "/payout-accounts", fields{"currency": "USD", "bank": "Test Bank", "holder": "Ben Carter", "number": "000123456789"})
	s.engagement = s.engage("900000.00")
	s.found()
	s.direct = s.call(s.aiko, "POST", "/conversations", fields{"to": account.PersonID.Text(p.Ben.Person), "subject": "Backups", "text": "Do you have time?"}).ID
	return s
}

// found makes Ben's company, which sells, and lets Kai work there.
func (s *stage) found() {
	s.Helper()
	s.company = s.call(s.ben, "POST", "/organisations", fields{"name": "Kumo Works", "country": "JP"}).ID
	org, _ := account.OrganisationID.Parse(s.company)
	token, err := s.w.House.Accounts.BeginSession(s.Context(), s.s.Ben.Person, "another browser", "127.0.0.1")
	if err != nil {
		s.Fatal(err)
	}
	s.kumo = world.At(s.T, s.w.Address, token)
	roam(s.kumo)
	s.kumo.Post("/hat", "hat", "expert:"+s.company).Want(s, 303)
	seller := s.s.Ben
	seller.Organisation = org
	s.s.Register(seller, "Kumo Works", "JP")
	kai := s.join()
	s.kai = account.PersonID.Text(kai.Person)
	err = s.w.House.Journal.Change(s.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
		return account.Enrol(ctx, tx, account.Membership{Organisation: org, Person: kai.Person, Role: account.Member, MayPropose: true,
			MayWriteSelf: true, MayWriteCompany: true, DefaultVoice: account.VoiceCompany})
	})
	if err != nil {
		s.Fatal(err)
	}
	s.companyTalk = s.call(s.kumo, "POST", "/conversations", fields{"request": s.request, "text": "We can look.", "voice": "company"}).ID
}

type fields = map[string]any

// call does what has to succeed.
func (s *stage) call(who *world.Browser, method, path string, in any) made {
	s.Helper()
	a := s.again(func() world.Answer { return who.JSON(method, path, in, nil) })
	if a.Status >= 300 {
		s.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
	var m made
	_ = json.Unmarshal([]byte(a.Body), &m) // Some answers have no body.
	return m
}

// again does it once more where a limit was met.
func (s *stage) again(do func() world.Answer) world.Answer {
	s.Helper()
	a := do()
	if a.Status != 429 {
		return a
	}
	err := s.w.House.Journal.Keep(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, forget)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return do()
}

func (s *stage) next() int { s.count++; return s.count }

// wording is the terms of a proposal: never twice the same.
func (s *stage) wording() string { return fmt.Sprintf("Find it, part %d.", s.next()) }

// join lets somebody new join.
func (s *stage) join() *world.Browser {
	s.Helper()
	n := s.next()
	return s.w.Join(s.T, account.NewPerson{Name: fmt.Sprintf("Somebody %d", n), Email: fmt.Sprintf("somebody-%d@example.org", n)})
}

func (s *stage) post() string {
	s.Helper()
	return s.call(s.aiko, "POST", "/requests", wanted()).ID
}

func wanted() fields {
	return fields{"title": "Our nightly job times out", "description": "It reads ten thousand files every night and has become slow.",
		"preferred_name": "Aiko", "email": "aiko@example.org"}
}

func details() fields {
	return fields{"legal_name": "Test Works", "country": "JP", "not_employed": true, "terms_accepted": true}
}

func (s *stage) offer(total string) string {
	s.Helper()
	return s.call(s.ben, "POST", "/proposals", fields{"conversation": s.talk, "total": total, "currency": "USD", "terms": s.wording()}).ID
}

// agreed is how a customer accepts.
var agreed = fields{"approval": "manual"}

func (s *stage) engage(total string) string {
	s.Helper()
	return s.call(s.aiko, "POST", "/proposals/"+s.offer(total)+"/accept", agreed).ID
}

func (s *stage) message() string {
	s.Helper()
	return s.call(s.ben, "POST", "/conversations/"+s.talk+"/messages/individual", fields{"text": "One more thing."}).ID
}

// seller is a registration of somebody new, brought as far as asked: started,
// checking, active, suspended or action_required.
func (s *stage) seller(state string) (who *world.Browser, registration string) {
	s.Helper()
	who = s.join()
	registration = s.call(who, "POST", "/seller", details()).ID
	steps := map[string][]string{"checking": nil, "active": {"activate"}, "suspended": {"activate", "suspend"}, "contested": {"activate", "suspend", "appeal-suspension"}, "action_required": {"ask-more"},
		"refused": {"refuse"}, "appealed": {"refuse", "appeal"}, "closed": {"refuse", "appeal", "uphold"}}
	if state == "started" {
		return who, registration
	}
	if state == "withdrawn" {
		s.call(who, "POST", "/seller/withdraw", nil)
		return who, registration
	}
	s.give(who)
	s.call(who, "POST", "/seller/submit", details())
	for _, step := range steps[state] {
		by, path := s.chie, "/desk/registrations/"+registration+"/"+step
		switch step {
		case "activate":
			s.judge(registration)
		case "refuse":
			s.secondLook(false)
		case "uphold":
			by = s.other()
		case "appeal", "appeal-suspension":
			by, path = who, "/seller/"+step
		}
		in := fields{"reason": "Seen, and said so."}
		switch step {
		case "refuse", "suspend":
			in["rule"] = "identity"
		case "appeal", "appeal-suspension":
			in = fields{"appeal": "You looked at the wrong person."}
		}
		s.call(by, "POST", path, in)
	}
	return who, registration
}

// whole holds the house to what must be true whatever was sent.
func (s *stage) whole() {
	s.Helper()
	ctx := s.Context()
	for more := true; more; {
		n, err := s.w.House.Journal.SealOnce(ctx)
		if err != nil {
			s.Fatal(err)
		}
		more = n > 0
	}
	if _, err := s.w.House.Journal.Verify(ctx); err != nil {
		s.Errorf("the chain does not verify: %v", err)
	}
	report, err := s.w.House.VerifyBooks(ctx)
	if err != nil || len(report.Problems) > 0 {
		s.Errorf("the books are wrong: %v %v", report.Problems, err)
	}
}

var (
	tablesLite = db.Read("naughty.tables.sqlite", `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).On(db.SQLite)
	tablesPost = db.Read("naughty.tables.postgres", `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`).On(db.Postgres)
)

// kept looks for one of the texts in every table that may hold words.
func (s *stage) kept(texts []string) bool {
	s.Helper()
	d := s.w.House.DB
	names := tablesLite
	if d.Dialect == db.Postgres {
		names = tablesPost
	}
	tables, err := db.All(s.Context(), d, names, db.ScanValue[string])
	if err != nil {
		s.Fatal(err)
	}
	for _, table := range tables {
		if strings.HasPrefix(table, "journal") || strings.HasPrefix(table, "river") || table == "event" {
			continue // They hold no words.
		}
		if s.holds(table, texts) {
			return true
		}
	}
	return false
}

func (s *stage) holds(table string, texts []string) bool {
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
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			s.Fatal(err)
		}
		for _, v := range values {
			text, is := v.(string)
			if is && (text == texts[0] || text == texts[1]) {
				return true
			}
		}
	}
	return false
}

// reviewable is an engagement of which a payment was collected, and no review is
// written yet; many are made at once, because the money takes two days.
func (s *stage) reviewable() string {
	s.Helper()
	if len(s.done) == 0 {
		for range 40 {
			e := s.engage("5.00")
			asked := s.call(s.ben, "POST", "/payment-requests", fields{"engagement": e, "amount": "5.00", "work": "All.", "final": true}).ID
			s.call(s.aiko, "POST", "/payment-requests/"+asked+"/approve", nil)
			s.done = append(s.done, e)
		}
		s.call(s.chie, "POST", "/desk/clock", fields{"hours": 97})
	}
	e := s.done[0]
	s.done = s.done[1:]
	return e
}

// short cuts what is said about an answer.
func short(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if len(s) > 300 {
		return s[:300] + "…"
	}
	return s
}
