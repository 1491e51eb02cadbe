package view

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
)

// InvoiceRow is one numbered invoice in a list.
type InvoiceRow struct {
	ID       id.ID
	Number   string
	IssuedOn string // YYYY-MM-DD in the house's zone
	Sold     bool   // written by the reader's organisation, else to it
	Other    string // the other side's name, as it was when the invoice was written
	Total    money.Amount
}

var invoicesOf = db.Read("view.invoices.of", `SELECT id, issuer_id, issuer_name, customer_name, series, number, issued_on, total, currency
	FROM payment_invoice WHERE (issuer_id = $1 OR customer_id = $1) AND number IS NOT NULL AND id < $2 ORDER BY id DESC LIMIT $3`)

// InvoicesOf lists the invoices that an organisation wrote or received, newest
// first, before the one given (None for the newest); more tells whether there are
// others. Whoever asks belongs to it.
func InvoicesOf(ctx context.Context, r db.Reader, organisation, before id.ID, limit int) (rows []InvoiceRow, more bool, err error) {
	rows, err = db.All(ctx, r, invoicesOf, func(row db.Scanner) (InvoiceRow, error) {
		var i InvoiceRow
		var issuer id.ID
		var from, to, series string
		var number int64
		err := row.Scan(&i.ID, &issuer, &from, &to, &series, &number, &i.IssuedOn, &i.Total.Minor, &i.Total.Currency)
		i.Number, i.Sold, i.Other = invoiceNumber(series, number), issuer == organisation, from
		if i.Sold {
			i.Other = to
		}
		return i, err
	}, organisation, before.OrLast(), limit+1)
	if len(rows) > limit {
		rows, more = rows[:limit], true
	}
	return rows, more, err
}
