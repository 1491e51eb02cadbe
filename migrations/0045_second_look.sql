-- +goose Up
-- A second pair of eyes for refusals: whether the desk asks for one, and the refusal that
-- one person proposed and another is to confirm.

ALTER TABLE registration_settings ADD COLUMN second_look BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE registration_seller ADD COLUMN proposed_rule TEXT NOT NULL DEFAULT '';   -- '' while none is proposed
ALTER TABLE registration_seller ADD COLUMN proposed_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE registration_seller ADD COLUMN proposed_by BYTEA REFERENCES account_person (id); -- who proposed last
ALTER TABLE registration_seller ADD COLUMN rejected_reason TEXT NOT NULL DEFAULT ''; -- why the last one was not confirmed

-- +goose Down
ALTER TABLE registration_seller DROP COLUMN rejected_reason;
ALTER TABLE registration_seller DROP COLUMN proposed_by;
ALTER TABLE registration_seller DROP COLUMN proposed_reason;
ALTER TABLE registration_seller DROP COLUMN proposed_rule;
ALTER TABLE registration_settings DROP COLUMN second_look;
