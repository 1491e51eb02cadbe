-- +goose Up
-- What customers say after the work: on the organisation, with the people named.

CREATE TABLE review (
    id            BYTEA NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,        -- published
    state_since   BIGINT NOT NULL,
    deadline      BIGINT,
    version       BIGINT NOT NULL,
    engagement_id BYTEA NOT NULL UNIQUE REFERENCES deal_engagement (id),
    seller_id     BYTEA NOT NULL REFERENCES account_organisation (id),
    customer_id   BYTEA NOT NULL REFERENCES account_organisation (id),
    written_by    BYTEA NOT NULL REFERENCES account_person (id),
    succeeded     TEXT NOT NULL,        -- yes, partly, no
    again         BOOLEAN NOT NULL,     -- would work together again; never shown to the expert
    stars         BIGINT NOT NULL CHECK (stars BETWEEN 1 AND 5),
    body          TEXT NOT NULL,        -- public; may be empty; blank once erased
    body_lang     TEXT NOT NULL,
    erased_at     BIGINT,
    made_at       BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX review_by_seller ON review (seller_id, id);
CREATE INDEX review_by_writer ON review (written_by);

CREATE TABLE review_person (
    review_id BYTEA NOT NULL REFERENCES review (id),
    person_id BYTEA NOT NULL REFERENCES account_person (id),
    PRIMARY KEY (review_id, person_id)
) /*STRICT*/;
CREATE INDEX review_person_by_person ON review_person (person_id);

-- +goose Down
DROP TABLE review_person;
DROP TABLE review;
