-- +goose Up
-- The charges that say more of a customer than that they paid: what failed, came back or
-- was disputed, and what is paid by transfer on a day. All others are only counted.
CREATE INDEX payment_charge_odd ON payment_charge (method_id)
    WHERE state IN ('failed', 'returned', 'charged_back') OR kind = 'net_terms';

-- +goose Down
DROP INDEX payment_charge_odd;
