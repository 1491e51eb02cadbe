package browser

import (
	"testing"

	"guildhall/market/expert"
	"guildhall/market/talk"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// room is a running house where Ben has answered Aiko's request.
type room struct {
	*world.World
	*world.Street
	path string // of the conversation
	id   talk.Conversation
}

func conversation(t *testing.T, w *world.World) *room {
	t.Helper()
	s := world.People(t, w.House)
	c := s.Talk(s.Post("10月のRDS料金が2倍になりました"))
	found, err := talk.Find(t.Context(), w.House.DB, c)
	if err != nil {
		t.Fatal(err)
	}
	return &room{World: w, Street: s, path: "/conversations/" + talk.ConversationID.Text(c), id: found}
}

// TestShotsOfAConversation photographs what no link leads to: the people of a
// conversation, what a search finds, and a page without scripts.
func TestShotsOfAConversation(t *testing.T) {
	dir := shotsFolder(t)
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	r := conversation(t, w)
	say := func(who string, text string) {
		actor := r.Aiko
		if who == "ben" {
			actor = r.Ben
		}
		if _, err := w.House.Talks.Send(t.Context(), actor, talk.SendInput{Conversation: r.id.ID, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	say("aiko", "ありがとうございます。10月の請求書を見ると、`db.r6g.2xlarge` が2台になっています。\n\n- 夜間のエクスポートはそのままにしてください\n- **本番**は止められません")
	say("ben", "I looked at the numbers you sent. Two things stand out: the second read replica has had no connections for 19 days, and storage autoscaling has grown to 2 TB for 240 GB of data.\n\nSee https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/ for how it grows.")
	say("ben", "I would start with those before touching instance sizes.")
	say("aiko", "納得しました。両方お願いできますか。")
	say("ben", "Sure. You can also pay me directly: DE89 3704 0044 0532 0130 00")
	for _, look := range []Look{{Lang: "en"}, {Lang: "ja", Dark: true}, {Lang: "ja", Width: 390}, {Lang: "en", Width: 390, Dark: true}, {Lang: "en", NoScript: true}} {
		b := world.At(t, w.Address, r.AikoToken)
		tab := Open(t, w, look)
		tab.SignIn(b)
		tab.Open(r.path + "?lang=" + look.Lang)
		name := dir + "/talk." + look.Lang
		if look.Dark {
			name += ".dark"
		}
		if look.Width == 390 {
			name += ".phone"
		}
		if look.NoScript {
			name += ".plain"
		}
		tab.Shot(name + ".png")
		if !look.NoScript {
			tab.Accessible()
		}
		tab.Open("/conversations")
		tab.Shot(name + ".list.png")
		if !look.NoScript {
			tab.Open(r.path)
			tab.PressIn(".talk-deeds", map[string]string{"en": "People", "ja": "参加者"}[look.Lang])
			tab.Shot(name + ".people.png")
			tab.Accessible()
			tab.Open(r.path + "?q=replica")
			tab.Shot(name + ".found.png")
			tab.Accessible()
			profile, err := expert.FindByPerson(t.Context(), w.House.DB, r.Ben.Person)
			if err != nil {
				t.Fatal(err)
			}
			visitor := Open(t, w, look)
			visitor.Open("/e/" + profile.Handle + "/message")
			visitor.Shot(name + ".direct.png")
			visitor.Accessible()
		}
	}
}

func TestTwoBrowsersSeeEachOthersMessagesAndMissNothing(t *testing.T) {
	for _, lang := range []string{"en", "ja"} {
		t.Run(lang, func(t *testing.T) {
			tool.NeedChromium(t)
			w := world.Start(t, world.Config(t, ""))
			r := conversation(t, w)
			send, write := "Send", "Write a message"
			if lang == "ja" {
				send, write = "送信する", "メッセージを書く"
			}
			line := world.NewLine(t, w.Address)
			aiko, ben := OpenAt(t, line.Address, Look{Lang: lang}), Open(t, w, Look{Lang: lang, Width: 390})
			aiko.SignIn(world.At(t, w.Address, r.AikoToken))
			ben.SignIn(world.At(t, w.Address, r.BenToken))
			aiko.Open(r.path)
			ben.Open(r.path)
			aiko.See(write[:3])

			ben.Fill("text", "Here is **one** thing: https://example.org/a?b=c")
			ben.Press(send)
			ben.Until("the box is empty", `document.querySelector("[name=text]").value === ""`)
			aiko.See("https://example.org/a?b=c")
			ben.Until("it is seen that Aiko has read it", `document.querySelector("[data-seen]").textContent.trim() !== ""`)
			if aiko.Count(".msg-said strong") != 1 || aiko.Count(`.msg-said a[href="https://example.org/a?b=c"]`) != 1 {
				t.Error("the words are not drawn")
			}

			aiko.Expect("ERR_", "Failed to load", "net::")
			line.Cut()
			aiko.Until("the line is known to be down", `document.documentElement.dataset.live === "off"`)
			ben.Fill("text", "said while the line was down")
			ben.Press(send)
			ben.See("said while the line was down")
			if aiko.Shows("said while the line was down") {
				t.Fatal("the line is not down")
			}
			line.Mend()
			aiko.See("said while the line was down")

			aiko.Fill("text", "<img src=x onerror=alert(1)> 𠮷")
			aiko.Press(send)
			ben.See("<img src=x onerror=alert(1)> 𠮷")
			aiko.Accessible()
			ben.Accessible()
			if n := ben.Count(".msg"); n != 4 {
				t.Errorf("%d messages, not four", n)
			}
			ben.Reload()
			if n := ben.Count(".msg"); n != 4 {
				t.Errorf("%d messages after loading again, not four", n)
			}
		})
	}
}
