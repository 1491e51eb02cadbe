package request

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/file"
)

var _ file.Gate = (*Room)(nil)

// MaySeeAttachment lets those who may see a request see what hangs on it.
func (r *Room) MaySeeAttachment(ctx context.Context, reader db.Reader, who policy.Actor, a file.Attachment) error {
	_, err := View(ctx, reader, who, a.Owner.ID)
	if fault.IsKind(err, fault.KindForbidden) {
		return fault.Missing("attachment.missing")
	}
	return err
}

// MayAttach lets the customer hang a file on an own request that is not closed.
func (r *Room) MayAttach(ctx context.Context, reader db.Reader, who policy.Actor, request id.ID) error {
	if err := acts(ctx, reader, who); err != nil {
		return err
	}
	q, err := Mine(ctx, reader, who, request)
	if err == nil && q.State == Closed {
		return fault.Conflict("request.closed")
	}
	return err
}
