-- +goose Up
-- People, organisations, who belongs where and as what, and how people sign in.

CREATE TABLE account_person (
    id            BYTEA NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,            -- active, closed (erased)
    state_since   BIGINT NOT NULL,
    deadline      BIGINT,
    version       BIGINT NOT NULL,
    name          TEXT NOT NULL,            -- blank once erased
    email         TEXT,                     -- lower case; never shown to others; NULL once erased
    password_hash TEXT,                     -- argon2id; NULL when only mail links are used
    lang          TEXT NOT NULL,            -- en, ja
    zone          TEXT NOT NULL,            -- IANA name
    operator      BOOLEAN NOT NULL,
    picture       TEXT,                     -- key in the blob store
    handle        TEXT UNIQUE,              -- public page address
    erased_at     BIGINT,
    made_at       BIGINT NOT NULL
) /*STRICT*/;
CREATE UNIQUE INDEX account_person_email ON account_person (email);

CREATE TABLE account_organisation (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- active, closed
    state_since BIGINT NOT NULL,
    deadline    BIGINT,
    version     BIGINT NOT NULL,
    kind        TEXT NOT NULL,              -- personal, company
    name        TEXT NOT NULL,
    country     TEXT NOT NULL,              -- ISO 3166-1 alpha-2, '' when not said
    handle      TEXT UNIQUE,
    erased_at   BIGINT,
    made_at     BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE account_membership (
    organisation_id   BYTEA NOT NULL REFERENCES account_organisation (id),
    person_id         BYTEA NOT NULL REFERENCES account_person (id),
    role              TEXT NOT NULL,        -- owner, admin, member, billing, viewer
    may_propose       BOOLEAN NOT NULL,     -- propose and ask for payment
    may_access        BOOLEAN NOT NULL,     -- ask for access
    may_write_self    BOOLEAN NOT NULL,     -- write as self
    may_write_company BOOLEAN NOT NULL,     -- write as the company
    default_voice     TEXT NOT NULL,        -- self, company
    made_at           BIGINT NOT NULL,
    left_at           BIGINT,
    PRIMARY KEY (organisation_id, person_id)
) /*STRICT*/;
CREATE INDEX account_membership_by_person ON account_membership (person_id);

CREATE TABLE account_invitation (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- sent, accepted, withdrawn, expired
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    organisation_id BYTEA REFERENCES account_organisation (id), -- NULL invites an operator
    email           TEXT NOT NULL,
    role            TEXT NOT NULL,
    token_hash      BYTEA NOT NULL UNIQUE,
    invited_by      BYTEA REFERENCES account_person (id),
    made_at         BIGINT NOT NULL
) /*STRICT*/;

-- Housekeeping: wall time.
CREATE TABLE account_session (
    id              BYTEA NOT NULL PRIMARY KEY,
    token_hash      BYTEA NOT NULL UNIQUE,
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    organisation_id BYTEA REFERENCES account_organisation (id),  -- the hat it wears
    hat             TEXT NOT NULL,          -- customer, expert, operator
    device          TEXT NOT NULL,
    address         TEXT NOT NULL,
    made_at         BIGINT NOT NULL,
    seen_at         BIGINT NOT NULL,
    ends_at         BIGINT NOT NULL,
    fresh_at        BIGINT NOT NULL         -- last time the person proved who they are
) /*STRICT*/;
CREATE INDEX account_session_by_person ON account_session (person_id);

CREATE TABLE account_token (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    purpose    TEXT NOT NULL,               -- sign_in, setup, email_change, unsubscribe
    email      TEXT NOT NULL,
    data       TEXT NOT NULL,               -- JSON
    ends_at    BIGINT NOT NULL,
    used_at    BIGINT
) /*STRICT*/;

CREATE TABLE account_key (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- active, revoked, expired
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    name            TEXT NOT NULL,
    token_hash      BYTEA NOT NULL UNIQUE,
    hint            TEXT NOT NULL,          -- last four characters
    scopes          TEXT NOT NULL,          -- space separated
    operator        BOOLEAN NOT NULL,
    used_at         BIGINT,
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX account_key_by_person ON account_key (person_id);

-- +goose Down
DROP TABLE account_key;
DROP TABLE account_token;
DROP TABLE account_session;
DROP TABLE account_invitation;
DROP TABLE account_membership;
DROP TABLE account_organisation;
DROP TABLE account_person;
