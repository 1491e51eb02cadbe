package talk_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/blob"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/cast"
	"guildhall/test/dbtest"
	_ "guildhall/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

// house has every room a conversation needs, and people. Aiko buys; Ben is an
// expert by himself; Dana owns the company Cloudwerk, Emil works there, Fumi there
// too; Gus has nothing to do with any of it.
type house struct {
	*talk.Room
	t        *testing.T
	db       *db.DB
	journal  *journal.Journal
	files    *file.Room
	requests *request.Room
	operator policy.Actor

	aiko, ben, dana, emil, fumi, gus policy.Actor
}

func open(t *testing.T, d *db.DB) *house {
	t.Helper()
	if err := flow.Store(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), d, true)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() { j.Run(ctx) })
	t.Cleanup(func() { cancel(); wait.Wait() })
	store, err := blob.NewFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files := file.New(j, store, 0)
	h := &house{Room: talk.New(j), t: t, db: d, journal: j, files: files, requests: request.New(j, files)}
	h.files.Guard(file.OnConversation, talk.Gate{})
	h.people()
	return h
}

func (h *house) people() {
	h.t.Helper()
	var cloudwerk id.ID
	h.change(func(ctx context.Context, tx *journal.Tx) error {
		for name, who := range map[string]*policy.Actor{"Aiko": &h.aiko, "Ben": &h.ben, "Dana": &h.dana, "Emil": &h.emil, "Fumi": &h.fumi, "Gus": &h.gus, "Chie": &h.operator} {
			person, organisation, err := account.Join(ctx, tx, account.NewPerson{Name: name, Email: name + "@example.org", Lang: "en", Zone: "UTC"})
			if err != nil {
				return err
			}
			*who = policy.Actor{Kind: policy.Person, Person: person, Organisation: organisation}
		}
		var err error
		if cloudwerk, err = account.Found(ctx, tx, h.dana.Person, account.KindCompany, "Cloudwerk GmbH", "DE"); err != nil {
			return err
		}
		for _, who := range []policy.Actor{h.emil, h.fumi} {
			err := account.Enrol(ctx, tx, account.Membership{Organisation: cloudwerk, Person: who.Person, Role: account.Member,
				MayPropose: true, MayWriteSelf: true, MayWriteCompany: true, DefaultVoice: account.VoiceCompany})
			if err != nil {
				return err
			}
		}
		return nil
	})
	h.operator.Kind = policy.Operator
	for _, who := range []*policy.Actor{&h.dana, &h.emil, &h.fumi} {
		who.Organisation = cloudwerk
	}
	h.seller(h.ben)
	h.seller(h.dana)
}

// seller registers the actor's organisation, with a public page and a certification.
func (h *house) seller(who policy.Actor) {
	h.t.Helper()
	ctx := h.t.Context()
	experts, registrations := expert.New(h.journal), registration.New(h.journal)
	profile, err := experts.Create(ctx, who, expert.Details{Name: "Expert", Country: "DE", Biography: "Knows databases.", Languages: []string{"en"}})
	h.must(err)
	h.must(experts.SetPicture(ctx, who, "picture/1"))
	details := registration.Details{LegalName: "Expert", Country: "DE", NotEmployed: true, TermsAccepted: true}
	registrations.Keys = seal.New()
	cast.Seller{T: h.t, Room: registrations, DB: h.db, Who: who, Desk: h.operator}.Register(details)
	h.must(experts.Show(ctx, who))
	_, err = experts.EnterCertification(ctx, h.operator, expert.CertificationInput{Profile: profile, Name: "Solutions Architect", Level: "professional",
		ValidUntil: time.Now().AddDate(1, 0, 0).Format(time.DateOnly), Reason: "seen on screen"})
	h.must(err)
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) change(fn func(context.Context, *journal.Tx) error) {
	h.t.Helper()
	h.must(h.journal.Change(h.t.Context(), policy.As(policy.System, "test"), fn))
}

func (h *house) post() id.ID {
	h.t.Helper()
	request, err := h.requests.Post(h.t.Context(), h.aiko, request.Input{Title: "RDS bill doubled in October",
		Description: "Our RDS bill doubled and nobody knows why. Please help.", PreferredName: "Aiko K.", Email: "aiko@example.org"})
	h.must(err)
	return request
}

// answered is a conversation that this expert opened on a new request.
func (h *house) answered(who policy.Actor) id.ID {
	h.t.Helper()
	c, err := h.Answer(h.t.Context(), who, talk.AnswerInput{Request: h.post(), Text: "I can look at it today."})
	h.must(err)
	return c
}

func (h *house) say(who policy.Actor, conversation id.ID, text string) id.ID {
	h.t.Helper()
	m, err := h.Send(h.t.Context(), who, talk.SendInput{Conversation: conversation, Text: text})
	h.must(err)
	return m
}

func (h *house) stream(conversation id.ID) []talk.Item {
	h.t.Helper()
	items, _, err := talk.Latest(h.t.Context(), h.db, conversation, id.None, 200)
	h.must(err)
	return items
}

// said lists what was said, as "voice: words".
func (h *house) said(conversation id.ID) (list []string) {
	for _, item := range h.stream(conversation) {
		if item.Message != nil {
			list = append(list, item.Message.Voice+": "+item.Message.Body)
		}
	}
	return list
}

// atOnce runs fn twenty times at the same time and counts the answers by code; ""
// is success.
func atOnce(fn func(n int) error) map[string]int {
	codes := map[string]int{}
	var lock sync.Mutex
	var wait sync.WaitGroup
	for n := range 20 {
		wait.Go(func() {
			code := ""
			if err := fn(n); err != nil {
				code = fault.Of(err).Code
			}
			lock.Lock()
			codes[code]++
			lock.Unlock()
		})
	}
	wait.Wait()
	return codes
}

func TestTheLifeOfAConversation(t *testing.T) {
	for name, f := range map[string]*flow.Flow{"conversation": talk.ConversationFlow, "report": talk.ReportFlow} {
		path, got := "testdata/"+name+".flow.golden", f.Matrix()
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || string(want) != got {
			t.Errorf("%s differs (%v); now it is\n%s", path, err, got)
		}
	}
}

func TestAVoiceAnswersARequestOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		request := h.post()
		codes := atOnce(func(int) error {
			_, err := h.Answer(context.Background(), h.ben, talk.AnswerInput{Request: request, Text: "I can help."})
			return err
		})
		if codes[""] != 1 || codes["conversation.answered_already"] != 19 {
			t.Errorf("twenty answers at once: %v", codes)
		}
		all, err := talk.OfRequest(t.Context(), d, request)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d conversations, %v", len(all), err)
		}
		if got := h.said(all[0].ID); len(got) != 1 || got[0] != "self: I can help." {
			t.Errorf("said %q", got)
		}
	})
}

func TestEachVoiceOfACompanyHasAConversationOfItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		request := h.post()
		for _, in := range []struct {
			who   policy.Actor
			voice string
			code  string
		}{
			{h.dana, "company", ""},
			{h.emil, "company", "conversation.answered_already"},
			{h.emil, "self", ""},
			{h.fumi, "self", ""},
			{h.fumi, "", "conversation.answered_already"}, // the stored default is the company
			{h.ben, "company", "conversation.voice_not_allowed"},
			{h.ben, "nobody", "form.invalid"},
			{h.gus, "", "pool.not_registered"},
			{h.aiko, "", "pool.not_registered"},
			{policy.Actor{}, "", "account.sign_in_first"},
		} {
			_, err := h.Answer(t.Context(), in.who, talk.AnswerInput{Request: request, Voice: in.voice, Text: "We can help."})
			if code := codeOf(err); code != in.code {
				t.Errorf("%s as %q: %q, want %q", in.who.Label(), in.voice, code, in.code)
			}
		}
		all, err := talk.OfRequest(t.Context(), d, request)
		if err != nil || len(all) != 3 {
			t.Errorf("%d conversations, %v", len(all), err)
		}
	})
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Code
}

func TestOneDirectConversationForEachCustomerAndVoice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		in := talk.DirectInput{VoiceKind: account.VoiceSelf, Voice: h.ben.Person, Name: "Aiko", Subject: "Our backups", Text: "Do you have time in May?"}
		found := map[id.ID]bool{}
		var lock sync.Mutex
		codes := atOnce(func(int) error {
			c, err := h.DirectMessage(context.Background(), h.aiko, in)
			lock.Lock()
			found[c] = true
			lock.Unlock()
			return err
		})
		if codes[""] != 20 || len(found) != 1 {
			t.Fatalf("twenty at once: %v, %d conversations", codes, len(found))
		}
		for c := range found {
			if n := len(h.said(c)); n != 20 {
				t.Errorf("%d messages of twenty", n)
			}
			if _, side, err := talk.Enter(t.Context(), d, h.ben, c); err != nil || side != flow.Expert {
				t.Errorf("Ben is %q, %v", side, err)
			}
			in.Subject = "Our costs"
			if again, err := h.DirectMessage(t.Context(), h.aiko, in); err != nil || again != c {
				t.Errorf("another subject: %v %v", again, err)
			}
			if said := fmt.Sprint(h.said(c)); strings.Count(said, "Our costs") != 1 || strings.Contains(said, "Our backups") {
				t.Errorf("the second subject is not told once: %s", said)
			}
			in.Name = "Aiko of Kitahama"
			_, problem := h.DirectMessage(t.Context(), h.aiko, in)
			members, err := talk.MembersOf(t.Context(), d, c)
			if !slices.ContainsFunc(members, func(m talk.Member) bool { return m.Name == in.Name }) {
				t.Errorf("the second name is not told: %+v %v %v", members, problem, err)
			}
		}
		in.VoiceKind, in.Voice = account.VoiceCompany, h.dana.Organisation
		if _, err := h.DirectMessage(t.Context(), h.aiko, in); !fault.Is(err, "company.missing") {
			t.Errorf("a company without a public page: %v", err)
		}
		in.VoiceKind, in.Voice = account.VoiceSelf, h.gus.Person
		if _, err := h.DirectMessage(t.Context(), h.aiko, in); !fault.Is(err, "expert.missing") {
			t.Errorf("somebody without a public page: %v", err)
		}
		in.Voice = h.ben.Person
		if _, err := h.DirectMessage(t.Context(), h.ben, in); !fault.Is(err, "conversation.with_oneself") {
			t.Errorf("to oneself: %v", err)
		}
	})
}

func TestWhoMayWriteInWhoseName(t *testing.T) {
	member := account.Membership{Role: account.Member, MayWriteSelf: true, MayWriteCompany: true}
	with := func(change func(*account.Membership)) account.Membership {
		m := member
		change(&m)
		return m
	}
	for _, one := range []struct {
		name    string
		side    talk.Side
		member  account.Membership
		company bool
		want    string
	}{
		{"both, self by default", flow.Expert, member, true, "self company"},
		{"both, company by default", flow.Expert, with(func(m *account.Membership) { m.DefaultVoice = "company" }), true, "company self"},
		{"only self", flow.Expert, with(func(m *account.Membership) { m.MayWriteCompany = false }), true, "self"},
		{"only company", flow.Expert, with(func(m *account.Membership) { m.MayWriteSelf = false }), true, "company"},
		{"neither", flow.Expert, with(func(m *account.Membership) { m.MayWriteSelf, m.MayWriteCompany = false, false }), true, ""},
		{"no company there", flow.Expert, member, false, "self"},
		{"default not allowed", flow.Expert, with(func(m *account.Membership) { m.MayWriteCompany, m.DefaultVoice = false, "company" }), true, "self"},
		{"a viewer", flow.Expert, with(func(m *account.Membership) { m.Role = account.Viewer }), true, ""},
		{"billing", flow.Customer, with(func(m *account.Membership) { m.Role = account.Billing }), true, ""},
		{"a customer", flow.Customer, member, true, "self"},
		{"a customer without the switch", flow.Customer, with(func(m *account.Membership) { m.MayWriteSelf = false }), true, "self"},
	} {
		if got := strings.Join(talk.Voices(one.side, one.member, one.company), " "); got != one.want {
			t.Errorf("%s: %q, want %q", one.name, got, one.want)
		}
	}
}

func TestTheVoiceIsChosenForEachMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.dana)
		for _, voice := range []string{"self", "company", ""} {
			if _, err := h.Send(t.Context(), h.dana, talk.SendInput{Conversation: c, Voice: voice, Text: "as:" + voice}); err != nil {
				t.Errorf("%q: %v", voice, err)
			}
		}
		if _, err := h.Send(t.Context(), h.aiko, talk.SendInput{Conversation: c, Voice: "company", Text: "x"}); !fault.Is(err, "conversation.voice_not_allowed") {
			t.Errorf("a customer as a company: %v", err)
		}
		want := "company: I can look at it today.|self: as:self|company: as:company|company: as:"
		if got := strings.Join(h.said(c), "|"); got != want {
			t.Errorf("said %q", got)
		}
	})
}

func TestStrangersAndTheOtherSidesColleaguesMeetNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.dana)
		for _, who := range []policy.Actor{h.gus, h.emil, h.ben, h.operator} {
			for name, err := range map[string]error{
				"entering":  second(talk.Enter(t.Context(), d, who, c)),
				"writing":   first(h.Send(t.Context(), who, talk.SendInput{Conversation: c, Text: "hello"})),
				"archiving": h.Archive(t.Context(), who, c),
				"adding":    h.AddMember(t.Context(), who, c, who.Person),
				"searching": first(talk.Search(t.Context(), d, who, talk.SearchInput{Conversation: c, Words: "look"})),
				"drafting":  h.SaveDraft(t.Context(), who, c, "x"),
			} {
				if !fault.Is(err, "conversation.missing") {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if _, err := h.Send(t.Context(), h.aiko, talk.SendInput{Conversation: id.New(), Text: "x"}); !fault.Is(err, "conversation.missing") {
			t.Errorf("a conversation that is none: %v", err)
		}
	})
}

func first[T any](_ T, err error) error          { return err }
func second[A, B any](_ A, _ B, err error) error { return err }
