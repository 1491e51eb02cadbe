-- +goose Up
-- A payout account that takes the place of another waits 72 hours; the address a person
-- had before is still told of it.

CREATE UNIQUE INDEX payout_account_waiting ON payout_account (organisation_id, currency) WHERE state = 'waiting';
CREATE INDEX payout_account_due ON payout_account (deadline) WHERE deadline IS NOT NULL;
ALTER TABLE account_person ADD COLUMN email_before TEXT;        -- the address before the changes of 30 days; NULL once erased
ALTER TABLE account_person ADD COLUMN email_changed_at BIGINT;  -- wall time: the first of these changes

-- +goose Down
ALTER TABLE account_person DROP COLUMN email_changed_at;
ALTER TABLE account_person DROP COLUMN email_before;
DROP INDEX payout_account_due;
DROP INDEX payout_account_waiting;
