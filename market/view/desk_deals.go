package view

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/market/payment"
)

// DeskDeal is between whom something of the desk's lists of money is.
type DeskDeal struct {
	Customer, Seller         string // organisations; blank once erased
	CustomerID, SellerID     id.ID
	Engagement, Conversation id.ID
}

// DeskEngagement is one engagement in the operator's list.
type DeskEngagement struct {
	ID           id.ID
	State        flow.State
	Title, Lang  string // of the request or the direct message; blank once erased
	Total, Asked money.Amount
	MadeAt       clock.Micros
	DeskDeal
}

// DeskCharge is one attempt to be paid in the operator's list.
type DeskCharge struct {
	ID, Request, Invoice id.ID
	State                flow.State
	Kind, Failure        string
	Amount               money.Amount
	MadeAt, SettlesAt    clock.Micros // SettlesAt is zero where it is not known
	DeskDeal
}

// DeskOverdue is an invoice that is not paid past its day in the operator's list.
type DeskOverdue struct {
	Request, Invoice id.ID
	State            flow.State // of the payment request
	Kind, Number     string     // of the last charge; of the invoice, blank until it has one
	DueOn            string     // YYYY-MM-DD in the house's zone
	Amount           money.Amount
	DeskDeal
}

// DeskOwed is what is overdue in one currency.
type DeskOwed struct {
	Count  int64
	Amount money.Amount
}

const (
	dealColumns = `b.name, s.name, b.id, s.id`
	dealWords   = ` AND ($2 = '%%' OR LOWER(b.name) LIKE $2 ESCAPE '\' OR LOWER(s.name) LIKE $2 ESCAPE '\' OR b.name LIKE $3 ESCAPE '\' OR s.name LIKE $3 ESCAPE '\')`

	// An approved payment whose last attempt is an invoice that waits has nobody's card
	// behind it: past its day it is late. Another approved one is only on its way.
	overdueFrom = ` FROM payment_request q JOIN payment_invoice i ON i.request_id = q.id
		JOIN payment_charge c ON c.id = (SELECT x.id FROM payment_charge x WHERE x.request_id = q.id ORDER BY x.id DESC LIMIT 1)
		JOIN account_organisation b ON b.id = q.customer_id JOIN account_organisation s ON s.id = q.seller_id
		WHERE (q.state = 'uncollected' OR q.state = 'approved' AND c.kind = 'net_terms' AND c.state IN ('started', 'succeeded'))
		AND i.due_on < $1` + dealWords + ` AND ($4 = '' OR c.kind = $4)`
)

var (
	deskEngagements = db.Read("view.desk.engagements", `SELECT e.id, e.state, COALESCE(r.title, t.subject, ''), COALESCE(r.lang, t.subject_lang, ''),
		e.total, e.asked, e.currency, e.made_at, e.id, e.conversation_id, `+dealColumns+`
		FROM deal_engagement e JOIN talk_conversation t ON t.id = e.conversation_id LEFT JOIN request r ON r.id = t.request_id
		JOIN account_organisation b ON b.id = e.customer_id JOIN account_organisation s ON s.id = e.seller_id
		WHERE ($1 = '' OR e.state = $1)`+dealWords+` AND e.id < $4 ORDER BY e.id DESC LIMIT $5`)
	deskCharges = db.Read("view.desk.charges", `SELECT c.id, c.request_id, c.invoice_id, c.state, c.kind, COALESCE(c.failure, ''), c.amount, c.currency, c.made_at, c.settles_at,
		q.engagement_id, q.conversation_id, `+dealColumns+`
		FROM payment_charge c JOIN payment_request q ON q.id = c.request_id
		JOIN account_organisation b ON b.id = q.customer_id JOIN account_organisation s ON s.id = q.seller_id
		WHERE ($1 = '' OR c.state = $1)`+dealWords+` AND ($4 = '' OR c.kind = $4) AND c.id < $5 ORDER BY c.id DESC LIMIT $6`)
	deskOverdue = db.Read("view.desk.overdue", `SELECT q.id, i.id, q.state, c.kind, i.series, COALESCE(i.number, 0), i.due_on, i.total, i.currency,
		q.engagement_id, q.conversation_id, `+dealColumns+overdueFrom+`
		AND (CAST($5 AS BYTEA) IS NULL OR (i.due_on, i.id) > (SELECT l.due_on, l.id FROM payment_invoice l WHERE l.id = $5))
		ORDER BY i.due_on, i.id LIMIT $6`)
	deskOwed = db.Read("view.desk.owed", `SELECT i.currency, CAST(COUNT(*) AS BIGINT), CAST(SUM(i.total) AS BIGINT)`+overdueFrom+` GROUP BY i.currency ORDER BY i.currency`)
)

func (d *DeskDeal) into() []any {
	return []any{&d.Engagement, &d.Conversation, &d.Customer, &d.Seller, &d.CustomerID, &d.SellerID}
}

// DeskEngagements lists engagements of a state ("" for all) and of parties whose name
// holds the words, newest first, behind one of them.
func DeskEngagements(ctx context.Context, r db.Reader, state flow.State, words string, after id.ID, limit int) ([]DeskEngagement, bool, error) {
	list, err := db.All(ctx, r, deskEngagements, func(row db.Scanner) (DeskEngagement, error) {
		var e DeskEngagement
		err := row.Scan(append([]any{&e.ID, &e.State, &e.Title, &e.Lang, &e.Total.Minor, &e.Asked.Minor, &e.Total.Currency, &e.MadeAt}, e.into()...)...)
		e.Asked.Currency = e.Total.Currency
		return e, err
	}, string(state), pattern(words), asTyped(words), after.OrLast(), limit+1)
	return cut(list, limit, err)
}

// DeskCharges lists attempts of a state and a kind of method ("" for all), newest
// first, behind one of them.
func DeskCharges(ctx context.Context, r db.Reader, state flow.State, kind, words string, after id.ID, limit int) ([]DeskCharge, bool, error) {
	list, err := db.All(ctx, r, deskCharges, func(row db.Scanner) (DeskCharge, error) {
		var c DeskCharge
		var settles *int64
		err := row.Scan(append([]any{&c.ID, &c.Request, &c.Invoice, &c.State, &c.Kind, &c.Failure, &c.Amount.Minor, &c.Amount.Currency, &c.MadeAt, &settles}, c.into()...)...)
		if settles != nil {
			c.SettlesAt = clock.Micros(*settles)
		}
		return c, err
	}, string(state), pattern(words), asTyped(words), kind, after.OrLast(), limit+1)
	return cut(list, limit, err)
}

// DeskOverdues lists invoices that were to be paid before today (YYYY-MM-DD in the
// house's zone) and are not, whoever is late longest first, behind one of them.
func DeskOverdues(ctx context.Context, r db.Reader, today, kind, words string, after id.ID, limit int) ([]DeskOverdue, bool, error) {
	list, err := db.All(ctx, r, deskOverdue, func(row db.Scanner) (DeskOverdue, error) {
		var o DeskOverdue
		var v payment.Invoice
		err := row.Scan(append([]any{&o.Request, &o.Invoice, &o.State, &o.Kind, &v.Series, &v.Number, &o.DueOn, &o.Amount.Minor, &o.Amount.Currency}, o.into()...)...)
		o.Number = v.NumberText()
		return o, err
	}, today, pattern(words), asTyped(words), kind, after, limit+1)
	return cut(list, limit, err)
}

// DeskOwedNow adds up what DeskOverdues lists, for each currency.
func DeskOwedNow(ctx context.Context, r db.Reader, today, kind, words string) ([]DeskOwed, error) {
	return db.All(ctx, r, deskOwed, func(row db.Scanner) (DeskOwed, error) {
		var o DeskOwed
		err := row.Scan(&o.Amount.Currency, &o.Count, &o.Amount.Minor)
		return o, err
	}, today, pattern(words), asTyped(words), kind)
}
