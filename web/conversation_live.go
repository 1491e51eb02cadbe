package web

import (
	"strconv"

	"guildhall/base/fault"
	"guildhall/market/talk"
	"guildhall/web/page/conversation"
)

// conversationSince is what a live page fetches: everything after the position it
// has, and the position it then has.
func (f *Face) conversationSince(v *Visit) error {
	s, err := f.seat(v)
	if err != nil {
		return err
	}
	after, err := strconv.ParseInt(v.Query("after"), 10, 64)
	if err != nil {
		return fault.Missing("page.missing")
	}
	return f.since(v, s, after)
}

func (f *Face) since(v *Visit, s talk.Seat, after int64) error {
	position, err := f.Journal.Position(v.Ctx) // Before the rows.
	if err != nil {
		return err
	}
	c := s.Conversation.ID
	var items []talk.Item
	var cast cast
	var marks []talk.Mark
	err = v.together(
		func(v *Visit) (err error) { items, err = talk.Since(v.Ctx, f.DB, c, after, 500); return err },
		func(v *Visit) (err error) { cast, err = f.cast(v, s.Conversation); return err },
		func(v *Visit) (err error) { marks, err = talk.Marks(v.Ctx, f.DB, c); return err },
	)
	if err != nil {
		return err
	}
	drawn, err := f.items(v, s, cast, items, nil)
	if err != nil {
		return err
	}
	seen, err := f.seen(v, cast, c, items, marks)
	if err != nil {
		return err
	}
	return v.Fragment(conversation.Stream(drawn, position, seen))
}

// conversationEarlier is what stands before an item, for a page with script.
func (f *Face) conversationEarlier(v *Visit) error {
	s, err := f.seat(v)
	if err != nil {
		return err
	}
	t, _, err := f.talk(v, s, 0)
	if err != nil {
		return err
	}
	return v.Fragment(conversation.Earlier(t))
}

// conversationBetween is the side panel alone, for a live page.
func (f *Face) conversationBetween(v *Visit) error {
	s, err := f.seat(v)
	if err != nil {
		return err
	}
	panel, err := f.between(v, s)
	if err != nil || panel == nil {
		return err
	}
	return v.Fragment(panel)
}
