-- +goose Up
-- What the operator does that has no room of its own to keep the reason in, and the
-- checking of the event chain.

CREATE TABLE desk_act (
    id          BYTEA NOT NULL PRIMARY KEY,
    operator_id BYTEA NOT NULL REFERENCES account_person (id),
    what        TEXT NOT NULL,      -- the event's name
    subject_id  BYTEA,              -- what it was done to
    reason      TEXT NOT NULL,      -- the operator's words
    request_id  TEXT NOT NULL,      -- the request in which it was done, as in the event
    at          BIGINT NOT NULL     -- business time
) /*STRICT*/;
CREATE INDEX desk_act_by_subject ON desk_act (subject_id, id);
CREATE INDEX desk_act_by_request ON desk_act (request_id);

CREATE TABLE desk_check (
    one        BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    id         BYTEA NOT NULL,
    state      TEXT NOT NULL,       -- checking, sound, broken, stopped
    reached    BIGINT NOT NULL,     -- position in the chain
    all_events BIGINT NOT NULL,
    problem    TEXT NOT NULL,
    by_id      BYTEA,
    started_at BIGINT NOT NULL,     -- wall time, as the next ones
    ended_at   BIGINT,
    holder     TEXT NOT NULL,
    until      BIGINT NOT NULL
) /*STRICT*/;

CREATE INDEX account_person_by_name ON account_person (LOWER(name), id);
CREATE INDEX account_organisation_by_name ON account_organisation (LOWER(name), id);
CREATE INDEX payout_line_rejected ON payout_line (state_since) WHERE state = 'rejected';
CREATE INDEX payment_charge_unknown ON payment_charge (state_since) WHERE state = 'unknown';
CREATE INDEX payment_request_uncollected ON payment_request (state_since) WHERE state = 'uncollected';

-- +goose Down
DROP INDEX payment_request_uncollected;
DROP INDEX payment_charge_unknown;
DROP INDEX payout_line_rejected;
DROP INDEX account_organisation_by_name;
DROP INDEX account_person_by_name;
DROP TABLE desk_check;
DROP TABLE desk_act;
