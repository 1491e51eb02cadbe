-- +goose Up
-- The machinery under every room: the house's own row, the record of every change,
-- its sealed order, and housekeeping.

CREATE TABLE house (
    one      BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    sandbox  BOOLEAN NOT NULL,  -- stamped at creation, never changed
    ahead    BIGINT NOT NULL    -- business time = wall time + this, microseconds; never goes back
        CHECK (ahead >= 0),
    made_at  BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE flow_move (
    noun       TEXT NOT NULL,
    move       TEXT NOT NULL,
    from_state TEXT NOT NULL,   -- '' when the move makes the thing
    to_state   TEXT NOT NULL,
    by_role    TEXT NOT NULL,
    retired    BOOLEAN NOT NULL,
    PRIMARY KEY (noun, move, from_state, to_state)
) /*STRICT*/;

CREATE TABLE event (
    id              BYTEA NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,      -- noun.move or noun.what_happened
    noun            TEXT NOT NULL,
    subject_id      BYTEA NOT NULL,
    stream_id       BYTEA,              -- the conversation whose stream shows it
    actor_kind      TEXT NOT NULL,
    actor_id        BYTEA,
    organisation_id BYTEA,              -- on whose behalf
    request_id      TEXT NOT NULL,
    move            TEXT,
    from_state      TEXT,
    to_state        TEXT,
    data            TEXT NOT NULL,      -- JSON: ids, codes, amounts, dates; never words of a person
    at              BIGINT NOT NULL,    -- business time
    wall            BIGINT NOT NULL,
    FOREIGN KEY (noun, move, from_state, to_state)
        REFERENCES flow_move (noun, move, from_state, to_state)
) /*STRICT*/;
CREATE INDEX event_by_subject ON event (subject_id, id);
CREATE INDEX event_by_stream ON event (stream_id, id);
CREATE INDEX event_by_name ON event (name, id);
CREATE INDEX event_by_actor ON event (actor_id, id);

CREATE TABLE journal_open (
    event_id BYTEA NOT NULL PRIMARY KEY REFERENCES event (id)
) /*STRICT*/;

CREATE TABLE journal_head (
    one      BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    position BIGINT NOT NULL,
    hash     BYTEA NOT NULL
) /*STRICT*/;

CREATE TABLE journal_seal (
    position BIGINT NOT NULL PRIMARY KEY,
    event_id BYTEA NOT NULL UNIQUE REFERENCES event (id),
    hash     BYTEA NOT NULL
) /*STRICT*/;

CREATE TABLE journal_cursor (
    name     TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL,
    holder   TEXT NOT NULL,
    until    BIGINT NOT NULL    -- wall time until which the holder reads on
) /*STRICT*/;

CREATE TABLE journal_stuck (
    name     TEXT NOT NULL,
    position BIGINT NOT NULL,
    problem  TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (name, position)
) /*STRICT*/;

CREATE TABLE journal_key (
    actor      TEXT NOT NULL,
    operation  TEXT NOT NULL,
    key        TEXT NOT NULL,
    input_hash BYTEA NOT NULL,
    result     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (actor, operation, key)
) /*STRICT*/;
CREATE INDEX journal_key_by_age ON journal_key (at);

CREATE TABLE rate_limit (
    bucket TEXT NOT NULL,
    since  BIGINT NOT NULL,     -- start of the window, wall time
    used   BIGINT NOT NULL,
    PRIMARY KEY (bucket, since)
) /*STRICT*/;

-- +goose Down
DROP TABLE rate_limit;
DROP TABLE journal_key;
DROP TABLE journal_stuck;
DROP TABLE journal_cursor;
DROP TABLE journal_seal;
DROP TABLE journal_head;
DROP TABLE journal_open;
DROP TABLE event;
DROP TABLE flow_move;
DROP TABLE house;
