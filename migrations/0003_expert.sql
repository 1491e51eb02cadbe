-- +goose Up
-- What experts say about themselves and their companies, and the certifications
-- the desk has seen.

CREATE TABLE expert_profile (
    id            BYTEA NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,            -- hidden, public, erased
    state_since   BIGINT NOT NULL,
    deadline      BIGINT,
    version       BIGINT NOT NULL,
    edition       BIGINT NOT NULL,          -- counts what the person changed; a form carries it
    person_id     BYTEA NOT NULL UNIQUE REFERENCES account_person (id), -- one profile per person
    handle        TEXT UNIQUE,              -- /e/handle; NULL once erased
    name          TEXT NOT NULL,            -- shown on the page and in conversations; blank once erased
    picture       TEXT NOT NULL,            -- key in the blob store, '' for none
    country       TEXT NOT NULL,            -- ISO 3166-1 alpha-2, '' when not said
    languages     TEXT NOT NULL,            -- BCP 47, space separated
    biography     TEXT NOT NULL,
    experience    TEXT NOT NULL,
    words_lang    TEXT NOT NULL,            -- language of biography and experience
    rate_from     BIGINT,                   -- smallest units; indicative, never billed
    rate_to       BIGINT,
    rate_currency TEXT NOT NULL,            -- ISO 4217, '' when no rate is given
    erased_at     BIGINT,
    made_at       BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE expert_company (
    id          BYTEA NOT NULL PRIMARY KEY REFERENCES account_organisation (id),
    state       TEXT NOT NULL,              -- hidden, public
    state_since BIGINT NOT NULL,
    deadline    BIGINT,
    version     BIGINT NOT NULL,
    edition     BIGINT NOT NULL,
    handle      TEXT UNIQUE,                -- /c/handle
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    words_lang  TEXT NOT NULL,
    logo        TEXT NOT NULL,              -- key in the blob store, '' for none
    website     TEXT NOT NULL,
    country     TEXT NOT NULL,
    made_at     BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE expert_certification (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- valid, withdrawn, expired
    state_since BIGINT NOT NULL,
    deadline    BIGINT,                     -- end of valid_until in the house's zone
    version     BIGINT NOT NULL,
    profile_id  BYTEA NOT NULL REFERENCES expert_profile (id),
    person_id   BYTEA NOT NULL REFERENCES account_person (id),
    name        TEXT NOT NULL,
    level       TEXT NOT NULL,              -- associate, professional, specialty
    valid_until TEXT NOT NULL,              -- YYYY-MM-DD, the last day
    reason      TEXT NOT NULL,              -- what the desk wrote last: how it was seen, why it was withdrawn
    made_at     BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX expert_certification_by_profile ON expert_certification (profile_id, state);
CREATE INDEX expert_certification_by_person ON expert_certification (person_id) WHERE state = 'valid';
CREATE INDEX expert_certification_due ON expert_certification (deadline, id) WHERE deadline IS NOT NULL;

-- +goose Down
DROP TABLE expert_certification;
DROP TABLE expert_company;
DROP TABLE expert_profile;
