-- +goose Up
-- The second factor: what a person proves themselves with, codes for when it is
-- lost, questions put to passkeys, and resets by the desk.

CREATE TABLE account_factor (
    id            BYTEA NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,            -- active, removed
    state_since   BIGINT NOT NULL,
    deadline      BIGINT,
    version       BIGINT NOT NULL,
    person_id     BYTEA NOT NULL REFERENCES account_person (id),
    kind          TEXT NOT NULL,            -- totp, passkey
    name          TEXT NOT NULL,            -- the person's own word for it; blank once erased
    secret        BYTEA,                    -- totp: sealed; NULL once removed
    credential_id BYTEA UNIQUE,             -- passkey; NULL once removed
    credential    TEXT,                     -- passkey: its public key and what it said of itself, JSON
    counter       BIGINT NOT NULL,          -- totp: the last time step used; passkey: its sign count
    used_at       BIGINT,                   -- wall time
    made_at       BIGINT NOT NULL           -- wall time
) /*STRICT*/;
CREATE INDEX account_factor_by_person ON account_factor (person_id, made_at);
CREATE UNIQUE INDEX account_factor_totp ON account_factor (person_id) WHERE kind = 'totp' AND state = 'active';

-- Housekeeping: wall time, hashes only.
CREATE TABLE account_recovery (
    person_id BYTEA NOT NULL REFERENCES account_person (id),
    code_hash BYTEA NOT NULL,
    made_at   BIGINT NOT NULL,
    used_at   BIGINT,
    PRIMARY KEY (person_id, code_hash)
) /*STRICT*/;

CREATE TABLE account_challenge (
    challenge_hash BYTEA NOT NULL PRIMARY KEY,
    person_id      BYTEA REFERENCES account_person (id), -- NULL where a passkey is to say who it is
    data           TEXT NOT NULL,           -- what the ceremony remembers, JSON
    ends_at        BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX account_challenge_by_end ON account_challenge (ends_at);

CREATE TABLE account_factor_reset (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- waiting, done, stopped
    state_since BIGINT NOT NULL,
    deadline    BIGINT,
    version     BIGINT NOT NULL,
    person_id   BYTEA NOT NULL REFERENCES account_person (id),
    operator_id BYTEA NOT NULL REFERENCES account_person (id),
    reason      TEXT NOT NULL,              -- what the operator checked; blank once erased
    made_at     BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX account_factor_reset_by_person ON account_factor_reset (person_id, made_at);
CREATE INDEX account_factor_reset_due ON account_factor_reset (deadline) WHERE deadline IS NOT NULL;
CREATE UNIQUE INDEX account_factor_reset_one ON account_factor_reset (person_id) WHERE state = 'waiting';

ALTER TABLE account_session ADD COLUMN factor_at BIGINT; -- wall time: when a second factor was last proved here

-- +goose Down
ALTER TABLE account_session DROP COLUMN factor_at;
DROP TABLE account_factor_reset;
DROP TABLE account_challenge;
DROP TABLE account_recovery;
DROP TABLE account_factor;
