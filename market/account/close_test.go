package account

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var (
	tablesLite = db.Read("test.tables.sqlite", `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).On(db.SQLite)
	tablesPost = db.Read("test.tables.postgres", `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`).On(db.Postgres)
)

// dump reads every row of every table as text.
func (h *house) dump() string {
	h.t.Helper()
	names := tablesLite
	if h.d.Dialect == db.Postgres {
		names = tablesPost
	}
	var out strings.Builder
	for _, table := range must[[]string](h.t)(db.All(h.t.Context(), h.d, names, db.ScanValue[string])) {
		rows, err := h.d.Handle().QueryContext(h.t.Context(), `SELECT * FROM `+table)
		ok(h.t, err)
		columns := must[[]string](h.t)(rows.Columns())
		for rows.Next() {
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			ok(h.t, rows.Scan(into...))
			fmt.Fprintf(&out, "%s", table)
			for _, v := range values {
				if b, is := v.([]byte); is {
					v = string(b)
				}
				fmt.Fprintf(&out, "|%v", v)
			}
			out.WriteString("\n")
		}
		ok(h.t, rows.Err())
		ok(h.t, rows.Close())
	}
	return out.String()
}

func TestClosingAnAccountRemovesItsWordsAndTheChainStillVerifies(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const email, words = "zwiebelfisch@example.com", "Zwiebelfisch"
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		_, link := h.invite(boss, email, Member)
		done := must[SignedIn](t)(h.SignIn(t.Context(), visitor, UseLink{Token: h.askLink(email), Name: words + " Ω", Lang: "en", Zone: "Asia/Tokyo",
			Browser: Browser{Device: "Mozilla Firefox/1 Linux " + words, Address: "203.0.113.77", Token: "b"}}))
		who := must[Session](t)(h.Session(t.Context(), done.Token)).Actor("test")
		must[Invitation](t)(h.AcceptByLink(t.Context(), who, link))
		h.setPasswordOf(email, good)
		own := h.company(who, words+" & Co")
		must[id.ID](t)(h.InviteMember(t.Context(), own, Invite{Organisation: own.Organisation, Email: "friend@example.com", Role: Member}))
		must[MadeKey](t)(h.MakeKey(t.Context(), who, NewKey{Name: words + " key", Scopes: []string{"deals:read"}, Days: 3}))
		var letGo string
		h.Pictures = func(_ context.Context, _ *journal.Tx, before, _ string) error {
			letGo = before
			return nil
		}
		ok(t, h.SetPicture(t.Context(), who, "picture/zwiebelfisch"))
		ok(t, h.AskEmail(t.Context(), who, "zwiebelfisch2@example.com"))
		h.askLink(email)
		if before := strings.ToLower(h.dump()); !strings.Contains(before, "zwiebelfisch") || !strings.Contains(before, "203.0.113.77") {
			t.Fatal("the words were never there")
		}

		wantFault(t, h.CloseAccount(t.Context(), who, "somebody@example.com"), "form.invalid")
		ok(t, h.CloseAccount(t.Context(), who, " ZWIEBELFISCH@example.com "))
		if letGo != "picture/zwiebelfisch" {
			t.Errorf("the picture let go of is %q", letGo)
		}

		after := strings.ToLower(h.dump())
		for _, gone := range []string{"zwiebelfisch", "203.0.113.77", "argon2id"} {
			for line := range strings.Lines(after) {
				if strings.Contains(line, gone) {
					t.Errorf("%q is still there: %.200s", gone, line)
				}
			}
		}
		for {
			if n := must[int](t)(h.j.SealOnce(t.Context())); n == 0 {
				break
			}
		}
		if _, err := h.j.Verify(t.Context()); err != nil {
			t.Errorf("the chain is broken: %v", err)
		}
		if _, err := h.Session(t.Context(), done.Token); !fault.IsKind(err, fault.KindUnauthenticated) {
			t.Errorf("still signed in: %v", err)
		}
		if _, err := FindMembership(t.Context(), h.d, boss.Organisation, who.Person); err == nil {
			t.Error("still a member")
		}
		again := must[SignedIn](t)(h.SignIn(t.Context(), visitor, use1(h.askLink(email))))
		if !again.Joined || again.Person == who.Person {
			t.Error("the address does not begin anew")
		}
	})
}

// duties says that one organisation still has something open.
type duties struct{ at id.ID }

func (d duties) OpenAt(_ context.Context, _ *journal.Tx, organisation id.ID) ([]Open, error) {
	if organisation == d.at {
		return []Open{{"requests", 2}, {"engagements", 0}}, nil
	}
	return nil, nil
}

func TestNobodyLeavesWhileSomethingIsOpen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		h.Duties = duties{aiko.Organisation}
		before := h.dump()
		err := h.CloseAccount(t.Context(), aiko, "aiko@example.com")
		wantFault(t, err, "account.still_open")
		if f := fault.Of(err).Fields; len(f) != 1 || f[0].Code != "open_requests" || f[0].Name == "confirm" {
			t.Errorf("the reasons are %v", f)
		}
		if h.dump() != before {
			t.Error("something changed although it was refused")
		}
		h.Duties = duties{}
		ok(t, h.CloseAccount(t.Context(), aiko, "aiko@example.com"))
	})
}

func TestTheLastOwnerOfOthersHandsOverFirst(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		ben := h.hire(aiko, "Ben", "ben@example.com", Member)
		err := h.CloseAccount(t.Context(), aiko, "aiko@example.com")
		wantFault(t, err, "account.hand_over_first")
		ok(t, h.HandOver(t.Context(), aiko, aiko.Organisation, ben.Person))
		ok(t, h.CloseAccount(t.Context(), aiko, "aiko@example.com"))
		if o := must[Organisation](t)(FindOrganisation(t.Context(), h.d, aiko.Organisation)); o.State != Active || o.Name != "Harbour Ltd" {
			t.Errorf("the company became %+v", o)
		}
		ok(t, h.CloseAccount(t.Context(), ben, "ben@example.com"))
		if o := must[Organisation](t)(FindOrganisation(t.Context(), h.d, aiko.Organisation)); o.State != Closed || o.Name != "" {
			t.Errorf("the company became %+v", o)
		}
	})
}

func TestTheLastOperatorStays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		token := must[string](t)(h.SetupToken(t.Context()))
		done := must[SignedIn](t)(h.SetUp(t.Context(), visitor, SetUp{Token: token, Email: "chie@example.com", Name: "Chie", Lang: "en", Zone: "UTC", Password: seal.Hide(good)}))
		chie := h.proved(done.Token)
		err := h.CloseAccount(t.Context(), chie, "chie@example.com")
		wantFault(t, err, "account.last_operator")
		ben := h.join("Ben", "ben@example.com")
		err = h.ErasePerson(t.Context(), ben, chie.Person)
		wantFault(t, err, "account.not_operator")
		ok(t, h.ErasePerson(t.Context(), chie, ben.Person))
		if gone := must[bool](t)(IsErased(t.Context(), h.d, ben.Person)); !gone {
			t.Error("Ben is still there")
		}
	})
}

type exporter struct{}

func (exporter) Export(context.Context, db.Reader, id.ID) ([]Part, error) {
	return []Part{{Name: "files", Data: []string{"a"}, Files: []PartFile{{"../../etc/図 1.png", func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("bytes")), nil
	}}}}}, nil
}

func TestMyDataHoldsWhatIsKeptAndNothingOfOthers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Exporter = exporter{}
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		ben := h.hire(boss, "Ben", "ben@例え.jp", Member)
		must[string](t)(h.BeginSession(t.Context(), ben.Person, "curl/8", "192.0.2.9"))
		made := must[MadeKey](t)(h.MakeKey(t.Context(), ben, NewKey{Name: "ci", Scopes: []string{"deals:read"}, Days: 3}))
		d := must[*Download](t)(h.MyData(t.Context(), ben))
		var raw bytes.Buffer
		ok(t, d.WriteZip(t.Context(), &raw))
		archive := must[*zip.Reader](t)(zip.NewReader(bytes.NewReader(raw.Bytes()), int64(raw.Len())))
		all := map[string]string{}
		for _, f := range archive.File {
			body := must[io.ReadCloser](t)(f.Open())
			all[f.Name] = string(must[[]byte](t)(io.ReadAll(body)))
		}
		for _, want := range []string{"ben@例え.jp", "Harbour Ltd", "curl", "192.0.2.9", `"ci"`} {
			if !strings.Contains(all["account.json"], want) {
				t.Errorf("%s is missing in %s", want, all["account.json"])
			}
		}
		for _, secret := range []string{"aiko@example.com", made.Token.Reveal(), "argon2"} {
			if strings.Contains(raw.String()+all["account.json"], secret) {
				t.Errorf("%s is in it", secret)
			}
		}
		if all["files/1-.._etc_図 1.png"] == "" && len(all) == 3 {
			for name := range all {
				if strings.Contains(name, "..") && strings.Contains(name, "/..") {
					t.Errorf("a file leads outside: %s", name)
				}
			}
		}
		if d.JSON()["files"] == nil {
			t.Error("the JSON has no files part")
		}
		_, err := h.MyData(t.Context(), policy.Actor{Kind: policy.Visitor})
		wantFault(t, err, "account.sign_in_first")
	})
}
