//go:build unix

package job

import (
	"errors"
	"os"
	"syscall"
)

// alive tells whether a process of this machine is there. Our own number under
// another name is a process that is gone, as every start in a container has number 1.
func alive(pid int) bool {
	if pid == os.Getpid() {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
