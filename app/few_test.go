package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"guildhall/app"
	"guildhall/base/db"
	"guildhall/market/account"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/world"
	"guildhall/web"
)

// watched gives a context that counts statements, and what counts them.
func watched(ctx context.Context) (context.Context, func() []string) {
	var mu sync.Mutex
	var names []string
	ctx = db.Watched(ctx, func(q *db.Query) {
		mu.Lock()
		defer mu.Unlock()
		names = append(names, q.Name)
	})
	return ctx, func() []string { mu.Lock(); defer mu.Unlock(); return names }
}

// On PostgreSQL each statement is a journey to the server and back, so what the
// most read pages ask is counted. More is allowed; it is to be a decision.
func TestTheMostReadPagesAndAMessageAskFewQuestions(t *testing.T) {
	h, err := app.Open(t.Context(), world.Config(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	street := world.People(t, h)
	posted := street.Post("Our RDS bill doubled in October")
	conversation := street.Talk(posted)
	handler := h.Handler()
	for _, page := range []struct {
		path, token string
		most        int
	}{
		{"/", "", 1},
		{"/work", street.BenToken, 9},
		{"/requests/" + request.RequestID.Text(posted), street.AikoToken, 11},
		{"/conversations/" + talk.ConversationID.Text(conversation), street.BenToken, 22},
	} {
		read := func(ctx context.Context) {
			r := httptest.NewRequestWithContext(ctx, http.MethodGet, page.path, nil)
			if page.token != "" {
				r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: page.token})
			}
			w := httptest.NewRecorder()
			if handler.ServeHTTP(w, r); w.Code != http.StatusOK {
				t.Fatalf("%s answers %d", page.path, w.Code)
			}
		}
		read(t.Context()) // The first time marks what was read.
		ctx, names := watched(t.Context())
		read(ctx)
		if asked := names(); len(asked) > page.most || len(asked) == 0 {
			t.Errorf("%s asks %d times, %d were enough: %v", page.path, len(asked), page.most, asked)
		}
	}
	ctx, names := watched(t.Context())
	if _, err := h.Talks.Send(ctx, street.Ben, talk.SendInput{Conversation: conversation, Voice: account.VoiceSelf, Text: "Good morning."}); err != nil {
		t.Fatal(err)
	}
	if asked := names(); len(asked) > 10 || len(asked) == 0 {
		t.Errorf("a message asks %d times, 10 were enough: %v", len(asked), asked)
	}
}
