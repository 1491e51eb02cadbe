package app

import (
	"context"
	"os"
	"runtime"
	"time"

	"guildhall/base/blob"
	"guildhall/base/clock"
	"guildhall/base/disk"
	"guildhall/engine/journal"
	"guildhall/market/desk"
)

// follow reads the journal beside the faces; the desk may offer a follower an event
// again that was put aside.
func (h *House) follow(f journal.Follower) {
	if h.followers == nil {
		h.followers = map[string]journal.Follower{}
	}
	h.followers[f.Name] = f
	h.Journal.Expect(f.Name)
	h.beside(f.Name, func(ctx context.Context) { h.Journal.Follow(ctx, f) })
}

// desk builds the operator's room and hands the faces what only its pages need. It
// is called last: the desk knows every follower.
func (h *House) desk() {
	h.Desk = desk.New(desk.Deps{Journal: h.Journal, Jobs: h.Jobs, Sweeper: h.Sweeper, Accounts: h.Accounts, Notify: h.Notify,
		Followers: h.followers, Probe: h.probe(clock.Wall())})
	h.web.Notify, h.web.Sweeper, h.web.Desk = h.Notify, h.Sweeper, h.Desk
	h.api.Notify, h.api.Sweeper, h.api.Desk = h.Notify, h.Sweeper, h.Desk
}

// probe asks the machine about what lies outside the database.
func (h *House) probe(started clock.Micros) func(context.Context) desk.Outside {
	return func(ctx context.Context) desk.Outside {
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		o := desk.Outside{Version: Version, StartedAt: started, Memory: int64(memory.Sys), Data: h.Config.Data, //nolint:gosec // fits
			FilesAt: h.Config.FilesPath(), Key: string(h.Keys.Newest()), Listeners: h.Journal.Hub.Listeners()}
		if h.Config.S3.Bucket != "" {
			o.FilesAt = "s3://" + h.Config.S3.Bucket
		}
		folder := h.Config.Data
		if _, err := os.Stat(folder); err != nil {
			folder = "."
		}
		o.DiskFree, o.DiskAll = disk.Room(folder)
		ask, end := context.WithTimeout(ctx, 2*time.Second)
		defer end()
		o.Files = blob.Probe(ask, h.Blobs)
		return o
	}
}
