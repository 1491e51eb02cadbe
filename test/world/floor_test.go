package world_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"guildhall/market/account"
	"guildhall/test/world"
)

func TestAStrangersSiteCannotWriteWithAReadersSession(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	b := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"})
	for _, header := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}},
	} {
		r, _ := http.NewRequestWithContext(t.Context(), "POST", w.Address+"/api/v1/requests", strings.NewReader(`{}`))
		r.Header = header.Clone()
		r.Header.Set("Content-Type", "text/plain") // which a page may send without asking first
		res, err := b.Client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if kind := res.Header.Get("Content-Type"); res.StatusCode != 403 || kind != "application/problem+json" || !strings.Contains(string(said), `"cross_site"`) {
			t.Errorf("the API answers %d %s: %s", res.StatusCode, kind, said)
		}
		a := b.Do("POST", "/language", "application/x-www-form-urlencoded", strings.NewReader("lang=ja"), header).Want(t, 403)
		if !strings.Contains(a.Header.Get("Content-Type"), "text/html") || len(a.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("the page answers %v: %s", a.Header, world.Words(a.Body))
		}
	}
}

func TestWhatWasUploadedLeavesNothingInTheTemporaryFolder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	w := world.Start(t, world.Config(t, ""))
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, _ := form.CreateFormFile("file", "large.bin")
	_, _ = part.Write(make([]byte, 12<<20-4<<20))
	_ = form.WriteField("lang", "ja")
	form.Close()
	w.Visitor(t).Do("POST", "/language", form.FormDataContentType(), &body, nil).Want(t, 303)
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		left, err := os.ReadDir(dir)
		if err == nil && len(left) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("left behind: %v %v", left, err)
		}
	}
}

func TestWithoutADatabaseThereIsAPlainPageAndAProblem(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		b := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"})
		w.House.DB.Close()
		for _, path := range []string{"/sign-in", "/settings", "/nothing"} {
			a := b.Get(path).Want(t, 503)
			if !strings.Contains(a.Header.Get("Content-Type"), "text/html") || a.Header.Get("Retry-After") == "" {
				t.Errorf("%s answers %v", path, a.Header)
			}
		}
		b.Post("/language", "lang", "ja").Want(t, 503)
		if a := b.JSON("GET", "/house", nil, nil).Want(t, 503); a.Header.Get("Content-Type") != "application/problem+json" || a.Header.Get("Retry-After") == "" {
			t.Errorf("the API answers %v", a.Header)
		}
	})
}

func TestTextThatIsNoTextIsRefusedNotStumbledOver(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		for _, bad := range []string{"\xff\xfe", "a\x00b@example.org"} {
			if a := w.Visitor(t).Post("/sign-in/link", "email", bad); a.Status >= 500 || a.Status < 400 {
				t.Errorf("%q: %d %s", bad, a.Status, world.Words(a.Body))
			}
			if a := w.Visitor(t).Post("/sign-in/password", "email", bad, "password", bad); a.Status >= 500 || a.Status < 400 {
				t.Errorf("%q as a password: %d", bad, a.Status)
			}
		}
		if a := w.Visitor(t).Get("/sign-in/%FF%00"); a.Status >= 500 {
			t.Errorf("a token of bytes: %d", a.Status)
		}
	})
}

func TestABearerIsABearerHoweverItIsSpelt(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	b := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"})
	for _, word := range []string{"Bearer", "bearer", "BEARER"} { // RFC 9110, 11.1: the scheme's case means nothing
		b.Do("GET", "/api/v1/house", "", nil, http.Header{"Authorization": {word + " ghk_unknown"}}).Want(t, 401)
	}
}

func TestWhatIsBeingAnsweredWhenTheHouseClosesIsAnswered(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.Address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := "email=aiko%40example.org&password=wrong"
	fmt.Fprintf(conn, "POST /sign-in/password HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n", len(body))
	read := bufio.NewReader(conn)
	if line, err := read.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") { // It is being answered.
		t.Fatalf("%q %v", line, err)
	}
	_, _ = read.ReadString('\n')
	stopped := make(chan struct{})
	go func() { w.Stop(); close(stopped) }()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		c, err := net.Dial("tcp", strings.TrimPrefix(w.Address, "http://"))
		if err != nil {
			break // The door is shut.
		}
		c.Close()
	}
	fmt.Fprint(conn, body)
	res, err := http.ReadResponse(read, nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 422 && res.StatusCode != 401 && res.StatusCode != 403 {
		t.Errorf("answered %d", res.StatusCode)
	}
	<-stopped
}
