CREATE TABLE account_approval_limit (
	organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
	currency TEXT NOT NULL,
	amount INTEGER NOT NULL, -- minor units; above it, not at it
	PRIMARY KEY (organisation_id, currency)
);
CREATE TABLE account_challenge (
    challenge_hash BLOB NOT NULL PRIMARY KEY,
    person_id      BLOB REFERENCES account_person (id), -- NULL where a passkey is to say who it is
    data           TEXT NOT NULL,           -- what the ceremony remembers, JSON
    ends_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX account_challenge_by_end ON account_challenge (ends_at);
CREATE TABLE account_factor (
    id            BLOB NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,            -- active, removed
    state_since   INTEGER NOT NULL,
    deadline      INTEGER,
    version       INTEGER NOT NULL,
    person_id     BLOB NOT NULL REFERENCES account_person (id),
    kind          TEXT NOT NULL,            -- totp, passkey
    name          TEXT NOT NULL,            -- the person's own word for it; blank once erased
    secret        BLOB,                    -- totp: sealed; NULL once removed
    credential_id BLOB UNIQUE,             -- passkey; NULL once removed
    credential    TEXT,                     -- passkey: its public key and what it said of itself, JSON
    counter       INTEGER NOT NULL,          -- totp: the last time step used; passkey: its sign count
    used_at       INTEGER,                   -- wall time
    made_at       INTEGER NOT NULL           -- wall time
) STRICT;
CREATE INDEX account_factor_by_person ON account_factor (person_id, made_at);
CREATE UNIQUE INDEX account_factor_totp ON account_factor (person_id) WHERE kind = 'totp' AND state = 'active';
CREATE TABLE account_factor_reset (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- waiting, done, stopped
    state_since INTEGER NOT NULL,
    deadline    INTEGER,
    version     INTEGER NOT NULL,
    person_id   BLOB NOT NULL REFERENCES account_person (id),
    operator_id BLOB NOT NULL REFERENCES account_person (id),
    reason      TEXT NOT NULL,              -- what the operator checked; blank once erased
    made_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX account_factor_reset_by_person ON account_factor_reset (person_id, made_at);
CREATE INDEX account_factor_reset_due ON account_factor_reset (deadline) WHERE deadline IS NOT NULL;
CREATE UNIQUE INDEX account_factor_reset_one ON account_factor_reset (person_id) WHERE state = 'waiting';
CREATE TABLE account_invitation (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- sent, accepted, withdrawn, expired
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    organisation_id BLOB REFERENCES account_organisation (id), -- NULL invites an operator
    email           TEXT NOT NULL,
    role            TEXT NOT NULL,
    token_hash      BLOB NOT NULL UNIQUE,
    invited_by      BLOB REFERENCES account_person (id),
    made_at         INTEGER NOT NULL
, lang TEXT NOT NULL DEFAULT 'en') STRICT;
CREATE INDEX account_invitation_by_email ON account_invitation (email);
CREATE INDEX account_invitation_by_organisation ON account_invitation (organisation_id, made_at);
CREATE INDEX account_invitation_due ON account_invitation (deadline) WHERE deadline IS NOT NULL;
CREATE TABLE account_key (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- active, revoked, expired
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    name            TEXT NOT NULL,
    token_hash      BLOB NOT NULL UNIQUE,
    hint            TEXT NOT NULL,          -- last four characters
    scopes          TEXT NOT NULL,          -- space separated
    operator        INTEGER NOT NULL,
    used_at         INTEGER,
    made_at         INTEGER NOT NULL
, ends_at INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX account_key_by_person ON account_key (person_id);
CREATE TABLE account_mailbox (
    person_id    BLOB NOT NULL REFERENCES account_person (id),
    email        TEXT NOT NULL,
    confirmed_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, email)
) STRICT;
CREATE TABLE account_membership (
    organisation_id   BLOB NOT NULL REFERENCES account_organisation (id),
    person_id         BLOB NOT NULL REFERENCES account_person (id),
    role              TEXT NOT NULL,        -- owner, admin, member, billing, viewer
    may_propose       INTEGER NOT NULL,     -- propose and ask for payment
    may_access        INTEGER NOT NULL,     -- ask for access
    may_write_self    INTEGER NOT NULL,     -- write as self
    may_write_company INTEGER NOT NULL,     -- write as the company
    default_voice     TEXT NOT NULL,        -- self, company
    made_at           INTEGER NOT NULL,
    left_at           INTEGER,
    PRIMARY KEY (organisation_id, person_id)
) STRICT;
CREATE INDEX account_membership_by_person ON account_membership (person_id);
CREATE TABLE account_organisation (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- active, closed
    state_since INTEGER NOT NULL,
    deadline    INTEGER,
    version     INTEGER NOT NULL,
    kind        TEXT NOT NULL,              -- personal, company
    name        TEXT NOT NULL,
    country     TEXT NOT NULL,              -- ISO 3166-1 alpha-2, '' when not said
    handle      TEXT UNIQUE,
    erased_at   INTEGER,
    made_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX account_organisation_by_age ON account_organisation (made_at, id);
CREATE INDEX account_organisation_by_name ON account_organisation (LOWER(name), id);
CREATE TABLE account_person (
    id            BLOB NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,            -- active, closed (erased)
    state_since   INTEGER NOT NULL,
    deadline      INTEGER,
    version       INTEGER NOT NULL,
    name          TEXT NOT NULL,            -- blank once erased
    email         TEXT,                     -- lower case; never shown to others; NULL once erased
    password_hash TEXT,                     -- argon2id; NULL when only mail links are used
    lang          TEXT NOT NULL,            -- en, ja
    zone          TEXT NOT NULL,            -- IANA name
    operator      INTEGER NOT NULL,
    picture       TEXT,                     -- key in the blob store
    handle        TEXT UNIQUE,              -- public page address
    erased_at     INTEGER,
    made_at       INTEGER NOT NULL
, email_before TEXT, email_changed_at INTEGER) STRICT;
CREATE INDEX account_person_by_age ON account_person (made_at, id);
CREATE INDEX account_person_by_name ON account_person (LOWER(name), id);
CREATE UNIQUE INDEX account_person_email ON account_person (email);
CREATE TABLE account_recovery (
    person_id BLOB NOT NULL REFERENCES account_person (id),
    code_hash BLOB NOT NULL,
    made_at   INTEGER NOT NULL,
    used_at   INTEGER,
    PRIMARY KEY (person_id, code_hash)
) STRICT;
CREATE TABLE account_session (
    id              BLOB NOT NULL PRIMARY KEY,
    token_hash      BLOB NOT NULL UNIQUE,
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    organisation_id BLOB REFERENCES account_organisation (id),  -- the hat it wears
    hat             TEXT NOT NULL,          -- customer, expert, operator
    device          TEXT NOT NULL,
    address         TEXT NOT NULL,
    made_at         INTEGER NOT NULL,
    seen_at         INTEGER NOT NULL,
    ends_at         INTEGER NOT NULL,
    fresh_at        INTEGER NOT NULL         -- last time the person proved who they are
, browser_hash BLOB, ended_at INTEGER, factor_at INTEGER) STRICT;
CREATE INDEX account_session_by_end ON account_session (ends_at);
CREATE INDEX account_session_by_person ON account_session (person_id);
CREATE TABLE account_token (
    token_hash BLOB NOT NULL PRIMARY KEY,
    purpose    TEXT NOT NULL,               -- sign_in, setup, email_change, unsubscribe
    email      TEXT NOT NULL,
    data       TEXT NOT NULL,               -- JSON
    ends_at    INTEGER NOT NULL,
    used_at    INTEGER
, person_id BLOB REFERENCES account_person (id)) STRICT;
CREATE INDEX account_token_by_email ON account_token (email);
CREATE INDEX account_token_by_end ON account_token (ends_at);
CREATE TABLE certify_issuer (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- open, retired
    state_since INTEGER NOT NULL,
    deadline    INTEGER,
    version     INTEGER NOT NULL,
    code        TEXT NOT NULL UNIQUE,       -- replaces the shipped issuer with this code
    name        TEXT NOT NULL,
    contact     TEXT NOT NULL,              -- whom to write to when a certification is missing
    ids         TEXT NOT NULL,              -- a line each: id as badges write it, then pinned keys
    reason      TEXT NOT NULL,              -- what the desk wrote last
    made_at     INTEGER NOT NULL
) STRICT;
CREATE TABLE certify_kind (
    id           BLOB NOT NULL PRIMARY KEY,
    state        TEXT NOT NULL,             -- open, retired
    state_since  INTEGER NOT NULL,
    deadline     INTEGER,
    version      INTEGER NOT NULL,
    code         TEXT NOT NULL UNIQUE,      -- replaces the shipped certification with this code
    issuer       TEXT NOT NULL,             -- code of its issuer
    name         TEXT NOT NULL,
    exam         TEXT NOT NULL,             -- the issuer's own short name of the exam
    level        TEXT NOT NULL,             -- foundational, associate, professional, specialty
    months       INTEGER NOT NULL,           -- how long it is valid; 0: the badge alone says
    achievements TEXT NOT NULL,             -- a line each: id of the achievement as badges write it
    reason       TEXT NOT NULL,             -- what the desk wrote last
    made_at      INTEGER NOT NULL
) STRICT;
CREATE TABLE certify_proof (
    id               BLOB NOT NULL PRIMARY KEY,
    state            TEXT NOT NULL,         -- pending, unanswered, shown, linked, refused, withdrawn
    state_since      INTEGER NOT NULL,
    deadline         INTEGER,                -- when it is tried again
    version          INTEGER NOT NULL,
    kind             TEXT NOT NULL,         -- badge, evidence
    person_id        BLOB NOT NULL REFERENCES account_person (id),
    profile_id       BLOB NOT NULL REFERENCES expert_profile (id),
    code             TEXT NOT NULL,         -- of the catalogue: what evidence is for, what a badge turned out to be
    valid_until      TEXT NOT NULL,         -- of evidence: the last day, as the person said
    words            TEXT NOT NULL,         -- of evidence: where it can be looked up
    words_lang       TEXT NOT NULL,
    file_name        TEXT NOT NULL,
    media_type       TEXT NOT NULL,
    bytes            INTEGER NOT NULL,
    source_sealed    BLOB,                 -- address pasted, as JSON; NULL once erased
    file_sealed      BLOB,                 -- the file as it came
    kept_sealed      BLOB,                 -- what the badge is asked again by, as JSON
    checks           TEXT NOT NULL,         -- JSON: each step with its result
    issuer_name      TEXT NOT NULL,         -- as signed; '' unless the proof holds
    achievement_name TEXT NOT NULL,
    tries            INTEGER NOT NULL,
    reason           TEXT NOT NULL,         -- what the desk wrote
    judge_id         BLOB REFERENCES account_person (id),
    certification_id BLOB REFERENCES expert_certification (id),
    recipient_id     BLOB REFERENCES certify_recipient (id),
    erased_at        INTEGER,
    made_at          INTEGER NOT NULL
) STRICT;
CREATE INDEX certify_proof_by_certification ON certify_proof (certification_id) WHERE certification_id IS NOT NULL;
CREATE INDEX certify_proof_by_person ON certify_proof (person_id, id);
CREATE INDEX certify_proof_by_recipient ON certify_proof (recipient_id) WHERE recipient_id IS NOT NULL;
CREATE INDEX certify_proof_by_state ON certify_proof (state, id);
CREATE INDEX certify_proof_due ON certify_proof (deadline, id) WHERE deadline IS NOT NULL;
CREATE TABLE certify_recipient (
    id        BLOB NOT NULL PRIMARY KEY,
    issuer    TEXT NOT NULL,
    mark      TEXT,                         -- hash of the address at this issuer; NULL once erased
    person_id BLOB NOT NULL REFERENCES account_person (id),
    moved_at  INTEGER,                       -- when the desk gave it to somebody else last
    erased_at INTEGER,
    made_at   INTEGER NOT NULL,
    UNIQUE (issuer, mark)
) STRICT;
CREATE INDEX certify_recipient_by_person ON certify_recipient (person_id);
CREATE TABLE country_news (
    id       BLOB NOT NULL PRIMARY KEY,
    country  TEXT NOT NULL,
    kind     TEXT NOT NULL,             -- opened, announced
    opens_on TEXT NOT NULL,             -- of an announcement; '' for none
    made_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX country_news_newest ON country_news (made_at, id);
CREATE TABLE country_standing (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- open, announced, closed; a country without a row stands as the settings say
    state_since INTEGER NOT NULL,
    deadline    INTEGER,                 -- when an announced one opens
    version     INTEGER NOT NULL,
    country     TEXT NOT NULL UNIQUE,   -- ISO 3166-1 alpha-2
    opens_on    TEXT NOT NULL,          -- the day announced last, in the house's zone; '' for none
    made_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX country_standing_due ON country_standing (deadline, id) WHERE deadline IS NOT NULL;
CREATE TABLE country_waiter (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- asked, waiting, told, left
    state_since INTEGER NOT NULL,
    deadline    INTEGER,                 -- when an address nobody confirmed is forgotten
    version     INTEGER NOT NULL,
    country     TEXT NOT NULL,
    email       TEXT NOT NULL,          -- '' once it is no longer needed
    lang        TEXT NOT NULL,
    token_hash  BLOB NOT NULL UNIQUE,
    made_at     INTEGER NOT NULL,
    erased_at   INTEGER
) STRICT;
CREATE INDEX country_waiter_by_country ON country_waiter (country, state, id);
CREATE INDEX country_waiter_by_email ON country_waiter (email) WHERE email <> '';
CREATE INDEX country_waiter_due ON country_waiter (deadline, id) WHERE deadline IS NOT NULL;
CREATE UNIQUE INDEX country_waiter_once ON country_waiter (country, email) WHERE state IN ('asked', 'waiting');
CREATE TABLE deal_agreement (
    version TEXT NOT NULL,              -- YYYY-MM-DD
    lang    TEXT NOT NULL,              -- BCP 47
    text    TEXT NOT NULL,              -- Markdown
    hash    TEXT NOT NULL,              -- SHA-256 of the text, in hex
    made_at INTEGER NOT NULL,
    PRIMARY KEY (version, lang)
) STRICT;
CREATE TABLE deal_engagement (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- active, completed
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    proposal_id     BLOB NOT NULL UNIQUE REFERENCES deal_proposal (id),
    conversation_id BLOB NOT NULL REFERENCES talk_conversation (id),
    customer_id     BLOB NOT NULL REFERENCES account_organisation (id),
    seller_id       BLOB NOT NULL REFERENCES account_organisation (id),
    accepted_by     BLOB NOT NULL REFERENCES account_person (id),
    total           INTEGER NOT NULL,
    currency        TEXT NOT NULL,
    asked           INTEGER NOT NULL CHECK (asked >= 0 AND asked <= total), -- awaiting, approved, collected or uncollected
    fee_rate        INTEGER NOT NULL,    -- parts per million, frozen on acceptance
    fee_base        TEXT NOT NULL,      -- price
    fee_rounding    TEXT NOT NULL,      -- half_up, per payment request
    made_at         INTEGER NOT NULL
, kind TEXT NOT NULL DEFAULT 'milestone', approval TEXT NOT NULL DEFAULT 'manual', purchase_order TEXT NOT NULL DEFAULT '', agreement_version TEXT NOT NULL DEFAULT '', agreement_lang TEXT NOT NULL DEFAULT '', stopped_at INTEGER, method_id BLOB REFERENCES payment_method (id)) STRICT;
CREATE INDEX deal_engagement_by_conversation ON deal_engagement (conversation_id, id);
CREATE INDEX deal_engagement_by_customer ON deal_engagement (customer_id, id);
CREATE INDEX deal_engagement_by_deadline ON deal_engagement (deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX deal_engagement_by_seller ON deal_engagement (seller_id, id);
CREATE TABLE deal_milestone (
    id            BLOB NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,        -- planned, asked, approved, paid, cancelled
    state_since   INTEGER NOT NULL,
    deadline      INTEGER,
    version       INTEGER NOT NULL,
    engagement_id BLOB NOT NULL REFERENCES deal_engagement (id),
    proposal_id   BLOB NOT NULL,
    number        INTEGER NOT NULL,
    made_at       INTEGER NOT NULL,
    UNIQUE (engagement_id, number),
    FOREIGN KEY (proposal_id, number) REFERENCES deal_proposal_line (proposal_id, number)
) STRICT;
CREATE TABLE deal_proposal (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- proposed, accepted, declined, withdrawn, expired
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    conversation_id BLOB NOT NULL REFERENCES talk_conversation (id),
    customer_id     BLOB NOT NULL REFERENCES account_organisation (id),
    seller_id       BLOB NOT NULL REFERENCES account_organisation (id), -- never changes
    sent_by         BLOB NOT NULL REFERENCES account_person (id),
    kind            TEXT NOT NULL,      -- milestone
    total           INTEGER NOT NULL CHECK (total > 0 AND total <= 10000000000000),
    currency        TEXT NOT NULL,      -- ISO 4217
    terms           TEXT NOT NULL,      -- limited Markdown; blank once erased
    terms_lang      TEXT NOT NULL,      -- BCP 47
    reason          TEXT NOT NULL,      -- why it was declined, if the customer said; blank once erased
    reason_lang     TEXT NOT NULL,
    decided_by      BLOB REFERENCES account_person (id),
    erased_at       INTEGER,
    made_at         INTEGER NOT NULL
, expires_days INTEGER NOT NULL DEFAULT 30, supersedes_id BLOB REFERENCES deal_proposal (id), fee_rate INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX deal_proposal_by_conversation ON deal_proposal (conversation_id, id);
CREATE INDEX deal_proposal_by_customer ON deal_proposal (customer_id, id);
CREATE INDEX deal_proposal_by_deadline ON deal_proposal (deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX deal_proposal_by_seller ON deal_proposal (seller_id, id);
CREATE INDEX deal_proposal_by_sender ON deal_proposal (sent_by);
CREATE INDEX deal_proposal_by_superseded ON deal_proposal (supersedes_id) WHERE supersedes_id IS NOT NULL;
CREATE TABLE deal_proposal_line (
    proposal_id     BLOB NOT NULL REFERENCES deal_proposal (id),
    number          INTEGER NOT NULL,    -- from 1
    title           TEXT NOT NULL,      -- blank once erased, and where none is needed
    title_lang      TEXT NOT NULL,      -- BCP 47
    amount          INTEGER NOT NULL CHECK (amount > 0),
    due_on          TEXT NOT NULL,      -- YYYY-MM-DD in the house's zone; blank for none
    acceptance      TEXT NOT NULL,      -- when a milestone counts as done; blank for none, and once erased
    acceptance_lang TEXT NOT NULL,
    PRIMARY KEY (proposal_id, number)
) STRICT;
CREATE TABLE desk_act (
    id          BLOB NOT NULL PRIMARY KEY,
    operator_id BLOB NOT NULL REFERENCES account_person (id),
    what        TEXT NOT NULL,      -- the event's name
    subject_id  BLOB,              -- what it was done to
    reason      TEXT NOT NULL,      -- the operator's words
    request_id  TEXT NOT NULL,      -- the request in which it was done, as in the event
    at          INTEGER NOT NULL     -- business time
) STRICT;
CREATE INDEX desk_act_by_request ON desk_act (request_id);
CREATE INDEX desk_act_by_subject ON desk_act (subject_id, id);
CREATE TABLE desk_check (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    id         BLOB NOT NULL,
    state      TEXT NOT NULL,       -- checking, sound, broken, stopped
    reached    INTEGER NOT NULL,     -- position in the chain
    all_events INTEGER NOT NULL,
    problem    TEXT NOT NULL,
    by_id      BLOB,
    started_at INTEGER NOT NULL,     -- wall time, as the next ones
    ended_at   INTEGER,
    holder     TEXT NOT NULL,
    until      INTEGER NOT NULL
) STRICT;
CREATE TABLE event (
    id              BLOB NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,      -- noun.move or noun.what_happened
    noun            TEXT NOT NULL,
    subject_id      BLOB NOT NULL,
    stream_id       BLOB,              -- the conversation whose stream shows it
    actor_kind      TEXT NOT NULL,
    actor_id        BLOB,
    organisation_id BLOB,              -- on whose behalf
    request_id      TEXT NOT NULL,
    move            TEXT,
    from_state      TEXT,
    to_state        TEXT,
    data            TEXT NOT NULL,      -- JSON: ids, codes, amounts, dates; never words of a person
    at              INTEGER NOT NULL,    -- business time
    wall            INTEGER NOT NULL,
    FOREIGN KEY (noun, move, from_state, to_state)
        REFERENCES flow_move (noun, move, from_state, to_state)
) STRICT;
CREATE INDEX event_by_actor ON event (actor_id, id);
CREATE INDEX event_by_name ON event (name, id);
CREATE INDEX event_by_stream ON event (stream_id, id);
CREATE INDEX event_by_subject ON event (subject_id, id);
CREATE TABLE expert_certification (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- valid, withdrawn, expired
    state_since INTEGER NOT NULL,
    deadline    INTEGER,                     -- end of valid_until in the house's zone
    version     INTEGER NOT NULL,
    profile_id  BLOB NOT NULL REFERENCES expert_profile (id),
    person_id   BLOB NOT NULL REFERENCES account_person (id),
    name        TEXT NOT NULL,
    level       TEXT NOT NULL,              -- associate, professional, specialty
    valid_until TEXT NOT NULL,              -- YYYY-MM-DD, the last day
    reason      TEXT NOT NULL,              -- what the desk wrote last: how it was seen, why it was withdrawn
    made_at     INTEGER NOT NULL
, code TEXT NOT NULL DEFAULT '', issuer TEXT NOT NULL DEFAULT '', how TEXT NOT NULL DEFAULT 'hand', ended_by TEXT NOT NULL DEFAULT '', remind_at INTEGER) STRICT;
CREATE INDEX expert_certification_by_person ON expert_certification (person_id) WHERE state = 'valid';
CREATE INDEX expert_certification_by_profile ON expert_certification (profile_id, state);
CREATE INDEX expert_certification_due ON expert_certification (deadline, id) WHERE deadline IS NOT NULL;
CREATE UNIQUE INDEX expert_certification_once ON expert_certification (profile_id, code) WHERE state = 'valid' AND how = 'badge';
CREATE INDEX expert_certification_remind ON expert_certification (remind_at, id) WHERE remind_at IS NOT NULL;
CREATE TABLE expert_company (
    id          BLOB NOT NULL PRIMARY KEY REFERENCES account_organisation (id),
    state       TEXT NOT NULL,              -- hidden, public
    state_since INTEGER NOT NULL,
    deadline    INTEGER,
    version     INTEGER NOT NULL,
    edition     INTEGER NOT NULL,
    handle      TEXT UNIQUE,                -- /c/handle
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    words_lang  TEXT NOT NULL,
    logo        TEXT NOT NULL,              -- key in the blob store, '' for none
    website     TEXT NOT NULL,
    country     TEXT NOT NULL,
    made_at     INTEGER NOT NULL
) STRICT;
CREATE TABLE expert_profile (
    id            BLOB NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,            -- hidden, public, erased
    state_since   INTEGER NOT NULL,
    deadline      INTEGER,
    version       INTEGER NOT NULL,
    edition       INTEGER NOT NULL,          -- counts what the person changed; a form carries it
    person_id     BLOB NOT NULL UNIQUE REFERENCES account_person (id), -- one profile per person
    handle        TEXT UNIQUE,              -- /e/handle; NULL once erased
    name          TEXT NOT NULL,            -- shown on the page and in conversations; blank once erased
    picture       TEXT NOT NULL,            -- key in the blob store, '' for none
    country       TEXT NOT NULL,            -- ISO 3166-1 alpha-2, '' when not said
    languages     TEXT NOT NULL,            -- BCP 47, space separated
    biography     TEXT NOT NULL,
    experience    TEXT NOT NULL,
    words_lang    TEXT NOT NULL,            -- language of biography and experience
    rate_from     INTEGER,                   -- smallest units; indicative, never billed
    rate_to       INTEGER,
    rate_currency TEXT NOT NULL,            -- ISO 4217, '' when no rate is given
    erased_at     INTEGER,
    made_at       INTEGER NOT NULL
, zone TEXT NOT NULL DEFAULT '', services TEXT NOT NULL DEFAULT '', skills TEXT NOT NULL DEFAULT '', entries TEXT NOT NULL DEFAULT '', links TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE expert_seen (
    certification_id BLOB NOT NULL PRIMARY KEY REFERENCES expert_certification (id),
    seen_at          INTEGER NOT NULL,
    ask_at           INTEGER NOT NULL,
    silent_since     INTEGER                 -- nobody has answered since
) STRICT;
CREATE INDEX expert_seen_due ON expert_seen (ask_at, certification_id);
CREATE TABLE file_attachment (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- kept, deleted
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    owner_kind      TEXT NOT NULL,          -- request, conversation: what it hangs on
    owner_id        BLOB NOT NULL,
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id), -- whose upload it is
    person_id       BLOB REFERENCES account_person (id),                -- who uploaded; NULL for the house
    name            TEXT NOT NULL,          -- as shown; blank once deleted
    media_type      TEXT NOT NULL,          -- sniffed, never as claimed
    image           INTEGER NOT NULL,       -- drawn anew by the house: may be shown in a page
    bytes           INTEGER NOT NULL,
    width           INTEGER NOT NULL,        -- pixels; 0 when it is no image
    height          INTEGER NOT NULL,
    hash            BLOB NOT NULL,         -- SHA-256 of what is kept
    blob            TEXT NOT NULL,          -- key in the blob store; blank once deleted
    thumb           TEXT NOT NULL,          -- key of the thumbnail; blank when there is none
    made_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX file_attachment_by_owner ON file_attachment (owner_id, id);
CREATE INDEX file_attachment_by_person ON file_attachment (person_id, id);
CREATE TABLE file_loose (
    blob  TEXT NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX file_loose_by_age ON file_loose (since);
CREATE TABLE flow_move (
    noun       TEXT NOT NULL,
    move       TEXT NOT NULL,
    from_state TEXT NOT NULL,   -- '' when the move makes the thing
    to_state   TEXT NOT NULL,
    by_role    TEXT NOT NULL,
    retired    INTEGER NOT NULL,
    PRIMARY KEY (noun, move, from_state, to_state)
) STRICT;
CREATE TABLE "house" (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    sandbox  INTEGER NOT NULL,  -- stamped at creation, never changed
    ahead    INTEGER NOT NULL,   -- business time = wall time + this, microseconds; never goes back
    made_at  INTEGER NOT NULL
) STRICT;
CREATE TABLE house_key (
    id         TEXT NOT NULL PRIMARY KEY,
    sealed     BLOB NOT NULL,  -- a known word, to tell the right file from a wrong one
    made_at    INTEGER NOT NULL, -- wall time
    retired_at INTEGER
) STRICT;
CREATE TABLE job_process (
    id      TEXT NOT NULL PRIMARY KEY,
    host    TEXT NOT NULL,
    pid     INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT;
CREATE TABLE journal_cursor (
    name     TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,
    holder   TEXT NOT NULL,
    until    INTEGER NOT NULL    -- wall time until which the holder reads on
) STRICT;
CREATE TABLE journal_head (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL,
    hash     BLOB NOT NULL
) STRICT;
CREATE TABLE journal_key (
    actor      TEXT NOT NULL,
    operation  TEXT NOT NULL,
    key        TEXT NOT NULL,
    input_hash BLOB NOT NULL,
    result     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (actor, operation, key)
) STRICT;
CREATE INDEX journal_key_by_age ON journal_key (at);
CREATE TABLE journal_open (
    event_id BLOB NOT NULL PRIMARY KEY REFERENCES event (id)
) STRICT;
CREATE TABLE journal_seal (
    position INTEGER NOT NULL PRIMARY KEY,
    event_id BLOB NOT NULL UNIQUE REFERENCES event (id),
    hash     BLOB NOT NULL
) STRICT;
CREATE TABLE journal_stuck (
    name     TEXT NOT NULL,
    position INTEGER NOT NULL,
    problem  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (name, position)
) STRICT;
CREATE TABLE ledger_balance (
    account  TEXT NOT NULL,
    party    BLOB NOT NULL,
    currency TEXT NOT NULL,
    balance  INTEGER NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (account, party, currency)
) STRICT;
CREATE TABLE ledger_line (
    posting_id   BLOB NOT NULL REFERENCES ledger_posting (id),
    number       INTEGER NOT NULL,
    debit        TEXT NOT NULL,
    debit_party  BLOB,         -- NULL for a house account
    credit       TEXT NOT NULL,
    credit_party BLOB,
    jurisdiction TEXT NOT NULL, -- of a tax account, else ''
    amount       INTEGER NOT NULL CHECK (amount > 0 AND amount <= 10000000000000),
    PRIMARY KEY (posting_id, number),
    CHECK (debit <> credit)
) STRICT;
CREATE INDEX ledger_line_by_credit ON ledger_line (credit, credit_party, posting_id);
CREATE INDEX ledger_line_by_debit ON ledger_line (debit, debit_party, posting_id);
CREATE TABLE ledger_posting (
    id        BLOB NOT NULL PRIMARY KEY,
    template  TEXT NOT NULL,
    reference BLOB NOT NULL,   -- the attempt: invoice, charge, payout line
    currency  TEXT NOT NULL,    -- ISO 4217
    event_id  BLOB NOT NULL REFERENCES event (id),
    corrects  BLOB REFERENCES ledger_posting (id),
    at        INTEGER NOT NULL,  -- business time
    UNIQUE (template, reference, currency)
) STRICT;
CREATE INDEX ledger_posting_by_reference ON ledger_posting (reference);
CREATE INDEX ledger_posting_by_time ON ledger_posting (at, id);
CREATE TABLE notify_mail (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- resting, waiting, kept, failed, sent, dropped
    state_since INTEGER NOT NULL,
    deadline    INTEGER,                 -- until when a batch rests
    version     INTEGER NOT NULL,
    once        TEXT NOT NULL UNIQUE,   -- event and recipient, or the letter itself
    kind        TEXT NOT NULL,          -- stem of the words in text/
    topic       TEXT NOT NULL,          -- '' when it cannot be switched off
    event_id    BLOB REFERENCES event (id),
    person_id   BLOB REFERENCES account_person (id),  -- NULL: has not joined
    about_id    BLOB REFERENCES account_person (id),  -- whose deed it tells of
    stream_id   BLOB,                  -- the conversation
    email       TEXT,                   -- NULL once erased; the next ones blank
    name        TEXT NOT NULL,
    lang        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    button      TEXT NOT NULL,
    path        TEXT NOT NULL,          -- '' when secret
    secret      BLOB,                  -- sealed address of the button, until sent
    problem     TEXT NOT NULL,
    tries       INTEGER NOT NULL,
    made_at     INTEGER NOT NULL,        -- business time
    made_wall   INTEGER NOT NULL,
    sent_at     INTEGER,                 -- wall time
    erased_at   INTEGER
) STRICT;
CREATE INDEX notify_mail_by_about ON notify_mail (about_id) WHERE about_id IS NOT NULL;
CREATE INDEX notify_mail_by_event ON notify_mail (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX notify_mail_by_person ON notify_mail (person_id, id);
CREATE INDEX notify_mail_by_state ON notify_mail (state, id);
CREATE INDEX notify_mail_by_stream ON notify_mail (person_id, stream_id, kind, made_at) WHERE stream_id IS NOT NULL;
CREATE INDEX notify_mail_due ON notify_mail (deadline) WHERE deadline IS NOT NULL;
CREATE INDEX notify_mail_secret ON notify_mail (id) WHERE secret IS NOT NULL;
CREATE TABLE notify_off (
    person_id BLOB NOT NULL REFERENCES account_person (id),
    topic     TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (person_id, topic)
) STRICT;
CREATE TABLE notify_reader (
    person_id BLOB NOT NULL PRIMARY KEY REFERENCES account_person (id),
    key       TEXT NOT NULL UNIQUE      -- in unsubscribing addresses; opens nothing else
) STRICT;
CREATE TABLE payment_charge (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- started, succeeded, failed, unknown, settled, returned
    state_since INTEGER NOT NULL,
    deadline    INTEGER,
    version     INTEGER NOT NULL,
    request_id  BLOB NOT NULL REFERENCES payment_request (id),
    invoice_id  BLOB NOT NULL REFERENCES payment_invoice (id),
    method_id   BLOB NOT NULL REFERENCES payment_method (id),
    amount      INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    failure     TEXT NOT NULL,          -- a code, once failed or returned
    settles_at  INTEGER,                 -- when the processor says it will settle, business time
    made_at     INTEGER NOT NULL
, kind TEXT NOT NULL DEFAULT 'card', dispute_id BLOB, frozen INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX payment_charge_by_deadline ON payment_charge (deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX payment_charge_by_dispute ON payment_charge (dispute_id) WHERE dispute_id IS NOT NULL;
CREATE INDEX payment_charge_by_invoice ON payment_charge (invoice_id);
CREATE INDEX payment_charge_by_method ON payment_charge (method_id);
CREATE INDEX payment_charge_by_request ON payment_charge (request_id, id);
CREATE INDEX payment_charge_disputed ON payment_charge (request_id) WHERE state = 'charged_back';
CREATE INDEX payment_charge_odd ON payment_charge (method_id)
    WHERE state IN ('failed', 'returned', 'charged_back') OR kind = 'net_terms';
CREATE UNIQUE INDEX payment_charge_open ON payment_charge (request_id)
    WHERE state IN ('started', 'succeeded', 'unknown', 'settled', 'charged_back', 'won');
CREATE INDEX payment_charge_unknown ON payment_charge (state_since) WHERE state = 'unknown';
CREATE TABLE payment_invoice (
    id            BLOB NOT NULL PRIMARY KEY,
    request_id    BLOB NOT NULL UNIQUE REFERENCES payment_request (id),
    engagement_id BLOB NOT NULL REFERENCES deal_engagement (id),
    issuer_id     BLOB NOT NULL REFERENCES account_organisation (id),  -- the seller
    customer_id   BLOB NOT NULL REFERENCES account_organisation (id),
    issuer_name   TEXT NOT NULL,        -- as it was when issued; kept for the retention period
    customer_name TEXT NOT NULL,
    series        TEXT NOT NULL,
    number        INTEGER,               -- NULL until numbered; not shown before
    issued_on     TEXT NOT NULL,        -- YYYY-MM-DD in the house's zone
    due_on        TEXT NOT NULL,
    currency      TEXT NOT NULL,
    price         INTEGER NOT NULL,
    seller_tax    INTEGER NOT NULL,
    operator_tax  INTEGER NOT NULL,
    total         INTEGER NOT NULL CHECK (total = price + seller_tax + operator_tax),
    fee           INTEGER NOT NULL,
    fee_tax       INTEGER NOT NULL,
    fee_rate      INTEGER NOT NULL,      -- parts per million
    made_at       INTEGER NOT NULL
, purchase_order TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX payment_invoice_by_customer ON payment_invoice (customer_id, id);
CREATE INDEX payment_invoice_by_engagement ON payment_invoice (engagement_id, id);
CREATE INDEX payment_invoice_by_issuer ON payment_invoice (issuer_id, id);
CREATE UNIQUE INDEX payment_invoice_number ON payment_invoice (issuer_id, series, number) WHERE number IS NOT NULL;
CREATE TABLE payment_invoice_line (
    invoice_id  BLOB NOT NULL REFERENCES payment_invoice (id),
    number      INTEGER NOT NULL,
    description TEXT NOT NULL,
    lang        TEXT NOT NULL,
    price       INTEGER NOT NULL,
    tax_rate    INTEGER NOT NULL,        -- parts per million
    tax         INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, number)
) STRICT;
CREATE TABLE payment_method (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- active, removed
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    brand           TEXT NOT NULL,
    last4           TEXT NOT NULL,
    expires         TEXT NOT NULL,      -- YYYY-MM
    token_sealed    BLOB NOT NULL,     -- the processor's token, sealed
    made_at         INTEGER NOT NULL
, kind TEXT NOT NULL DEFAULT 'card', preferred INTEGER NOT NULL DEFAULT TRUE, reason TEXT NOT NULL DEFAULT '', reason_lang TEXT NOT NULL DEFAULT '', decided_by BLOB REFERENCES account_person (id)) STRICT;
CREATE INDEX payment_method_asked ON payment_method (id) WHERE state = 'asked';
CREATE INDEX payment_method_by_organisation ON payment_method (organisation_id, id);
CREATE UNIQUE INDEX payment_method_preferred ON payment_method (organisation_id) WHERE state = 'active' AND preferred;
CREATE TABLE payment_request (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- awaiting, approved, collected, uncollected, declined, withdrawn
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    engagement_id   BLOB NOT NULL REFERENCES deal_engagement (id),
    conversation_id BLOB NOT NULL REFERENCES talk_conversation (id),
    customer_id     BLOB NOT NULL REFERENCES account_organisation (id),
    seller_id       BLOB NOT NULL REFERENCES account_organisation (id),
    asked_by        BLOB NOT NULL REFERENCES account_person (id),
    amount          INTEGER NOT NULL CHECK (amount > 0),
    currency        TEXT NOT NULL,
    work            TEXT NOT NULL,      -- what was delivered; blank once erased
    work_lang       TEXT NOT NULL,
    final           INTEGER NOT NULL,
    fee             INTEGER NOT NULL,    -- worked out at approval, 0 before
    net             INTEGER NOT NULL,
    reason          TEXT NOT NULL,      -- why it was declined; blank once erased
    reason_lang     TEXT NOT NULL,
    decided_by      BLOB REFERENCES account_person (id),
    approved_at     INTEGER,
    erased_at       INTEGER,
    made_at         INTEGER NOT NULL
, kind TEXT NOT NULL DEFAULT 'asked', due_on TEXT NOT NULL DEFAULT '', milestone_id BLOB, purchase_order TEXT NOT NULL DEFAULT '', method_id BLOB REFERENCES payment_method (id), remind_at INTEGER, reminded INTEGER NOT NULL DEFAULT 0, silent INTEGER NOT NULL DEFAULT FALSE, write_off_id BLOB, write_off_reason TEXT NOT NULL DEFAULT '', written_off_by BLOB REFERENCES account_person (id)) STRICT;
CREATE INDEX payment_request_by_asker ON payment_request (asked_by);
CREATE INDEX payment_request_by_conversation ON payment_request (conversation_id, id);
CREATE INDEX payment_request_by_customer ON payment_request (customer_id, id);
CREATE INDEX payment_request_by_deadline ON payment_request (deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX payment_request_by_engagement ON payment_request (engagement_id, id);
CREATE INDEX payment_request_by_seller ON payment_request (seller_id, id);
CREATE INDEX payment_request_by_state ON payment_request (engagement_id, state, id);
CREATE INDEX payment_request_open_by_customer ON payment_request (customer_id, id) WHERE state IN ('scheduled', 'awaiting', 'approved', 'uncollected');
CREATE INDEX payment_request_open_by_seller ON payment_request (seller_id, id) WHERE state IN ('scheduled', 'awaiting', 'approved', 'uncollected');
CREATE INDEX payment_request_pending ON payment_request (state, state_since, id) WHERE state IN ('approved', 'uncollected');
CREATE INDEX payment_request_remind ON payment_request (remind_at, id) WHERE remind_at IS NOT NULL;
CREATE INDEX payment_request_uncollected ON payment_request (state_since) WHERE state = 'uncollected';
CREATE TABLE payment_series (
    issuer_id BLOB NOT NULL REFERENCES account_organisation (id),
    series    TEXT NOT NULL,            -- the year of issue
    last      INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, series)
) STRICT;
CREATE TABLE payout_account (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- active, refused, removed
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    currency        TEXT NOT NULL,
    bank            TEXT NOT NULL,
    holder          TEXT NOT NULL,      -- blank once erased
    last4           TEXT NOT NULL,
    token_sealed    BLOB NOT NULL,     -- the bank's token, sealed
    erased_at       INTEGER,
    made_at         INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX payout_account_active ON payout_account (organisation_id, currency) WHERE state = 'active';
CREATE INDEX payout_account_by_person ON payout_account (person_id);
CREATE INDEX payout_account_due ON payout_account (deadline) WHERE deadline IS NOT NULL;
CREATE UNIQUE INDEX payout_account_waiting ON payout_account (organisation_id, currency) WHERE state = 'waiting';
CREATE TABLE payout_held (
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    currency        TEXT NOT NULL,
    since           INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, currency)
) STRICT;
CREATE TABLE payout_item (
    payout_id  BLOB NOT NULL REFERENCES payout_line (id),
    posting_id BLOB NOT NULL REFERENCES ledger_posting (id),
    amount     INTEGER NOT NULL,         -- signed
    PRIMARY KEY (posting_id)
) STRICT;
CREATE INDEX payout_item_by_payout ON payout_item (payout_id);
CREATE TABLE "payout_line" (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,      -- started, sent, arrived, rejected, returned, netted
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    run_id          BLOB NOT NULL REFERENCES payout_run (id),
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    account_id      BLOB NOT NULL REFERENCES payout_account (id),
    amount          INTEGER NOT NULL CHECK (amount >= 0), -- what goes to the bank
    netted          INTEGER NOT NULL CHECK (netted >= 0), -- what was taken before for what is owed
    charge          INTEGER NOT NULL CHECK (charge >= 0), -- the bank's for a return; the house bears it
    currency        TEXT NOT NULL,
    failure         TEXT NOT NULL,      -- a code, once rejected or returned
    arrives_at      INTEGER,             -- when the bank says it will arrive, business time
    made_at         INTEGER NOT NULL,
    UNIQUE (run_id, organisation_id, currency),
    CHECK (amount + netted > 0)
) STRICT;
CREATE INDEX payout_line_by_organisation ON payout_line (organisation_id, id);
CREATE INDEX payout_line_last ON payout_line (organisation_id, currency, id);
CREATE INDEX payout_line_pending ON payout_line (state_since, id) WHERE state IN ('rejected', 'started', 'sent');
CREATE INDEX payout_line_rejected ON payout_line (state_since) WHERE state = 'rejected';
CREATE TABLE payout_preference (
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    currency        TEXT NOT NULL,
    day             INTEGER NOT NULL CHECK (day >= 0 AND day <= 28), -- of the month in the house's zone; 0 is every day
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    set_at          INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, currency)
) STRICT;
CREATE TABLE payout_run (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- running, done
    state_since INTEGER NOT NULL,
    deadline    INTEGER,
    version     INTEGER NOT NULL,
    day         TEXT NOT NULL UNIQUE,   -- YYYY-MM-DD in the house's zone
    made_at     INTEGER NOT NULL
) STRICT;
CREATE TABLE rate_limit (
    bucket TEXT NOT NULL,
    since  INTEGER NOT NULL,     -- start of the window, wall time
    used   INTEGER NOT NULL,
    PRIMARY KEY (bucket, since)
) STRICT;
CREATE TABLE registration_check (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- todo, given, passed, failed, expired, dropped
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,                 -- when what was passed runs out
    version         INTEGER NOT NULL,
    registration_id BLOB NOT NULL REFERENCES registration_seller (id),
    kind            TEXT NOT NULL,          -- contact, tax, bank, identity ...
    person_id       BLOB REFERENCES account_person (id), -- who gave it last
    judge_id        BLOB REFERENCES account_person (id), -- who at the desk decided last
    rule            TEXT NOT NULL,          -- the published rule that a failure names
    reason          TEXT NOT NULL,          -- what the desk wrote last
    answer_sealed   BLOB,                  -- what was typed, sealed; NULL before it and once erased
    given_at        INTEGER,
    judged_at       INTEGER,
    erased_at       INTEGER,
    made_at         INTEGER NOT NULL, warned INTEGER NOT NULL DEFAULT 0, because TEXT NOT NULL DEFAULT '',
    UNIQUE (registration_id, kind)
) STRICT;
CREATE INDEX registration_check_by_person ON registration_check (person_id);
CREATE INDEX registration_check_due ON registration_check (deadline, id) WHERE deadline IS NOT NULL;
CREATE TABLE registration_paper (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- kept, erased
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    registration_id BLOB NOT NULL REFERENCES registration_seller (id),
    check_id        BLOB NOT NULL REFERENCES registration_check (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id), -- who showed it
    media_type      TEXT NOT NULL,          -- sniffed, never as claimed
    image           INTEGER NOT NULL,       -- drawn anew by the house: may be shown in a page
    bytes           INTEGER NOT NULL,
    width           INTEGER NOT NULL,        -- pixels; 0 when it is no image
    height          INTEGER NOT NULL,
    blob            TEXT NOT NULL,          -- key of the sealed bytes; blank once erased
    name_sealed     BLOB,                  -- the file's name, sealed; NULL once erased
    made_at         INTEGER NOT NULL,
    erased_at       INTEGER
) STRICT;
CREATE INDEX registration_paper_by_check ON registration_paper (check_id, id);
CREATE INDEX registration_paper_by_person ON registration_paper (person_id, id);
CREATE TABLE registration_seller (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- started, checking, action_required, active, suspended
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    organisation_id BLOB NOT NULL UNIQUE REFERENCES account_organisation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id), -- who registers
    legal_name      TEXT NOT NULL,          -- blank once erased
    country         TEXT NOT NULL,          -- ISO 3166-1 alpha-2
    not_employed    INTEGER NOT NULL,       -- declares not to be employed by the operator
    terms_accepted  INTEGER NOT NULL,
    answer          TEXT NOT NULL,          -- what the expert wrote when resubmitting
    reason          TEXT NOT NULL,          -- what the desk wrote last
    spent           INTEGER NOT NULL,        -- microseconds of checking before the present spell
    submitted_at    INTEGER,                 -- first time
    erased_at       INTEGER,
    made_at         INTEGER NOT NULL
, seller TEXT NOT NULL DEFAULT '', rule TEXT NOT NULL DEFAULT '', judge_id BLOB, appeal TEXT NOT NULL DEFAULT '', decided_at INTEGER, pool TEXT NOT NULL DEFAULT '', proposed_rule TEXT NOT NULL DEFAULT '', proposed_reason TEXT NOT NULL DEFAULT '', proposed_by BLOB REFERENCES account_person (id), rejected_reason TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX registration_seller_by_person ON registration_seller (person_id);
CREATE INDEX registration_seller_by_state ON registration_seller (state, state_since, id);
CREATE INDEX registration_seller_decided ON registration_seller (decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX registration_seller_due ON registration_seller (state, (state_since - spent), id);
CREATE TABLE registration_settings (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,                    -- kept
    state_since INTEGER NOT NULL,
    deadline    INTEGER,
    version     INTEGER NOT NULL,
    one         INTEGER NOT NULL UNIQUE CHECK (one = 1),
    domains     TEXT NOT NULL,                    -- mail domains of the operator and its parent, a line each
    addresses   TEXT NOT NULL                     -- further addresses of employees, a line each
, second_look INTEGER NOT NULL DEFAULT FALSE) STRICT;
CREATE TABLE request (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- open, paused, closed
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    edition         INTEGER NOT NULL,        -- counts rewordings; a form carries it
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    title           TEXT NOT NULL,          -- blank once erased
    description     TEXT NOT NULL,          -- blank once erased
    lang            TEXT NOT NULL,          -- BCP 47, guessed from the text
    services        TEXT NOT NULL,          -- codes, space separated
    country         TEXT NOT NULL,          -- preferred location of the expert; '' is anywhere
    budget_currency TEXT NOT NULL,          -- '' when the budget is not said
    budget_band     INTEGER NOT NULL,        -- 1 to 5; 0 when not said
    preferred_name  TEXT NOT NULL,          -- shown to experts; blank once erased
    email           TEXT NOT NULL,          -- for notices only, never shown; blank once erased
    responses       INTEGER NOT NULL,
    source          TEXT UNIQUE,            -- where an imported request came from
    reason          TEXT NOT NULL,          -- what the desk wrote when it took the request down
    posted_at       INTEGER NOT NULL,
    erased_at       INTEGER
) STRICT;
CREATE INDEX request_by_organisation ON request (organisation_id, posted_at, id);
CREATE INDEX request_by_person ON request (person_id);
CREATE INDEX request_by_time ON request (posted_at, id);
CREATE INDEX request_pool ON request (posted_at, id) WHERE state = 'open';
CREATE TABLE request_aside (
    person_id  BLOB NOT NULL REFERENCES account_person (id),
    request_id BLOB NOT NULL REFERENCES request (id),
    at         INTEGER NOT NULL,
    PRIMARY KEY (person_id, request_id)
) STRICT;
CREATE TABLE request_draft (
    token_hash BLOB NOT NULL PRIMARY KEY,
    data       TEXT NOT NULL,               -- the form as typed, JSON
    ends_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX request_draft_by_age ON request_draft (ends_at);
CREATE TABLE request_service (
    service    TEXT NOT NULL,
    posted_at  INTEGER NOT NULL,
    request_id BLOB NOT NULL REFERENCES request (id),
    PRIMARY KEY (service, posted_at, request_id)
) STRICT;
CREATE INDEX request_service_by_request ON request_service (request_id);
CREATE TABLE review (
    id            BLOB NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,        -- published
    state_since   INTEGER NOT NULL,
    deadline      INTEGER,
    version       INTEGER NOT NULL,
    engagement_id BLOB NOT NULL UNIQUE REFERENCES deal_engagement (id),
    seller_id     BLOB NOT NULL REFERENCES account_organisation (id),
    customer_id   BLOB NOT NULL REFERENCES account_organisation (id),
    written_by    BLOB NOT NULL REFERENCES account_person (id),
    succeeded     TEXT NOT NULL,        -- yes, partly, no
    again         INTEGER NOT NULL,     -- would work together again; never shown to the expert
    stars         INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    body          TEXT NOT NULL,        -- public; may be empty; blank once erased
    body_lang     TEXT NOT NULL,
    erased_at     INTEGER,
    made_at       INTEGER NOT NULL
, reply TEXT NOT NULL DEFAULT '', reply_lang TEXT NOT NULL DEFAULT '', replied_by BLOB REFERENCES account_person (id), replied_at INTEGER) STRICT;
CREATE INDEX review_by_replier ON review (replied_by) WHERE replied_by IS NOT NULL;
CREATE INDEX review_by_seller ON review (seller_id, id);
CREATE INDEX review_by_writer ON review (written_by);
CREATE TABLE review_person (
    review_id BLOB NOT NULL REFERENCES review (id),
    person_id BLOB NOT NULL REFERENCES account_person (id),
    PRIMARY KEY (review_id, person_id)
) STRICT;
CREATE INDEX review_person_by_person ON review_person (person_id);
CREATE TABLE review_report (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,          -- open, kept, taken_down
    state_since INTEGER NOT NULL,
    deadline    INTEGER,
    version     INTEGER NOT NULL,
    review_id   BLOB NOT NULL REFERENCES review (id),
    person_id   BLOB NOT NULL REFERENCES account_person (id),
    ground      TEXT NOT NULL,          -- a code of AWS_IQ.md 1.14
    note        TEXT NOT NULL,          -- blank once erased
    note_lang   TEXT NOT NULL,
    reason      TEXT NOT NULL,          -- the operator's, once decided
    reason_lang TEXT NOT NULL,
    made_at     INTEGER NOT NULL,
    UNIQUE (review_id, person_id)
) STRICT;
CREATE INDEX review_report_by_person ON review_report (person_id);
CREATE INDEX review_report_by_state ON review_report (state, id);
CREATE TABLE sanctions_entry (
    list_id  BLOB NOT NULL REFERENCES sanctions_list (id),
    number   INTEGER NOT NULL,
    entry_id TEXT NOT NULL,
    content  TEXT NOT NULL,                 -- JSON, as the publisher wrote it
    PRIMARY KEY (list_id, number)
) STRICT;
CREATE INDEX sanctions_entry_by_id ON sanctions_entry (list_id, entry_id);
CREATE TABLE sanctions_list (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- loading, comparing, current, replaced, retired, failed
    state_since INTEGER NOT NULL,
    deadline    INTEGER,                     -- when loading counts as broken off
    version     INTEGER NOT NULL,
    code        TEXT NOT NULL,              -- what the operator calls it; a newer one replaces the older
    format      TEXT NOT NULL,              -- whose way of writing: un, eu, eu_xml, ofac, ofac_xml, ofsi, house
    entries     INTEGER NOT NULL,
    odds        INTEGER NOT NULL,            -- lines that gave no entry
    odd         TEXT NOT NULL,              -- JSON: the first of them
    round       INTEGER NOT NULL,            -- 0 until it stands
    total       INTEGER NOT NULL,            -- parties to compare
    looked      INTEGER NOT NULL,            -- of them, compared so far
    matches     INTEGER NOT NULL,            -- raised meanwhile
    walk_kind   TEXT NOT NULL,              -- up to which party
    walk_after  BLOB,
    reason      TEXT NOT NULL,              -- of retiring
    made_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX sanctions_list_by_code ON sanctions_list (code, id);
CREATE INDEX sanctions_list_due ON sanctions_list (deadline, id) WHERE deadline IS NOT NULL;
CREATE TABLE sanctions_match (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- open, different, same
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    kind            TEXT NOT NULL,          -- of the party: person, organisation, owner
    party_id        BLOB NOT NULL,
    organisation_id BLOB REFERENCES account_organisation (id), -- whose money waits; NULL of a person: theirs
    said            TEXT NOT NULL,          -- JSON: name, birth, country as compared; blank once erased
    mark            TEXT NOT NULL,          -- hash of that; blank once erased
    list_code       TEXT NOT NULL,
    entry_id        TEXT NOT NULL,
    entry           TEXT NOT NULL,          -- JSON
    entry_mark      TEXT NOT NULL,
    name            TEXT NOT NULL,          -- the entry's that fits best
    score           INTEGER NOT NULL,        -- thousandths
    why             TEXT NOT NULL,          -- codes, by commas
    judge_id        BLOB REFERENCES account_person (id),
    reason          TEXT NOT NULL,          -- the desk's; blank once erased
    erased_at       INTEGER,
    made_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX sanctions_match_by_party ON sanctions_match (party_id, list_code, entry_id);
CREATE INDEX sanctions_match_by_state ON sanctions_match (state, id);
CREATE INDEX sanctions_match_holds ON sanctions_match (organisation_id) WHERE state IN ('open', 'same');
CREATE INDEX sanctions_match_holds_person ON sanctions_match (party_id) WHERE state IN ('open', 'same');
CREATE TABLE sanctions_party (
    party_id  BLOB NOT NULL PRIMARY KEY,
    round     INTEGER NOT NULL,
    looked_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sandbox_account (
    token   TEXT NOT NULL PRIMARY KEY,
    conduct TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sandbox_bounce (
    transfer_id BLOB NOT NULL PRIMARY KEY REFERENCES sandbox_transfer (id),
    amount      INTEGER NOT NULL,
    charge      INTEGER NOT NULL,        -- what the bank takes for it
    currency    TEXT NOT NULL,
    failure     TEXT NOT NULL,
    due_at      INTEGER NOT NULL,        -- business time
    done_at     INTEGER,
    reported_at INTEGER
) STRICT;
CREATE INDEX sandbox_bounce_due ON sandbox_bounce (due_at, transfer_id) WHERE reported_at IS NULL;
CREATE TABLE sandbox_card (
    token   TEXT NOT NULL PRIMARY KEY,
    conduct TEXT NOT NULL,              -- what the test number does when charged
    made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sandbox_charge (
    id          BLOB NOT NULL PRIMARY KEY, -- the merchant's idempotency key
    token       TEXT NOT NULL REFERENCES sandbox_card (token),
    amount      INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    failure     TEXT NOT NULL,          -- '' when the card said yes
    ends        TEXT NOT NULL,          -- settle, return, or '' when refused
    due_at      INTEGER,                 -- business time at which it settles or returns
    done_at     INTEGER,
    reported_at INTEGER,
    made_at     INTEGER NOT NULL
) STRICT;
CREATE TABLE sandbox_transfer (
    id          BLOB NOT NULL PRIMARY KEY, -- the sender's idempotency key
    token       TEXT NOT NULL REFERENCES sandbox_account (token),
    amount      INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    failure     TEXT NOT NULL,          -- '' when it will arrive
    due_at      INTEGER NOT NULL,
    done_at     INTEGER,
    reported_at INTEGER,
    made_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX sandbox_transfer_due ON sandbox_transfer (due_at, id) WHERE reported_at IS NULL;
CREATE TABLE sandbox_turn (
    charge_id   BLOB NOT NULL REFERENCES sandbox_charge (id),
    number      INTEGER NOT NULL,
    kind        TEXT NOT NULL,          -- settle, return, charge_back, win, lose
    moves       INTEGER NOT NULL,        -- on the house's account at the bank, minor units
    fee         INTEGER NOT NULL,        -- of a dispute
    times       INTEGER NOT NULL,        -- how often it is reported
    due_at      INTEGER NOT NULL,        -- business time
    done_at     INTEGER,
    reported_at INTEGER,
    PRIMARY KEY (charge_id, number)
) STRICT;
CREATE INDEX sandbox_turn_due ON sandbox_turn (due_at, charge_id, number) WHERE reported_at IS NULL;
CREATE TABLE sweep_advance (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    id         BLOB NOT NULL,
    state      TEXT NOT NULL,   -- playing, done, stopped
    from_at    INTEGER NOT NULL, -- business time, as the next two
    to_at      INTEGER NOT NULL,
    reached_at INTEGER NOT NULL,
    moments    INTEGER NOT NULL, -- due moments played
    problem    TEXT NOT NULL,   -- code, when stopped
    by_id      BLOB,
    started_at INTEGER NOT NULL, -- wall time, as until
    holder     TEXT NOT NULL,
    until      INTEGER NOT NULL
) STRICT;
CREATE TABLE sweep_duty (
    name   TEXT NOT NULL PRIMARY KEY,
    done   INTEGER NOT NULL,     -- business time: the newest moment that was done
    holder TEXT NOT NULL,       -- the process that is at it
    until  INTEGER NOT NULL      -- wall time until which the holder has it
) STRICT;
CREATE TABLE talk_conversation (
    id                       BLOB NOT NULL PRIMARY KEY,
    state                    TEXT NOT NULL,  -- active, archived_by_customer, archived_by_expert, archived
    state_since              INTEGER NOT NULL,
    deadline                 INTEGER,
    version                  INTEGER NOT NULL,
    request_id               BLOB REFERENCES request (id),  -- NULL for a direct message
    customer_organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    expert_organisation_id   BLOB NOT NULL REFERENCES account_organisation (id),
    voice                    TEXT NOT NULL,  -- self, company: whose conversation it is
    voice_id                 BLOB NOT NULL, -- that person or that organisation
    subject                  TEXT NOT NULL,  -- of a direct message; blank otherwise and once erased
    subject_lang             TEXT NOT NULL,
    opened_by                BLOB NOT NULL REFERENCES account_person (id),
    last_at                  INTEGER NOT NULL, -- of anybody's latest message
    customer_at              INTEGER NOT NULL, -- of the customer's latest message: the experts' order
    made_at                  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX talk_conversation_answer ON talk_conversation (request_id, voice_id) WHERE request_id IS NOT NULL;
CREATE INDEX talk_conversation_by_customer ON talk_conversation (customer_organisation_id, last_at, id);
CREATE INDEX talk_conversation_by_expert ON talk_conversation (expert_organisation_id, customer_at, id);
CREATE UNIQUE INDEX talk_conversation_direct ON talk_conversation (customer_organisation_id, voice_id) WHERE request_id IS NULL;
CREATE TABLE talk_draft (
    conversation_id BLOB NOT NULL REFERENCES talk_conversation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    body            TEXT NOT NULL,
    at              INTEGER NOT NULL,        -- wall time
    PRIMARY KEY (conversation_id, person_id)
) STRICT;
CREATE INDEX talk_draft_by_person ON talk_draft (person_id);
CREATE TABLE talk_member (
    conversation_id BLOB NOT NULL REFERENCES talk_conversation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    side            TEXT NOT NULL,          -- customer, expert
    name            TEXT NOT NULL,          -- shown here instead of the person's own; blank for that, and once erased
    added_by        BLOB REFERENCES account_person (id),
    added_at        INTEGER NOT NULL,
    removed_at      INTEGER,
    PRIMARY KEY (conversation_id, person_id)
) STRICT;
CREATE INDEX talk_member_by_person ON talk_member (person_id, organisation_id, side);
CREATE TABLE talk_message (
    id              BLOB NOT NULL PRIMARY KEY,
    conversation_id BLOB NOT NULL REFERENCES talk_conversation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    side            TEXT NOT NULL,          -- customer, expert
    voice           TEXT NOT NULL,          -- self, company
    body            TEXT NOT NULL,          -- blank once erased
    lang            TEXT NOT NULL,          -- BCP 47, guessed
    folded          TEXT NOT NULL,          -- for searching: NFKC, lower case; blank once erased
    warnings        TEXT NOT NULL,          -- kinds of payment detail noticed, space separated
    files           INTEGER NOT NULL,        -- how many attachments
    made_at         INTEGER NOT NULL,
    erased_at       INTEGER
) STRICT;
CREATE INDEX talk_message_by_conversation ON talk_message (conversation_id, id);
CREATE INDEX talk_message_by_person ON talk_message (person_id, id);
CREATE TABLE talk_message_file (
    message_id    BLOB NOT NULL REFERENCES talk_message (id),
    attachment_id BLOB NOT NULL UNIQUE REFERENCES file_attachment (id),
    place         INTEGER NOT NULL,
    PRIMARY KEY (message_id, place)
) STRICT;
CREATE TABLE talk_read (
    conversation_id BLOB NOT NULL REFERENCES talk_conversation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    message_id      BLOB NOT NULL REFERENCES talk_message (id), -- everything up to here is read
    at              INTEGER NOT NULL,        -- business time
    PRIMARY KEY (conversation_id, person_id)
) STRICT;
CREATE TABLE talk_report (
    id          BLOB NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,              -- open, settled
    state_since INTEGER NOT NULL,
    deadline    INTEGER,
    version     INTEGER NOT NULL,
    message_id  BLOB NOT NULL REFERENCES talk_message (id),
    person_id   BLOB NOT NULL REFERENCES account_person (id),
    note        TEXT NOT NULL,              -- what the reporting person wrote; blank once erased
    reason      TEXT NOT NULL,              -- what the desk wrote when settling it
    made_at     INTEGER NOT NULL,
    UNIQUE (message_id, person_id)
) STRICT;
CREATE INDEX talk_report_by_person ON talk_report (person_id);
CREATE INDEX talk_report_by_state ON talk_report (state, id);
CREATE TABLE talk_token (
    token_hash      BLOB NOT NULL PRIMARY KEY,
    person_id       BLOB NOT NULL REFERENCES account_person (id),
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    ends_at         INTEGER NOT NULL         -- wall time
) STRICT;
CREATE INDEX talk_token_by_age ON talk_token (ends_at);
CREATE TABLE talk_waiting (
    token_hash BLOB NOT NULL PRIMARY KEY, -- of the link that was sent last
    email      TEXT NOT NULL,
    voice      TEXT NOT NULL,              -- self, company
    voice_id   BLOB NOT NULL,             -- that person or that organisation
    name       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    lang       TEXT NOT NULL,              -- of the page
    zone       TEXT NOT NULL,
    ends_at    INTEGER NOT NULL             -- wall time
) STRICT;
CREATE INDEX talk_waiting_by_age ON talk_waiting (ends_at);
CREATE INDEX talk_waiting_by_email ON talk_waiting (email);
CREATE TABLE tax_issuer (
    number        TEXT NOT NULL PRIMARY KEY, -- T and 13 digits
    registered_on TEXT NOT NULL,             -- YYYY-MM-DD
    ended_on      TEXT NOT NULL,             -- YYYY-MM-DD; '' while it stands
    loaded_on     TEXT NOT NULL
) STRICT;
CREATE TABLE tax_issuer_load (
    id        BLOB NOT NULL PRIMARY KEY,
    person_id BLOB REFERENCES account_person (id), -- who did it; NULL for the command line
    lines     INTEGER NOT NULL,
    kept      INTEGER NOT NULL,              -- numbers written
    odds      INTEGER NOT NULL,              -- lines that are none of the list's
    odd       TEXT NOT NULL,                -- JSON: the first of them
    made_at   INTEGER NOT NULL,
    ended_at  INTEGER                        -- NULL while it runs, or when it broke off
) STRICT;
CREATE TABLE tax_number (
    id              BLOB NOT NULL PRIMARY KEY,
    state           TEXT NOT NULL,          -- unconfirmed, confirmed, by_hand, unknown, dropped
    state_since     INTEGER NOT NULL,
    deadline        INTEGER,
    version         INTEGER NOT NULL,
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id), -- who gave it
    kind            TEXT NOT NULL,          -- vat:DE, jp-invoice, jp-corporate
    tail            TEXT NOT NULL,          -- its last four characters
    number_sealed   BLOB NOT NULL,
    register        TEXT NOT NULL,          -- who was asked last: vies, hmrc, nta; '' for nobody
    reference       TEXT NOT NULL,          -- the register's own for the answer
    asked_at        INTEGER,                 -- when it answered
    judge_id        BLOB REFERENCES account_person (id), -- who at the desk confirmed it
    evidence        TEXT NOT NULL,          -- what they saw
    erased_at       INTEGER,
    made_at         INTEGER NOT NULL
, named TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX tax_number_asked ON tax_number (asked_at, id) WHERE state = 'confirmed';
CREATE INDEX tax_number_by_person ON tax_number (person_id);
CREATE INDEX tax_number_of ON tax_number (organisation_id) WHERE state <> 'dropped';
CREATE INDEX tax_number_waits ON tax_number (state, id) WHERE state IN ('unconfirmed', 'unknown', 'differs');
CREATE TABLE tax_record (
    id              BLOB NOT NULL PRIMARY KEY,
    check_id        BLOB NOT NULL REFERENCES registration_check (id),
    organisation_id BLOB NOT NULL REFERENCES account_organisation (id),
    person_id       BLOB NOT NULL REFERENCES account_person (id), -- who signed
    kind            TEXT NOT NULL,          -- tax, dac7
    form            TEXT NOT NULL,          -- w9, w8ben, w8ben_e, w8eci, 8233, w8imy, w8exp, dac7
    signed_on       TEXT NOT NULL,          -- YYYY-MM-DD in the house's zone
    valid_until     INTEGER,                 -- NULL for never
    content_sealed  BLOB,                  -- what was answered, sealed; NULL once its time is over
    ended_at        INTEGER,                 -- when it was replaced, or its owner left
    erased_at       INTEGER,
    made_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX tax_record_by_person ON tax_record (person_id);
CREATE UNIQUE INDEX tax_record_now ON tax_record (check_id) WHERE ended_at IS NULL;
CREATE INDEX tax_record_of ON tax_record (organisation_id, kind) WHERE ended_at IS NULL;
CREATE INDEX tax_record_past ON tax_record (ended_at) WHERE content_sealed IS NOT NULL;
