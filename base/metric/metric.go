// Package metric owns the house's numbers for an operator's monitoring: counters,
// gauges and histograms with labels, told in Prometheus's text format (version
// 0.0.4), without the client library and its thirteen megabytes.
//
// Words: a metric is a name with help and label names; a series is one set of
// label values; a counter only grows, a gauge is a level, a histogram counts
// observations in fixed buckets.
//
// Invariants: names are checked when the metric is made, and a wrong one panics
// then, at start-up; a metric never holds more than SeriesMax series, so that
// hostile paths cannot fill the memory: what comes after is counted under the
// label value "other"; output is sorted and the same for the same numbers.
//
// It sends nothing anywhere and keeps nothing over a restart.
package metric

import (
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// SeriesMax is how many label sets one metric keeps.
const SeriesMax = 1000

// Registry holds the metrics of one program.
type Registry struct {
	mu       sync.Mutex
	families map[string]family
}

// family is one metric with all its series.
type family interface {
	write(b *strings.Builder)
}

// New makes an empty registry.
func New() *Registry { return &Registry{families: map[string]family{}} }

var (
	nameForm  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	labelForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

func (r *Registry) add(name string, labels []string, f family) {
	for _, label := range labels {
		if !labelForm.MatchString(label) || label == "le" {
			panic("metric: label " + label + " of " + name)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !nameForm.MatchString(name) || r.families[name] != nil {
		panic("metric: name " + name + " is malformed or stands twice")
	}
	r.families[name] = f
}

// vector keeps the series of one metric.
type vector[S any] struct {
	name, help, kind string
	labels           []string
	fresh            func() *S
	mu               sync.RWMutex
	series           map[string]*S // by label values, each ended by \xff
}

// With picks the series with these label values, in the order of the labels. A
// wrong number of them panics: it is a mistake in the program.
func (v *vector[S]) With(values ...string) *S {
	if len(values) != len(v.labels) {
		panic(fmt.Sprintf("metric: %s takes %d labels, not %d", v.name, len(v.labels), len(values)))
	}
	key := keyOf(values)
	v.mu.RLock()
	found, full := v.series[key], len(v.series) >= SeriesMax
	v.mu.RUnlock()
	if found != nil {
		return found
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if full || len(v.series) >= SeriesMax {
		other := make([]string, len(values))
		for i := range other {
			other[i] = "other"
		}
		key = keyOf(other)
	}
	if found = v.series[key]; found == nil {
		found = v.fresh()
		v.series[key] = found
	}
	return found
}

func keyOf(values []string) string {
	var key strings.Builder
	for _, value := range values {
		key.WriteString(strings.ToValidUTF8(value, "\ufffd"))
		key.WriteByte('\xff')
	}
	return key.String()
}

// each calls do with the written labels of every series, in order.
func (v *vector[S]) each(do func(labels string, s *S)) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	keys := make([]string, 0, len(v.series))
	for key := range v.series {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		var labels []string
		for i, value := range strings.Split(strings.TrimSuffix(key, "\xff"), "\xff")[:len(v.labels)] {
			labels = append(labels, v.labels[i]+`="`+escape.Replace(value)+`"`)
		}
		do(strings.Join(labels, ","), v.series[key])
	}
}

var (
	escape     = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
	escapeHelp = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
)

func head(b *strings.Builder, name, help, kind string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, escapeHelp.Replace(help), name, kind)
}

func sample(b *strings.Builder, name, labels string, value float64) {
	b.WriteString(name)
	if labels != "" {
		b.WriteString("{" + labels + "}")
	}
	b.WriteString(" " + number(value) + "\n")
}

func number(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "+Inf"
	case math.IsInf(v, -1):
		return "-Inf"
	case v == math.Trunc(v) && math.Abs(v) < 1<<53:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// level is a float64 that many goroutines change.
type level struct{ bits atomic.Uint64 }

func (l *level) get() float64  { return math.Float64frombits(l.bits.Load()) }
func (l *level) set(v float64) { l.bits.Store(math.Float64bits(v)) }
func (l *level) add(v float64) {
	for {
		old := l.bits.Load()
		if l.bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+v)) {
			return
		}
	}
}

// Text writes every metric, sorted by name.
func (r *Registry) Text() string {
	r.mu.Lock()
	names := make([]string, 0, len(r.families))
	families := make(map[string]family, len(r.families))
	for name, f := range r.families {
		names, families[name] = append(names, name), f
	}
	r.mu.Unlock()
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		families[name].write(&b)
	}
	return b.String()
}

// Handler answers with Text. Who may ask is for the caller to decide.
func (r *Registry) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write([]byte(r.Text()))
	})
}
