-- +goose Up
-- The disputes nobody has decided, of which there are few: every list of payments asks.
CREATE INDEX payment_charge_disputed ON payment_charge (request_id) WHERE state = 'charged_back';

-- +goose Down
DROP INDEX payment_charge_disputed;
