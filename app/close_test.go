package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestStreamsEndWhenTheHouseClosesAndOtherRequestsGoOn(t *testing.T) {
	closing, closeNow := context.WithCancel(context.Background())
	defer closeNow()
	ended := make(chan string, 2)
	open := make(chan bool, 2)
	finish := make(chan bool)
	handler := endStreams(closing, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		open <- true
		select {
		case <-r.Context().Done():
			ended <- "closed " + r.URL.Path
		case <-finish:
			ended <- "finished " + r.URL.Path
		}
	}))
	stream := httptest.NewRequest("GET", "/stream", nil)
	stream.Header.Set("Accept", "text/event-stream")
	go handler.ServeHTTP(httptest.NewRecorder(), stream)
	go handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/page", nil))
	<-open
	<-open
	closeNow()
	wait := func(want string) {
		t.Helper()
		select {
		case got := <-ended:
			if got != want {
				t.Errorf("%s, want %s", got, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("never %s", want)
		}
	}
	wait("closed /stream")
	finish <- true
	wait("finished /page")
}

func TestWhatRunsBesideBeginsAgainAfterAPanic(t *testing.T) {
	h := &House{}
	times := 0
	again := make(chan bool)
	h.beside("test", func(ctx context.Context) {
		if times++; times == 1 {
			panic("a wrong duty")
		}
		close(again)
		<-ctx.Done()
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan bool)
	go func() { h.run[0](ctx); close(ended) }()
	<-again
	cancel()
	<-ended
}
