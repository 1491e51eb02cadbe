package web

import (
	"guildhall/base/id"
	"guildhall/market/talk"
	"guildhall/web/part"
)

// crumbs lead from a conversation to a thing that was agreed in it. A colleague who
// sees the thing and is not in the conversation is not led there.
func (f *Face) crumbs(v *Visit, conversation id.ID, then ...part.Link) []part.Link {
	if _, err := talk.SeatOf(v.Ctx, f.DB, v.Who, conversation); err != nil {
		return then
	}
	return append([]part.Link{{Label: v.T("engagement.conversation"), Href: conversationPath(conversation)}}, then...)
}

// talkOr is the conversation for who is in it, else another page.
func (f *Face) talkOr(v *Visit, conversation id.ID, other string) string {
	if _, err := talk.SeatOf(v.Ctx, f.DB, v.Who, conversation); err != nil {
		return other
	}
	return conversationPath(conversation)
}
