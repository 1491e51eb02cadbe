-- +goose Up
-- What the fee was when a proposal was sent: the one of the day of acceptance counts, so
-- both sides are told when it has changed since. 0 for those of before.
ALTER TABLE deal_proposal ADD COLUMN fee_rate BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE deal_proposal DROP COLUMN fee_rate;
