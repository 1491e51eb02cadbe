package talk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/market/talk"
	"guildhall/test/dbtest"
)

func TestARemovedMemberSeesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.dana)
		h.must(h.AddMember(t.Context(), h.dana, c, h.emil.Person))
		a, err := h.files.Upload(t.Context(), h.dana, file.UploadInput{Owner: file.Owner{Kind: file.OnConversation, ID: c}, Name: "a.txt", Body: strings.NewReader("secret")})
		h.must(err)
		if _, _, err := h.files.Open(t.Context(), h.emil, a.ID, false); !fault.Is(err, "attachment.missing") {
			t.Errorf("an upload that is not sent: %v", err)
		}
		_, err = h.Send(t.Context(), h.dana, talk.SendInput{Conversation: c, Text: "attached", Files: []id.ID{a.ID}})
		h.must(err)
		h.say(h.emil, c, "Hello from Emil.")
		_, body, err := h.files.Open(t.Context(), h.emil, a.ID, false)
		h.must(err)
		h.must(body.Close())

		h.must(h.RemoveMember(t.Context(), h.dana, c, h.emil.Person))
		for name, err := range map[string]error{
			"entering":  second(talk.Enter(t.Context(), d, h.emil, c)),
			"writing":   first(h.Send(t.Context(), h.emil, talk.SendInput{Conversation: c, Text: "still here"})),
			"searching": first(talk.Search(t.Context(), d, h.emil, talk.SearchInput{Conversation: c, Words: "attached"})),
		} {
			if !fault.Is(err, "conversation.missing") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, _, err := h.files.Open(t.Context(), h.emil, a.ID, false); !fault.Is(err, "attachment.missing") {
			t.Errorf("opening the file: %v", err)
		}
		if list, err := talk.Search(t.Context(), d, h.emil, talk.SearchInput{Words: "attached"}); err != nil || len(list) > 0 {
			t.Errorf("searching everywhere finds %d, %v", len(list), err)
		}
		if n, err := talk.Unread(t.Context(), d, h.emil); err != nil || n != 0 {
			t.Errorf("unread: %d, %v", n, err)
		}
		h.must(h.AddMember(t.Context(), h.dana, c, h.emil.Person))
		if _, _, err := talk.Enter(t.Context(), d, h.emil, c); err != nil {
			t.Errorf("back again: %v", err)
		}
	})
}

func TestWhoeverLeftTheCompanyIsOutOfItsConversations(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	c := h.answered(h.dana)
	h.must(h.AddMember(t.Context(), h.dana, c, h.emil.Person))
	key := h.emil
	key.Organisation, key.Scopes = id.New(), []string{"conversations"}
	if _, _, err := talk.Enter(t.Context(), h.db, key, c); !fault.Is(err, "conversation.missing") {
		t.Errorf("a key of another organisation: %v", err)
	}
	h.change(func(ctx context.Context, tx *journal.Tx) error {
		if _, err := tx.Exec(ctx, leaveCompany, h.emil.Person, h.emil.Organisation); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "membership.end", Subject: h.emil.Person})
	})
	if _, _, err := talk.Enter(t.Context(), h.db, h.emil, c); !fault.Is(err, "conversation.missing") {
		t.Errorf("after leaving: %v", err)
	}
}

var leaveCompany = db.Write("test.leave_company", `UPDATE account_membership SET left_at = 1 WHERE person_id = $1 AND organisation_id = $2`)

func TestNothingIsSaidToASideThatHasNobodyLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		accounts := account.New(h.journal)
		send := func(who policy.Actor, c id.ID) error {
			_, err := h.Send(t.Context(), who, talk.SendInput{Conversation: c, Text: "Are you there?"})
			return err
		}
		alone, company := h.answered(h.ben), h.answered(h.emil)
		h.must(accounts.CloseAccount(t.Context(), h.ben, "ben@example.org"))
		h.must(accounts.CloseAccount(t.Context(), h.emil, "emil@example.org"))
		if err := send(h.aiko, alone); !fault.Is(err, "conversation.unheard") {
			t.Errorf("to one who has left: %v", err)
		}
		if err := (talk.Gate{}).MayAttach(t.Context(), d, h.aiko, alone); !fault.Is(err, "conversation.unheard") {
			t.Errorf("a file for one who has left: %v", err)
		}
		if got := len(h.said(alone)); got != 1 {
			t.Errorf("%d messages are said where one was", got)
		}
		h.must(send(h.aiko, company)) // Its owner can still come in and read.
		h.must(h.Join(t.Context(), h.dana, company))
		h.must(accounts.CloseAccount(t.Context(), h.aiko, "aiko@example.org"))
		if err := send(h.dana, company); !fault.Is(err, "conversation.unheard") {
			t.Errorf("to a customer who has left: %v", err)
		}
	})
}

func TestWhoMayAddAndRemoveWhom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.emil)
		for _, step := range []struct {
			who    policy.Actor
			add    bool
			person id.ID
			code   string
		}{
			{h.emil, true, h.fumi.Person, ""},
			{h.emil, true, h.fumi.Person, "conversation.member_already"},
			{h.emil, true, h.gus.Person, "person.missing"},  // not a colleague
			{h.emil, true, h.aiko.Person, "person.missing"}, // the other side
			{h.aiko, false, h.fumi.Person, "person.missing"},
			{h.fumi, false, h.emil.Person, "conversation.may_not_remove"},
			{h.fumi, true, h.dana.Person, ""},
			{h.dana, false, h.emil.Person, ""}, // an owner
			{h.fumi, false, h.dana.Person, ""}, // whom one added
			{h.fumi, false, h.fumi.Person, "conversation.last_member"},
			{h.aiko, false, h.aiko.Person, "conversation.last_member"},
		} {
			move := h.RemoveMember
			if step.add {
				move = h.AddMember
			}
			if code := codeOf(move(t.Context(), step.who, c, step.person)); code != step.code {
				t.Errorf("add %v: %q, want %q", step.add, code, step.code)
			}
		}
		if err := h.Join(t.Context(), h.emil, c); !fault.Is(err, "conversation.missing") {
			t.Errorf("a member without rights joins: %v", err)
		}
		if err := h.Join(t.Context(), h.gus, c); !fault.Is(err, "conversation.missing") {
			t.Errorf("a stranger joins: %v", err)
		}
		h.must(h.Join(t.Context(), h.dana, c))
		if _, side, err := talk.Enter(t.Context(), d, h.dana, c); err != nil || side != "expert" {
			t.Errorf("the owner is %q, %v", side, err)
		}
	})
}

func TestTwentyLeavingAtOnceLeaveSomebodyWhoWrites(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.dana)
		h.must(h.UpdateMembers(t.Context(), h.dana, talk.MembersInput{Conversation: c, Add: []id.ID{h.emil.Person, h.fumi.Person}}))
		codes := atOnce(func(n int) error {
			who := []policy.Actor{h.dana, h.emil, h.fumi}[n%3]
			if n%2 == 0 {
				return h.RemoveMember(context.Background(), who, c, who.Person)
			}
			return first(h.Send(context.Background(), who, talk.SendInput{Conversation: c, Text: fmt.Sprint(n)}))
		})
		for code := range codes {
			switch code {
			case "", "conversation.missing", "conversation.last_member":
			default:
				t.Errorf("met %q: %v", code, codes)
			}
		}
		left := 0
		members, err := talk.MembersOf(t.Context(), d, c)
		h.must(err)
		for _, m := range members {
			if m.Side == "expert" && m.RemovedAt.IsZero() {
				left++
			}
		}
		if left != 1 {
			t.Errorf("%d of the company are left", left)
		}
		// Everything that was acknowledged is there, and in the one order of the stream.
		if said, events := len(h.said(c)), len(h.stream(c)); said+2 > codes[""]+1+2 || events < said {
			t.Errorf("%d messages, %d items, %v", said, events, codes)
		}
	})
}

func TestEachSideArchivesForItselfAndAMessageBringsItBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.ben)
		state := func() string {
			found, err := talk.Find(t.Context(), d, c)
			h.must(err)
			return string(found.State)
		}
		for _, step := range []struct {
			move func(context.Context, policy.Actor, id.ID) error
			who  policy.Actor
			code string
			want string
		}{
			{h.Unarchive, h.aiko, "conversation.moved_already", "active"},
			{h.Archive, h.aiko, "", "archived_by_customer"},
			{h.Archive, h.aiko, "conversation.moved_already", "archived_by_customer"},
			{h.Unarchive, h.ben, "conversation.moved_already", "archived_by_customer"},
			{h.Archive, h.ben, "", "archived"},
			{h.Unarchive, h.aiko, "", "archived_by_expert"},
			{h.Archive, h.aiko, "", "archived"},
		} {
			if code := codeOf(step.move(t.Context(), step.who, c)); code != step.code || state() != step.want {
				t.Errorf("%q and %s, want %q and %s", code, state(), step.code, step.want)
			}
		}
		h.say(h.ben, c, "One more thing.")
		if state() != "active" {
			t.Errorf("after a message it is %s", state())
		}
		codes := atOnce(func(n int) error {
			if n%2 == 0 {
				return h.Archive(context.Background(), h.ben, c)
			}
			return h.Unarchive(context.Background(), h.ben, c)
		})
		if codes[""]+codes["conversation.moved_already"] != 20 {
			t.Errorf("at once: %v", codes)
		}
	})
}

func TestErasureBlanksWordsAndTheChainStillHolds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c, err := h.DirectMessage(t.Context(), h.aiko, talk.DirectInput{VoiceKind: account.VoiceSelf, Voice: h.ben.Person, Name: "Secret Name", Subject: "secret subject", Text: "secret words"})
		h.must(err)
		h.say(h.ben, c, "an answer")
		h.must(h.SaveDraft(t.Context(), h.aiko, c, "secret draft"))
		exported, err := talk.Export(t.Context(), d, h.aiko.Person)
		if err != nil || !strings.Contains(fmt.Sprint(exported), "secret words") || strings.Contains(fmt.Sprint(exported), "an answer") {
			t.Errorf("exported %v %v", exported, err)
		}
		h.change(func(ctx context.Context, tx *journal.Tx) error {
			if err := h.Erase(ctx, tx, h.aiko.Person); err != nil {
				return err
			}
			return tx.Record(ctx, journal.Event{Name: "test.erase", Subject: h.aiko.Person})
		})
		if got := strings.Join(h.said(c), "|"); got != "self: |self: an answer" {
			t.Errorf("left: %q", got)
		}
		found, err := talk.Find(t.Context(), d, c)
		h.must(err)
		members, err := talk.MembersOf(t.Context(), d, c)
		h.must(err)
		draft, err := talk.Draft(t.Context(), d, c, h.aiko.Person)
		h.must(err)
		if strings.Contains(strings.ToLower(fmt.Sprint(found, members, draft)), "secret") {
			t.Errorf("still there: %v %v %q", found, members, draft)
		}
		h.quiet()
		if _, err := h.journal.Verify(t.Context()); err != nil {
			t.Error(err)
		}
		events, err := h.journal.After(t.Context(), 0, 1000)
		h.must(err)
		if len(events) == 0 || strings.Contains(strings.ToLower(fmt.Sprint(events)), "secret") {
			t.Error("an event holds somebody's words")
		}
	})
}
