package main

import (
	"fmt"
	"io"
	"os"
)

// telling reports how far the demo's story is told: on a terminal in one line that
// is written over, elsewhere (a log, a file) with a line for each quarter.
func telling(out io.Writer) func(done, all int) {
	over := onTerminal(out)
	return func(done, all int) {
		switch {
		case over:
			fmt.Fprintf(out, "\rTelling the demo's story: %d of %d", done, all)
			if done == all {
				fmt.Fprintln(out)
			}
		case done*4/all != (done-1)*4/all:
			fmt.Fprintf(out, "Telling the demo's story: %d of %d\n", done, all)
		}
	}
}

// onTerminal tells that somebody sees the words as they are written.
func onTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	about, err := file.Stat()
	return err == nil && about.Mode()&os.ModeCharDevice != 0
}
