-- +goose Up
-- Certifications that prove themselves: what a badge said, the catalogue as the
-- operator changed it, what people hand in, and to whom a recipient belongs.

ALTER TABLE expert_certification ADD COLUMN code TEXT NOT NULL DEFAULT '';        -- of the catalogue; '' for one the desk typed
ALTER TABLE expert_certification ADD COLUMN issuer TEXT NOT NULL DEFAULT '';      -- code of the issuer, '' as above
ALTER TABLE expert_certification ADD COLUMN how TEXT NOT NULL DEFAULT 'hand';     -- how the house knows: badge, hand
ALTER TABLE expert_certification ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';    -- the failed step of a badge that holds no more
ALTER TABLE expert_certification ADD COLUMN remind_at BIGINT;                     -- when its owner is told next that it ends
CREATE INDEX expert_certification_remind ON expert_certification (remind_at, id) WHERE remind_at IS NOT NULL;
CREATE UNIQUE INDEX expert_certification_once ON expert_certification (profile_id, code) WHERE state = 'valid' AND how = 'badge';

ALTER TABLE registration_seller ADD COLUMN pool TEXT NOT NULL DEFAULT '';          -- what was last told about the pool: open, closed

-- Housekeeping: when a badge was last seen to hold, and when it is asked again.
CREATE TABLE expert_seen (
    certification_id BYTEA NOT NULL PRIMARY KEY REFERENCES expert_certification (id),
    seen_at          BIGINT NOT NULL,
    ask_at           BIGINT NOT NULL,
    silent_since     BIGINT                 -- nobody has answered since
) /*STRICT*/;
CREATE INDEX expert_seen_due ON expert_seen (ask_at, certification_id);

CREATE TABLE certify_issuer (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- open, retired
    state_since BIGINT NOT NULL,
    deadline    BIGINT,
    version     BIGINT NOT NULL,
    code        TEXT NOT NULL UNIQUE,       -- replaces the shipped issuer with this code
    name        TEXT NOT NULL,
    contact     TEXT NOT NULL,              -- whom to write to when a certification is missing
    ids         TEXT NOT NULL,              -- a line each: id as badges write it, then pinned keys
    reason      TEXT NOT NULL,              -- what the desk wrote last
    made_at     BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE certify_kind (
    id           BYTEA NOT NULL PRIMARY KEY,
    state        TEXT NOT NULL,             -- open, retired
    state_since  BIGINT NOT NULL,
    deadline     BIGINT,
    version      BIGINT NOT NULL,
    code         TEXT NOT NULL UNIQUE,      -- replaces the shipped certification with this code
    issuer       TEXT NOT NULL,             -- code of its issuer
    name         TEXT NOT NULL,
    exam         TEXT NOT NULL,             -- the issuer's own short name of the exam
    level        TEXT NOT NULL,             -- foundational, associate, professional, specialty
    months       BIGINT NOT NULL,           -- how long it is valid; 0: the badge alone says
    achievements TEXT NOT NULL,             -- a line each: id of the achievement as badges write it
    reason       TEXT NOT NULL,             -- what the desk wrote last
    made_at      BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE certify_recipient (
    id        BYTEA NOT NULL PRIMARY KEY,
    issuer    TEXT NOT NULL,
    mark      TEXT,                         -- hash of the address at this issuer; NULL once erased
    person_id BYTEA NOT NULL REFERENCES account_person (id),
    moved_at  BIGINT,                       -- when the desk gave it to somebody else last
    erased_at BIGINT,
    made_at   BIGINT NOT NULL,
    UNIQUE (issuer, mark)
) /*STRICT*/;
CREATE INDEX certify_recipient_by_person ON certify_recipient (person_id);

CREATE TABLE certify_proof (
    id               BYTEA NOT NULL PRIMARY KEY,
    state            TEXT NOT NULL,         -- pending, unanswered, shown, linked, refused, withdrawn
    state_since      BIGINT NOT NULL,
    deadline         BIGINT,                -- when it is tried again
    version          BIGINT NOT NULL,
    kind             TEXT NOT NULL,         -- badge, evidence
    person_id        BYTEA NOT NULL REFERENCES account_person (id),
    profile_id       BYTEA NOT NULL REFERENCES expert_profile (id),
    code             TEXT NOT NULL,         -- of the catalogue: what evidence is for, what a badge turned out to be
    valid_until      TEXT NOT NULL,         -- of evidence: the last day, as the person said
    words            TEXT NOT NULL,         -- of evidence: where it can be looked up
    words_lang       TEXT NOT NULL,
    file_name        TEXT NOT NULL,
    media_type       TEXT NOT NULL,
    bytes            BIGINT NOT NULL,
    source_sealed    BYTEA,                 -- address pasted, as JSON; NULL once erased
    file_sealed      BYTEA,                 -- the file as it came
    kept_sealed      BYTEA,                 -- what the badge is asked again by, as JSON
    checks           TEXT NOT NULL,         -- JSON: each step with its result
    issuer_name      TEXT NOT NULL,         -- as signed; '' unless the proof holds
    achievement_name TEXT NOT NULL,
    tries            BIGINT NOT NULL,
    reason           TEXT NOT NULL,         -- what the desk wrote
    judge_id         BYTEA REFERENCES account_person (id),
    certification_id BYTEA REFERENCES expert_certification (id),
    recipient_id     BYTEA REFERENCES certify_recipient (id),
    erased_at        BIGINT,
    made_at          BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX certify_proof_by_person ON certify_proof (person_id, id);
CREATE INDEX certify_proof_by_state ON certify_proof (state, id);
CREATE INDEX certify_proof_by_certification ON certify_proof (certification_id) WHERE certification_id IS NOT NULL;
CREATE INDEX certify_proof_by_recipient ON certify_proof (recipient_id) WHERE recipient_id IS NOT NULL;
CREATE INDEX certify_proof_due ON certify_proof (deadline, id) WHERE deadline IS NOT NULL;

-- +goose Down
DROP TABLE certify_proof;
DROP TABLE certify_recipient;
DROP TABLE certify_kind;
DROP TABLE certify_issuer;
ALTER TABLE registration_seller DROP COLUMN pool;
DROP TABLE expert_seen;
DROP INDEX expert_certification_once;
DROP INDEX expert_certification_remind;
ALTER TABLE expert_certification DROP COLUMN remind_at;
ALTER TABLE expert_certification DROP COLUMN ended_by;
ALTER TABLE expert_certification DROP COLUMN how;
ALTER TABLE expert_certification DROP COLUMN issuer;
ALTER TABLE expert_certification DROP COLUMN code;
