package browser

import (
	"context"
	"fmt"
	"testing"

	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/talk"
	"guildhall/test/tool"
	"guildhall/test/world"
)

func TestFilesGoWithTheNextMessage(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	r := conversation(t, w)
	ben, aiko := Open(t, w, Look{}), Open(t, w, Look{})
	ben.SignIn(world.At(t, w.Address, r.BenToken))
	aiko.SignIn(world.At(t, w.Address, r.AikoToken))
	ben.Open(r.path)
	aiko.Open(r.path)
	choose := func(name, kind, content string) {
		Script[bool](ben, fmt.Sprintf(`(() => {
			const input = document.querySelector("input[type=file]"), all = new DataTransfer();
			all.items.add(new File([%s], %s, {type: %s}));
			input.files = all.files;
			input.dispatchEvent(new Event("change", {bubbles: true}));
			return true;
		})()`, content, quote(name), quote(kind)))
	}
	choose("plan.txt", "text/plain", `"step one"`)
	ben.Until("the file waits", `document.querySelectorAll("[data-waiting] [name=file]").length === 1`)
	// A picture of the browser's own making.
	Script[bool](ben, `(async () => {
		const c = new OffscreenCanvas(900, 500), g = c.getContext("2d");
		g.fillStyle = "teal"; g.fillRect(0, 0, 900, 500); g.fillStyle = "white"; g.fillRect(80, 200, 500, 120);
		window.drawn = await (await c.convertToBlob()).arrayBuffer();
		return true;
	})()`)
	choose("graph.png", "image/png", `window.drawn`)
	ben.Until("the picture waits", `document.querySelectorAll("[data-waiting] [name=file]").length === 2`)
	ben.Expect("422")
	choose("empty.txt", "text/plain", `""`)
	ben.See("is empty")
	if aiko.Count(".msg-file") != 0 {
		t.Error("the other side sees a file that is not sent")
	}
	ben.Press("Send")
	aiko.Until("both files are there", `document.querySelectorAll(".msg-file").length === 2`)
	aiko.Until("the picture is drawn", `document.querySelector(".msg-file img")?.naturalWidth === 640`)
	ben.Until("nothing waits", `document.querySelectorAll("[data-waiting] li").length === 0`)
	ben.Accessible()

	ben.Click(".msg-file > .btn")
	ben.PressIn("dialog[open]", "Delete the file")
	aiko.Until("it is gone on the other side", `document.querySelectorAll(".msg-file").length === 1 && document.body.innerText.includes("This file was deleted.")`)
	aiko.Accessible()
}

func TestTabsOfOneBrowserShareAStreamAndTheTitleCounts(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	r := conversation(t, w)
	one := Open(t, w, Look{})
	one.SignIn(world.At(t, w.Address, r.AikoToken))
	one.Open("/conversations")
	if title := Script[string](one, `document.title`); title[:4] != "(1) " {
		t.Errorf("the title is %q", title)
	}
	two := one.Beside()
	two.Open(r.path)
	two.Until("it follows", `document.documentElement.dataset.live === "on"`)
	say := func(text string) {
		if _, err := w.House.Talks.Send(t.Context(), r.Ben, talk.SendInput{Conversation: r.id.ID, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	say("for both tabs")
	two.See("for both tabs")
	one.See("for both tabs")
	if n := w.House.Journal.Hub.Listeners(); n > 6 {
		t.Errorf("%d listen: the tabs do not share a stream", n)
	}
	one.Open("/kit") // The page that read the stream is gone; the other takes over.
	two.Until("it leads", `document.documentElement.dataset.live === "on"`)
	say("after the first tab left")
	two.See("after the first tab left")
}

func TestACompanysMemberChoosesTheVoiceAndAddsAColleague(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	s := world.People(t, w.House)
	var company, emil = s.Ben, s.Chie
	err := w.House.Journal.Change(t.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) (err error) {
		if company.Organisation, err = account.Found(ctx, tx, s.Ben.Person, account.KindCompany, "Cloudwerk GmbH", "DE"); err != nil {
			return err
		}
		emil.Person, _, err = account.Join(ctx, tx, account.NewPerson{Name: "Emil Brandt", Email: "emil@example.org", Lang: "en", Zone: "UTC"})
		if err != nil {
			return err
		}
		return account.Enrol(ctx, tx, account.Membership{Organisation: company.Organisation, Person: emil.Person, Role: account.Member,
			MayWriteSelf: true, MayWriteCompany: true, DefaultVoice: account.VoiceCompany})
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Register(company, "Cloudwerk GmbH", "DE")
	c, err := w.House.Talks.Answer(t.Context(), company, talk.AnswerInput{Request: s.Post("RDS bill doubled in October"), Voice: account.VoiceCompany, Text: "We can help."})
	if err != nil {
		t.Fatal(err)
	}
	path := "/conversations/" + talk.ConversationID.Text(c)
	ben, aiko := Open(t, w, Look{}), Open(t, w, Look{Lang: "ja", Width: 390})
	ben.SignIn(world.At(t, w.Address, s.BenToken))
	aiko.SignIn(world.At(t, w.Address, s.AikoToken))
	ben.Open(path)
	aiko.Open(path)
	aiko.See("Cloudwerk GmbH")
	ben.Fill("voice", "self")
	ben.Fill("text", "This one is from me alone.")
	ben.Press("Send")
	aiko.See("This one is from me alone.")
	aiko.See("Ben Carter")
	ben.Press("People")
	ben.Fill("add", account.PersonID.Text(emil.Person))
	ben.Follow("Add")
	ben.See("You added Emil Brandt")
	aiko.See("Cloudwerk GmbHがEmil Brandtさんを追加しました")
	ben.Accessible()
	aiko.Accessible()
	if aiko.Shows("さんさん") || aiko.Shows("GmbHさん") {
		t.Error("too polite")
	}
}

func TestAConversationIsWrittenWithoutScript(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	r := conversation(t, w)
	aiko := Open(t, w, Look{NoScript: true})
	aiko.SignIn(world.At(t, w.Address, r.AikoToken))
	aiko.Open(r.path)
	if n := aiko.Count(".msg"); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestWhoFiltersGoesOnInTheFieldTheyWereIn(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	s := world.People(t, w.House)
	s.Post("RDS bill doubled in October")
	ben := Open(t, w, Look{})
	ben.SignIn(world.At(t, w.Address, s.BenToken))
	ben.Open("/work?days=90")
	Script[bool](ben, `(() => {
		const f = document.querySelector(".filters [type=search]");
		f.focus();
		f.value = "RDS";
		f.dispatchEvent(new Event("input", {bubbles: true}));
		return true;
	})()`)
	ben.Until("the list is filtered", `location.search.includes("q=RDS") && document.readyState === "complete"`)
	ben.Until("the field has the focus, its words and the place behind them", `(() => {
		const f = document.activeElement;
		return f.matches(".filters [type=search]") && f.value === "RDS" && f.selectionStart === 3 && f.selectionEnd === 3;
	})()`)
}
