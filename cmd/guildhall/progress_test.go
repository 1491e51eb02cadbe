package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestProgressThatIsNotSeenOnATerminalIsAFewWholeLines(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	tell := telling(&out)
	for done := 1; done <= 326; done++ {
		tell(done, 326)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if strings.Contains(out.String(), "\r") || len(lines) != 4 || lines[3] != "Telling the demo's story: 326 of 326" {
		t.Errorf("the log holds %q", out.String())
	}
}
