// Package fault does to the real program what machines do to programs: kill it,
// take its database away, fill its disk, let several of it run at once. What was
// acknowledged must be there afterwards, and a person must meet a plain page.
package fault

import (
	"os"
	"testing"

	"guildhall/base/config"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

func TestMain(m *testing.M) {
	code := m.Run()
	world.Sweep()
	os.Exit(code)
}

// onBoth runs a test with the settings of a fresh house on each database.
func onBoth(t *testing.T, test func(t *testing.T, c config.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, world.Config(t, "")) })
	t.Run("postgres", func(t *testing.T) { test(t, world.Config(t, dbtest.PostgresURL(t))) })
}

// soaking tells that there is time for the long run.
func soaking() bool { return os.Getenv("GUILDHALL_SOAK") != "" }
