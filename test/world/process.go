package world

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/test/dbtest"
	"guildhall/test/tool"
	"guildhall/web"
)

var (
	programOnce sync.Once
	programPath string
	programErr  string
)

// Program builds the real program once for this test run and gives its path,
// outside the repository.
func Program(t testing.TB) string {
	t.Helper()
	programOnce.Do(func() {
		dir, err := os.MkdirTemp("", "guildhall-program")
		if err != nil {
			programErr = err.Error()
			return
		}
		programPath = filepath.Join(dir, "guildhall")
		build := exec.Command("go", "build", "-o", programPath, "./cmd/guildhall")
		build.Dir = tool.Root()
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			programErr = err.Error() + "\n" + string(out)
		}
	})
	if programErr != "" {
		t.Fatal(programErr)
	}
	return programPath
}

// Sweep takes the built program away again; TestMain calls it.
func Sweep() {
	if programPath != "" {
		_ = os.RemoveAll(filepath.Dir(programPath))
	}
}

// Process is the real program running by itself, to be killed.
type Process struct {
	T       testing.TB
	Address string

	cmd   *exec.Cmd
	ended chan struct{}
	log   *tail
}

// Serve starts `guildhall serve` in a sandbox on a free port and waits until it is
// open. Args come after the usual ones.
func Serve(t testing.TB, data, database string, args ...string) *Process {
	t.Helper()
	all := append([]string{"serve", "--sandbox", "--listen", "127.0.0.1:0", "--data", data, "--zone", "Asia/Tokyo",
		"--begins", dbtest.Monday.Format(time.RFC3339)}, args...)
	if database != "" {
		all = append(all, "--database", database)
	}
	cmd := exec.Command(Program(t), all...)
	cmd.Env = append(os.Environ(), "GUILDHALL_LOG_LEVEL=warn")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &Process{T: t, cmd: cmd, ended: make(chan struct{}), log: &tail{}}
	cmd.Stderr = p.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	open := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if _, address, ok := strings.Cut(lines.Text(), "open at "); ok {
				open <- strings.TrimSpace(address)
			}
		}
		_ = cmd.Wait() // Killed processes end badly on purpose.
		close(p.ended)
	}()
	select {
	case p.Address = <-open:
	case <-p.ended:
		t.Fatalf("the program ended at once: %s", p.log)
	case <-time.After(60 * time.Second):
		p.Kill()
		t.Fatalf("the program does not open: %s", p.log)
	}
	return p
}

// Kill is kill -9: no goodbye. More than once does nothing.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // Already ended is as good.
	<-p.ended
}

// Said is the end of what the program wrote to its log.
func (p *Process) Said() string { return p.log.String() }

// Browser opens a browser at the process; a token signs it in.
func (p *Process) Browser(t testing.TB, token string) *Browser {
	t.Helper()
	return At(t, p.Address, token)
}

// At opens a browser at any address; a token, if any, signs it in.
func At(t testing.TB, address, token string) *Browser {
	t.Helper()
	jar, _ := cookiejar.New(nil) // never fails without options
	if token != "" {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		jar.SetCookies(u, []*http.Cookie{{Name: web.SessionCookie, Value: token, Path: "/"}})
	}
	return &Browser{T: t, Address: address, Client: &http.Client{Jar: jar, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Inside opens the house's rooms over a database without serving it, does
// something, and closes it again.
func Inside(t testing.TB, c config.Config, do func(h *app.House)) {
	t.Helper()
	h, err := app.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}()
	do(h)
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

var _ io.Writer = (*tail)(nil)

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if len(t.kept) > 8000 {
		t.kept = t.kept[len(t.kept)-8000:]
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
