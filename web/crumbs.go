package web

import (
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/web/part"
)

// crumbMax is how many letters of a request's title lead back to its conversation;
// a narrow page cuts it shorter.
const crumbMax = 80

// crumbs lead from a conversation to a thing that was agreed in it. A colleague who
// sees the thing and is not in the conversation is not led there.
func (f *Face) crumbs(v *Visit, conversation id.ID, then ...part.Link) []part.Link {
	s, err := talk.SeatOf(v.Ctx, f.DB, v.Who, conversation)
	if err != nil {
		return then
	}
	label := v.T("engagement.conversation")
	if about := s.Conversation.Request; !about.IsNone() {
		if q, err := request.Find(v.Ctx, f.DB, about); err == nil && q.Title != "" { // The word alone will do.
			label = prose.Preview(q.Title, crumbMax, q.Lang)
		}
	}
	return append([]part.Link{{Label: label, Href: conversationPath(conversation)}}, then...)
}

// talkOr is the conversation for who is in it, else another page.
func (f *Face) talkOr(v *Visit, conversation id.ID, other string) string {
	if _, err := talk.SeatOf(v.Ctx, f.DB, v.Who, conversation); err != nil {
		return other
	}
	return conversationPath(conversation)
}
