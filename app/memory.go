package app

import (
	"runtime/debug"
	"time"
)

// The runtime collects garbage whenever the heap has doubled. A house at rest holds
// some 15 MB, so that under load it would be collected thirty times a second, and
// those who read then wait for it. ballast makes the heap look larger by 48 MB: about
// a third as many collections. It is never touched, so no memory stands behind it.
var ballast []byte

const ballastSize = 48 << 20

// settle is called once the house is open. What opening it took is given back.
func settle() {
	if ballast == nil {
		ballast = make([]byte, ballastSize)
	}
	time.AfterFunc(time.Second, func() {
		debug.FreeOSMemory()
		giveBackProgram()
	})
}
