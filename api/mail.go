package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/market/notify"
)

// MailTopics say which mail one gets; mail about contracts, money and the account
// always comes.
type MailTopics struct {
	Answers  bool `json:"answers" doc:"An expert answered a request of yours"`
	Messages bool `json:"messages" doc:"New messages that you have not read"`
	Reviews  bool `json:"reviews" doc:"Being asked for a review"`
}

func (f *Face) mailTopicOperations(api huma.API) {
	read := func(ctx context.Context) (*Out[MailTopics], error) {
		w, err := notify.Wants(ctx, f.DB, Who(ctx).Person)
		return ok(MailTopics{Answers: w[notify.TopicAnswers], Messages: w[notify.TopicMessages], Reviews: w[notify.TopicReviews]}, err)
	}
	add(f, api, Op{ID: "getMailTopics", Method: "GET", Path: "/me/mail", Tag: "account", Scope: "account:read", Summary: "Which mail I get"},
		func(ctx context.Context, _ *struct{}) (*Out[MailTopics], error) { return read(ctx) })
	add(f, api, Op{ID: "chooseMailTopics", Method: "PUT", Path: "/me/mail", Tag: "account", Scope: "account:write", Summary: "Choose which mail I get"},
		func(ctx context.Context, in *struct{ Body MailTopics }) (*Out[MailTopics], error) {
			err := f.Notify.Choose(ctx, Who(ctx), map[string]bool{notify.TopicAnswers: in.Body.Answers, notify.TopicMessages: in.Body.Messages, notify.TopicReviews: in.Body.Reviews})
			if err != nil {
				return nil, err
			}
			return read(ctx)
		})
}
