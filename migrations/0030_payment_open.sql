-- +goose Up
-- What an organisation still has to pay or to be paid stands on top of its money,
-- without reading all that was ever paid.
CREATE INDEX payment_request_open_by_customer ON payment_request (customer_id, id) WHERE state IN ('scheduled', 'awaiting', 'approved', 'uncollected');
CREATE INDEX payment_request_open_by_seller ON payment_request (seller_id, id) WHERE state IN ('scheduled', 'awaiting', 'approved', 'uncollected');

-- +goose Down
DROP INDEX payment_request_open_by_seller;
DROP INDEX payment_request_open_by_customer;
