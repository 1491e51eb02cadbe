package web

import (
	"encoding/json"
	"strconv"

	"guildhall/base/fault"
	"guildhall/base/sse"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/talk"
)

// live is the address of the stream for a page that was read at a position. It
// names the person, so that the pages of one browser share one stream and those
// of another person never do.
func (v *Visit) live(position int64) string {
	return "/live?after=" + strconv.FormatInt(position, 10) + "&as=" + account.PersonID.Text(v.Who.Person)
}

// liveStream tells a browser of everything in its person's conversations as it
// happens (RULES.md 5). It ends when the person signs out.
func (f *Face) liveStream(v *Visit) error {
	if as := v.Query("as"); as != "" && as != account.PersonID.Text(v.Who.Person) {
		return fault.Missing("page.missing") // Somebody else has signed in since.
	}
	err := tell(v, f.Talks, v.Who, func() error {
		c, err := v.R.Cookie(SessionCookie)
		if err != nil {
			return err
		}
		_, err = f.Accounts.Session(v.Ctx, c.Value)
		return err
	})
	v.Log().Debug("a live stream ended", "error", err)
	return nil
}

// tell writes the stream: "wake" names an event and its conversation, "at" the
// position reached, "behind" asks to read everything again, "read" says who has read
// further. Every id is the newest
// sealed position up to which everything was sent.
func tell(v *Visit, talks *talk.Room, who policy.Actor, alive func() error) error {
	after := int64(-1)
	for _, text := range []string{sse.LastID(v.R), v.Query("after")} {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
			after = n
			break
		}
	}
	stream, err := sse.Open(v.W)
	if err != nil {
		return err
	}
	return talks.Follow(v.R.Context(), who, after, func(w talk.Wake) error {
		at := strconv.FormatInt(w.Position, 10)
		switch {
		case w.Behind:
			return stream.Send(at, "behind", at)
		case !w.Reader.IsNone():
			return stream.SendJSON(at, "read", w.Reading())
		case w.Event.IsNone():
			return stream.Send(at, "at", at)
		}
		return stream.SendJSON(at, "wake", w.Notice())
	}, func() error {
		if err := alive(); err != nil {
			return err
		}
		return stream.Beat()
	})
}

// liveUnread counts the conversations with something unread, for the title.
func (f *Face) liveUnread(v *Visit) error {
	n, err := talk.Unread(v.Ctx, f.DB, v.Who)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/json")
	v.W.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(v.W).Encode(map[string]int64{"unread": n})
}
