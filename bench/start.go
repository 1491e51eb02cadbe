package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"guildhall/test/tool"
)

const hello = `package main

import (
	"fmt"
	"net"
	"net/http"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("open at http://" + l.Addr().String())
	http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("hello")) }))
}
`

// start measures an empty instance: first page, memory, size of the program, and a
// build from nothing; the floor is a program that says hello.
func (b *bench) start(o options) {
	b.part(func() {
		dir := b.TempDir()
		ours, bare := filepath.Join(dir, "guildhall"), filepath.Join(dir, "hello")
		b.must(os.MkdirAll(filepath.Join(dir, "src"), 0o755))
		b.must(os.WriteFile(filepath.Join(dir, "src", "main.go"), []byte(hello), 0o600))
		b.must(os.WriteFile(filepath.Join(dir, "src", "go.mod"), []byte("module hello\n\ngo 1.26\n"), 0o600))
		b.compile(tool.Root(), "./cmd/guildhall", ours, "")
		b.compile(filepath.Join(dir, "src"), ".", bare, "")
		const floorIs = "a program that says hello"

		first, memory := b.opening(func(n int) *exec.Cmd {
			return exec.Command(ours, "serve", "--sandbox", "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "data"+strconv.Itoa(n)))
		})
		bareFirst, bareMemory := b.opening(func(int) *exec.Cmd { return exec.Command(bare) })
		b.report.add(figure{Part: "start", What: "empty instance to first page", Value: millis(first), Unit: "ms", Floor: millis(bareFirst), FloorIs: floorIs, Aim: "< 300 ms", Met: met(first < 300*time.Millisecond)})
		b.report.add(figure{Part: "start", What: "idle memory after it", Value: memory, Unit: "MB", Floor: bareMemory, FloorIs: floorIs, Aim: "< 60 MB", Met: met(memory < 60)})
		size, bareSize := b.megabytes(ours), b.megabytes(bare)
		b.report.add(figure{Part: "start", What: "size of the program", Value: size, Unit: "MB", Floor: bareSize, FloorIs: floorIs, Aim: "< 60 MB", Met: met(size < 60)})
		if o.build {
			took := b.compile(tool.Root(), "./cmd/guildhall", ours, filepath.Join(dir, "cache1"))
			bareTook := b.compile(filepath.Join(dir, "src"), ".", bare, filepath.Join(dir, "cache2"))
			b.report.add(figure{Part: "start", What: "build from nothing", Value: took.Seconds(), Unit: "s", Floor: bareTook.Seconds(), FloorIs: floorIs, Aim: "< 180 s", Met: met(took < 3*time.Minute)})
		}
	})
}

// compile builds a program; a cache folder of its own makes it a build from nothing.
func (b *bench) compile(dir, what, to, cache string) time.Duration {
	cmd := exec.CommandContext(b.ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", to, what)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if cache != "" {
		cmd.Env = append(cmd.Env, "GOCACHE="+cache)
	}
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("building %s: %v\n%s", what, err, out)
	}
	return time.Since(began)
}

func (b *bench) megabytes(path string) float64 {
	info, err := os.Stat(path)
	b.must(err)
	return float64(info.Size()) / 1e6
}

// opening starts a program five times from nothing and gives the middle time until
// its first page was read, and its memory three seconds later.
func (b *bench) opening(program func(n int) *exec.Cmd) (first time.Duration, memory float64) {
	var times []time.Duration
	for n := range 5 {
		cmd := program(n)
		out, err := cmd.StdoutPipe()
		b.must(err)
		began := time.Now()
		b.must(cmd.Start())
		lines := bufio.NewScanner(out)
		address := ""
		for address == "" && lines.Scan() {
			_, address, _ = strings.Cut(lines.Text(), "open at ")
		}
		go func() {
			for lines.Scan() { // The rest is of no interest, but must be read.
			}
		}()
		res, err := http.Get(strings.TrimSpace(address) + "/")
		if err == nil {
			_, err = bufio.NewReader(res.Body).ReadByte()
			res.Body.Close()
		}
		times = append(times, time.Since(began))
		if n == 0 && err == nil {
			pause(b.ctx, 3*time.Second)
			memory = residentMB(cmd.Process.Pid)
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		b.must(err)
	}
	slices.Sort(times)
	return times[len(times)/2], memory
}

var resident = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// residentMB is what the system holds in memory for a process; 0 where it does not say.
func residentMB(pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	m := resident.FindSubmatch(raw)
	if m == nil {
		return 0
	}
	kb, _ := strconv.ParseFloat(string(m[1]), 64) // digits only
	return kb / 1000
}
