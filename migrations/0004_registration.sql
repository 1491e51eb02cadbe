-- +goose Up
-- Which organisations may sell. The checks behind it come later; until then the
-- desk sets a registration active by hand (RULES.md 1).

CREATE TABLE registration_seller (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- started, checking, action_required, active, suspended
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    organisation_id BYTEA NOT NULL UNIQUE REFERENCES account_organisation (id),
    person_id       BYTEA NOT NULL REFERENCES account_person (id), -- who registers
    legal_name      TEXT NOT NULL,          -- blank once erased
    country         TEXT NOT NULL,          -- ISO 3166-1 alpha-2
    not_employed    BOOLEAN NOT NULL,       -- declares not to be employed by the operator
    terms_accepted  BOOLEAN NOT NULL,
    answer          TEXT NOT NULL,          -- what the expert wrote when resubmitting
    reason          TEXT NOT NULL,          -- what the desk wrote last
    spent           BIGINT NOT NULL,        -- microseconds of checking before the present spell
    submitted_at    BIGINT,                 -- first time
    erased_at       BIGINT,
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX registration_seller_by_state ON registration_seller (state, state_since, id);

-- +goose Down
DROP TABLE registration_seller;
