-- +goose Up
-- Recurring duties and the moving of a sandbox's clock. Housekeeping.

CREATE TABLE sweep_duty (
    name   TEXT NOT NULL PRIMARY KEY,
    done   BIGINT NOT NULL,     -- business time: the newest moment that was done
    holder TEXT NOT NULL,       -- the process that is at it
    until  BIGINT NOT NULL      -- wall time until which the holder has it
) /*STRICT*/;

CREATE TABLE sweep_advance (
    one        BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    id         BYTEA NOT NULL,
    state      TEXT NOT NULL,   -- playing, done, stopped
    from_at    BIGINT NOT NULL, -- business time, as the next two
    to_at      BIGINT NOT NULL,
    reached_at BIGINT NOT NULL,
    moments    BIGINT NOT NULL, -- due moments played
    problem    TEXT NOT NULL,   -- code, when stopped
    by_id      BYTEA,
    started_at BIGINT NOT NULL, -- wall time, as until
    holder     TEXT NOT NULL,
    until      BIGINT NOT NULL
) /*STRICT*/;

-- +goose Down
DROP TABLE sweep_advance;
DROP TABLE sweep_duty;
