package metric

import (
	"math"
	"slices"
	"strings"
	"sync/atomic"
)

// Count is one series that only grows.
type Count struct{ n level }

// Inc adds one.
func (c *Count) Inc() { c.n.add(1) }

// Add adds v; what is not above zero is ignored, since a counter never falls.
func (c *Count) Add(v float64) {
	if v > 0 {
		c.n.add(v)
	}
}

// Counter is a metric that only grows. By convention its name ends in _total.
type Counter struct{ *vector[Count] }

// Counter makes one. Without labels use With().
func (r *Registry) Counter(name, help string, labels ...string) Counter {
	c := Counter{newVector(name, help, "counter", labels, func() *Count { return &Count{} })}
	r.add(name, labels, c)
	return c
}

func (c Counter) write(b *strings.Builder) {
	head(b, c.name, c.help, c.kind)
	c.each(func(labels string, s *Count) { sample(b, c.name, labels, s.n.get()) })
}

// Level is one series that goes up and down.
type Level struct{ n level }

// Set puts it at v.
func (l *Level) Set(v float64) { l.n.set(v) }

// Add moves it by v.
func (l *Level) Add(v float64) { l.n.add(v) }

// Gauge is a metric that goes up and down.
type Gauge struct{ *vector[Level] }

// Gauge makes one.
func (r *Registry) Gauge(name, help string, labels ...string) Gauge {
	g := Gauge{newVector(name, help, "gauge", labels, func() *Level { return &Level{} })}
	r.add(name, labels, g)
	return g
}

func (g Gauge) write(b *strings.Builder) {
	head(b, g.name, g.help, g.kind)
	g.each(func(labels string, s *Level) { sample(b, g.name, labels, s.n.get()) })
}

// asked is a metric whose value is asked for when somebody looks.
type asked struct {
	name, help, kind string
	ask              func() float64
}

func (a asked) write(b *strings.Builder) {
	head(b, a.name, a.help, a.kind)
	sample(b, a.name, "", a.ask())
}

// GaugeFunc makes a gauge that is asked each time; ask must be quick.
func (r *Registry) GaugeFunc(name, help string, ask func() float64) {
	r.add(name, nil, asked{name, help, "gauge", ask})
}

// CounterFunc makes a counter that is asked each time; it must never fall.
func (r *Registry) CounterFunc(name, help string, ask func() float64) {
	r.add(name, nil, asked{name, help, "counter", ask})
}

// Durations are buckets for what a person waits for, in seconds.
var Durations = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

// Spread is one series of observations.
type Spread struct {
	bounds []float64
	counts []atomic.Uint64 // one more than bounds: the last is beyond them all
	sum    level
}

// Observe counts v into its bucket; NaN is ignored.
func (s *Spread) Observe(v float64) {
	if math.IsNaN(v) {
		return
	}
	at, _ := slices.BinarySearch(s.bounds, v) // the first bound at or above v
	s.counts[at].Add(1)
	s.sum.add(v)
}

// Histogram is a metric of how observations spread.
type Histogram struct{ *vector[Spread] }

// Histogram makes one with these upper bounds, which must increase; the bucket
// beyond the last is added.
func (r *Registry) Histogram(name, help string, bounds []float64, labels ...string) Histogram {
	for i := range bounds {
		if math.IsNaN(bounds[i]) || math.IsInf(bounds[i], 0) || i > 0 && bounds[i] <= bounds[i-1] {
			panic("metric: the buckets of " + name + " do not increase")
		}
	}
	bounds = slices.Clone(bounds)
	h := Histogram{newVector(name, help, "histogram", labels, func() *Spread {
		return &Spread{bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
	})}
	r.add(name, labels, h)
	return h
}

func (h Histogram) write(b *strings.Builder) {
	head(b, h.name, h.help, h.kind)
	h.each(func(labels string, s *Spread) {
		comma := ""
		if labels != "" {
			comma = ","
		}
		// The count is the sum of what was read, so that it always agrees with
		// the last bucket, whatever is observed meanwhile.
		var total uint64
		for i := range s.counts {
			total += s.counts[i].Load()
			bound := math.Inf(1)
			if i < len(s.bounds) {
				bound = s.bounds[i]
			}
			sample(b, h.name+"_bucket", labels+comma+`le="`+number(bound)+`"`, float64(total))
		}
		sample(b, h.name+"_sum", labels, s.sum.get())
		sample(b, h.name+"_count", labels, float64(total))
	})
}

func newVector[S any](name, help, kind string, labels []string, fresh func() *S) *vector[S] {
	v := &vector[S]{name: name, help: help, kind: kind, labels: slices.Clone(labels), fresh: fresh, series: map[string]*S{}}
	if len(labels) == 0 {
		v.With() // Zero is a number, too: a metric without labels is there from the start.
	}
	return v
}
