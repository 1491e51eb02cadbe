package talk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/market/file"
	"guildhall/market/talk"
	"guildhall/test/dbtest"
	"guildhall/test/naughty"
)

// quiet waits until everything is sealed.
func (h *house) quiet() {
	h.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if ok, err := h.journal.Quiet(h.t.Context()); err == nil && ok {
			return
		}
	}
	h.t.Fatal("the journal does not come to rest")
}

func TestWordsAreKeptAsTheyWereWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.ben)
		for _, text := range []string{"<script>alert(1)</script>", "𠮷野家 👨‍👩‍👧 مرحبا", "a\nb", "' OR 1=1 --", "%_\\", "{{.Who}}"} {
			h.say(h.aiko, c, text)
		}
		said := h.said(c)
		if got := strings.Join(said[1:], "|"); got != "self: <script>alert(1)</script>|self: 𠮷野家 👨‍👩‍👧 مرحبا|self: a\nb|self: ' OR 1=1 --|self: %_\\|self: {{.Who}}" {
			t.Errorf("said %q", got)
		}
		for text, code := range map[string]string{
			"": "required", " \n ": "required", strings.Repeat("あ", talk.MessageMax+1): "too_long", "a\x00b": "malformed", "\xff\xfe": "malformed",
		} {
			_, err := h.Send(t.Context(), h.aiko, talk.SendInput{Conversation: c, Text: text})
			if f := fault.Of(err); err == nil || len(f.Fields) != 1 || f.Fields[0].Code != code {
				t.Errorf("%.10q: %v, want %s", text, err, code)
			}
		}
		if n := len(h.said(c)); n != 7 {
			t.Errorf("%d messages", n)
		}
	})
}

func TestNaughtyStringsAreSaidAndFoundAgain(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	c := h.answered(h.ben)
	said := 0
	for _, s := range naughty.Strings() {
		clean, err := prose.Clean(s)
		if err != nil || clean == "" || len(clean) > 24*talk.MessageMax {
			continue
		}
		m, err := h.Send(t.Context(), h.aiko, talk.SendInput{Conversation: c, Text: s})
		if err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		found, err := talk.FindMessage(t.Context(), h.db, m)
		if err != nil || found.Body != clean {
			t.Errorf("%q came back as %q, %v", s, found.Body, err)
		}
		if _, err := talk.Search(t.Context(), h.db, h.aiko, talk.SearchInput{Conversation: c, Words: s, Limit: 1}); err != nil && !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("searching %q: %v", s, err)
		}
		said++
	}
	if said < 300 {
		t.Errorf("only %d were said", said)
	}
}

func TestPaymentDetailsWarnAndNeverCensor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.ben)
		text := "Please pay to DE89370400440532013000 instead."
		m := h.say(h.ben, c, text)
		found, err := talk.FindMessage(t.Context(), d, m)
		h.must(err)
		if found.Body != text || strings.Join(found.Warnings, " ") != "bank_account" {
			t.Errorf("%q with %v", found.Body, found.Warnings)
		}
		codes := atOnce(func(int) error {
			_, err := h.Report(context.Background(), h.aiko, talk.ReportInput{Message: m, Note: "asks for money elsewhere"})
			return err
		})
		if codes[""] != 1 || codes["report.made_already"] != 19 {
			t.Errorf("reported at once: %v", codes)
		}
		if _, err := h.Report(t.Context(), h.gus, talk.ReportInput{Message: m}); !fault.Is(err, "message.missing") {
			t.Errorf("a stranger reports: %v", err)
		}
		if _, err := h.Report(t.Context(), h.ben, talk.ReportInput{Message: m}); !fault.Is(err, "report.own") {
			t.Errorf("its writer reports it: %v", err)
		}
		open, err := talk.Reports(t.Context(), d, talk.Open, id.None, 10)
		if err != nil || len(open) != 1 || open[0].Note != "asks for money elsewhere" {
			t.Fatalf("%v %v", open, err)
		}
		if err := h.Settle(t.Context(), h.ben, talk.SettleInput{Report: open[0].ID, Reason: "fine"}); !fault.Is(err, "report.missing") {
			t.Errorf("an expert settles it: %v", err)
		}
		h.must(h.Settle(t.Context(), h.operator, talk.SettleInput{Report: open[0].ID, Reason: "Ben was told."}))
		if err := h.Settle(t.Context(), h.operator, talk.SettleInput{Report: open[0].ID, Reason: "again"}); !fault.IsKind(err, fault.KindConflict) {
			t.Errorf("settled twice: %v", err)
		}
	})
}

func TestFilesAreSentOnceByWhoUploadedThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c, other := h.answered(h.ben), h.answered(h.ben)
		upload := func(name string) id.ID {
			a, err := h.files.Upload(t.Context(), h.ben, file.UploadInput{Owner: file.Owner{Kind: file.OnConversation, ID: c}, Name: name, Body: strings.NewReader("words")})
			h.must(err)
			return a.ID
		}
		a, b := upload("a.txt"), upload("b.txt")
		for name, in := range map[string]struct {
			who  string
			send talk.SendInput
			code string
		}{
			"another's":      {"aiko", talk.SendInput{Conversation: c, Files: []id.ID{a}}, "attachment.missing"},
			"elsewhere":      {"ben", talk.SendInput{Conversation: other, Files: []id.ID{a}}, "attachment.missing"},
			"none":           {"ben", talk.SendInput{Conversation: c, Files: []id.ID{id.New()}}, "attachment.missing"},
			"twice":          {"ben", talk.SendInput{Conversation: c, Files: []id.ID{a, a}}, "attachment.sent_already"},
			"too many files": {"ben", talk.SendInput{Conversation: c, Files: make([]id.ID, 11)}, "form.invalid"},
		} {
			who := h.ben
			if in.who == "aiko" {
				who = h.aiko
			}
			if _, err := h.Send(t.Context(), who, in.send); !fault.Is(err, in.code) {
				t.Errorf("%s: %v", name, err)
			}
		}
		codes := atOnce(func(int) error {
			return first(h.Send(context.Background(), h.ben, talk.SendInput{Conversation: c, Files: []id.ID{a, b}}))
		})
		if codes[""] != 1 || codes["attachment.sent_already"] != 19 {
			t.Errorf("at once: %v", codes)
		}
		sent, err := talk.Attachments(t.Context(), d, c)
		if err != nil || len(sent) != 2 || sent[0].Name != "a.txt" || sent[1].Name != "b.txt" {
			t.Errorf("sent %v %v", sent, err)
		}
		before, err := h.journal.Position(t.Context())
		h.must(err)
		h.must(h.files.Delete(t.Context(), h.ben, file.DeleteInput{Attachment: a}))
		items, err := talk.Since(t.Context(), d, c, before, 10)
		h.must(err)
		last := items[len(items)-1]
		if last.Message == nil || last.ID != last.Message.ID || len(last.Files) != 2 || !last.Files[0].IsDeleted() {
			t.Errorf("the stream does not show the message again: %+v", last)
		}
	})
}

func TestReadingIsRememberedAndCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c, other := h.answered(h.ben), h.answered(h.dana)
		unread := func() int64 {
			n, err := talk.Unread(t.Context(), d, h.aiko)
			h.must(err)
			return n
		}
		if unread() != 2 {
			t.Errorf("%d unread", unread())
		}
		m := h.say(h.ben, c, "And another.")
		early := h.stream(c)[1].Message.ID
		h.must(h.MarkRead(t.Context(), h.aiko, c, m))
		h.must(h.MarkRead(t.Context(), h.aiko, c, early)) // never goes back
		if unread() != 1 {
			t.Errorf("%d unread after reading one", unread())
		}
		h.say(h.aiko, other, "My own words are not unread.")
		if unread() != 1 {
			t.Errorf("%d unread after writing", unread())
		}
		marks, err := talk.Marks(t.Context(), d, c)
		if err != nil || len(marks) != 1 || marks[0].Message != m || marks[0].Person != h.aiko.Person {
			t.Errorf("marks %v %v", marks, err)
		}
		if err := h.MarkRead(t.Context(), h.aiko, other, m); !fault.Is(err, "message.missing") {
			t.Errorf("a message of another conversation: %v", err)
		}
	})
}

func TestADraftIsKeptUntilItIsSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.ben)
		for _, text := range []string{"half a sen", "half a sentence"} {
			h.must(h.SaveDraft(t.Context(), h.aiko, c, text))
		}
		if got, err := talk.Draft(t.Context(), d, c, h.aiko.Person); err != nil || got != "half a sentence" {
			t.Errorf("%q %v", got, err)
		}
		h.say(h.aiko, c, "half a sentence, and the rest")
		if got, err := talk.Draft(t.Context(), d, c, h.aiko.Person); err != nil || got != "" {
			t.Errorf("after sending: %q %v", got, err)
		}
	})
}

func TestSearchFindsAllWordsWhateverTheirForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c, other := h.answered(h.ben), h.answered(h.dana)
		h.say(h.aiko, c, "The RDS replica costs 100% more")
		h.say(h.aiko, c, "サーバーレスの監査をお願いします")
		h.say(h.aiko, other, "Replica of the RDS database")
		for words, want := range map[string]int{
			"rds REPLICA": 2, "replica costs": 1, "100%": 1, "%": 1, "_": 0, `\`: 0, "ｻｰﾊﾞｰ": 1, "監査": 1, "監査 rds": 0, "ｒｄｓ": 2,
		} {
			list, err := talk.Search(t.Context(), d, h.aiko, talk.SearchInput{Words: words, Limit: 50})
			if err != nil || len(list) != want {
				t.Errorf("%q: %d, want %d (%v)", words, len(list), want, err)
			}
		}
		list, err := talk.Search(t.Context(), d, h.aiko, talk.SearchInput{Conversation: c, Words: "rds", Limit: 50})
		if err != nil || len(list) != 1 {
			t.Errorf("in one conversation: %d %v", len(list), err)
		}
		if list, err := talk.Search(t.Context(), d, h.ben, talk.SearchInput{Words: "database", Limit: 50}); err != nil || len(list) != 0 {
			t.Errorf("Ben finds what Dana was told: %v %v", list, err)
		}
		if _, err := talk.Search(t.Context(), d, h.aiko, talk.SearchInput{Words: " "}); !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("nothing: %v", err)
		}
	})
}

func TestWhatASearchFoundIsShownWhereItStands(t *testing.T) {
	for _, c := range []struct{ text, words, want string }{
		{"The RDS replica costs more", "replica rds", "The [RDS] [replica] costs more"},
		{"ｻｰﾊﾞｰの監査", "サーバー", "[ｻｰﾊﾞｰ]の監査"},
		{"aaaa", "aa aaa", "[aaaa]"},
		{"𠮷野家 👨‍👩‍👧", "野", "𠮷[野]家 👨‍👩‍👧"},
		{"nothing here", "else", "nothing here"},
		{"nothing asked", " ", "nothing asked"},
	} {
		got, done := "", 0
		for _, h := range talk.Hits(c.text, c.words) {
			got += c.text[done:h[0]] + "[" + c.text[h[0]:h[1]] + "]"
			done = h[1]
		}
		if got += c.text[done:]; got != c.want {
			t.Errorf("%q in %q: %q", c.words, c.text, got)
		}
	}
}

func TestTheSameMessageTwiceIsOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c := h.answered(h.ben)
		h.ben.Key = "form-1"
		codes := atOnce(func(int) error {
			return first(h.Send(context.Background(), h.ben, talk.SendInput{Conversation: c, Text: "once"}))
		})
		if codes[""] != 20 || len(h.said(c)) != 2 {
			t.Errorf("%v, said %q", codes, h.said(c))
		}
	})
}
