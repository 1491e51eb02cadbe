-- +goose Up
-- What experts are paid: their accounts, the daily runs, and the payouts of a run.

CREATE TABLE payout_account (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- active, refused, removed
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    currency        TEXT NOT NULL,
    bank            TEXT NOT NULL,
    holder          TEXT NOT NULL,      -- blank once erased
    last4           TEXT NOT NULL,
    token_sealed    BYTEA NOT NULL,     -- the bank's token, sealed
    erased_at       BIGINT,
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE UNIQUE INDEX payout_account_active ON payout_account (organisation_id, currency) WHERE state = 'active';
CREATE INDEX payout_account_by_person ON payout_account (person_id);

CREATE TABLE payout_run (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- running, done
    state_since BIGINT NOT NULL,
    deadline    BIGINT,
    version     BIGINT NOT NULL,
    day         TEXT NOT NULL UNIQUE,   -- YYYY-MM-DD in the house's zone
    made_at     BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE payout_line (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- started, sent, arrived, rejected
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    run_id          BYTEA NOT NULL REFERENCES payout_run (id),
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    account_id      BYTEA NOT NULL REFERENCES payout_account (id),
    amount          BIGINT NOT NULL CHECK (amount > 0),
    currency        TEXT NOT NULL,
    failure         TEXT NOT NULL,      -- a code, once rejected
    arrives_at      BIGINT,             -- when the bank says it will arrive, business time
    made_at         BIGINT NOT NULL,
    UNIQUE (run_id, organisation_id, currency)
) /*STRICT*/;
CREATE INDEX payout_line_pending ON payout_line (state_since, id) WHERE state IN ('rejected', 'started', 'sent');
CREATE INDEX payout_line_by_organisation ON payout_line (organisation_id, id);

-- +goose Down
DROP TABLE payout_line;
DROP TABLE payout_run;
DROP TABLE payout_account;
