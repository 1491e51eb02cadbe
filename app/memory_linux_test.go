package app

import (
	"os"
	"regexp"
	"strconv"
	"testing"
)

func TestWhatOnlyOpeningTheHouseNeededOfTheProgramIsGivenBack(t *testing.T) {
	before := heldOfFiles(t)
	giveBackProgram()
	if after := heldOfFiles(t); after >= before {
		t.Errorf("%d kB of files are held, %d kB before", after, before)
	}
}

var rssFile = regexp.MustCompile(`RssFile:\s+(\d+) kB`)

func heldOfFiles(t *testing.T) int {
	t.Helper()
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("this system does not say what it holds: ", err)
	}
	m := rssFile.FindSubmatch(raw)
	if m == nil {
		t.Skip("this system does not say what it holds of files")
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
