-- +goose Up
-- Every mail that was ever written, and what people do not want to be written about.

CREATE TABLE notify_mail (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- resting, waiting, kept, failed, sent, dropped
    state_since BIGINT NOT NULL,
    deadline    BIGINT,                 -- until when a batch rests
    version     BIGINT NOT NULL,
    once        TEXT NOT NULL UNIQUE,   -- event and recipient, or the letter itself
    kind        TEXT NOT NULL,          -- stem of the words in text/
    topic       TEXT NOT NULL,          -- '' when it cannot be switched off
    event_id    BYTEA REFERENCES event (id),
    person_id   BYTEA REFERENCES account_person (id),  -- NULL: has not joined
    about_id    BYTEA REFERENCES account_person (id),  -- whose deed it tells of
    stream_id   BYTEA,                  -- the conversation
    email       TEXT,                   -- NULL once erased; the next ones blank
    name        TEXT NOT NULL,
    lang        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    button      TEXT NOT NULL,
    path        TEXT NOT NULL,          -- '' when secret
    secret      BYTEA,                  -- sealed address of the button, until sent
    problem     TEXT NOT NULL,
    tries       BIGINT NOT NULL,
    made_at     BIGINT NOT NULL,        -- business time
    made_wall   BIGINT NOT NULL,
    sent_at     BIGINT,                 -- wall time
    erased_at   BIGINT
) /*STRICT*/;
CREATE INDEX notify_mail_by_person ON notify_mail (person_id, id);
CREATE INDEX notify_mail_by_about ON notify_mail (about_id) WHERE about_id IS NOT NULL;
CREATE INDEX notify_mail_by_stream ON notify_mail (person_id, stream_id, kind, made_at) WHERE stream_id IS NOT NULL;
CREATE INDEX notify_mail_by_state ON notify_mail (state, id);
CREATE INDEX notify_mail_due ON notify_mail (deadline) WHERE deadline IS NOT NULL;
CREATE INDEX notify_mail_secret ON notify_mail (id) WHERE secret IS NOT NULL;

CREATE TABLE notify_off (
    person_id BYTEA NOT NULL REFERENCES account_person (id),
    topic     TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (person_id, topic)
) /*STRICT*/;

CREATE TABLE notify_reader (
    person_id BYTEA NOT NULL PRIMARY KEY REFERENCES account_person (id),
    key       TEXT NOT NULL UNIQUE      -- in unsubscribing addresses; opens nothing else
) /*STRICT*/;

-- +goose Down
DROP TABLE notify_reader;
DROP TABLE notify_off;
DROP TABLE notify_mail;
