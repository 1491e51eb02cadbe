//go:build linux || darwin

package disk

import "syscall"

// Room gives the bytes that are free for us, and all there are; Unknown when the
// folder cannot be asked.
func Room(folder string) (free, all int64) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return Unknown, Unknown
	}
	size := int64(s.Bsize)                                //nolint:unconvert // its type differs between systems
	return int64(s.Bavail) * size, int64(s.Blocks) * size //nolint:gosec // a disk is smaller than 2^63 bytes
}
