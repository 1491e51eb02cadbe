-- +goose Up
-- What a visitor wrote to one expert or company from a public page, until the address is
-- confirmed by the link of a letter; nobody else is shown it before.

CREATE TABLE talk_waiting (
    token_hash BYTEA NOT NULL PRIMARY KEY, -- of the link that was sent last
    email      TEXT NOT NULL,
    voice      TEXT NOT NULL,              -- self, company
    voice_id   BYTEA NOT NULL,             -- that person or that organisation
    name       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    lang       TEXT NOT NULL,              -- of the page
    zone       TEXT NOT NULL,
    ends_at    BIGINT NOT NULL             -- wall time
) /*STRICT*/;
CREATE INDEX talk_waiting_by_email ON talk_waiting (email);
CREATE INDEX talk_waiting_by_age ON talk_waiting (ends_at);

-- Whose number it is, as the register wrote it at asked_at; '' where it does not tell, and
-- once erased.
ALTER TABLE tax_number ADD COLUMN named TEXT NOT NULL DEFAULT '';
DROP INDEX tax_number_waits;
CREATE INDEX tax_number_waits ON tax_number (state, id) WHERE state IN ('unconfirmed', 'unknown', 'differs');
CREATE INDEX tax_number_asked ON tax_number (asked_at, id) WHERE state = 'confirmed';

-- Each time the list of issuers of qualified invoices, or one of its changes, was loaded.
CREATE TABLE tax_issuer_load (
    id        BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA REFERENCES account_person (id), -- who did it; NULL for the command line
    lines     BIGINT NOT NULL,
    kept      BIGINT NOT NULL,              -- numbers written
    odds      BIGINT NOT NULL,              -- lines that are none of the list's
    odd       TEXT NOT NULL,                -- JSON: the first of them
    made_at   BIGINT NOT NULL,
    ended_at  BIGINT                        -- NULL while it runs, or when it broke off
) /*STRICT*/;

-- +goose Down
DROP TABLE tax_issuer_load;
DROP INDEX tax_number_asked;
DROP INDEX tax_number_waits;
CREATE INDEX tax_number_waits ON tax_number (state, id) WHERE state IN ('unconfirmed', 'unknown');
ALTER TABLE tax_number DROP COLUMN named;
DROP TABLE talk_waiting;
