package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"
)

// floorProcess is what the machine gives without us: net/http, a map of channels,
// no database. It runs as a process of its own, as the house does.
func floorProcess(string) {
	var mu sync.Mutex
	streams := map[string]map[chan string]bool{}
	var page []byte
	mux := http.NewServeMux()
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {
		to, c := r.URL.Query().Get("to"), make(chan string, 16)
		mu.Lock()
		if streams[to] == nil {
			streams[to] = map[chan string]bool{}
		}
		streams[to][c] = true
		mu.Unlock()
		defer func() {
			mu.Lock()
			delete(streams[to], c)
			mu.Unlock()
		}()
		w.Header().Set("Content-Type", "text/event-stream")
		flush := http.NewResponseController(w)
		fmt.Fprint(w, "event: at\ndata: 0\n\n")
		_ = flush.Flush()
		for {
			select {
			case <-r.Context().Done():
				return
			case text := <-c:
				fmt.Fprintf(w, "id: 1\nevent: wake\ndata: %s\n\n", text)
				_ = flush.Flush()
			}
		}
	})
	mux.HandleFunc("POST /say", func(w http.ResponseWriter, r *http.Request) {
		text := r.FormValue("text")
		mu.Lock()
		for c := range streams[r.FormValue("to")] {
			select {
			case c <- text:
			default: // Its reader has left.
			}
		}
		mu.Unlock()
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("POST /page", func(_ http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err == nil {
			page = raw
		}
	})
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		_, _ = w.Write(page)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("open at http://" + listener.Addr().String())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintln(os.Stderr, server.Serve(listener))
}
