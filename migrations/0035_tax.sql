-- +goose Up
-- What sellers sign for the tax office, their numbers, and the list of issuers of
-- qualified invoices that the operator loads.

ALTER TABLE registration_check ADD COLUMN warned BIGINT NOT NULL DEFAULT 0; -- how many days ahead its end was told of last; 0 for not yet

CREATE TABLE tax_record (
    id              BYTEA NOT NULL PRIMARY KEY,
    check_id        BYTEA NOT NULL REFERENCES registration_check (id),
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id), -- who signed
    kind            TEXT NOT NULL,          -- tax, dac7
    form            TEXT NOT NULL,          -- w9, w8ben, w8ben_e, w8eci, 8233, w8imy, w8exp, dac7
    signed_on       TEXT NOT NULL,          -- YYYY-MM-DD in the house's zone
    valid_until     BIGINT,                 -- NULL for never
    content_sealed  BYTEA,                  -- what was answered, sealed; NULL once its time is over
    ended_at        BIGINT,                 -- when it was replaced, or its owner left
    erased_at       BIGINT,
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE UNIQUE INDEX tax_record_now ON tax_record (check_id) WHERE ended_at IS NULL;
CREATE INDEX tax_record_of ON tax_record (organisation_id, kind) WHERE ended_at IS NULL;
CREATE INDEX tax_record_by_person ON tax_record (person_id);
CREATE INDEX tax_record_past ON tax_record (ended_at) WHERE content_sealed IS NOT NULL;

CREATE TABLE tax_number (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- unconfirmed, confirmed, by_hand, unknown, dropped
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id), -- who gave it
    kind            TEXT NOT NULL,          -- vat:DE, jp-invoice, jp-corporate
    tail            TEXT NOT NULL,          -- its last four characters
    number_sealed   BYTEA NOT NULL,
    register        TEXT NOT NULL,          -- who was asked last: vies, hmrc, nta; '' for nobody
    reference       TEXT NOT NULL,          -- the register's own for the answer
    asked_at        BIGINT,                 -- when it answered
    judge_id        BYTEA REFERENCES account_person (id), -- who at the desk confirmed it
    evidence        TEXT NOT NULL,          -- what they saw
    erased_at       BIGINT,
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX tax_number_of ON tax_number (organisation_id) WHERE state <> 'dropped';
CREATE INDEX tax_number_by_person ON tax_number (person_id);
CREATE INDEX tax_number_waits ON tax_number (state, id) WHERE state IN ('unconfirmed', 'unknown');

CREATE TABLE tax_issuer (
    number        TEXT NOT NULL PRIMARY KEY, -- T and 13 digits
    registered_on TEXT NOT NULL,             -- YYYY-MM-DD
    ended_on      TEXT NOT NULL,             -- YYYY-MM-DD; '' while it stands
    loaded_on     TEXT NOT NULL
) /*STRICT*/;

-- +goose Down
DROP TABLE tax_issuer;
DROP TABLE tax_number;
DROP TABLE tax_record;
ALTER TABLE registration_check DROP COLUMN warned;
