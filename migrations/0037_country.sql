-- +goose Up
-- Countries are data: which are open to sellers, who wants to be told of one that is
-- not, and what was published about them.

CREATE TABLE country_standing (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- open, announced, closed; a country without a row stands as the settings say
    state_since BIGINT NOT NULL,
    deadline    BIGINT,                 -- when an announced one opens
    version     BIGINT NOT NULL,
    country     TEXT NOT NULL UNIQUE,   -- ISO 3166-1 alpha-2
    opens_on    TEXT NOT NULL,          -- the day announced last, in the house's zone; '' for none
    made_at     BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX country_standing_due ON country_standing (deadline, id) WHERE deadline IS NOT NULL;

CREATE TABLE country_waiter (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- asked, waiting, told, left
    state_since BIGINT NOT NULL,
    deadline    BIGINT,                 -- when an address nobody confirmed is forgotten
    version     BIGINT NOT NULL,
    country     TEXT NOT NULL,
    email       TEXT NOT NULL,          -- '' once it is no longer needed
    lang        TEXT NOT NULL,
    token_hash  BYTEA NOT NULL UNIQUE,
    made_at     BIGINT NOT NULL,
    erased_at   BIGINT
) /*STRICT*/;
CREATE INDEX country_waiter_due ON country_waiter (deadline, id) WHERE deadline IS NOT NULL;
CREATE UNIQUE INDEX country_waiter_once ON country_waiter (country, email) WHERE state IN ('asked', 'waiting');
CREATE INDEX country_waiter_by_country ON country_waiter (country, state, id);
CREATE INDEX country_waiter_by_email ON country_waiter (email) WHERE email <> '';

CREATE TABLE country_news (
    id       BYTEA NOT NULL PRIMARY KEY,
    country  TEXT NOT NULL,
    kind     TEXT NOT NULL,             -- opened, announced
    opens_on TEXT NOT NULL,             -- of an announcement; '' for none
    made_at  BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX country_news_newest ON country_news (made_at, id);

-- +goose Down
DROP TABLE country_news;
DROP TABLE country_waiter;
DROP TABLE country_standing;
