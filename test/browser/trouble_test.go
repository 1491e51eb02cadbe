package browser

import (
	"testing"

	"guildhall/market/request"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// choose puts a file of so many bytes into the page's first file field.
func choose(tab *Tab, name string, bytes string) {
	Script[bool](tab, `(() => {
		const input = document.querySelector("input[type=file]"), all = new DataTransfer();
		all.items.add(new File([new Uint8Array(`+bytes+`).fill(65)], `+quote(name)+`, {type: "text/plain"}));
		input.files = all.files;
		input.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})()`)
}

func TestAFirstAnswerTakesFilesAndWaitsForThem(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	s := world.People(t, w.House)
	ben := Open(t, w, Look{})
	ben.SignIn(world.At(t, w.Address, s.BenToken))
	ben.Open("/work/" + request.RequestID.Text(s.Post("RDS bill doubled in October")))
	choose(ben, "huge.bin", "11 << 20")
	ben.See("huge.bin: larger than 10 MB")
	ben.Accessible()
	ben.Click(".waiting.failed button")
	choose(ben, "kept.txt", "4000000")
	choose(ben, "dropped.txt", "12")
	ben.Until("both are there", `document.querySelectorAll("[data-waiting] [name=file]").length === 2`)
	ben.Accessible()
	ben.Click("[data-waiting] li:last-child button[name=drop]")
	choose(ben, "late.txt", "8000000")
	ben.Follow("Send answer") // Before the last one is there.
	ben.Until("they are sent", `document.querySelectorAll(".msg-file").length === 2`)
	if ben.Shows("dropped.txt") || !ben.Shows("kept.txt") || !ben.Shows("late.txt") {
		t.Errorf("sent: %s", ben.Words())
	}
}

func TestWhatCouldNotBeSentIsSaidAndKept(t *testing.T) {
	tool.NeedChromium(t)
	c := world.Config(t, "")
	c.MessagesPerMinute = 2
	w := world.Start(t, c)
	r := conversation(t, w)
	line := world.NewLine(t, w.Address)
	aiko := OpenAt(t, line.Address, Look{})
	aiko.SignIn(world.At(t, w.Address, r.AikoToken))
	aiko.Open(r.path)
	aiko.Expect("ERR_", "Failed to load", "net::", "429", "401")

	line.Cut()
	aiko.Fill("text", "said on a train")
	aiko.Press("Send")
	aiko.See("Your words are still here")
	choose(aiko, "plan.txt", "12")
	aiko.See("Try again")
	aiko.See("The connection is lost")
	aiko.Accessible()
	line.Mend()
	aiko.Until("the line is back", `document.querySelector(".talk-lost").textContent === ""`)
	aiko.Press("Try again")
	aiko.Until("the file is there", `document.querySelectorAll("[data-waiting] [name=file]").length === 1`)
	// Two presses of a button are one message.
	Script[bool](aiko, `(() => { const b = document.querySelector("[data-write] button.main"); b.click(); b.click(); return true; })()`)
	aiko.Until("it is said", `document.querySelectorAll(".msg.mine").length === 1 && document.querySelector("[name=text]").value === ""`)

	aiko.Fill("text", "second")
	aiko.Press("Send")
	aiko.Until("the second is said", `document.querySelectorAll(".msg.mine").length === 2`)
	aiko.Fill("text", "too fast")
	aiko.Press("Send")
	aiko.Until("it says why not", `document.querySelector(".talk-wrongs")?.textContent.includes("minute")`)
	if got := Script[string](aiko, `document.querySelector("[name=text]").value`); got != "too fast" {
		t.Errorf("the box holds %q", got)
	}
	if n := aiko.Count(".msg.mine"); n != 2 {
		t.Errorf("%d messages, not two", n)
	}
}
