package app

import (
	"bytes"
	"context"
	"io"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/country"
	"guildhall/market/deal"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/notify"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/review"
	"guildhall/market/sanctions"
	"guildhall/market/talk"
)

// leaving answers what accounts ask when somebody takes their data or leaves: every
// room that keeps words of people stands here.
type leaving struct{ *House }

// Erase blanks a person's words in every room, the latest first; but requests come
// before the conversations about them, because an answer copies the customer's name
// while it holds the request.
func (l leaving) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	for _, room := range []account.Eraser{l.Desk, l.Notify, l.Reviews, l.Payouts, l.Payments, l.Deals, l.Requests,
		l.Talks, l.Countries, l.Sanctions, l.Tax, l.Registrations, l.Certify, l.Experts, l.Files} {
		if err := room.Erase(ctx, tx, person); err != nil {
			return err
		}
	}
	return nil
}

// Export gives a person's data of every room, in house order.
func (l leaving) Export(ctx context.Context, r db.Reader, person id.ID) ([]account.Part, error) {
	var parts []account.Part
	for _, room := range []struct {
		name   string
		export func(context.Context, db.Reader, id.ID) (any, error)
	}{
		{"files", file.Export}, {"expert", expert.Export}, {"proofs", certify.Export}, {"registrations", l.Registrations.Export}, {"countries", country.Export}, {"papers", l.Registrations.ExportPapers}, {"tax", l.Tax.Export}, {"sanctions", sanctions.Export}, {"requests", request.Export},
		{"conversations", talk.Export}, {"proposals", deal.Export}, {"payments", payment.Export}, {"payouts", payout.Export},
		{"reviews", review.Export}, {"mail", notify.Export},
	} {
		data, err := room.export(ctx, r, person)
		if err != nil {
			return nil, err
		}
		parts = append(parts, account.Part{Name: room.name, Data: data, Files: l.bytes(data)})
	}
	return parts, nil
}

// bytes are the uploads among the data.
func (l leaving) bytes(data any) []account.PartFile {
	uploads, _ := data.([]file.Exported)
	papers, _ := data.([]registration.ExportedPaper)
	var files []account.PartFile
	for _, p := range papers {
		files = append(files, account.PartFile{Name: p.Name, Open: func(ctx context.Context) (io.ReadCloser, error) {
			plain, err := p.Open(ctx)
			return io.NopCloser(bytes.NewReader(plain)), err
		}})
	}
	for _, u := range uploads {
		files = append(files, account.PartFile{Name: u.Name, Open: func(ctx context.Context) (io.ReadCloser, error) {
			body, _, err := l.Blobs.Open(ctx, u.Blob)
			return body, err
		}})
	}
	return files
}
