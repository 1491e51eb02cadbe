-- +goose Up
-- Which processes run jobs (wall time): what a dead one was running is taken up by
-- another. The river_* tables beside it belong to the job engine's own migrations.

CREATE TABLE job_process (
    id      TEXT NOT NULL PRIMARY KEY,
    host    TEXT NOT NULL,
    pid     BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
) /*STRICT*/;

-- +goose Down
DROP TABLE job_process;
