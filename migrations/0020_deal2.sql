-- +goose Up
-- Proposals of three kinds with their lines, milestones, and how an engagement was
-- accepted. Old proposals are of the kind milestone without lines and expire after
-- 30 days; old engagements are approved by hand.

ALTER TABLE deal_proposal ADD COLUMN expires_days BIGINT NOT NULL DEFAULT 30;
ALTER TABLE deal_proposal ADD COLUMN supersedes_id BYTEA REFERENCES deal_proposal (id); -- the earlier one it replaces
CREATE INDEX deal_proposal_by_superseded ON deal_proposal (supersedes_id) WHERE supersedes_id IS NOT NULL;

-- What a proposal's total is made of: its milestones, or the payments of its schedule.
CREATE TABLE deal_proposal_line (
    proposal_id     BYTEA NOT NULL REFERENCES deal_proposal (id),
    number          BIGINT NOT NULL,    -- from 1
    title           TEXT NOT NULL,      -- blank once erased, and where none is needed
    title_lang      TEXT NOT NULL,      -- BCP 47
    amount          BIGINT NOT NULL CHECK (amount > 0),
    due_on          TEXT NOT NULL,      -- YYYY-MM-DD in the house's zone; blank for none
    acceptance      TEXT NOT NULL,      -- when a milestone counts as done; blank for none, and once erased
    acceptance_lang TEXT NOT NULL,
    PRIMARY KEY (proposal_id, number)
) /*STRICT*/;

ALTER TABLE deal_engagement ADD COLUMN kind TEXT NOT NULL DEFAULT 'milestone';          -- milestone, upfront, schedule
ALTER TABLE deal_engagement ADD COLUMN approval TEXT NOT NULL DEFAULT 'manual';         -- automatic, manual
ALTER TABLE deal_engagement ADD COLUMN purchase_order TEXT NOT NULL DEFAULT '';         -- the customer's own number
ALTER TABLE deal_engagement ADD COLUMN agreement_version TEXT NOT NULL DEFAULT '';      -- of the text that was agreed to; blank before there was one
ALTER TABLE deal_engagement ADD COLUMN agreement_lang TEXT NOT NULL DEFAULT '';         -- in which it was shown
ALTER TABLE deal_engagement ADD COLUMN stopped_at BIGINT;                               -- when the customer stopped it
CREATE INDEX deal_engagement_by_deadline ON deal_engagement (deadline, id) WHERE deadline IS NOT NULL;

-- A milestone that was agreed to; its words and amount stand in the proposal's line.
CREATE TABLE deal_milestone (
    id            BYTEA NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,        -- planned, asked, approved, paid, cancelled
    state_since   BIGINT NOT NULL,
    deadline      BIGINT,
    version       BIGINT NOT NULL,
    engagement_id BYTEA NOT NULL REFERENCES deal_engagement (id),
    proposal_id   BYTEA NOT NULL,
    number        BIGINT NOT NULL,
    made_at       BIGINT NOT NULL,
    UNIQUE (engagement_id, number),
    FOREIGN KEY (proposal_id, number) REFERENCES deal_proposal_line (proposal_id, number)
) /*STRICT*/;

-- The default contract as it read when it was agreed to.
CREATE TABLE deal_agreement (
    version TEXT NOT NULL,              -- YYYY-MM-DD
    lang    TEXT NOT NULL,              -- BCP 47
    text    TEXT NOT NULL,              -- Markdown
    hash    TEXT NOT NULL,              -- SHA-256 of the text, in hex
    made_at BIGINT NOT NULL,
    PRIMARY KEY (version, lang)
) /*STRICT*/;

-- +goose Down
DROP TABLE deal_agreement;
DROP TABLE deal_milestone;
DROP INDEX deal_engagement_by_deadline;
ALTER TABLE deal_engagement DROP COLUMN stopped_at;
ALTER TABLE deal_engagement DROP COLUMN agreement_lang;
ALTER TABLE deal_engagement DROP COLUMN agreement_version;
ALTER TABLE deal_engagement DROP COLUMN purchase_order;
ALTER TABLE deal_engagement DROP COLUMN approval;
ALTER TABLE deal_engagement DROP COLUMN kind;
DROP TABLE deal_proposal_line;
DROP INDEX deal_proposal_by_superseded;
ALTER TABLE deal_proposal DROP COLUMN supersedes_id;
ALTER TABLE deal_proposal DROP COLUMN expires_days;
