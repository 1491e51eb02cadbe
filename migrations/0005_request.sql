-- +goose Up
-- Requests for help, drafts of visitors, and what each expert has put aside.

CREATE TABLE request (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- open, paused, closed
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    edition         BIGINT NOT NULL,        -- counts rewordings; a form carries it
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id),
    title           TEXT NOT NULL,          -- blank once erased
    description     TEXT NOT NULL,          -- blank once erased
    lang            TEXT NOT NULL,          -- BCP 47, guessed from the text
    services        TEXT NOT NULL,          -- codes, space separated
    country         TEXT NOT NULL,          -- preferred location of the expert; '' is anywhere
    budget_currency TEXT NOT NULL,          -- '' when the budget is not said
    budget_band     BIGINT NOT NULL,        -- 1 to 5; 0 when not said
    preferred_name  TEXT NOT NULL,          -- shown to experts; blank once erased
    email           TEXT NOT NULL,          -- for notices only, never shown; blank once erased
    responses       BIGINT NOT NULL,
    source          TEXT UNIQUE,            -- where an imported request came from
    reason          TEXT NOT NULL,          -- what the desk wrote when it took the request down
    posted_at       BIGINT NOT NULL,
    erased_at       BIGINT
) /*STRICT*/;
CREATE INDEX request_pool ON request (posted_at, id) WHERE state = 'open';
CREATE INDEX request_by_organisation ON request (organisation_id, posted_at, id);
CREATE INDEX request_by_person ON request (person_id);
CREATE INDEX request_by_time ON request (posted_at, id);

CREATE TABLE request_service (
    service    TEXT NOT NULL,
    posted_at  BIGINT NOT NULL,
    request_id BYTEA NOT NULL REFERENCES request (id),
    PRIMARY KEY (service, posted_at, request_id)
) /*STRICT*/;
CREATE INDEX request_service_by_request ON request_service (request_id);

CREATE TABLE request_aside (
    person_id  BYTEA NOT NULL REFERENCES account_person (id),
    request_id BYTEA NOT NULL REFERENCES request (id),
    at         BIGINT NOT NULL,
    PRIMARY KEY (person_id, request_id)
) /*STRICT*/;

-- Housekeeping: wall time.
CREATE TABLE request_draft (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    data       TEXT NOT NULL,               -- the form as typed, JSON
    ends_at    BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX request_draft_by_age ON request_draft (ends_at);

-- +goose Down
DROP TABLE request_draft;
DROP TABLE request_aside;
DROP TABLE request_service;
DROP TABLE request;
