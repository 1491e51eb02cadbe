-- +goose Up
-- The sandbox's card processor and bank: somebody else's machines, with records of
-- their own in transactions of their own. Nothing here points at a room.

CREATE TABLE sandbox_card (
    token   TEXT NOT NULL PRIMARY KEY,
    conduct TEXT NOT NULL,              -- what the test number does when charged
    made_at BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE sandbox_charge (
    id          BYTEA NOT NULL PRIMARY KEY, -- the merchant's idempotency key
    token       TEXT NOT NULL REFERENCES sandbox_card (token),
    amount      BIGINT NOT NULL,
    currency    TEXT NOT NULL,
    failure     TEXT NOT NULL,          -- '' when the card said yes
    ends        TEXT NOT NULL,          -- settle, return, or '' when refused
    due_at      BIGINT,                 -- business time at which it settles or returns
    done_at     BIGINT,
    reported_at BIGINT,
    made_at     BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX sandbox_charge_due ON sandbox_charge (due_at, id) WHERE reported_at IS NULL AND due_at IS NOT NULL;

CREATE TABLE sandbox_account (
    token   TEXT NOT NULL PRIMARY KEY,
    conduct TEXT NOT NULL,
    made_at BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE sandbox_transfer (
    id          BYTEA NOT NULL PRIMARY KEY, -- the sender's idempotency key
    token       TEXT NOT NULL REFERENCES sandbox_account (token),
    amount      BIGINT NOT NULL,
    currency    TEXT NOT NULL,
    failure     TEXT NOT NULL,          -- '' when it will arrive
    due_at      BIGINT NOT NULL,
    done_at     BIGINT,
    reported_at BIGINT,
    made_at     BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX sandbox_transfer_due ON sandbox_transfer (due_at, id) WHERE reported_at IS NULL;

-- +goose Down
DROP TABLE sandbox_transfer;
DROP TABLE sandbox_account;
DROP TABLE sandbox_charge;
DROP TABLE sandbox_card;
