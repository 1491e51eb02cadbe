-- +goose Up
-- Pictures and PDFs shown for a check, sealed; why a check went back, by a code of a
-- list; and when a registration was decided for good, from which identity data count.

ALTER TABLE registration_seller ADD COLUMN decided_at BIGINT;
UPDATE registration_seller SET decided_at = state_since WHERE state IN ('active', 'suspended', 'closed', 'withdrawn');
ALTER TABLE registration_check ADD COLUMN because TEXT NOT NULL DEFAULT ''; -- a reason of the list of its kind

CREATE TABLE registration_paper (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- kept, erased
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    registration_id BYTEA NOT NULL REFERENCES registration_seller (id),
    check_id        BYTEA NOT NULL REFERENCES registration_check (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id), -- who showed it
    media_type      TEXT NOT NULL,          -- sniffed, never as claimed
    image           BOOLEAN NOT NULL,       -- drawn anew by the house: may be shown in a page
    bytes           BIGINT NOT NULL,
    width           BIGINT NOT NULL,        -- pixels; 0 when it is no image
    height          BIGINT NOT NULL,
    blob            TEXT NOT NULL,          -- key of the sealed bytes; blank once erased
    name_sealed     BYTEA,                  -- the file's name, sealed; NULL once erased
    made_at         BIGINT NOT NULL,
    erased_at       BIGINT
) /*STRICT*/;
CREATE INDEX registration_paper_by_check ON registration_paper (check_id, id);
CREATE INDEX registration_paper_by_person ON registration_paper (person_id, id);

-- The desk's queue: whatever is due first stands first. Time spent with the expert
-- does not count.
CREATE INDEX registration_seller_due ON registration_seller (state, (state_since - spent), id);
CREATE INDEX registration_seller_decided ON registration_seller (decided_at) WHERE decided_at IS NOT NULL;

-- +goose Down
DROP INDEX registration_seller_decided;
DROP INDEX registration_seller_due;
DROP TABLE registration_paper;
ALTER TABLE registration_check DROP COLUMN because;
ALTER TABLE registration_seller DROP COLUMN decided_at;
