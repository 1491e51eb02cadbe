-- +goose Up
-- Attachments. The bytes lie in the blob store; rows say whose they are.

CREATE TABLE file_attachment (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- kept, deleted
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    owner_kind      TEXT NOT NULL,          -- request, conversation: what it hangs on
    owner_id        BYTEA NOT NULL,
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id), -- whose upload it is
    person_id       BYTEA REFERENCES account_person (id),                -- who uploaded; NULL for the house
    name            TEXT NOT NULL,          -- as shown; blank once deleted
    media_type      TEXT NOT NULL,          -- sniffed, never as claimed
    image           BOOLEAN NOT NULL,       -- drawn anew by the house: may be shown in a page
    bytes           BIGINT NOT NULL,
    width           BIGINT NOT NULL,        -- pixels; 0 when it is no image
    height          BIGINT NOT NULL,
    hash            BYTEA NOT NULL,         -- SHA-256 of what is kept
    blob            TEXT NOT NULL,          -- key in the blob store; blank once deleted
    thumb           TEXT NOT NULL,          -- key of the thumbnail; blank when there is none
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX file_attachment_by_owner ON file_attachment (owner_id, id);
CREATE INDEX file_attachment_by_person ON file_attachment (person_id, id);

-- Housekeeping, wall time: bytes that no row needs. A key is written here before
-- its bytes are put and again when its row is deleted; keeping the row takes it out.
CREATE TABLE file_loose (
    blob  TEXT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX file_loose_by_age ON file_loose (since);

-- +goose Down
DROP TABLE file_loose;
DROP TABLE file_attachment;
