-- +goose Up
-- A demo's clock begins before the day on which it is made, so that its story ends
-- today: the offset may be below zero.

CREATE TABLE house_new (
    one      BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    sandbox  BOOLEAN NOT NULL,  -- stamped at creation, never changed
    ahead    BIGINT NOT NULL,   -- business time = wall time + this, microseconds; never goes back
    made_at  BIGINT NOT NULL
) /*STRICT*/;
INSERT INTO house_new (one, sandbox, ahead, made_at) SELECT one, sandbox, ahead, made_at FROM house;
DROP TABLE house;
ALTER TABLE house_new RENAME TO house;

-- +goose Down
CREATE TABLE house_old (
    one      BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    sandbox  BOOLEAN NOT NULL,
    ahead    BIGINT NOT NULL CHECK (ahead >= 0),
    made_at  BIGINT NOT NULL
) /*STRICT*/;
INSERT INTO house_old (one, sandbox, ahead, made_at) SELECT one, sandbox, CASE WHEN ahead < 0 THEN 0 ELSE ahead END, made_at FROM house;
DROP TABLE house;
ALTER TABLE house_old RENAME TO house;
