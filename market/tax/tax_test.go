package tax_test

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/registration"
	"guildhall/market/tax"
	"guildhall/test/cast"
)

// book is a register of a test: what it knows, or that it is away.
type book struct {
	known map[string]bool
	named string
	asked int
	away  bool
}

func (*book) Name() string           { return "vies" }
func (*book) Knows(kind string) bool { return kind == "vat:DE" }
func (b *book) Ask(_ context.Context, _, number string) (tax.Answer, error) {
	if b.away {
		return tax.Answer{}, errors.New("away")
	}
	b.asked++
	return tax.Answer{Known: b.known[number], Name: b.named, Reference: "WAPI1"}, nil
}

type stage struct {
	*cast.Cast
	t    *testing.T
	room *tax.Room
	book *book
	keys *seal.Keyring
}

func ring(t *testing.T) *seal.Keyring {
	t.Helper()
	keys, _, err := seal.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func each(t *testing.T, test func(t *testing.T, s *stage)) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		jobs, err := job.New(c.Journal, job.Options{Impatient: true})
		if err != nil {
			t.Fatal(err)
		}
		s := &stage{Cast: c, t: t, book: &book{known: map[string]bool{"DE136695976": true}}, keys: ring(t)}
		s.room = tax.New(tax.Deps{Journal: c.Journal, Jobs: jobs, Keys: s.keys, Registers: []tax.Register{s.book}, Zone: time.UTC})
		c.Registrations.Keepers = map[registration.Kind]registration.Keeper{registration.Tax: s.room, registration.DAC7: s.room}
		test(t, s)
	})
}

func (s *stage) start(who policy.Actor, country string) id.ID {
	s.t.Helper()
	g, err := s.Registrations.Start(s.t.Context(), who, registration.Details{LegalName: "Ben Carter", Country: country, NotEmployed: true, TermsAccepted: true})
	s.ok(err)
	return g
}

func (s *stage) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// give answers the interview of somebody with a VAT number or what else is changed.
func (s *stage) give(who policy.Actor, country string, changes map[string]string) {
	s.t.Helper()
	a := cast.TaxAnswers("Ben Carter", country)
	maps.Copy(a, changes)
	_, err := s.Registrations.Give(s.t.Context(), who, registration.GiveInput{Kind: registration.Tax, Answer: a})
	s.ok(err)
}

func (s *stage) numbers(who policy.Actor) []tax.Number {
	s.t.Helper()
	list, err := tax.NumbersOf(s.t.Context(), s.DB, who.Organisation)
	s.ok(err)
	return list
}

func (s *stage) check(g id.ID) registration.Check {
	s.t.Helper()
	all, err := registration.ChecksOf(s.t.Context(), s.DB, g)
	s.ok(err)
	c, _ := all.Of(registration.Tax)
	return c
}

var german = map[string]string{"vat": "yes", "vat_number": "DE 136 695 976"}

func TestArithmeticLeavesANumberUnconfirmedUntilTheRegisterAnswers(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben := s.Person("Ben")
		g := s.start(ben, "DE")
		s.give(ben, "DE", german)
		if c := s.check(g); c.State != registration.Passed || c.Deadline.IsZero() {
			t.Errorf("the interview is %s until %v", c.State, c.Deadline)
		}
		n := s.numbers(ben)[0]
		if n.State != tax.Unconfirmed || n.Tail != "5976" || n.Kind != "vat:DE" {
			t.Fatalf("%+v", n)
		}
		s.book.away = true
		if err := s.room.Ask(t.Context(), n.ID); err == nil {
			t.Error("a register that is away has answered")
		}
		s.book.away = false
		s.ok(s.room.Ask(t.Context(), n.ID))
		if n = s.numbers(ben)[0]; n.State != tax.Confirmed || n.Register != "vies" || n.Reference != "WAPI1" || n.AskedAt.IsZero() {
			t.Errorf("%+v", n)
		}
		s.give(ben, "DE", german) // The same number stays what it is.
		if again := s.numbers(ben); len(again) != 1 || again[0].ID != n.ID {
			t.Errorf("%+v", again)
		}
		s.give(ben, "DE", nil)
		if left := s.numbers(ben); len(left) != 0 {
			t.Errorf("what was taken back still counts: %+v", left)
		}
	})
}

func TestTheDeskConfirmsByHandWhatTheRegisterDoesNotKnow(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.book.known = nil
		ben, chie := s.Person("Ben"), s.Desk("Chie")
		s.start(ben, "DE")
		s.give(ben, "DE", german)
		n := s.numbers(ben)[0]
		s.ok(s.room.Ask(t.Context(), n.ID))
		if n = s.numbers(ben)[0]; n.State != tax.Unknown {
			t.Fatalf("%+v", n)
		}
		if err := s.room.Vouch(t.Context(), ben, n.ID, "I say so."); !fault.IsKind(err, fault.KindForbidden) {
			t.Errorf("the seller confirms their own number: %v", err)
		}
		if err := s.room.Vouch(t.Context(), chie, n.ID, ""); !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("confirmed without evidence: %v", err)
		}
		s.ok(s.room.Vouch(t.Context(), chie, n.ID, "Certificate of the Finanzamt, seen today."))
		if n = s.numbers(ben)[0]; n.State != tax.ByHand || n.Judge != chie.Person {
			t.Errorf("%+v", n)
		}
		if err := s.room.Vouch(t.Context(), chie, n.ID, "Again."); !fault.IsKind(err, fault.KindConflict) {
			t.Errorf("confirmed twice: %v", err)
		}
	})
}

// line is one of the published list: number, process, newest, registered, cancelled, lapsed.
func line(number, process, latest, from, cancelled, lapsed string) string {
	return `1,"` + number + `",` + process + `,0,2,1,` + latest + `,` + from + `,2023-10-01,` + cancelled + `,` + lapsed + `,"東京都千代田区霞が関３－１－１",,,,,,,"国税庁",,,,,` + "\n"
}

func TestTheNumberOfAnIssuerMustStandInTheListThatWasLoaded(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben := s.Person("Ben")
		g := s.start(ben, "JP")
		issuer := map[string]string{"invoice": "yes", "invoice_number": "T7000012050002"}
		s.give(ben, "JP", issuer)
		if c, n := s.check(g), s.numbers(ben)[0]; c.State != registration.Given || n.State != tax.Unconfirmed {
			t.Fatalf("without a list the check is %s, the number %s", c.State, n.State)
		}
		load := func(list string) tax.Loaded {
			t.Helper()
			did, err := s.room.LoadIssuers(t.Context(), policy.As(policy.System, "import"), strings.NewReader(list), nil)
			s.ok(err)
			return did
		}
		did := load("\ufeff" + line("T7000012050002", "01", "1", "2023-10-01", "", "") + line("T7000012050003", "01", "1", "2023-10-01", "", "") + line("T1180301018771", "04", "1", "2023-10-01", "2024-01-01", ""))
		if did.Read != 3 || did.Kept != 2 || did.Odd != 1 {
			t.Errorf("%+v", did)
		}
		if n := s.numbers(ben)[0]; n.State != tax.Confirmed || n.Register != tax.List {
			t.Errorf("after the list was loaded: %+v", n)
		}
		s.give(ben, "JP", issuer)
		if c := s.check(g); c.State != registration.Passed {
			t.Errorf("with a number of the list the check is %s", c.State)
		}
		s.give(ben, "JP", map[string]string{"invoice": "yes", "invoice_number": "T1180301018771"})
		if c := s.check(g); c.State != registration.Given {
			t.Errorf("with a number whose registration was cancelled the check is %s", c.State)
		}
		load(line("T1180301018771", "01", "1", "2025-01-01", "", ""))
		if n := s.numbers(ben)[0]; n.State != tax.Confirmed {
			t.Errorf("registered again: %+v", n)
		}
		if _, err := s.room.LoadIssuers(t.Context(), policy.As(policy.System, "import"), strings.NewReader("a,b,c\n"), nil); err == nil {
			t.Error("any file is taken for the list")
		}
	})
}

func TestARecordIsReplacedNeverChangedAndErasedWhenItsTimeIsOver(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben := s.Person("Ben")
		g := s.start(ben, "DE")
		s.give(ben, "DE", map[string]string{"home_tin": "86 095 742 719"})
		s.give(ben, "DE", map[string]string{"home_tin": "86 095 742 719", "legal_name": "Benjamin Carter", "signature": "Benjamin Carter"})
		names, found, err := s.room.NamesOf(t.Context(), s.DB, ben.Organisation)
		if err != nil || !found || names.Legal != "Benjamin Carter" {
			t.Errorf("%+v %v %v", names, found, err)
		}
		exported := func() string {
			t.Helper()
			data, err := s.room.Export(t.Context(), s.DB, ben.Person)
			s.ok(err)
			var all strings.Builder
			for _, part := range data.([]map[string]any) {
				if a, is := part["answer"].(registration.Answer); is {
					all.WriteString(a["legal_name"] + " " + a["home_tin"] + ";")
				}
			}
			return all.String()
		}
		if got := exported(); got != "Ben Carter 86095742719;Benjamin Carter 86095742719;" {
			t.Errorf("of one's own data: %s", got)
		}
		s.ok(s.Journal.Change(t.Context(), ben, func(ctx context.Context, tx *journal.Tx) error {
			if err := tx.Record(ctx, journal.Event{Name: "person.erase", Subject: ben.Person}); err != nil {
				return err
			}
			return s.room.Erase(ctx, tx, ben.Person)
		}))
		if _, found, _ := s.room.NamesOf(t.Context(), s.DB, ben.Organisation); found {
			t.Error("who has left still has a legal name to be paid by")
		}
		year := time.Now().UTC().Year()
		s.ok(s.room.ErasePast(t.Context(), clock.Of(time.Date(year+tax.KeptYears, 12, 31, 0, 0, 0, 0, time.UTC))))
		if got := exported(); !strings.Contains(got, "Benjamin Carter") {
			t.Errorf("erased before its time: %q", got)
		}
		s.ok(s.room.ErasePast(t.Context(), clock.Of(time.Date(year+tax.KeptYears+1, 1, 1, 0, 0, 0, 0, time.UTC))))
		if got := exported(); strings.Contains(got, "Carter") {
			t.Errorf("kept for longer than the law asks: %q", got)
		}
		if a, err := s.room.Kept(t.Context(), s.DB, s.check(g).ID); a != nil || err != nil {
			t.Errorf("%v %v", a, err)
		}
	})
}

func TestNothingThatWasTypedStandsInTheOpen(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben := s.Person("Ben")
		g := s.start(ben, "DE")
		s.give(ben, "DE", map[string]string{"home_tin": "86 095 742 719", "vat": "yes", "vat_number": "DE136695976"})
		s.ok(s.room.Ask(t.Context(), s.numbers(ben)[0].ID))
		_, err := s.Registrations.Give(t.Context(), ben, registration.GiveInput{Kind: registration.DAC7, Answer: registration.Answer{"residence": "DE",
			"tin": "86095742719", "born": "1980-04-01", "declare": "1"}})
		s.ok(err)
		for _, q := range laid {
			rows, err := db.All(t.Context(), s.DB, q, db.ScanValue[[]byte])
			s.ok(err)
			for _, row := range rows {
				for _, planted := range []string{"86095742719", "136695976"} {
					if strings.Contains(string(row), planted) {
						t.Errorf("%s holds a planted number", q.Name)
					}
				}
			}
		}
		checks, err := registration.ChecksOf(t.Context(), s.DB, g)
		s.ok(err)
		for _, c := range checks {
			sheet, err := s.Registrations.OpenCheck(t.Context(), s.Desk("Chie"), c.ID)
			s.ok(err)
			for name, said := range sheet.Answer {
				if strings.Contains(said, "86095742719") {
					t.Errorf("the desk reads the whole of %s", name)
				}
			}
		}
		_, err = s.keys.Rotate()
		s.ok(err)
		if n, err := s.room.Reseal(t.Context(), s.keys); err != nil || n != 3 {
			t.Errorf("sealed again: %d %v", n, err)
		}
	})
}

// laid are the columns that may hold what was typed, sealed or not.
var laid = []*db.Query{
	db.Read("test.tax.events", `SELECT data FROM event`), db.Read("test.tax.keys", `SELECT result FROM journal_key`),
	db.Read("test.tax.records", `SELECT content_sealed FROM tax_record`), db.Read("test.tax.numbers", `SELECT number_sealed FROM tax_number`),
	db.Read("test.tax.tails", `SELECT tail FROM tax_number`), db.Read("test.tax.answers", `SELECT answer_sealed FROM registration_check WHERE answer_sealed IS NOT NULL`),
}
