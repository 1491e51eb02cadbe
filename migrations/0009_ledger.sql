-- +goose Up
-- The books: postings, their lines, and what stands on the accounts of parties.
-- Postings and lines are only ever added.

CREATE TABLE ledger_posting (
    id        BYTEA NOT NULL PRIMARY KEY,
    template  TEXT NOT NULL,
    reference BYTEA NOT NULL,   -- the attempt: invoice, charge, payout line
    currency  TEXT NOT NULL,    -- ISO 4217
    event_id  BYTEA NOT NULL REFERENCES event (id),
    corrects  BYTEA REFERENCES ledger_posting (id),
    at        BIGINT NOT NULL,  -- business time
    UNIQUE (template, reference, currency)
) /*STRICT*/;
CREATE INDEX ledger_posting_by_time ON ledger_posting (at, id);
CREATE INDEX ledger_posting_by_reference ON ledger_posting (reference);

CREATE TABLE ledger_line (
    posting_id   BYTEA NOT NULL REFERENCES ledger_posting (id),
    number       BIGINT NOT NULL,
    debit        TEXT NOT NULL,
    debit_party  BYTEA,         -- NULL for a house account
    credit       TEXT NOT NULL,
    credit_party BYTEA,
    jurisdiction TEXT NOT NULL, -- of a tax account, else ''
    amount       BIGINT NOT NULL CHECK (amount > 0 AND amount <= 10000000000000),
    PRIMARY KEY (posting_id, number),
    CHECK (debit <> credit)
) /*STRICT*/;
CREATE INDEX ledger_line_by_debit ON ledger_line (debit, debit_party);
CREATE INDEX ledger_line_by_credit ON ledger_line (credit, credit_party);

CREATE TABLE ledger_balance (
    account  TEXT NOT NULL,
    party    BYTEA NOT NULL,
    currency TEXT NOT NULL,
    balance  BIGINT NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (account, party, currency)
) /*STRICT*/;

-- +goose Down
DROP TABLE ledger_balance;
DROP TABLE ledger_line;
DROP TABLE ledger_posting;
