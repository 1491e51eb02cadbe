//go:build !linux && !darwin

package disk

// Room cannot be asked here.
func Room(string) (free, all int64) { return Unknown, Unknown }
