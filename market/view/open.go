package view

import (
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
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
	openEarned = db.Read("view.open.earned", `SELECT currency, balance FROM ledger_balance
		WHERE account = 'expert_payable' AND party = $1 AND balance > 0 ORDER BY currency`)
	openProposals = db.Read("view.open.proposals", `SELECT CAST(COUNT(*) AS BIGINT) FROM deal_proposal WHERE seller_id = $1 AND state = 'proposed'`)
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

// UnderWay is what goes on for a seller whatever the desk decides about the
// registration: work, its payments, payouts, and what was earned and is paid out as
// always. Only Proposals wait: they cannot be accepted from somebody who is suspended.
type UnderWay struct {
	Open      []account.Open // engagements, payment_requests, payouts
	Proposals int64
	Earned    []money.Amount
}

// Nothing tells that nothing goes on.
func (u UnderWay) Nothing() bool {
	return u.Proposals == 0 && len(u.Earned) == 0 && !slices.ContainsFunc(u.Open, func(o account.Open) bool { return o.Count > 0 })
}

// UnderWayOf counts what goes on for a seller.
func UnderWayOf(ctx context.Context, r db.Reader, seller id.ID) (UnderWay, error) {
	var u UnderWay
	open, err := OpenMoney(ctx, r, seller)
	if err != nil {
		return u, err
	}
	for _, o := range open {
		if o.Code != "balances" {
			u.Open = append(u.Open, o)
		}
	}
	if u.Proposals, err = db.Value[int64](ctx, r, openProposals, seller); err != nil {
		return u, err
	}
	u.Earned, err = db.All(ctx, r, openEarned, func(row db.Scanner) (money.Amount, error) {
		var a money.Amount
		return a, row.Scan(&a.Currency, &a.Minor)
	}, seller)
	return u, err
}
