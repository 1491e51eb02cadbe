-- +goose Up
-- What else a person may say on their page: where their day is, what they know, the
-- stations of their work, and links.

ALTER TABLE expert_profile ADD COLUMN zone TEXT NOT NULL DEFAULT '';     -- IANA, '' when not said
ALTER TABLE expert_profile ADD COLUMN services TEXT NOT NULL DEFAULT ''; -- codes, space separated
ALTER TABLE expert_profile ADD COLUMN skills TEXT NOT NULL DEFAULT '';   -- words of the person's own, one a line
ALTER TABLE expert_profile ADD COLUMN entries TEXT NOT NULL DEFAULT '';  -- JSON list of stations, the newest first; '' for none
ALTER TABLE expert_profile ADD COLUMN links TEXT NOT NULL DEFAULT '';    -- JSON list of links; '' for none

-- +goose Down
ALTER TABLE expert_profile DROP COLUMN links;
ALTER TABLE expert_profile DROP COLUMN entries;
ALTER TABLE expert_profile DROP COLUMN skills;
ALTER TABLE expert_profile DROP COLUMN services;
ALTER TABLE expert_profile DROP COLUMN zone;
