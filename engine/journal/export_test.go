package journal

import (
	"testing"
	"time"
)

// Lease shortens for one test how long a follower keeps its cursor.
func Lease(t *testing.T, d time.Duration) {
	before := lease
	lease = d
	t.Cleanup(func() { lease = before })
}
