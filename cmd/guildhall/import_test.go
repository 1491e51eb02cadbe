package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"guildhall/app"
	"guildhall/base/config"
)

func TestAnInterruptedImportSaysHowToGoOn(t *testing.T) {
	c := config.Config{Data: t.TempDir(), Zone: "UTC", Listen: "127.0.0.1:0", UploadMax: 1 << 20, Fee: "2.5", Currencies: []string{"JPY"}}
	h, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "one.jsonl")
	if err := os.WriteFile(file, []byte(`{"id":"a","title":"A title that is long enough","text":"A text that is long enough to be a request."}`), 0o600); err != nil {
		t.Fatal(err)
	}
	options := importRequests{File: file}
	if err := options.Run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	h, err = app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := options.bring(stopped, h); !errors.Is(err, errInterrupted) {
		t.Errorf("it says %v", err)
	}
}
