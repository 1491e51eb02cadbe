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
			Who:  who.speaker(v, m), Text: prose.Preview(prose.Plain(m.Body), 240, m.Lang), Lang: shownLang(m.Lang), At: m.MadeAt,
		})
	}
	return list, nil
}
