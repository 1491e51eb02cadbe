package payment

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
)

var (
	requestsDecided = db.Read("payment.request.decided_by", `SELECT `+requestColumns+` FROM payment_request WHERE decided_by = $1 ORDER BY id`)
	methodsBy       = db.Read("payment.method.by_person", `SELECT `+methodColumns+` FROM payment_method WHERE person_id = $1 ORDER BY id`)
)

// exported is a person's part in this room, for the download of one's data.
type exported struct {
	Asked   []exportedAsk
	Decided []exportedDecision
	Methods []exportedMethod
}

// exportedAsk is a payment that the person asked for, or that was agreed with a
// proposal of theirs.
type exportedAsk struct {
	ID, State, Kind, Amount, Work string
	DueOn                         string `json:",omitempty"`
	Final                         bool
	AskedAt                       string
}

// exportedDecision is what the person approved or sent back.
type exportedDecision struct {
	ID, State, Amount     string
	Reason, PurchaseOrder string `json:",omitempty"`
	DecidedAt             string `json:",omitempty"` // of an approval
}

// exportedMethod is a way to pay that the person entered; its number is not here.
type exportedMethod struct{ ID, State, Kind, Brand, Last4, Expires, EnteredAt string }

// Export gives what a person wrote, decided and entered in this room, for the
// download of one's data.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	out := exported{Asked: []exportedAsk{}, Decided: []exportedDecision{}, Methods: []exportedMethod{}}
	asked, err := db.All(ctx, r, requestsBy, scanRequest, person)
	if err != nil {
		return nil, err
	}
	for _, q := range asked {
		out.Asked = append(out.Asked, exportedAsk{RequestID.Text(q.ID), string(q.State), q.Kind, q.Amount.String(), q.Work, q.DueOn, q.Final, exportedAt(q.MadeAt)})
	}
	decided, err := db.All(ctx, r, requestsDecided, scanRequest, person)
	if err != nil {
		return nil, err
	}
	for _, q := range decided {
		one := exportedDecision{ID: RequestID.Text(q.ID), State: string(q.State), Amount: q.Amount.String(), Reason: q.Reason, PurchaseOrder: q.PurchaseOrder}
		if !q.ApprovedAt.IsZero() {
			one.DecidedAt = exportedAt(q.ApprovedAt)
		}
		out.Decided = append(out.Decided, one)
	}
	methods, err := db.All(ctx, r, methodsBy, scanMethod, person)
	for _, m := range methods {
		out.Methods = append(out.Methods, exportedMethod{MethodID.Text(m.ID), string(m.State), m.Kind, m.Brand, m.Last4, m.Expires, exportedAt(m.MadeAt)})
	}
	return out, err
}

func exportedAt(at clock.Micros) string { return at.Time().UTC().Format("2006-01-02T15:04:05Z") }
