package api

import (
	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/page"
)

// Money is an amount in the smallest unit of its currency, and as it is written.
type Money struct {
	Minor    int64  `json:"amount_minor" doc:"In the currency's smallest unit: cents, yen" example:"120000"`
	Currency string `json:"currency" doc:"ISO 4217" example:"USD"`
	Decimal  string `json:"decimal" doc:"The same, written out" example:"1200.00"`
}

func moneyOf(a money.Amount) Money { return Money{a.Minor, a.Currency, a.Decimal()} }

// Text is what a person wrote, with its language.
type Text struct {
	Text     string `json:"text"`
	Language string `json:"language" doc:"BCP 47; und when not known"`
}

func textOf(text, lang string) *Text {
	if text == "" {
		return nil
	}
	return &Text{text, lang}
}

// typed is an id from a body or a query; a malformed one is as missing as an
// unknown one.
func typed(text string, prefix id.Prefix, missing string) (id.ID, error) {
	i, ok := prefix.Parse(text)
	if !ok {
		return id.None, fault.Missing(missing)
	}
	return i, nil
}

// after reads the cursor of a list that is ordered by id, newest first.
func (p Paging) after() (id.ID, error) {
	c, err := page.Parse(p.Cursor)
	return c.ID, err
}

// listOf cuts a list that was asked for with one more than the page.
func listOf[R, T any](rows []R, limit int, key func(R) id.ID, write func(R) T) List[T] {
	out := List[T]{Items: []T{}}
	if len(rows) > limit {
		rows = rows[:limit]
		out.Next = page.Cursor{ID: key(rows[limit-1])}.String()
	}
	for _, r := range rows {
		out.Items = append(out.Items, write(r))
	}
	return out
}

// moneyOperations are those of proposals, engagements, payments, payouts, reviews.
func (f *Face) moneyOperations(api huma.API) {
	f.proposalOperations(api)
	f.compareOperations(api)
	f.agreementOperations(api)
	f.engagementOperations(api)
	f.paymentOperations(api)
	f.invoiceOperations(api)
	f.methodOperations(api)
	f.limitOperations(api)
	f.payoutOperations(api)
	f.reviewOperations(api)
	f.booksOperations(api)
	f.ledgerOperations(api)
	f.deskDealOperations(api)
}
