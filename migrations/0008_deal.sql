-- +goose Up
-- What two sides agree: proposals, and the engagements that accepted ones become.

CREATE TABLE deal_proposal (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- proposed, accepted, declined, withdrawn, expired
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    conversation_id BYTEA NOT NULL REFERENCES talk_conversation (id),
    customer_id     BYTEA NOT NULL REFERENCES account_organisation (id),
    seller_id       BYTEA NOT NULL REFERENCES account_organisation (id), -- never changes
    sent_by         BYTEA NOT NULL REFERENCES account_person (id),
    kind            TEXT NOT NULL,      -- milestone
    total           BIGINT NOT NULL CHECK (total > 0 AND total <= 10000000000000),
    currency        TEXT NOT NULL,      -- ISO 4217
    terms           TEXT NOT NULL,      -- limited Markdown; blank once erased
    terms_lang      TEXT NOT NULL,      -- BCP 47
    reason          TEXT NOT NULL,      -- why it was declined, if the customer said; blank once erased
    reason_lang     TEXT NOT NULL,
    decided_by      BYTEA REFERENCES account_person (id),
    erased_at       BIGINT,
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX deal_proposal_by_conversation ON deal_proposal (conversation_id, id);
CREATE INDEX deal_proposal_by_customer ON deal_proposal (customer_id, id);
CREATE INDEX deal_proposal_by_seller ON deal_proposal (seller_id, id);
CREATE INDEX deal_proposal_by_deadline ON deal_proposal (deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX deal_proposal_by_sender ON deal_proposal (sent_by);

CREATE TABLE deal_engagement (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- active, completed
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    proposal_id     BYTEA NOT NULL UNIQUE REFERENCES deal_proposal (id),
    conversation_id BYTEA NOT NULL REFERENCES talk_conversation (id),
    customer_id     BYTEA NOT NULL REFERENCES account_organisation (id),
    seller_id       BYTEA NOT NULL REFERENCES account_organisation (id),
    accepted_by     BYTEA NOT NULL REFERENCES account_person (id),
    total           BIGINT NOT NULL,
    currency        TEXT NOT NULL,
    asked           BIGINT NOT NULL CHECK (asked >= 0 AND asked <= total), -- awaiting, approved, collected or uncollected
    fee_rate        BIGINT NOT NULL,    -- parts per million, frozen on acceptance
    fee_base        TEXT NOT NULL,      -- price
    fee_rounding    TEXT NOT NULL,      -- half_up, per payment request
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX deal_engagement_by_conversation ON deal_engagement (conversation_id, id);
CREATE INDEX deal_engagement_by_customer ON deal_engagement (customer_id, id);
CREATE INDEX deal_engagement_by_seller ON deal_engagement (seller_id, id);

-- +goose Down
DROP TABLE deal_engagement;
DROP TABLE deal_proposal;
