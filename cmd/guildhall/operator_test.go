package main

import (
	"context"
	"testing"

	"guildhall/app"
	"guildhall/base/config"
)

// An invitation printed beside a running house leads to that house, wherever it
// listens and whatever its public address is.
func TestAnInvitationLeadsToTheHouseThatRuns(t *testing.T) {
	for _, public := range []string{"", "https://guildhall.example/"} {
		c := config.Config{Data: t.TempDir(), Zone: "UTC", Listen: "127.0.0.1:0", BaseURL: public, UploadMax: 1 << 20, Fee: "2.5", Currencies: []string{"JPY"}}
		beside := c
		beside.BaseURL, beside.Listen = "", "127.0.0.1:8080"
		if base, known := addressOf(beside); known || base != "http://127.0.0.1:8080" {
			t.Errorf("before it ever ran: %s, %v", base, known)
		}
		h, err := app.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		want := "https://guildhall.example"
		err = h.Run(ctx, func(address string) {
			if public == "" {
				want = address
			}
			stop()
		})
		if closed := h.Close(); err != nil || closed != nil {
			t.Fatal(err, closed)
		}
		if base, known := addressOf(beside); !known || base != want {
			t.Errorf("the invitation leads to %s, the house is at %s", base, want)
		}
	}
}
