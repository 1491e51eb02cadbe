package i18n

import (
	"sync"
	"time"
)

// zonesKept bounds what Zone remembers: there are some six hundred zones, but a
// cookie can spell one in many ways.
const zonesKept = 1024

var zones = struct {
	sync.RWMutex
	known map[string]*time.Location
}{known: map[string]*time.Location{}}

// Zone gives a time zone by its IANA name. It is read from disk once.
func Zone(name string) (*time.Location, error) {
	zones.RLock()
	z, ok := zones.known[name]
	zones.RUnlock()
	if ok {
		return z, nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, err
	}
	zones.Lock()
	if len(zones.known) < zonesKept {
		zones.known[name] = z
	}
	zones.Unlock()
	return z, nil
}
