// Package left says what a plain `go test ./...` leaves out on this machine.
package left

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"guildhall/test/tool"
)

// TestWhatIsLeftOutIsSaid always passes. It speaks to the terminal itself, because
// `go test ./...` keeps to itself what passing tests say; with -v it is also there.
func TestWhatIsLeftOutIsSaid(t *testing.T) {
	var out []string
	if os.Getenv("GUILDHALL_TEST_POSTGRES") == "" {
		out = append(out, "everything on PostgreSQL (test/postgres.sh go test ./... brings its own server)")
	}
	if tool.Chromium() == "" {
		out = append(out, "the browser stories (no Chromium)")
	}
	if _, err := exec.LookPath("hledger"); err != nil {
		out = append(out, "the second opinion on the books (no hledger)")
	}
	if _, err := exec.LookPath("bean-check"); err != nil {
		out = append(out, "the third opinion on the books (no beancount)")
	}
	for _, program := range []string{"bash", "curl", "jq", "sha256sum"} {
		if _, err := exec.LookPath(program); err != nil {
			out = append(out, "the listing of the API's guide (no "+program+")")
			break
		}
	}
	if os.Getenv("GUILDHALL_SOAK") == "" {
		out = append(out, "the long runs (make soak)")
	}
	if len(out) == 0 {
		return
	}
	said := "Left out here: " + strings.Join(out, "; ") + ". `make test` runs what can be installed."
	t.Log(said)
	if terminal, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0); err == nil {
		defer terminal.Close()
		fmt.Fprintln(terminal, said)
	}
}
