-- +goose Up
-- Payouts grow: on which day somebody is paid, what is taken for a debt before
-- anything is paid, what a payout is made of, and payouts that come back after they
-- had arrived.

CREATE TABLE payout_preference (
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    currency        TEXT NOT NULL,
    day             BIGINT NOT NULL CHECK (day >= 0 AND day <= 28), -- of the month in the house's zone; 0 is every day
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    set_at          BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, currency)
) /*STRICT*/;

-- The table is made anew because a payout may now be of nothing: when all that was
-- collected goes to what is owed.
CREATE TABLE payout_line_new (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- started, sent, arrived, rejected, returned, netted
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    run_id          BYTEA NOT NULL REFERENCES payout_run (id),
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    account_id      BYTEA NOT NULL REFERENCES payout_account (id),
    amount          BIGINT NOT NULL CHECK (amount >= 0), -- what goes to the bank
    netted          BIGINT NOT NULL CHECK (netted >= 0), -- what was taken before for what is owed
    charge          BIGINT NOT NULL CHECK (charge >= 0), -- the bank's for a return; the house bears it
    currency        TEXT NOT NULL,
    failure         TEXT NOT NULL,      -- a code, once rejected or returned
    arrives_at      BIGINT,             -- when the bank says it will arrive, business time
    made_at         BIGINT NOT NULL,
    UNIQUE (run_id, organisation_id, currency),
    CHECK (amount + netted > 0)
) /*STRICT*/;
INSERT INTO payout_line_new (id, state, state_since, deadline, version, run_id, organisation_id, account_id, amount, netted, charge, currency,
        failure, arrives_at, made_at)
    SELECT id, state, state_since, deadline, version, run_id, organisation_id, account_id, amount, 0, 0, currency, failure, arrives_at, made_at
    FROM payout_line;
DROP TABLE payout_line;
ALTER TABLE payout_line_new RENAME TO payout_line;
CREATE INDEX payout_line_pending ON payout_line (state_since, id) WHERE state IN ('rejected', 'started', 'sent');
CREATE INDEX payout_line_by_organisation ON payout_line (organisation_id, id);
CREATE INDEX payout_line_rejected ON payout_line (state_since) WHERE state = 'rejected';
CREATE INDEX payout_line_last ON payout_line (organisation_id, currency, id);

-- What a payout is made of: every movement of what the house owed, since the payout
-- before it. Each movement belongs to one payout.
CREATE TABLE payout_item (
    payout_id  BYTEA NOT NULL REFERENCES payout_line (id),
    posting_id BYTEA NOT NULL REFERENCES ledger_posting (id),
    amount     BIGINT NOT NULL,         -- signed
    PRIMARY KEY (posting_id)
) /*STRICT*/;
CREATE INDEX payout_item_by_payout ON payout_item (payout_id);
-- The movements of before belong to the first payout after them.
INSERT INTO payout_item (payout_id, posting_id, amount)
    SELECT (SELECT l.id FROM payout_line l JOIN ledger_posting s ON s.template = 'payout_started' AND s.reference = l.id
            WHERE l.organisation_id = m.party AND l.currency = p.currency AND (s.at, s.id) > (p.at, p.id) ORDER BY s.at, s.id LIMIT 1),
        p.id, m.amount
    FROM (SELECT posting_id, party, SUM(amount) AS amount FROM (
            SELECT posting_id, credit_party AS party, amount FROM ledger_line WHERE credit = 'expert_payable'
            UNION ALL
            SELECT posting_id, debit_party, -amount FROM ledger_line WHERE debit = 'expert_payable') sides
        GROUP BY posting_id, party) m
    JOIN ledger_posting p ON p.id = m.posting_id
    WHERE p.template <> 'payout_started'
        AND EXISTS (SELECT 1 FROM payout_line l JOIN ledger_posting s ON s.template = 'payout_started' AND s.reference = l.id
            WHERE l.organisation_id = m.party AND l.currency = p.currency AND (s.at, s.id) > (p.at, p.id));

-- A statement names the payment of a dispute.
CREATE INDEX payment_charge_by_dispute ON payment_charge (dispute_id) WHERE dispute_id IS NOT NULL;

-- What comes back to the sandbox's bank after it had arrived.
CREATE TABLE sandbox_bounce (
    transfer_id BYTEA NOT NULL PRIMARY KEY REFERENCES sandbox_transfer (id),
    amount      BIGINT NOT NULL,
    charge      BIGINT NOT NULL,        -- what the bank takes for it
    currency    TEXT NOT NULL,
    failure     TEXT NOT NULL,
    due_at      BIGINT NOT NULL,        -- business time
    done_at     BIGINT,
    reported_at BIGINT
) /*STRICT*/;
CREATE INDEX sandbox_bounce_due ON sandbox_bounce (due_at, transfer_id) WHERE reported_at IS NULL;

-- +goose Down
DROP INDEX payment_charge_by_dispute;
DROP TABLE sandbox_bounce;
DROP TABLE payout_item;
DROP TABLE payout_preference;
