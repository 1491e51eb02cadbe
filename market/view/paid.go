package view

import (
	"context"
	"slices"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/market/deal"
	"guildhall/market/payment"
)

// Payment is a payment request with its paper, its newest charge, and the payout
// that carried it on.
type Payment struct {
	payment.Request
	Invoice  payment.Invoice
	Invoiced bool
	Charge   payment.Charge
	Charged  bool
	Method   payment.Method
	Pays     payment.Method // what will be charged if nothing was yet; zero when there is none
	// CollectedAt and TakenBackAt are when the money came and when a dispute took it
	// back; zero without a dispute.
	CollectedAt, TakenBackAt clock.Micros
	Carriage
}

// PaymentsUnder lists what was asked for under an engagement with what became of it,
// newest first, before the one given; more tells whether there are others. Whoever
// asks may see the engagement.
func PaymentsUnder(ctx context.Context, r db.Reader, e deal.Engagement, before id.ID, limit int) (list []Payment, more bool, err error) {
	var requests []payment.Request
	var by purse
	err = db.Together(ctx, r,
		db.Into(&requests, func(ctx context.Context) ([]payment.Request, error) {
			return payment.RequestsBefore(ctx, r, e.ID, before, limit+1)
		}),
		db.Into(&by, func(ctx context.Context) (purse, error) {
			return purseOf(ctx, r, e.Customer, e.Seller, e.Total.Currency)
		}),
	)
	if err != nil {
		return nil, false, err
	}
	if more = len(requests) > limit; more {
		requests = requests[:limit]
	}
	papers, err := papersOf(ctx, r, requests)
	if err != nil {
		return nil, false, err
	}
	list, err = by.paid(ctx, r, requests, papers)
	return list, more, err
}

// PaymentWith adds what became of a payment request; whoever asks may see it.
func PaymentWith(ctx context.Context, r db.Reader, q payment.Request) (Payment, error) {
	var by purse
	var its papers
	requests := []payment.Request{q}
	err := db.Together(ctx, r,
		db.Into(&by, func(ctx context.Context) (purse, error) {
			return purseOf(ctx, r, q.Customer, q.Seller, q.Amount.Currency)
		}),
		db.Into(&its, func(ctx context.Context) (papers, error) { return papersOf(ctx, r, requests) }),
	)
	if err != nil {
		return Payment{}, err
	}
	list, err := by.paid(ctx, r, requests, its)
	if err != nil {
		return Payment{}, err
	}
	return list[0], nil
}

// purse is what every payment between two sides in a currency has in common: what
// the customer pays by, and how the expert is paid.
type purse struct {
	methods []payment.Method
	to      Carriage
}

func purseOf(ctx context.Context, r db.Reader, customer, seller id.ID, currency string) (p purse, err error) {
	err = db.Together(ctx, r,
		db.Into(&p.methods, func(ctx context.Context) ([]payment.Method, error) { return payment.MethodsOf(ctx, r, customer) }),
		db.Into(&p.to, func(ctx context.Context) (Carriage, error) { return payTo(ctx, r, seller, currency) }),
	)
	return p, err
}

// papers are the invoices and the newest charges of payment requests, by request.
type papers struct {
	invoices map[id.ID]payment.Invoice
	charges  map[id.ID]payment.Charge
}

func papersOf(ctx context.Context, r db.Reader, requests []payment.Request) (p papers, err error) {
	ids := make([]id.ID, len(requests))
	for i, q := range requests {
		ids[i] = q.ID
	}
	err = db.Together(ctx, r,
		db.Into(&p.invoices, func(ctx context.Context) (map[id.ID]payment.Invoice, error) { return payment.InvoicesOf(ctx, r, ids) }),
		db.Into(&p.charges, func(ctx context.Context) (map[id.ID]payment.Charge, error) { return payment.NewestCharges(ctx, r, ids) }),
	)
	return p, err
}

// paid puts together what became of payment requests of the two sides of a purse.
func (by purse) paid(ctx context.Context, r db.Reader, requests []payment.Request, of papers) (list []Payment, err error) {
	list = make([]Payment, len(requests))
	for i, q := range requests {
		p := &list[i]
		*p = Payment{Request: q, Carriage: by.to}
		p.Pays, _ = q.MethodAmong(by.methods)
		if p.Invoice, p.Invoiced = of.invoices[q.ID]; !p.Invoiced {
			continue
		}
		if p.Charge, p.Charged = of.charges[q.ID]; p.Charged {
			if p.Method, err = by.method(ctx, r, p.Charge.Method); err != nil {
				return nil, err
			}
			if err = p.disputedOn(ctx, r); err != nil {
				return nil, err
			}
		}
		if p.State != payment.Collected && (p.Charge.State == payment.Returned || p.Charge.State == payment.Lost) {
			if err = p.owed(ctx, r, p.Charge); err != nil {
				return nil, err
			}
		}
	}
	return list, carry(ctx, r, list)
}

// method finds the one that was charged, which may have been taken away since.
func (by purse) method(ctx context.Context, r db.Reader, charged id.ID) (payment.Method, error) {
	if i := slices.IndexFunc(by.methods, func(m payment.Method) bool { return m.ID == charged }); i >= 0 {
		return by.methods[i], nil
	}
	return payment.FindMethod(ctx, r, charged)
}
