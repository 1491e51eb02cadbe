//go:build !unix

package job

// alive cannot be asked here; the heartbeat's age decides.
func alive(int) bool { return true }
