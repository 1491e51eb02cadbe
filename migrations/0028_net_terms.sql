-- +goose Up
-- Customers on net terms are told before, on and after the day a payment is due. What
-- was approved before has nobody to remind of an answer; what is on its way on net
-- terms is announced a week before its day.

UPDATE payment_request SET remind_at = NULL WHERE remind_at IS NOT NULL AND state NOT IN ('awaiting', 'scheduled');
UPDATE payment_request SET remind_at = (SELECT c.settles_at - 604800000000 FROM payment_charge c
        WHERE c.request_id = payment_request.id AND c.kind = 'net_terms' AND c.state = 'succeeded')
    WHERE state = 'approved';

-- +goose Down
UPDATE payment_request SET remind_at = NULL WHERE state = 'approved';
