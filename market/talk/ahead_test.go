package talk_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

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

func (h *house) ahead(who policy.Actor, name string) id.ID {
	h.t.Helper()
	a, err := h.files.Upload(h.t.Context(), who, file.UploadInput{Owner: file.OnActor(who), Name: name, Body: strings.NewReader("words of " + name)})
	h.must(err)
	return a.ID
}

func TestFilesGoWithAFirstAnswerAndWithADirectMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		mine, others := h.ahead(h.ben, "plan.txt"), h.ahead(h.dana, "hers.txt")
		if _, err := h.files.See(t.Context(), h.aiko, mine); !fault.Is(err, "attachment.missing") {
			t.Errorf("Aiko sees what was not sent: %v", err)
		}
		q := h.post()
		_, err := h.Answer(t.Context(), h.ben, talk.AnswerInput{Request: q, Text: "See the plan.", Files: []id.ID{others}})
		if !fault.Is(err, "attachment.missing") {
			t.Errorf("with another's file: %v", err)
		}
		_, err = h.Answer(t.Context(), h.ben, talk.AnswerInput{Request: q, Files: []id.ID{mine}})
		if !fault.Is(err, "form.invalid") {
			t.Errorf("without a word: %v", err)
		}
		c, err := h.Answer(t.Context(), h.ben, talk.AnswerInput{Request: q, Text: "See the plan.", Files: []id.ID{mine}})
		h.must(err)
		sent, err := talk.Attachments(t.Context(), d, c)
		if err != nil || len(sent) != 1 || sent[0].Name != "plan.txt" || sent[0].Owner.ID != c {
			t.Errorf("sent %+v %v", sent, err)
		}
		if _, err := h.files.See(t.Context(), h.aiko, mine); err != nil {
			t.Errorf("Aiko does not see it: %v", err)
		}
		_, err = h.Answer(t.Context(), h.ben, talk.AnswerInput{Request: h.post(), Text: "The same plan.", Files: []id.ID{mine}})
		if !fault.Is(err, "attachment.missing") {
			t.Errorf("sent twice: %v", err)
		}
		direct := talk.DirectInput{VoiceKind: account.VoiceSelf, Voice: h.ben.Person, Subject: "Our backups", Text: "Here is the log.", Files: []id.ID{h.ahead(h.gus, "log.txt")}}
		dm, err := h.DirectMessage(t.Context(), h.gus, direct)
		h.must(err)
		direct.Files = []id.ID{h.ahead(h.gus, "second.txt")} // It goes into the conversation there is.
		again, err := h.DirectMessage(t.Context(), h.gus, direct)
		h.must(err)
		sent, err = talk.Attachments(t.Context(), d, dm)
		if err != nil || again != dm || len(sent) != 2 {
			t.Errorf("sent %+v %v", sent, err)
		}
	})
}

func TestAFileThatWaitsIsSentOnceByTwentyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		mine := h.ahead(h.ben, "plan.txt")
		var asked [20]id.ID
		for n := range asked {
			asked[n] = h.post()
		}
		codes := atOnce(func(n int) error {
			return first(h.Answer(context.Background(), h.ben, talk.AnswerInput{Request: asked[n], Text: "See the plan.", Files: []id.ID{mine}}))
		})
		if codes[""] != 1 || codes["attachment.missing"] != 19 {
			t.Errorf("at once: %v", codes)
		}
	})
}

func TestWhatWaitsAndIsNeverSentDoesNotPileUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		oldest := h.ahead(h.ben, "0.txt")
		for n := range 30 {
			h.ahead(h.ben, strconv.Itoa(n+1)+".txt")
		}
		all, err := file.Of(t.Context(), d, h.ben.Person)
		h.must(err)
		kept := 0
		for _, a := range all {
			if !a.IsDeleted() {
				kept++
			}
		}
		a, err := file.Find(t.Context(), d, oldest)
		if err != nil || kept != 30 || !a.IsDeleted() {
			t.Errorf("%d wait, the oldest is %s (%v)", kept, a.State, err)
		}
	})
}

func TestWhatWasUploadedAndNeverSentIsForgottenAfterADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		c, err := h.Answer(t.Context(), h.ben, talk.AnswerInput{Request: h.post(), Text: "See the plan."})
		h.must(err)
		here := file.Owner{Kind: file.OnConversation, ID: c}
		put := func(name string) id.ID {
			a, err := h.files.Upload(t.Context(), h.ben, file.UploadInput{Owner: here, Name: name, Body: strings.NewReader("words of " + name)})
			h.must(err)
			return a.ID
		}
		later := func(by time.Duration) {
			h.change(func(ctx context.Context, tx *journal.Tx) error {
				if err := h.journal.MoveClock(ctx, tx, tx.Now.Add(by)); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "clock.move", Subject: id.New()})
			})
			h.must(h.files.PruneWaiting(t.Context()))
			h.must(h.Prune(t.Context()))
		}
		sent, waits, lonely := put("sent.txt"), put("waits.txt"), h.ahead(h.ben, "lonely.txt")
		_, err = h.Send(t.Context(), h.ben, talk.SendInput{Conversation: c, Files: []id.ID{sent}})
		h.must(err)
		gone := func(want map[id.ID]bool) {
			t.Helper()
			for attachment, is := range want {
				if a, err := file.Find(t.Context(), d, attachment); err != nil || a.IsDeleted() != is || is && a.Name != "" {
					t.Errorf("%q gone %v, want %v (%v)", a.Name, a.IsDeleted(), is, err)
				}
			}
		}
		later(23 * time.Hour)
		gone(map[id.ID]bool{sent: false, waits: false, lonely: false})
		young := put("young.txt")
		later(2 * time.Hour)
		gone(map[id.ID]bool{sent: false, waits: true, lonely: true, young: false})
	})
}
