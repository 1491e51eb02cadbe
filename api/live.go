package api

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"guildhall/base/sse"
	"guildhall/market/talk"
)

// streamFor is how long a stream stays open: a key that was revoked meanwhile gets
// no new token. Wall time.
const streamFor = 30 * time.Minute

// ChatToken opens the live stream.
type ChatToken struct {
	Token    string `json:"token" doc:"Opens the live stream and nothing else"`
	Ends     string `json:"ends_at" format:"date-time" doc:"Open the stream before; it is closed after half an hour, then take a new token"`
	Stream   string `json:"stream" format:"uri" doc:"The address to open, with the token in it"`
	Position int64  `json:"position" doc:"Where the stream begins: the newest sealed event"`
}

// StreamQuery opens the live stream.
type StreamQuery struct {
	Token  string `query:"token" required:"true" maxLength:"100"`
	After  int64  `query:"after" minimum:"-1" default:"-1" doc:"A position one has read up to; -1 begins now. The header Last-Event-ID wins."`
	LastID string `header:"Last-Event-ID" maxLength:"20"`
}

// Streaming is an answer that goes on.
type Streaming struct{ Body func(huma.Context) }

func (f *Face) chatToken(ctx context.Context, _ *struct{}) (*Out[ChatToken], error) {
	position, err := f.Journal.Position(ctx)
	if err != nil {
		return nil, err
	}
	token, ends, err := f.Talks.Token(ctx, Who(ctx))
	if err != nil {
		return nil, err
	}
	address := f.BaseURL + "/api/v1/chat/stream?token=" + token.Reveal() + "&after=" + strconv.FormatInt(position, 10)
	return ok(ChatToken{Token: token.Reveal(), Ends: instant(ends), Stream: address, Position: position}, nil)
}

// chatStream tells of everything in the caller's conversations as it happens
// (RULES.md 5).
func (f *Face) chatStream(ctx context.Context, in *StreamQuery) (*Streaming, error) {
	who, err := f.Talks.Redeem(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	after := in.After
	if n, err := strconv.ParseInt(in.LastID, 10, 64); err == nil && n >= 0 {
		after = n
	}
	return &Streaming{Body: func(c huma.Context) {
		r, w := humago.Unwrap(c)
		stream, err := sse.Open(w)
		if err == nil {
			ctx, end := context.WithTimeout(r.Context(), streamFor)
			defer end()
			err = f.Talks.Follow(ctx, who, after, func(w talk.Wake) error {
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
			}, stream.Beat)
		}
		slog.Debug("a live stream ended", "error", err)
	}}, nil
}

func (f *Face) liveOperations(api huma.API) {
	add(f, api, Op{ID: "getChatToken", Method: "POST", Path: "/chat/token", Tag: "conversations", Scope: "conversations:read", Status: 201,
		Summary: "A short-lived token for the live stream"}, f.chatToken)
	add(f, api, Op{ID: "followChat", Method: "GET", Path: "/chat/stream", Tag: "conversations", Scope: Public, Answer: "text/event-stream",
		Summary: "The live stream: server-sent events",
		Detail: "`wake` names an event and its conversation: fetch what it stands for. `at` tells the position reached. `behind` asks to read everything again. `read` says who has read further; it is no event and is told only once. " +
			"Every `id` is the newest sealed position up to which everything was sent; give it back as Last-Event-ID. An event may be told twice, none is left out."}, f.chatStream)
}
