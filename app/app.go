package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"guildhall/api"
	"guildhall/base/blob"
	"guildhall/base/clock"
	"guildhall/base/config"
	"guildhall/base/db"
	"guildhall/base/metric"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/keys"
	"guildhall/engine/sweep"
	"guildhall/market/demo"
	"guildhall/migrations"
	"guildhall/migrations/fresh"
	_ "guildhall/text" // makes i18n speak
	"guildhall/web"
)

// Version of the program; set by the build.
var Version = "0.1.0"

// House is an opened house.
type House struct {
	Config  config.Config
	DB      *db.DB
	Journal *journal.Journal
	Jobs    *job.Jobs
	Sweeper *sweep.Sweeper
	Keys    *seal.Keyring
	Blobs   blob.Store
	Metrics *metric.Registry
	Rooms
	// Progress is told how much of the demo's story is done; may be nil.
	Progress func(done, all int)

	web       *web.Face
	api       *api.Face
	run       []func(context.Context) // what runs beside the faces
	followers map[string]journal.Follower
}

// Open opens the database, brings it forward and builds every room. Nothing runs
// yet: commands such as import use an opened house without running it.
func Open(ctx context.Context, c config.Config) (*House, error) {
	c.Sandbox = c.Sandbox || c.Demo
	if c.Demo && c.Contact == "" {
		c.Contact = demo.Contact
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, c.Database, c.Data)
	if err != nil {
		return nil, err
	}
	h := &House{Config: c, DB: d, Metrics: metric.New()}
	if err := h.build(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return h, nil
}

func (h *House) build(ctx context.Context) error {
	if err := h.DB.Lay(ctx, fresh.SQLite); err != nil {
		return err
	}
	if err := h.backupBeforeMigrating(ctx); err != nil {
		return err
	}
	if err := h.DB.Migrate(ctx, migrations.FS); err != nil {
		return err
	}
	if err := job.Migrate(ctx, h.DB); err != nil {
		return err
	}
	var err error
	switch begins := h.Config.BeginsAt(); {
	case h.Config.Sandbox && !begins.IsZero():
		h.Journal, err = journal.OpenFrom(ctx, h.DB, begins)
	case h.Config.Demo: // Its story ends today.
		h.Journal, err = journal.OpenFrom(ctx, h.DB, clock.Wall().Add(-demo.Length))
	default:
		h.Journal, err = journal.Open(ctx, h.DB, h.Config.Sandbox)
	}
	if err != nil {
		return err
	}
	if err := flow.Store(ctx, h.DB); err != nil {
		return err
	}
	zone, err := h.Config.HouseZone()
	if err != nil {
		return err
	}
	if h.Keys, err = keys.Open(ctx, h.DB, h.Config.KeyPath()); err != nil {
		return err
	}
	if h.Blobs, err = h.blobs(ctx); err != nil {
		return err
	}
	if h.Jobs, err = job.New(h.Journal, job.Options{Impatient: h.Config.Sandbox}); err != nil {
		return err
	}
	h.Sweeper = sweep.New(h.Journal, h.Jobs)
	h.beside("journal", h.Journal.Run)
	if err := h.rooms(zone); err != nil {
		return err
	}
	h.reactions()
	h.schedule(zone)
	h.desk()
	h.numbers()
	h.beside("sweeper", h.Sweeper.Run)
	return nil
}

// blobs opens where uploads lie: the data folder, or a bucket.
func (h *House) blobs(ctx context.Context) (blob.Store, error) {
	s := h.Config.S3
	if s.Bucket == "" {
		return blob.NewFiles(h.Config.FilesPath())
	}
	return blob.NewS3(ctx, blob.S3Options{Bucket: s.Bucket, Prefix: s.Prefix, Region: s.Region, Endpoint: s.Endpoint,
		PathStyle: s.PathStyle, AccessKey: s.AccessKey, SecretKey: s.SecretKey})
}

// beside names something that runs beside the faces until the house closes.
func (h *House) beside(name string, run func(context.Context)) {
	once := func(ctx context.Context) (panicked bool) {
		defer func() {
			if p := recover(); p != nil {
				panicked = true
				slog.Error("what runs beside the faces panicked", "what", name, "panic", p, "stack", string(debug.Stack()))
			}
		}()
		run(ctx)
		return false
	}
	h.run = append(h.run, func(ctx context.Context) {
		slog.Debug("begins", "what", name)
		for once(ctx) && ctx.Err() == nil { // The house needs it: it begins again.
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
		slog.Debug("has ended", "what", name)
	})
}

// Close closes the database. Run must have ended.
func (h *House) Close() error { return h.DB.Close() }

// Handler serves all faces.
func (h *House) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/api/", h.api.Handler())
	mux.Handle("GET /api/docs", h.web.Handler())
	mux.Handle("/", h.web.Handler())
	h.watch(mux)
	return web.Frame(h.web.Slow(mux), h.web.Secure, h.seen())
}

// Run listens and serves until ctx ends, then lets what is being answered finish.
// ready is told the address it listens on.
func (h *House) Run(ctx context.Context, ready func(address string)) error {
	listener, err := net.Listen("tcp", h.Config.Listen)
	if err != nil {
		return err
	}
	address := "http://" + listener.Addr().String()
	if h.Config.BaseURL == "" {
		h.web.BaseURL, h.api.BaseURL = address, address
	}
	if err := os.WriteFile(h.Config.AddressPath(), []byte(h.web.BaseURL+"\n"), 0o600); err != nil {
		slog.Warn("the address could not be written down for other commands", "error", err)
	}
	// Requests outlive ctx by the grace below; streams end with it.
	requests, endRequests := context.WithCancel(context.WithoutCancel(ctx))
	defer endRequests()
	server := &http.Server{Handler: endStreams(ctx, h.Handler()), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return requests }, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug)}
	stop, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	if err := h.Jobs.Start(stop); err != nil {
		cancel()
		return errors.Join(err, listener.Close())
	}
	for _, f := range h.run {
		wait.Go(func() { f(stop) })
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err := h.story(ctx); err != nil && ctx.Err() == nil {
		slog.Error("the demo's story stopped", "error", err)
	}
	settle()
	if ready != nil {
		ready(strings.Replace(address, "[::]", "localhost", 1))
	}
	select {
	case err = <-served:
	case <-ctx.Done():
		grace, end := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		if err = server.Shutdown(grace); err != nil {
			err = server.Close()
		}
		end()
	}
	end, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	err = errors.Join(ignoreClosed(err), h.Jobs.Stop(end))
	done()
	cancel()
	wait.Wait()
	return err
}

// endStreams ends the live streams when the house closes: they have no end of their
// own, and the browser comes back by itself.
func endStreams(closing context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			defer context.AfterFunc(closing, cancel)()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
