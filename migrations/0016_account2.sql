-- +goose Up
-- More about people: which browser a session belongs to, when a key ends, when an
-- invitation was answered, and the letters to be sent with tokens.

ALTER TABLE account_session ADD COLUMN browser_hash BYTEA;  -- cookie of the browser, to notice a new one
ALTER TABLE account_session ADD COLUMN ended_at BIGINT;     -- signed out or revoked, wall time
ALTER TABLE account_key ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;    -- wall time, at most a year after made_at
ALTER TABLE account_invitation ADD COLUMN lang TEXT NOT NULL DEFAULT 'en';
ALTER TABLE account_token ADD COLUMN person_id BYTEA REFERENCES account_person (id);
CREATE INDEX account_invitation_by_organisation ON account_invitation (organisation_id, made_at);
CREATE INDEX account_invitation_by_email ON account_invitation (email);
CREATE INDEX account_invitation_due ON account_invitation (deadline) WHERE deadline IS NOT NULL;
CREATE INDEX account_session_by_end ON account_session (ends_at);
CREATE INDEX account_token_by_end ON account_token (ends_at);
CREATE INDEX account_token_by_email ON account_token (email);
CREATE INDEX account_person_by_age ON account_person (made_at, id);
CREATE INDEX account_organisation_by_age ON account_organisation (made_at, id);

-- +goose Down
DROP INDEX account_organisation_by_age;
DROP INDEX account_person_by_age;
DROP INDEX account_token_by_email;
DROP INDEX account_token_by_end;
DROP INDEX account_session_by_end;
DROP INDEX account_invitation_due;
DROP INDEX account_invitation_by_email;
DROP INDEX account_invitation_by_organisation;
ALTER TABLE account_token DROP COLUMN person_id;
ALTER TABLE account_invitation DROP COLUMN lang;
ALTER TABLE account_key DROP COLUMN ends_at;
ALTER TABLE account_session DROP COLUMN ended_at;
ALTER TABLE account_session DROP COLUMN browser_hash;
