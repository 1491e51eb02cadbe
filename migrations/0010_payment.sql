-- +goose Up
-- What a customer pays: cards, payment requests, invoices and charges.

CREATE TABLE payment_method (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- active, removed
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    brand           TEXT NOT NULL,
    last4           TEXT NOT NULL,
    expires         TEXT NOT NULL,      -- YYYY-MM
    token_sealed    BYTEA NOT NULL,     -- the processor's token, sealed
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE UNIQUE INDEX payment_method_active ON payment_method (organisation_id) WHERE state = 'active';

CREATE TABLE payment_request (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- awaiting, approved, collected, uncollected, declined, withdrawn
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    engagement_id   BYTEA NOT NULL REFERENCES deal_engagement (id),
    conversation_id BYTEA NOT NULL REFERENCES talk_conversation (id),
    customer_id     BYTEA NOT NULL REFERENCES account_organisation (id),
    seller_id       BYTEA NOT NULL REFERENCES account_organisation (id),
    asked_by        BYTEA NOT NULL REFERENCES account_person (id),
    amount          BIGINT NOT NULL CHECK (amount > 0),
    currency        TEXT NOT NULL,
    work            TEXT NOT NULL,      -- what was delivered; blank once erased
    work_lang       TEXT NOT NULL,
    final           BOOLEAN NOT NULL,
    fee             BIGINT NOT NULL,    -- worked out at approval, 0 before
    net             BIGINT NOT NULL,
    reason          TEXT NOT NULL,      -- why it was declined; blank once erased
    reason_lang     TEXT NOT NULL,
    decided_by      BYTEA REFERENCES account_person (id),
    approved_at     BIGINT,
    erased_at       BIGINT,
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX payment_request_by_engagement ON payment_request (engagement_id, id);
CREATE INDEX payment_request_by_conversation ON payment_request (conversation_id, id);
CREATE INDEX payment_request_by_customer ON payment_request (customer_id, id);
CREATE INDEX payment_request_by_seller ON payment_request (seller_id, id);
CREATE INDEX payment_request_pending ON payment_request (state, state_since, id) WHERE state IN ('approved', 'uncollected');
CREATE INDEX payment_request_by_asker ON payment_request (asked_by);

-- Invoices are written without a number; one worker gives numbers in journal
-- order, without gaps, per issuer and series.
CREATE TABLE payment_series (
    issuer_id BYTEA NOT NULL REFERENCES account_organisation (id),
    series    TEXT NOT NULL,            -- the year of issue
    last      BIGINT NOT NULL,
    PRIMARY KEY (issuer_id, series)
) /*STRICT*/;

CREATE TABLE payment_invoice (
    id            BYTEA NOT NULL PRIMARY KEY,
    request_id    BYTEA NOT NULL UNIQUE REFERENCES payment_request (id),
    engagement_id BYTEA NOT NULL REFERENCES deal_engagement (id),
    issuer_id     BYTEA NOT NULL REFERENCES account_organisation (id),  -- the seller
    customer_id   BYTEA NOT NULL REFERENCES account_organisation (id),
    issuer_name   TEXT NOT NULL,        -- as it was when issued; kept for the retention period
    customer_name TEXT NOT NULL,
    series        TEXT NOT NULL,
    number        BIGINT,               -- NULL until numbered; not shown before
    issued_on     TEXT NOT NULL,        -- YYYY-MM-DD in the house's zone
    due_on        TEXT NOT NULL,
    currency      TEXT NOT NULL,
    price         BIGINT NOT NULL,
    seller_tax    BIGINT NOT NULL,
    operator_tax  BIGINT NOT NULL,
    total         BIGINT NOT NULL CHECK (total = price + seller_tax + operator_tax),
    fee           BIGINT NOT NULL,
    fee_tax       BIGINT NOT NULL,
    fee_rate      BIGINT NOT NULL,      -- parts per million
    made_at       BIGINT NOT NULL
) /*STRICT*/;
CREATE UNIQUE INDEX payment_invoice_number ON payment_invoice (issuer_id, series, number) WHERE number IS NOT NULL;
CREATE INDEX payment_invoice_by_customer ON payment_invoice (customer_id, id);
CREATE INDEX payment_invoice_by_issuer ON payment_invoice (issuer_id, id);
CREATE INDEX payment_invoice_by_engagement ON payment_invoice (engagement_id, id);

CREATE TABLE payment_invoice_line (
    invoice_id  BYTEA NOT NULL REFERENCES payment_invoice (id),
    number      BIGINT NOT NULL,
    description TEXT NOT NULL,
    lang        TEXT NOT NULL,
    price       BIGINT NOT NULL,
    tax_rate    BIGINT NOT NULL,        -- parts per million
    tax         BIGINT NOT NULL,
    PRIMARY KEY (invoice_id, number)
) /*STRICT*/;

-- One attempt at one card. Its id is the processor's idempotency key.
CREATE TABLE payment_charge (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- started, succeeded, failed, unknown, settled, returned
    state_since BIGINT NOT NULL,
    deadline    BIGINT,
    version     BIGINT NOT NULL,
    request_id  BYTEA NOT NULL REFERENCES payment_request (id),
    invoice_id  BYTEA NOT NULL REFERENCES payment_invoice (id),
    method_id   BYTEA NOT NULL REFERENCES payment_method (id),
    amount      BIGINT NOT NULL,
    currency    TEXT NOT NULL,
    failure     TEXT NOT NULL,          -- a code, once failed or returned
    settles_at  BIGINT,                 -- when the processor says it will settle, business time
    made_at     BIGINT NOT NULL
) /*STRICT*/;
CREATE UNIQUE INDEX payment_charge_open ON payment_charge (request_id) WHERE state IN ('started', 'succeeded', 'unknown', 'settled');
CREATE INDEX payment_charge_by_request ON payment_charge (request_id, id);
CREATE INDEX payment_charge_by_invoice ON payment_charge (invoice_id);
CREATE INDEX payment_charge_by_method ON payment_charge (method_id);

-- +goose Down
DROP TABLE payment_charge;
DROP TABLE payment_invoice_line;
DROP TABLE payment_invoice;
DROP TABLE payment_series;
DROP TABLE payment_request;
DROP TABLE payment_method;
