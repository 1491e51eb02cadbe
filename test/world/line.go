package world

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Line is a line to the house that can be cut and mended, as a train entering a
// tunnel does: connections die without a goodbye.
type Line struct {
	Address string

	to       string
	listener net.Listener
	mu       sync.Mutex
	down     bool
	open     map[net.Conn]bool
}

// NewLine lays a line to an address of the form http://host:port.
func NewLine(t testing.TB, address string) *Line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &Line{Address: "http://" + listener.Addr().String(), to: strings.TrimPrefix(address, "http://"), listener: listener, open: map[net.Conn]bool{}}
	go l.serve()
	t.Cleanup(func() { listener.Close(); l.Cut() })
	return l
}

func (l *Line) serve() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		go l.carry(near)
	}
}

func (l *Line) carry(near net.Conn) {
	defer near.Close()
	if !l.keep(near) {
		return
	}
	defer l.drop(near)
	far, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer far.Close()
	if !l.keep(far) {
		return
	}
	defer l.drop(far)
	done := make(chan struct{}, 2)
	pass := func(to, from net.Conn) {
		_, _ = io.Copy(to, from) // A cut line ends here, on purpose.
		done <- struct{}{}
	}
	go pass(far, near)
	go pass(near, far)
	<-done
}

func (l *Line) keep(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return false
	}
	l.open[c] = true
	return true
}

func (l *Line) drop(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
}

// Cut ends every connection and lets none through until Mend.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = true
	for c := range l.open {
		c.Close()
	}
}

// Mend lets connections through again.
func (l *Line) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
}
