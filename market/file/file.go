package file

import (
	"context"
	"time"

	"guildhall/base/blob"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// AttachmentID is how the outside writes the id of an attachment.
const AttachmentID id.Prefix = "att"

// BytesMaxDefault is how large an upload may be when the operator says nothing.
const BytesMaxDefault = 10 << 20

// looseFor is how long bytes may lie about before they are swept: longer than any
// upload takes. Wall time.
const looseFor = 6 * time.Hour

// thumbEdge is the longer side of a thumbnail, in pixels: twice its size in a page.
const thumbEdge = 640

// What an attachment can hang on. On a person it waits for the message that opens a
// conversation; nobody else sees it.
const (
	OnRequest      = "request"
	OnConversation = "conversation"
	OnPerson       = "person"
)

// Owner is what an attachment hangs on.
type Owner struct {
	Kind string
	ID   id.ID
}

// Gate is answered by the room of an owner: may this actor see this attachment,
// and may they hang one on this owner? A refusal is that room's Missing.
type Gate interface {
	MaySeeAttachment(ctx context.Context, r db.Reader, who policy.Actor, a Attachment) error
	MayAttach(ctx context.Context, r db.Reader, who policy.Actor, owner id.ID) error
}

// Room gives the commands and questions of this package.
type Room struct {
	// BytesMax is the largest upload, in bytes.
	BytesMax int64
	// UploadsPerHour is how many files and pictures one person may upload; 0 means as
	// many as they can.
	UploadsPerHour int

	journal *journal.Journal
	store   blob.Store
	gates   map[string]Gate
}

// New builds the room. bytesMax 0 means the default of 10 MB.
func New(j *journal.Journal, store blob.Store, bytesMax int64) *Room {
	if bytesMax <= 0 {
		bytesMax = BytesMaxDefault
	}
	return &Room{BytesMax: bytesMax, journal: j, store: store, gates: map[string]Gate{OnPerson: own{}}}
}

// Guard names who answers for the owners of a kind; app/asks.go calls it at start.
func (r *Room) Guard(kind string, gate Gate) { r.gates[kind] = gate }

// States of an attachment.
const (
	Kept    flow.State = "kept"
	Deleted flow.State = "deleted"
)

// Uploader is whoever uploaded the attachment.
const Uploader flow.Role = "uploader"

// AttachmentFlow is the life of an attachment.
var AttachmentFlow = flow.Define("attachment", "file_attachment",
	flow.Stops(flow.Waits(Kept, Uploader), flow.End(Deleted)),
	flow.Rows{
		{Move: "keep", To: Kept, By: Uploader, Op: "uploadAttachment"},
		{Move: "keep", To: Kept, By: flow.System},
		{Move: "delete", From: Kept, To: Deleted, By: Uploader, Op: "deleteAttachment"},
		{Move: "erase", From: Kept, To: Deleted, By: flow.System},
	})

// Attachment is one kept file.
type Attachment struct {
	ID           id.ID
	State        flow.State
	Owner        Owner
	Organisation id.ID
	Person       id.ID // None when the house keeps it
	Name         string
	MediaType    string
	Image        bool
	Bytes        int64
	Width        int64
	Height       int64
	MadeAt       clock.Micros

	hash  []byte
	blob  string
	thumb string
}

// HasThumb tells whether there is a small picture of it.
func (a Attachment) HasThumb() bool { return a.thumb != "" }

// IsDeleted tells whether name and bytes are gone.
func (a Attachment) IsDeleted() bool { return a.State == Deleted }
