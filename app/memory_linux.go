package app

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// giveBackProgram gives the pages of the program's own file back to the system.
// Opening a house reads nearly all of it once, and most of that never again. What is
// touched later comes back by itself, as it came the first time, mostly from the
// system's cache. Only what was never written to is given back: parts that a loader
// changed would be lost.
func giveBackProgram() {
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return
	}
	var from, size uintptr
	for line := range strings.Lines(string(maps)) {
		fields := strings.Fields(line)
		switch {
		case len(fields) >= 2 && strings.HasSuffix(fields[0], ":"):
			if fields[0] == "Anonymous:" && fields[1] == "0" && size > 0 {
				// Refused, nothing has changed.
				_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, from, size, syscall.MADV_DONTNEED)
			}
		case len(fields) >= 6:
			from, size = 0, 0
			if readOnly(fields[1]) && filepath.Clean(strings.Join(fields[5:], " ")) == self {
				from, size = span(fields[0])
			}
		default:
			from, size = 0, 0
		}
	}
}

func readOnly(rights string) bool { return rights == "r--p" || rights == "r-xp" }

// span reads 00400000-01ceb000.
func span(text string) (from, size uintptr) {
	first, last, _ := strings.Cut(text, "-")
	a, err := strconv.ParseUint(first, 16, 64)
	if err != nil {
		return 0, 0
	}
	b, err := strconv.ParseUint(last, 16, 64)
	if err != nil || b < a {
		return 0, 0
	}
	return uintptr(a), uintptr(b - a)
}
