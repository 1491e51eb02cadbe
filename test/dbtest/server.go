package dbtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// Server is a PostgreSQL of one test's own, which may be stopped and started.
type Server struct {
	// URL is the address of an empty database on it.
	URL string

	t    testing.TB
	bin  string
	dir  string
	port int
}

// NewServer makes and starts a server, or leaves the test out where there is none.
// Like test/postgres.sh it does not run PostgreSQL as root.
func NewServer(t testing.TB) *Server {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is right
	if len(found) == 0 || os.Getenv("GUILDHALL_TEST_POSTGRES") == "" {
		t.Skip("left out: no PostgreSQL to stop and start (GUILDHALL_TEST_POSTGRES is not set)")
	}
	slices.Sort(found)
	dir, err := os.MkdirTemp("", "guildhall-pg")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, bin: filepath.Dir(found[len(found)-1]), dir: dir, port: freePort(t)}
	t.Cleanup(func() { s.Stop(); _ = os.RemoveAll(dir) })
	if os.Getuid() == 0 {
		if out, err := exec.Command("chown", "postgres", dir).CombinedOutput(); err != nil {
			t.Skipf("left out: PostgreSQL does not run as root, and there is nobody else (%s)", out)
		}
	}
	s.must("initdb", "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
	s.Start()
	s.URL = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.port)
	return s
}

func freePort(t testing.TB) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *Server) run(tool string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.bin, tool), args...)
	if os.Getuid() == 0 {
		cmd = exec.Command("runuser", append([]string{"-u", "postgres", "--", filepath.Join(s.bin, tool)}, args...)...)
	}
	cmd.Dir = s.dir
	// The server keeps what it inherits open: its output goes to its log.
	return cmd.Run()
}

func (s *Server) must(tool string, args ...string) {
	s.t.Helper()
	if err := s.run(tool, args...); err != nil {
		log, _ := os.ReadFile(filepath.Join(s.dir, "log")) // may not be there yet
		s.t.Fatalf("%s: %v\n%s", tool, err, log)
	}
}

// Start starts the server and waits until it answers.
func (s *Server) Start() {
	s.t.Helper()
	s.must("pg_ctl", "-D", filepath.Join(s.dir, "data"), "-w", "-l", filepath.Join(s.dir, "log"),
		"-o", fmt.Sprintf("-p %d -k %s -c listen_addresses=127.0.0.1 -c fsync=off", s.port, s.dir), "start")
}

// Stop stops the server at once, as a crash would. Stopped already is as good.
func (s *Server) Stop() {
	_ = s.run("pg_ctl", "-D", filepath.Join(s.dir, "data"), "-m", "immediate", "-w", "stop")
}
