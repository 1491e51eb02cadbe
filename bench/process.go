package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"guildhall/base/db"
	"guildhall/base/seal"
	"guildhall/test/world"
	"guildhall/web"
)

// floor starts the bare server and gives its address.
func (b *bench) floor() string {
	self, err := os.Executable()
	b.must(err)
	cmd := exec.Command(self, "floor-server")
	out, err := cmd.StdoutPipe()
	b.must(err)
	b.must(cmd.Start())
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	b.must(err)
	_, address, _ := strings.Cut(strings.TrimSpace(line), "open at ")
	return address
}

// token is the session of the i-th customer.
func token(i int) string { return fmt.Sprintf("bench-session-of-customer-%017d", i) }

// sessions signs n cloned customers in, by copying Aiko's session.
func (b *bench) sessions(s *world.Street, n int) {
	b.clone(s.House.DB, "account_session", "token_hash = $1", seal.HashToken(s.AikoToken), n, func(i int, row map[string]any) {
		row["id"], row["token_hash"] = numbered(kindSession, i), seal.HashToken(token(i))
		row["person_id"], row["organisation_id"] = numbered(kindPerson, i), numbered(kindOrganisation, i)
	})
}

// wearing makes a session wear the expert's hat.
func (b *bench) wearing(d *db.DB, token, hat string) {
	_, err := d.Handle().ExecContext(b.ctx, `UPDATE account_session SET hat = $1 WHERE token_hash = $2`, hat, seal.HashToken(token))
	b.must(err)
}

// client is a signed-in browser that speaks over one kept connection.
type client struct {
	*http.Client
	address string
	token   string
}

func newClient(address, token string) *client {
	return &client{address: address, token: token, Client: &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       30 * time.Second,
	}}
}

func (c *client) do(method, path string, form url.Values) (int, []byte, error) {
	var body *strings.Reader
	if form == nil {
		body = strings.NewReader("")
	} else {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, c.address+path, body)
	if err != nil {
		return 0, nil, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.token != "" {
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: c.token})
	}
	res, err := c.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	var out bytes.Buffer
	_, err = out.ReadFrom(res.Body)
	return res.StatusCode, out.Bytes(), err
}

// listen opens a live stream; heard is told of each wake-up. It gives what ends it,
// once the stream has begun.
func (c *client) listen(path string, heard func()) (func(), error) {
	r, err := http.NewRequest(http.MethodGet, c.address+path, nil)
	if err != nil {
		return nil, err
	}
	if c.token != "" {
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: c.token})
	}
	res, err := (&http.Transport{DisableCompression: true}).RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		res.Body.Close()
		return nil, errors.New("the stream answers " + res.Status)
	}
	begun := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(res.Body)
		first := true
		for lines.Scan() {
			switch {
			case strings.HasPrefix(lines.Text(), "event: at") || strings.HasPrefix(lines.Text(), "event:at"):
				if first {
					first = false
					close(begun)
				}
			case strings.HasPrefix(lines.Text(), "event: wake") || strings.HasPrefix(lines.Text(), "event:wake"):
				heard()
			}
		}
	}()
	select {
	case <-begun:
	case <-time.After(20 * time.Second):
		res.Body.Close()
		return nil, errors.New("the stream says nothing")
	}
	return func() { res.Body.Close() }, nil
}
