-- +goose Up
-- What the operator decides about sellers at the desk: whose mail tells that they work
-- for the operator or its parent, and so cannot sell here. One row, none before the
-- first change.

CREATE TABLE registration_settings (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,                    -- kept
    state_since BIGINT NOT NULL,
    deadline    BIGINT,
    version     BIGINT NOT NULL,
    one         BIGINT NOT NULL UNIQUE CHECK (one = 1),
    domains     TEXT NOT NULL,                    -- mail domains of the operator and its parent, a line each
    addresses   TEXT NOT NULL                     -- further addresses of employees, a line each
) /*STRICT*/;

-- +goose Down
DROP TABLE registration_settings;
