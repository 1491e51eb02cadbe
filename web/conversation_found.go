package web

import (
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/market/talk"
	"guildhall/web/page/conversation"
)

// foundPage is how many messages a search shows.
const foundPage = 50

// found searches one conversation, or all of the actor's own.
func (f *Face) found(v *Visit, c id.ID, words string) ([]conversation.Found, error) {
	messages, err := talk.Search(v.Ctx, f.DB, v.Who, talk.SearchInput{Conversation: c, Words: words, Limit: foundPage})
	if v.Refused(err) != nil {
		return nil, nil // Nothing was asked for, so nothing is found.
	}
	if err != nil {
		return nil, err
	}
	casts := map[id.ID]cast{}
	var list []conversation.Found
	for _, m := range messages {
		who, known := casts[m.Conversation]
		if !known {
			in, err := talk.Find(v.Ctx, f.DB, m.Conversation)
			if err != nil {
				return nil, err
			}
			if who, err = f.cast(v, in); err != nil {
				return nil, err
			}
			casts[m.Conversation] = who
		}
		list = append(list, conversation.Found{
			Href: conversationPath(m.Conversation) + "?from=" + m.ID.String() + "#i-" + m.ID.String(),
			Who:  who.speaker(v, m), Text: excerpt(m, words), Lang: shownLang(m.Lang), At: m.MadeAt,
		})
	}
	return list, nil
}

// excerpt is the part of a message that shows why it was found, the words marked.
func excerpt(m talk.Message, words string) []conversation.Piece {
	text, at := prose.Plain(m.Body), 0
	if hits := talk.Hits(text, words); len(hits) > 0 {
		at = hits[0][0]
	}
	text = prose.CutAround(text, at, 240, m.Lang)
	var pieces []conversation.Piece
	done := 0
	for _, h := range talk.Hits(text, words) {
		pieces = append(pieces, conversation.Piece{Text: text[done:h[0]]}, conversation.Piece{Text: text[h[0]:h[1]], Hit: true})
		done = h[1]
	}
	return append(pieces, conversation.Piece{Text: text[done:]})
}
