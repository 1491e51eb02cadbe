package web

import (
	"github.com/a-h/templ"

	"guildhall/market/talk"
)

// between draws what stands between the two sides of a conversation; nil when
// nothing does yet.
func (f *Face) between(_ *Visit, _ talk.Conversation) (templ.Component, error) { return nil, nil }
