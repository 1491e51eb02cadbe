-- +goose Up
-- The way to pay that a customer chose on acceptance; NULL is the preferred one.

ALTER TABLE deal_engagement ADD COLUMN method_id BYTEA REFERENCES payment_method (id);

-- +goose Down
ALTER TABLE deal_engagement DROP COLUMN method_id;
