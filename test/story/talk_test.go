package story_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/test/naughty"
	"guildhall/test/world"
)

// form sends a page's form with files, as a browser without script does.
func form(t *testing.T, b *world.Browser, path string, fields map[string]string, files map[string]string) world.Answer {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		part, err := m.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Do("POST", path, m.FormDataContentType(), &body, nil)
}

func TestAConversationWorksWithoutScript(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		c := openChat(t, w)
		form(t, c.ben, c.path+"/messages", map[string]string{"text": "**Look** at this:\nline two", "_key": "k1"},
			map[string]string{"graph.svg": "<svg onload=alert(1)>", "表.csv": "a,b"}).Want(t, 303)
		form(t, c.ben, c.path+"/messages", map[string]string{"text": "**Look** at this:\nline two", "_key": "k1"}, nil).Want(t, 409)
		page := c.aiko.Get(c.path).Want(t, 200)
		for _, want := range []string{"<strong>Look</strong>", "line two", "graph.svg", "表.csv"} {
			if !strings.Contains(page.Body, want) {
				t.Errorf("the page lacks %q: %s", want, world.Words(page.Body))
			}
		}
		if strings.Contains(page.Body, "aiko@example.org") || strings.Contains(c.ben.Get(c.path).Body, "aiko@example.org") {
			t.Error("an address is shown")
		}
		href := page.Body[strings.Index(page.Body, `href="/files/`)+6:]
		href = href[:strings.IndexByte(href, '"')]
		file := c.aiko.Get(href).Want(t, 200)
		for header, want := range map[string]string{"Content-Disposition": "attachment;", "Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"} {
			if !strings.HasPrefix(file.Header.Get(header), want) {
				t.Errorf("%s is %q", header, file.Header.Get(header))
			}
		}
		if kind := file.Header.Get("Content-Type"); strings.Contains(kind, "svg") || strings.Contains(kind, "html") {
			t.Errorf("served as %s", kind)
		}
		stranger := c.Visitor(t)
		if a := stranger.Get(href); a.Status == 200 {
			t.Error("a visitor reads the file")
		}

		long := strings.Repeat("あ", 10_001)
		refused := form(t, c.aiko, c.path+"/messages", map[string]string{"text": long, "_key": "k2"}, map[string]string{"kept.txt": "words"}).Want(t, 422)
		if !strings.Contains(refused.Body, long) || !strings.Contains(refused.Body, "kept.txt") {
			t.Error("what was typed and attached is lost")
		}
		form(t, c.aiko, c.path+"/messages", map[string]string{"text": "", "_key": "k3"}, nil).Want(t, 422)
		form(t, c.aiko, c.path+"/messages", map[string]string{"text": "x", "_key": "k4"}, map[string]string{"big": strings.Repeat("x", 10<<20+1)}).Want(t, 422)
		if got := c.aiko.Get("/conversations?q=look").Want(t, 200); !strings.Contains(got.Body, "line two") {
			t.Error("the search finds nothing")
		}
		c.aiko.Post(c.path+"/archive").Want(t, 303)
		if strings.Contains(c.aiko.Get("/conversations").Body, "RDS bill doubled") || !strings.Contains(c.aiko.Get("/conversations?archived=1").Body, "RDS bill doubled") {
			t.Error("the archived one is in the wrong list")
		}
	})
}

func TestNaughtyStringsAsMessagesAndFileNames(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	c := openChat(t, w)
	w.House.Talks.MessagesPerMinute = 0
	for i, s := range naughty.Strings() {
		a := form(t, c.aiko, c.path+"/messages", map[string]string{"text": s}, map[string]string{fmt.Sprintf("%s-%d.txt", strings.ToValidUTF8(s, "?"), i): "x"})
		if a.Status != 303 && a.Status != 422 {
			t.Errorf("%q: status %d", s, a.Status)
		}
		if a.Status == 422 {
			c.aiko.Post(c.path+"/draft", "text", s)
		}
	}
	for _, path := range []string{c.path, "/conversations", c.path + "/files", c.path + "?q=" + url.QueryEscape("<script>")} {
		page := c.ben.Get(path).Want(t, 200)
		if i := strings.Index(page.Body, "<script"); strings.Count(page.Body, "<script") != 1 || !strings.HasPrefix(page.Body[i:], `<script src="/static/`) {
			t.Errorf("%s holds a script of somebody else's", path)
		}
		if strings.Contains(page.Body, "<img src=x") || strings.Contains(page.Body, "<svg/onload") {
			t.Errorf("%s holds somebody's tag", path)
		}
	}
}

// wire is one open stream over real HTTP, compressed as browsers ask for.
type wire struct {
	cancel context.CancelFunc
	lock   sync.Mutex
	ids    []string // of events, in order
	lastID string
	kinds  map[string]int
	ended  chan struct{}
}

func listen(t *testing.T, address string, header http.Header) *wire {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	r.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if kind := res.Header.Get("Content-Type"); res.StatusCode != 200 || !strings.HasPrefix(kind, "text/event-stream") {
		t.Fatalf("status %d, %s", res.StatusCode, kind)
	}
	var body io.Reader = res.Body
	if res.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(res.Body); err != nil {
			t.Fatal(err)
		}
	} else {
		t.Error("the stream is not compressed")
	}
	e := &wire{cancel: cancel, kinds: map[string]int{}, ended: make(chan struct{})}
	go func() {
		defer close(e.ended)
		defer res.Body.Close()
		e.read(bufio.NewReader(body))
	}()
	t.Cleanup(e.close)
	return e
}

func (e *wire) read(r *bufio.Reader) {
	kind := ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		e.lock.Lock()
		switch field, value, _ := strings.Cut(strings.TrimSpace(line), ": "); field {
		case "id":
			e.lastID = value
		case "event":
			kind = value
		case "data":
			var wake struct{ Event, Name string }
			if json.Unmarshal([]byte(value), &wake) == nil && wake.Event != "" {
				e.ids = append(e.ids, wake.Event)
				kind = wake.Name
			}
			e.kinds[kind]++
		}
		e.lock.Unlock()
	}
}

func (e *wire) close() { e.cancel(); <-e.ended }

func (e *wire) state() (events []string, lastID string) {
	e.lock.Lock()
	defer e.lock.Unlock()
	return append([]string{}, e.ids...), e.lastID
}

func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}

func TestAStreamOverHTTPIsTakenUpAgainWithNothingMissed(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		c := openChat(t, w)
		say := func(n int) {
			c.ben.JSON("POST", c.path+"/messages/individual", map[string]any{"text": fmt.Sprint(n)}, nil).Want(t, 201)
		}
		settled := func() {
			t.Helper()
			await(t, "all is sealed", func() bool {
				quiet, err := w.House.Journal.Quiet(t.Context())
				return err == nil && quiet
			})
		}
		settled()
		position, err := w.House.Journal.Position(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		session := http.Header{"Cookie": {"guildhall_session=" + c.street.AikoToken}}
		address := fmt.Sprintf("%s/live?after=%d", w.Address, position)
		first := listen(t, address, session.Clone())
		for n := range 5 {
			say(n)
		}
		await(t, "the first five are heard", func() bool { ids, _ := first.state(); return len(ids) >= 5 })
		first.close()
		heard := map[string]bool{}
		ids, last := first.state()
		for _, one := range ids {
			heard[one] = true
		}
		for n := range 5 {
			say(5 + n) // Nobody listens.
		}
		again := session.Clone()
		if last != "" {
			again.Set("Last-Event-ID", last)
		}
		second := listen(t, address, again)
		for n := range 5 {
			say(10 + n)
		}
		await(t, "all fifteen are heard", func() bool {
			ids, _ := second.state()
			for _, one := range ids {
				heard[one] = true
			}
			return len(heard) == 15
		})

		settled()
		var token struct{ Token, Stream string }
		c.aiko.JSON("POST", "/chat/token", nil, &token).Want(t, 201)
		third := listen(t, token.Stream, http.Header{})
		say(15)
		await(t, "a program hears it", func() bool { ids, _ := third.state(); return len(ids) == 1 })
	})
}

func TestAConversationOverTheAPI(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		c := openChat(t, w)
		var list struct {
			Items []struct {
				ID, Title string
				Unread    bool
				With      struct{ Name string }
			}
		}
		c.aiko.JSON("GET", "/conversations?side=customer", nil, &list).Want(t, 200)
		if len(list.Items) != 1 || list.Items[0].ID != c.id || !list.Items[0].Unread || list.Items[0].With.Name != "Ben Carter" {
			t.Fatalf("listed %+v", list)
		}
		var a struct{ ID string }
		up := c.ben.Do("POST", "/api/v1"+c.path+"/attachments?name=plan.txt", "application/octet-stream", strings.NewReader("step one"), nil).Want(t, 201)
		if err := json.Unmarshal([]byte(up.Body), &a); err != nil {
			t.Fatal(err)
		}
		c.aiko.Do("GET", "/api/v1/attachments/"+a.ID, "", nil, nil).Want(t, 404) // not sent yet
		var m struct {
			ID          string
			Attachments []struct{ Name string }
		}
		key := http.Header{"Idempotency-Key": {"one"}}
		raw := fmt.Sprintf(`{"text":"See the plan.","attachments":[%q]}`, a.ID)
		sent := c.ben.Do("POST", "/api/v1"+c.path+"/messages/individual", "application/json", strings.NewReader(raw), key).Want(t, 201)
		if err := json.Unmarshal([]byte(sent.Body), &m); err != nil || len(m.Attachments) != 1 || m.Attachments[0].Name != "plan.txt" {
			t.Fatalf("sent %s", sent.Body)
		}
		if again := c.ben.Do("POST", "/api/v1"+c.path+"/messages/individual", "application/json", strings.NewReader(raw), key).Want(t, 201); !strings.Contains(again.Body, m.ID) {
			t.Error("the same key made another message")
		}
		if got := c.aiko.Do("GET", "/api/v1/attachments/"+a.ID, "", nil, nil).Want(t, 200); got.Body != "step one" || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("downloaded %q", got.Body)
		}
		c.ben.JSON("POST", c.path+"/messages/company", map[string]any{"text": "x"}, nil).Want(t, 403)
		c.aiko.JSON("GET", c.path+"/company-messages", nil, nil).Want(t, 404)
		c.aiko.JSON("POST", "/messages/"+m.ID+"/read", nil, nil).Want(t, 204)
		c.aiko.JSON("POST", "/messages/"+m.ID+"/report", map[string]any{"note": "odd"}, nil).Want(t, 201)
		var page struct {
			Items []struct {
				Kind    string
				Message struct{ Text string }
			}
			Next string
		}
		c.aiko.JSON("GET", c.path+"/messages?limit=2", nil, &page).Want(t, 200)
		if len(page.Items) != 2 || page.Items[0].Message.Text != "See the plan." || page.Next == "" {
			t.Errorf("read %+v", page)
		}
		c.aiko.JSON("GET", c.path+"/messages?limit=2&cursor="+page.Next, nil, &page).Want(t, 200)
		c.aiko.JSON("GET", "/messages?q=plan", nil, nil).Want(t, 200)
		c.aiko.JSON("GET", c.path+"/chat", nil, nil).Want(t, 200)
		c.aiko.JSON("GET", c.path+"/attachments", nil, nil).Want(t, 200)
		c.aiko.JSON("DELETE", "/attachments/"+a.ID, nil, nil).Want(t, 403)
		c.ben.JSON("DELETE", "/attachments/"+a.ID, nil, nil).Want(t, 204)
		c.aiko.JSON("GET", "/attachments/"+a.ID, nil, nil).Want(t, 404)
		c.aiko.JSON("POST", c.path+"/members", map[string]any{"add": []string{"per_nobody"}}, nil).Want(t, 404)
		c.aiko.JSON("POST", c.path+"/archive", nil, nil).Want(t, 204)
		c.aiko.JSON("POST", c.path+"/archive", nil, nil).Want(t, 409)
		c.aiko.JSON("POST", c.path+"/unarchive", nil, nil).Want(t, 204)
		c.aiko.JSON("GET", "/conversations/con_00000000000000000000000001", nil, nil).Want(t, 404)
		direct := map[string]any{"to": "per_" + c.street.Ben.Person.String(), "subject": "Our backups", "text": "Do you have time?"}
		var made struct{ ID string }
		c.aiko.JSON("POST", "/conversations", direct, &made).Want(t, 201)
		if made.ID == c.id {
			t.Error("a direct message went into the answer to a request")
		}
		chie := world.At(t, w.Address, c.street.ChieToken)
		chie.JSON("GET", c.path, nil, nil).Want(t, 404)
	})
}
