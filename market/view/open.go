package view

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/market/account"
)

var (
	openEngagements = db.Read("view.open.engagements", `SELECT CAST(COUNT(*) AS BIGINT) FROM deal_engagement
		WHERE (customer_id = $1 OR seller_id = $1) AND state = 'active'`)
	openRequests = db.Read("view.open.payment_requests", `SELECT CAST(COUNT(*) AS BIGINT) FROM payment_request
		WHERE (customer_id = $1 OR seller_id = $1) AND (state IN ('scheduled', 'awaiting', 'approved', 'uncollected')
			OR state = 'collected' AND EXISTS (SELECT 1 FROM payment_charge c WHERE c.request_id = payment_request.id AND c.state = 'charged_back'))`)
	openPayouts = db.Read("view.open.payouts", `SELECT CAST(COUNT(*) AS BIGINT) FROM payout_line
		WHERE organisation_id = $1 AND state IN ('started', 'sent')`)
	openBalances = db.Read("view.open.balances", `SELECT CAST(COUNT(*) AS BIGINT) FROM ledger_balance
		WHERE account = 'expert_payable' AND party = $1 AND balance > 0`)
)

// OpenMoney counts what keeps an organisation from being left: work that goes on,
// payments that can still be made, payouts on their way, money not paid out.
func OpenMoney(ctx context.Context, r db.Reader, organisation id.ID) ([]account.Open, error) {
	var list []account.Open
	for _, kind := range []struct {
		code  string
		query *db.Query
	}{{"engagements", openEngagements}, {"payment_requests", openRequests}, {"payouts", openPayouts}, {"balances", openBalances}} {
		n, err := db.Value[int64](ctx, r, kind.query, organisation)
		if err != nil {
			return nil, err
		}
		list = append(list, account.Open{Code: kind.code, Count: n})
	}
	return list, nil
}
