package payment

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Numberer is the worker that numbers invoices: it reads approvals in the order of
// the journal, so numbers have no gaps and follow it.
func (r *Room) Numberer() journal.Follower {
	return journal.Follower{
		Name:  "payment.number",
		Wants: func(e *journal.Event) bool { return e.Noun() == "payment_request" && e.Text("invoice") != "" },
		Do:    func(ctx context.Context, e journal.Event) error { return r.Number(ctx, e.Ref("invoice")) },
		DoMany: func(ctx context.Context, list []journal.Event) error {
			invoices := make([]id.ID, len(list))
			for i, e := range list {
				invoices[i] = e.Ref("invoice")
			}
			return r.Number(ctx, invoices...)
		},
	}
}

// Number gives each invoice the next number of its issuer's series, in the order
// given and all in one change. A second call changes nothing.
func (r *Room) Number(ctx context.Context, invoices ...id.ID) error {
	var list []Invoice
	for _, invoice := range invoices {
		v, err := db.One(ctx, r.Journal.DB, invoiceFind, scanInvoice, invoice)
		if err != nil {
			return err
		}
		if !v.IsNumbered() {
			list = append(list, v)
		}
	}
	if len(list) == 0 {
		return nil
	}
	err := r.Journal.Change(ctx, policy.As(policy.System, "payment.number"), func(ctx context.Context, tx *journal.Tx) error {
		for _, v := range list {
			if err := v.number(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if fault.Is(err, numberedAlready) { // Another process was faster; its numbers stand, ours are rolled back.
		if len(list) == 1 {
			return nil
		}
		return r.Number(ctx, invoices...)
	}
	return err
}

const numberedAlready = "invoice.numbered"

// number gives one invoice its number, inside a change.
func (v Invoice) number(ctx context.Context, tx *journal.Tx) error {
	number, err := db.Value[int64](ctx, tx, seriesNext, v.Issuer, v.Series)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, invoiceNumber, v.ID, number)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Conflict(numberedAlready)
	}
	q, err := found(db.One(ctx, tx, requestFind, scanRequest, v.Request))
	if err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Name: "invoice.number", Subject: v.ID, Stream: q.Conversation, Organisation: v.Issuer,
		Data: map[string]any{"request": q.ID.String(), "series": v.Series, "number": number,
			"amount": v.Total.Minor, "currency": v.Total.Currency}})
}
