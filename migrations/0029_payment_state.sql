-- +goose Up
-- Whether anything of an engagement awaits, is scheduled or can still be paid is asked
-- on every page of it: without reading all that was ever paid.
CREATE INDEX payment_request_by_state ON payment_request (engagement_id, state, id);

-- +goose Down
DROP INDEX payment_request_by_state;
