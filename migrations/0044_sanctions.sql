-- +goose Up
-- Sanctions lists, who was compared with them, and what the desk decided.

CREATE TABLE sanctions_list (
    id          BYTEA NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- loading, comparing, current, replaced, retired, failed
    state_since BIGINT NOT NULL,
    deadline    BIGINT,                     -- when loading counts as broken off
    version     BIGINT NOT NULL,
    code        TEXT NOT NULL,              -- what the operator calls it; a newer one replaces the older
    format      TEXT NOT NULL,              -- whose way of writing: un, eu, eu_xml, ofac, ofac_xml, ofsi, house
    entries     BIGINT NOT NULL,
    odds        BIGINT NOT NULL,            -- lines that gave no entry
    odd         TEXT NOT NULL,              -- JSON: the first of them
    round       BIGINT NOT NULL,            -- 0 until it stands
    total       BIGINT NOT NULL,            -- parties to compare
    looked      BIGINT NOT NULL,            -- of them, compared so far
    matches     BIGINT NOT NULL,            -- raised meanwhile
    walk_kind   TEXT NOT NULL,              -- up to which party
    walk_after  BYTEA,
    reason      TEXT NOT NULL,              -- of retiring
    made_at     BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX sanctions_list_by_code ON sanctions_list (code, id);
CREATE INDEX sanctions_list_due ON sanctions_list (deadline, id) WHERE deadline IS NOT NULL;

CREATE TABLE sanctions_entry (
    list_id  BYTEA NOT NULL REFERENCES sanctions_list (id),
    number   BIGINT NOT NULL,
    entry_id TEXT NOT NULL,
    content  TEXT NOT NULL,                 -- JSON, as the publisher wrote it
    PRIMARY KEY (list_id, number)
) /*STRICT*/;
CREATE INDEX sanctions_entry_by_id ON sanctions_entry (list_id, entry_id);

-- Housekeeping: in which round a party was compared last.
CREATE TABLE sanctions_party (
    party_id  BYTEA NOT NULL PRIMARY KEY,
    round     BIGINT NOT NULL,
    looked_at BIGINT NOT NULL
) /*STRICT*/;

CREATE TABLE sanctions_match (
    id              BYTEA NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- open, different, same
    state_since     BIGINT NOT NULL,
    deadline        BIGINT,
    version         BIGINT NOT NULL,
    kind            TEXT NOT NULL,          -- of the party: person, organisation, owner
    party_id        BYTEA NOT NULL,
    organisation_id BYTEA REFERENCES account_organisation (id), -- whose money waits; NULL of a person: theirs
    said            TEXT NOT NULL,          -- JSON: name, birth, country as compared; blank once erased
    mark            TEXT NOT NULL,          -- hash of that; blank once erased
    list_code       TEXT NOT NULL,
    entry_id        TEXT NOT NULL,
    entry           TEXT NOT NULL,          -- JSON
    entry_mark      TEXT NOT NULL,
    name            TEXT NOT NULL,          -- the entry's that fits best
    score           BIGINT NOT NULL,        -- thousandths
    why             TEXT NOT NULL,          -- codes, by commas
    judge_id        BYTEA REFERENCES account_person (id),
    reason          TEXT NOT NULL,          -- the desk's; blank once erased
    erased_at       BIGINT,
    made_at         BIGINT NOT NULL
) /*STRICT*/;
CREATE INDEX sanctions_match_by_state ON sanctions_match (state, id);
CREATE INDEX sanctions_match_by_party ON sanctions_match (party_id, list_code, entry_id);
CREATE INDEX sanctions_match_holds ON sanctions_match (organisation_id) WHERE state IN ('open', 'same');
CREATE INDEX sanctions_match_holds_person ON sanctions_match (party_id) WHERE state IN ('open', 'same');

-- Whoever could not be paid on their day because their money was held is paid by the
-- next run, whatever day they chose.
CREATE TABLE payout_held (
    organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
    currency        TEXT NOT NULL,
    since           BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, currency)
) /*STRICT*/;

CREATE INDEX registration_seller_by_person ON registration_seller (person_id);

-- +goose Down
DROP INDEX registration_seller_by_person;
DROP TABLE payout_held;
DROP TABLE sanctions_match;
DROP TABLE sanctions_party;
DROP TABLE sanctions_entry;
DROP TABLE sanctions_list;
