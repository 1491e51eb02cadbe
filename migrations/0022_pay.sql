-- +goose Up
-- Payments grow: several ways to pay, requests that were agreed with the proposal,
-- reminders, charges that come back. Old rows are what they were: cards, asked for
-- by hand, without a dispute.

ALTER TABLE payment_method ADD COLUMN kind TEXT NOT NULL DEFAULT 'card';          -- card, ach, net_terms
ALTER TABLE payment_method ADD COLUMN preferred BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE payment_method ADD COLUMN reason TEXT NOT NULL DEFAULT '';            -- why net terms were refused; blank once erased
ALTER TABLE payment_method ADD COLUMN reason_lang TEXT NOT NULL DEFAULT '';
ALTER TABLE payment_method ADD COLUMN decided_by BYTEA REFERENCES account_person (id);
DROP INDEX payment_method_active;
CREATE UNIQUE INDEX payment_method_preferred ON payment_method (organisation_id) WHERE state = 'active' AND preferred;
CREATE INDEX payment_method_by_organisation ON payment_method (organisation_id, id);
CREATE INDEX payment_method_asked ON payment_method (id) WHERE state = 'asked';

ALTER TABLE payment_request ADD COLUMN kind TEXT NOT NULL DEFAULT 'asked';        -- asked, upfront, scheduled
ALTER TABLE payment_request ADD COLUMN due_on TEXT NOT NULL DEFAULT '';           -- YYYY-MM-DD in the house's zone, of a scheduled one
ALTER TABLE payment_request ADD COLUMN milestone_id BYTEA;                        -- of deal_milestone, if it is asked for
ALTER TABLE payment_request ADD COLUMN purchase_order TEXT NOT NULL DEFAULT '';   -- '' is the engagement's
ALTER TABLE payment_request ADD COLUMN method_id BYTEA REFERENCES payment_method (id); -- chosen; NULL is the preferred one
ALTER TABLE payment_request ADD COLUMN remind_at BIGINT;                          -- when the customer is told next
ALTER TABLE payment_request ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0;        -- how often
ALTER TABLE payment_request ADD COLUMN silent BOOLEAN NOT NULL DEFAULT FALSE;     -- approved by silence
ALTER TABLE payment_request ADD COLUMN write_off_id BYTEA;                        -- the books' reference, once written off
ALTER TABLE payment_request ADD COLUMN write_off_reason TEXT NOT NULL DEFAULT ''; -- the operator's; blank once erased
ALTER TABLE payment_request ADD COLUMN written_off_by BYTEA REFERENCES account_person (id);
CREATE INDEX payment_request_remind ON payment_request (remind_at, id) WHERE remind_at IS NOT NULL;
CREATE INDEX payment_request_by_deadline ON payment_request (deadline, id) WHERE deadline IS NOT NULL;

ALTER TABLE payment_invoice ADD COLUMN purchase_order TEXT NOT NULL DEFAULT '';

ALTER TABLE payment_charge ADD COLUMN kind TEXT NOT NULL DEFAULT 'card';          -- of the method
ALTER TABLE payment_charge ADD COLUMN dispute_id BYTEA;                           -- the books' reference, once charged back
ALTER TABLE payment_charge ADD COLUMN frozen BIGINT NOT NULL DEFAULT 0;           -- of the expert's share
DROP INDEX payment_charge_open;
CREATE UNIQUE INDEX payment_charge_open ON payment_charge (request_id)
    WHERE state IN ('started', 'succeeded', 'unknown', 'settled', 'charged_back', 'won');
CREATE INDEX payment_charge_by_deadline ON payment_charge (deadline, id) WHERE deadline IS NOT NULL;

-- What happens to a charge at the sandbox's processor, one line for each turn. What
-- stood in the charge itself moves here; its ends and due_at say what the processor
-- promises.
CREATE TABLE sandbox_turn (
    charge_id   BYTEA NOT NULL REFERENCES sandbox_charge (id),
    number      BIGINT NOT NULL,
    kind        TEXT NOT NULL,          -- settle, return, charge_back, win, lose
    moves       BIGINT NOT NULL,        -- on the house's account at the bank, minor units
    fee         BIGINT NOT NULL,        -- of a dispute
    times       BIGINT NOT NULL,        -- how often it is reported
    due_at      BIGINT NOT NULL,        -- business time
    done_at     BIGINT,
    reported_at BIGINT,
    PRIMARY KEY (charge_id, number)
) /*STRICT*/;
CREATE INDEX sandbox_turn_due ON sandbox_turn (due_at, charge_id, number) WHERE reported_at IS NULL;
INSERT INTO sandbox_turn (charge_id, number, kind, moves, fee, times, due_at, done_at, reported_at)
    SELECT id, 1, ends, CASE WHEN ends = 'settle' THEN amount ELSE 0 END, 0, 1, due_at, done_at, reported_at
    FROM sandbox_charge WHERE due_at IS NOT NULL;
DROP INDEX sandbox_charge_due;

-- +goose Down
DROP TABLE sandbox_turn;
