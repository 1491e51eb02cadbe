-- +goose Up
-- Conversations: who talks with whom, what was said, and who has read it.

CREATE TABLE talk_conversation (
    id                       BYTEA NOT NULL PRIMARY KEY,
    state                    TEXT NOT NULL,  -- active, archived_by_customer, archived_by_expert, archived
    state_since              BIGINT NOT NULL,
    deadline                 BIGINT,
    version                  BIGINT NOT NULL,
    request_id               BYTEA REFERENCES request (id),  -- NULL for a direct message
    customer_organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    expert_organisation_id   BYTEA NOT NULL REFERENCES account_organisation (id),
    voice                    TEXT NOT NULL,  -- self, company: whose conversation it is
    voice_id                 BYTEA NOT NULL, -- that person or that organisation
    subject                  TEXT NOT NULL,  -- of a direct message; blank otherwise and once erased
    subject_lang             TEXT NOT NULL,
    opened_by                BYTEA NOT NULL REFERENCES account_person (id),
    last_at                  BIGINT NOT NULL, -- of anybody's latest message
    customer_at              BIGINT NOT NULL, -- of the customer's latest message: the experts' order
    made_at                  BIGINT NOT NULL
) /*STRICT*/;
CREATE UNIQUE INDEX talk_conversation_answer ON talk_conversation (request_id, voice_id) WHERE request_id IS NOT NULL;
CREATE UNIQUE INDEX talk_conversation_direct ON talk_conversation (customer_organisation_id, voice_id) WHERE request_id IS NULL;
CREATE INDEX talk_conversation_by_customer ON talk_conversation (customer_organisation_id, last_at, id);
CREATE INDEX talk_conversation_by_expert ON talk_conversation (expert_organisation_id, customer_at, id);

CREATE TABLE talk_member (
    conversation_id BYTEA NOT NULL REFERENCES talk_conversation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    side            TEXT NOT NULL,          -- customer, expert
    name            TEXT NOT NULL,          -- shown here instead of the person's own; blank for that, and once erased
    added_by        BYTEA REFERENCES account_person (id),
    added_at        BIGINT NOT NULL,
    removed_at      BIGINT,
    PRIMARY KEY (conversation_id, person_id)
) /*STRICT*/;
CREATE INDEX talk_member_by_person ON talk_member (person_id, organisation_id, side);

CREATE TABLE talk_message (
    id              BYTEA NOT NULL PRIMARY KEY,
    conversation_id BYTEA NOT NULL REFERENCES talk_conversation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    side            TEXT NOT NULL,          -- customer, expert
    voice           TEXT NOT NULL,          -- self, company
    body            TEXT NOT NULL,          -- blank once erased
    lang            TEXT NOT NULL,          -- BCP 47, guessed
    folded          TEXT NOT NULL,          -- for searching: NFKC, lower case; blank once erased
    warnings        TEXT NOT NULL,          -- kinds of payment detail noticed, space separated
    files           BIGINT NOT NULL,        -- how many attachments
    made_at         BIGINT NOT NULL,
    erased_at       BIGINT
) /*STRICT*/;
CREATE INDEX talk_message_by_conversation ON talk_message (conversation_id, id);
CREATE INDEX talk_message_by_person ON talk_message (person_id, id);

CREATE TABLE talk_message_file (
    message_id    BYTEA NOT NULL REFERENCES talk_message (id),
    attachment_id BYTEA NOT NULL UNIQUE REFERENCES file_attachment (id),
    place         BIGINT NOT NULL,
    PRIMARY KEY (message_id, place)
) /*STRICT*/;

CREATE TABLE talk_report (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- open, settled
    state_since BIGINT NOT NULL,
    deadline    BIGINT,
    version     BIGINT NOT NULL,
    message_id  BYTEA NOT NULL REFERENCES talk_message (id),
    person_id   BYTEA NOT NULL REFERENCES account_person (id),
    note        TEXT NOT NULL,              -- what the reporting person wrote; blank once erased
    reason      TEXT NOT NULL,              -- what the desk wrote when settling it
    made_at     BIGINT NOT NULL,
    UNIQUE (message_id, person_id)
) /*STRICT*/;
CREATE INDEX talk_report_by_state ON talk_report (state, id);
CREATE INDEX talk_report_by_person ON talk_report (person_id);

-- Housekeeping.
CREATE TABLE talk_read (
    conversation_id BYTEA NOT NULL REFERENCES talk_conversation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    message_id      BYTEA NOT NULL REFERENCES talk_message (id), -- everything up to here is read
    at              BIGINT NOT NULL,        -- business time
    PRIMARY KEY (conversation_id, person_id)
) /*STRICT*/;

CREATE TABLE talk_draft (
    conversation_id BYTEA NOT NULL REFERENCES talk_conversation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    body            TEXT NOT NULL,
    at              BIGINT NOT NULL,        -- wall time
    PRIMARY KEY (conversation_id, person_id)
) /*STRICT*/;
CREATE INDEX talk_draft_by_person ON talk_draft (person_id);

CREATE TABLE talk_token (
    token_hash      BYTEA NOT NULL PRIMARY KEY,
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    ends_at         BIGINT NOT NULL         -- wall time
) /*STRICT*/;
CREATE INDEX talk_token_by_age ON talk_token (ends_at);

-- +goose Down
DROP TABLE talk_token;
DROP TABLE talk_draft;
DROP TABLE talk_read;
DROP TABLE talk_report;
DROP TABLE talk_message_file;
DROP TABLE talk_message;
DROP TABLE talk_member;
DROP TABLE talk_conversation;
