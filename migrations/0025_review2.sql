-- +goose Up
-- Reviews are answered once by the expert's side, reported by whoever sees them, and
-- kept or taken down by the operator. Old rows have no answer.

ALTER TABLE review ADD COLUMN reply TEXT NOT NULL DEFAULT '';        -- public; blank once erased
ALTER TABLE review ADD COLUMN reply_lang TEXT NOT NULL DEFAULT '';
ALTER TABLE review ADD COLUMN replied_by BYTEA REFERENCES account_person (id);
ALTER TABLE review ADD COLUMN replied_at BIGINT;
CREATE INDEX review_by_replier ON review (replied_by) WHERE replied_by IS NOT NULL;

CREATE TABLE review_report (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- open, kept, taken_down
    state_since BIGINT NOT NULL,
    deadline    BIGINT,
    version     BIGINT NOT NULL,
    review_id   BYTEA NOT NULL REFERENCES review (id),
    person_id   BYTEA NOT NULL REFERENCES account_person (id),
    ground      TEXT NOT NULL,          -- a code of AWS_IQ.md 1.14
    note        TEXT NOT NULL,          -- blank once erased
    note_lang   TEXT NOT NULL,
    reason      TEXT NOT NULL,          -- the operator's, once decided
    reason_lang TEXT NOT NULL,
    made_at     BIGINT NOT NULL,
    UNIQUE (review_id, person_id)
) /*STRICT*/;
CREATE INDEX review_report_by_state ON review_report (state, id);
CREATE INDEX review_report_by_person ON review_report (person_id);

-- +goose Down
DROP TABLE review_report;
