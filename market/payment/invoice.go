package payment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/deal"
)

// Invoice is the paper of an approved payment request, issued by the seller to
// the customer.
type Invoice struct {
	ID           id.ID
	Request      id.ID
	Engagement   id.ID
	Issuer       id.ID // the seller's organisation
	Customer     id.ID
	IssuerName   string
	CustomerName string
	Series       string
	Number       int64  // 0 until numbered
	IssuedOn     string // YYYY-MM-DD in the house's zone
	DueOn        string
	Price        money.Amount
	SellerTax    money.Amount
	OperatorTax  money.Amount
	Total        money.Amount
	Fee          money.Amount // what the house keeps of the price; the customer does not see it
	FeeTax       money.Amount
	FeeRate      money.Rate
	// PurchaseOrder is the customer's own number; blank for none.
	PurchaseOrder string
	MadeAt        clock.Micros
}

// InvoiceLine is one line of an invoice.
type InvoiceLine struct {
	Description string
	Lang        string
	Price       money.Amount
	TaxRate     money.Rate
	Tax         money.Amount
}

// IsNumbered tells whether the invoice may be shown, mailed and exported.
func (v Invoice) IsNumbered() bool { return v.Number > 0 }

// NumberText is the number as people write it: series and number, "2026-0001".
// It is blank until the invoice is numbered.
func (v Invoice) NumberText() string {
	if !v.IsNumbered() {
		return ""
	}
	return fmt.Sprintf("%s-%04d", v.Series, v.Number)
}

// Reference is what the payer quotes with a transfer. Numbers are each issuer's own, so
// this is of the whole house: ten letters and digits of the invoice's id.
func (v Invoice) Reference() string { return reference(v.ID) }

func reference(invoice id.ID) string {
	if invoice.IsNone() {
		return ""
	}
	text := strings.ToUpper(InvoiceID.Text(invoice))
	return text[len(text)-10:]
}

const invoiceColumns = `id, request_id, engagement_id, issuer_id, customer_id, issuer_name, customer_name, series, COALESCE(number, 0),
	issued_on, due_on, currency, price, seller_tax, operator_tax, total, fee, fee_tax, fee_rate, purchase_order, made_at`

func scanInvoice(row db.Scanner) (Invoice, error) {
	var v Invoice
	var currency string
	err := row.Scan(&v.ID, &v.Request, &v.Engagement, &v.Issuer, &v.Customer, &v.IssuerName, &v.CustomerName, &v.Series, &v.Number,
		&v.IssuedOn, &v.DueOn, &currency, &v.Price.Minor, &v.SellerTax.Minor, &v.OperatorTax.Minor, &v.Total.Minor,
		&v.Fee.Minor, &v.FeeTax.Minor, &v.FeeRate, &v.PurchaseOrder, &v.MadeAt)
	for _, a := range []*money.Amount{&v.Price, &v.SellerTax, &v.OperatorTax, &v.Total, &v.Fee, &v.FeeTax} {
		a.Currency = currency
	}
	return v, err
}

var (
	invoiceFind    = db.Read("payment.invoice.find", `SELECT `+invoiceColumns+` FROM payment_invoice WHERE id = $1`)
	invoiceRequest = db.Read("payment.invoice.of_request", `SELECT `+invoiceColumns+` FROM payment_invoice WHERE request_id = $1`)
	invoicesSome   = db.Read("payment.invoice.of_some", `SELECT `+invoiceColumns+` FROM payment_invoice WHERE request_id IN (`+db.Places(1, someRequests)+`)`).Once()
	invoiceInsert  = db.Write("payment.invoice.insert", `INSERT INTO payment_invoice (id, request_id, engagement_id, issuer_id, customer_id,
		issuer_name, customer_name, series, issued_on, due_on, currency, price, seller_tax, operator_tax, total, fee, fee_tax, fee_rate,
		purchase_order, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $12, $13, 0, $14, $15, $16)`)
	invoiceLineInsert = db.Write("payment.invoice_line.insert", `INSERT INTO payment_invoice_line (invoice_id, number, description, lang, price, tax_rate, tax)
		VALUES ($1, 1, $2, $3, $4, 0, 0)`)
	invoiceLines  = db.Read("payment.invoice_line.of", `SELECT description, lang, price, tax_rate, tax FROM payment_invoice_line WHERE invoice_id = $1 ORDER BY number`)
	invoiceNumber = db.Write("payment.invoice.number", `UPDATE payment_invoice SET number = $2 WHERE id = $1 AND number IS NULL`)
	seriesNext    = db.Write("payment.series.next", `INSERT INTO payment_series (issuer_id, series, last) VALUES ($1, $2, 1)
		ON CONFLICT (issuer_id, series) DO UPDATE SET last = payment_series.last + 1 RETURNING last`)
)

// writeInvoice writes the paper of an approved request, without a number.
func (r *Room) writeInvoice(ctx context.Context, tx *journal.Tx, invoice id.ID, e deal.Engagement, q Request, split deal.Split) error {
	issuer, err := account.FindOrganisation(ctx, tx, e.Seller)
	if err != nil {
		return err
	}
	customer, err := account.FindOrganisation(ctx, tx, e.Customer)
	if err != nil {
		return err
	}
	day, due, err := r.dates(ctx, tx, q)
	if err != nil {
		return err
	}
	order := q.PurchaseOrder
	if order == "" {
		order = e.PurchaseOrder
	}
	_, err = tx.Exec(ctx, invoiceInsert, invoice, q.ID, e.ID, issuer.ID, customer.ID, issuer.Name, customer.Name, day[:4], day, due,
		q.Amount.Currency, q.Amount.Minor, split.Fee.Minor, int64(e.FeeRate), order, int64(tx.Now))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, invoiceLineInsert, invoice, q.Work, q.WorkLang, q.Amount.Minor)
	return err
}

// dates are when an invoice is issued and due: at once, or on net terms 30 days later.
func (r *Room) dates(ctx context.Context, tx *journal.Tx, q Request) (issued, due string, err error) {
	issued = tx.Now.Date(r.Zone)
	m, _, err := MethodFor(ctx, tx, q)
	if err != nil || m.Kind != KindNetTerms {
		return issued, issued, err
	}
	return issued, tx.Now.Add(NetTerms).Date(r.Zone), nil
}

// FindInvoice gives a numbered invoice to one of its two sides or the operator,
// or Missing.
func FindInvoice(ctx context.Context, r db.Reader, who policy.Actor, invoice id.ID) (Invoice, []InvoiceLine, error) {
	v, err := db.One(ctx, r, invoiceFind, scanInvoice, invoice)
	if errors.Is(err, db.ErrNone) || err == nil && !v.IsNumbered() {
		return v, nil, fault.Missing("invoice.missing")
	}
	if err != nil {
		return v, nil, err
	}
	if _, err := deal.StandingOf(ctx, r, who, v.Customer, v.Issuer, "invoice.missing"); err != nil {
		return v, nil, err
	}
	lines, err := db.All(ctx, r, invoiceLines, func(row db.Scanner) (InvoiceLine, error) {
		l := InvoiceLine{Price: v.Price, Tax: v.Price}
		err := row.Scan(&l.Description, &l.Lang, &l.Price.Minor, &l.TaxRate, &l.Tax.Minor)
		return l, err
	}, invoice)
	return v, lines, err
}

// someRequests is how many payment requests one query asks about.
const someRequests = 12

// InvoicesOf gives the invoices of payment requests, by request: none for what is not
// approved. They may not be numbered yet.
func InvoicesOf(ctx context.Context, r db.Reader, requests []id.ID) (map[id.ID]Invoice, error) {
	found := map[id.ID]Invoice{}
	for some := range slices.Chunk(requests, someRequests) {
		list, err := db.All(ctx, r, invoicesSome, scanInvoice, db.Padded(some, someRequests)...)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			found[v.Request] = v
		}
	}
	return found, nil
}

// InvoiceOf gives the invoice of a payment request; found is false before it is
// approved. It may not be numbered yet.
func InvoiceOf(ctx context.Context, r db.Reader, request id.ID) (v Invoice, found bool, err error) {
	v, err = db.One(ctx, r, invoiceRequest, scanInvoice, request)
	if errors.Is(err, db.ErrNone) {
		return v, false, nil
	}
	return v, err == nil, err
}
