package db

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"sync"

	"guildhall/base/id"
)

// Remembering gives a context in which a question that is marked for it (Query.Once)
// and is asked outside a change is asked once: the same query with the same arguments
// is answered from memory, that nothing was found too, until a change is made in that
// context. It is for one page, whose parts ask the same things without knowing of each
// other, and which then also shows one answer to each. What is asked a second time
// while it is asked is waited for.
//
// Who reads must not alter what it was given, but for the order and length of a list.
func Remembering(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoryKey{}, &memory{answers: map[question]*known{}})
}

// Know tells a context that remembers what One would find, for who has read it
// together with something else.
func Know[T any](ctx context.Context, q *Query, answer T, args ...any) {
	m := memoryIn(ctx)
	key, plain := plainArgs(args)
	if m == nil || !plain {
		return
	}
	k := &known{done: make(chan struct{}), use: true, answer: answer}
	close(k.done)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers[question{q, key}] = k
}

type memoryKey struct{}

func memoryIn(ctx context.Context) *memory {
	m, _ := ctx.Value(memoryKey{}).(*memory)
	return m
}

// memory holds what one page was told.
type memory struct {
	mu      sync.Mutex
	answers map[question]*known
}

type question struct {
	*Query
	args string
}

// known is an answer, or one that is waited for until done is closed. It is no use
// when the question failed.
type known struct {
	done   chan struct{}
	use    bool
	answer any
	none   bool
	// resting are the gatherings whose reads wait for it; guarded by the memory.
	resting []*gathering
}

// forget drops what a change may have made wrong.
func (m *memory) forget() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.answers)
}

// find gives what is known of a question; mine tells that nothing is, and that the
// caller is the one who asks.
func (m *memory) find(q question) (k *known, mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k = m.answers[q]; k == nil {
		k, mine = &known{done: make(chan struct{})}, true
		m.answers[q] = k
	}
	return k, mine
}

// told keeps the answer to a question, or that it failed, for those who wait for it.
func (m *memory) told(q question, k *known) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !k.use && m.answers[q] == k {
		delete(m.answers, q)
	}
	for _, g := range k.resting {
		g.wake()
	}
	close(k.done)
}

// wait waits for what somebody else of the same page was asked.
func (m *memory) wait(ctx context.Context, k *known) {
	g := gatheringIn(ctx)
	m.mu.Lock()
	select {
	case <-k.done:
		g = nil
	default:
		if g != nil {
			k.resting = append(k.resting, g)
		}
	}
	m.mu.Unlock()
	if g != nil {
		g.rest()
	}
	<-k.done
}

// remembered answers a question from memory, or asks and remembers.
func remembered[T any](ctx context.Context, r Reader, q *Query, args []any, ask func() (T, error)) (T, error) {
	m := memoryIn(ctx)
	if m == nil {
		return ask()
	}
	_, outside := r.(*DB)
	key, plain := plainArgs(args)
	if !outside || !plain {
		return ask()
	}
	asks := question{q, key}
	k, mine := m.find(asks)
	if mine {
		defer m.told(asks, k)
		answer, err := ask()
		k.use, k.answer, k.none = err == nil || errors.Is(err, ErrNone), answer, err != nil
		return answer, err
	}
	m.wait(ctx, k)
	answer, same := k.answer.(T)
	switch {
	case !k.use || !same: // It failed, or was asked for in another form.
		return ask()
	case k.none:
		return answer, ErrNone
	}
	return answer, nil
}

// plainArgs writes arguments down so that different ones never look the same; plain is
// false when one is of a kind that is not asked with often.
func plainArgs(args []any) (key string, plain bool) {
	out := make([]byte, 0, 24*len(args))
	for _, arg := range args {
		switch a := arg.(type) {
		case id.ID:
			out = append(append(out, 'i'), a[:]...)
		case string:
			out = append(binary.AppendUvarint(append(out, 's'), uint64(len(a))), a...)
		case int:
			out = binary.AppendVarint(append(out, 'n'), int64(a))
		case int64:
			out = binary.AppendVarint(append(out, 'n'), a)
		default:
			return "", false
		}
	}
	return string(out), true
}

// own is a list of one's own.
func own[T any](list []T, err error) ([]T, error) { return slices.Clone(list), err }
