package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"guildhall/app"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
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

// engaged is an engagement between Aiko and Ben, who can pay and be paid.
func engaged(t *testing.T, h *app.House, street *world.Street, conversation id.ID) id.ID {
	t.Helper()
	ctx := t.Context()
	if _, err := h.Payments.AddCard(ctx, street.Aiko, payment.CardInput{Number: seal.Hide("4242424242424242"), Expires: "12/99"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Payouts.AddAccount(ctx, street.Ben, payout.AccountInput{Currency: "USD", Bank: "Test Bank", Holder: "Ben Carter", Number: seal.Hide("000123456789")}); err != nil {
		t.Fatal(err)
	}
	proposal, err := h.Deals.Propose(ctx, street.Ben, deal.ProposeInput{Conversation: conversation, Currency: "USD", Total: "1000", Terms: "Find out why, and mend it."})
	if err != nil {
		t.Fatal(err)
	}
	e, err := h.Deals.Accept(ctx, street.Aiko, deal.AcceptInput{Proposal: proposal, Approval: deal.ApprovalManual})
	if err != nil {
		t.Fatal(err)
	}
	return e
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
	sold := street.Talk(street.Post("Our nightly job times out"))
	engagement := engaged(t, h, street, sold)
	var payments []id.ID
	for range 10 {
		q, err := h.Payments.Ask(t.Context(), street.Ben, payment.AskInput{Engagement: engagement, Amount: "10", Work: "Found it."})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Payments.Approve(t.Context(), street.Aiko, payment.PayInput{Request: q}); err != nil {
			t.Fatal(err)
		}
		payments = append(payments, q)
	}
	handler := h.Handler()
	for _, page := range []struct {
		path, token string
		most        int
	}{
		{"/", "", 1},
		{"/work", street.BenToken, 9},
		{"/requests/" + request.RequestID.Text(posted), street.AikoToken, 11},
		{"/conversations/" + talk.ConversationID.Text(conversation), street.BenToken, 21},
		{"/conversations/" + talk.ConversationID.Text(sold), street.AikoToken, 26},
		{"/engagements/" + deal.EngagementID.Text(engagement), street.AikoToken, 21}, // however many payments it shows
		{"/payment-requests/" + payment.RequestID.Text(payments[0]), street.AikoToken, 16},
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
