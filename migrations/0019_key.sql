-- +goose Up
-- Which keys of the key file ever sealed something in this database. Housekeeping.

CREATE TABLE house_key (
    id         TEXT NOT NULL PRIMARY KEY,
    sealed     BYTEA NOT NULL,  -- a known word, to tell the right file from a wrong one
    made_at    BIGINT NOT NULL, -- wall time
    retired_at BIGINT
) /*STRICT*/;

-- +goose Down
DROP TABLE house_key;
