-- +goose Up
-- A registration is a list of checks, may be refused by a published rule, and the
-- refusal appealed against.

ALTER TABLE registration_seller ADD COLUMN seller TEXT NOT NULL DEFAULT '';       -- freelancer, company, both; '' of before there were checks
ALTER TABLE registration_seller ADD COLUMN rule TEXT NOT NULL DEFAULT '';         -- the published rule that the last refusal or suspension names
ALTER TABLE registration_seller ADD COLUMN judge_id BYTEA;                        -- who refused; another one decides the appeal, where there is one
ALTER TABLE registration_seller ADD COLUMN appeal TEXT NOT NULL DEFAULT '';       -- the expert's words against a refusal

CREATE TABLE registration_check (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- todo, given, passed, failed, expired, dropped
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,                 -- when what was passed runs out
    version         BIGINT NOT NULL,
    registration_id BYTEA NOT NULL REFERENCES registration_seller (id),
    kind            TEXT NOT NULL,          -- contact, tax, bank, identity ...
    person_id       BYTEA REFERENCES account_person (id), -- who gave it last
    judge_id        BYTEA REFERENCES account_person (id), -- who at the desk decided last
    rule            TEXT NOT NULL,          -- the published rule that a failure names
    reason          TEXT NOT NULL,          -- what the desk wrote last
    answer_sealed   BYTEA,                  -- what was typed, sealed; NULL before it and once erased
    given_at        BIGINT,
    judged_at       BIGINT,
    erased_at       BIGINT,
    made_at         BIGINT NOT NULL,
    UNIQUE (registration_id, kind)
) /*STRICT*/;
CREATE INDEX registration_check_due ON registration_check (deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX registration_check_by_person ON registration_check (person_id);

-- +goose Down
DROP TABLE registration_check;
ALTER TABLE registration_seller DROP COLUMN appeal;
ALTER TABLE registration_seller DROP COLUMN judge_id;
ALTER TABLE registration_seller DROP COLUMN rule;
ALTER TABLE registration_seller DROP COLUMN seller;
