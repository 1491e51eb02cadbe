-- +goose Up
-- An event at the desk shows the mails it had written.
CREATE INDEX notify_mail_by_event ON notify_mail (event_id) WHERE event_id IS NOT NULL;

-- +goose Down
DROP INDEX notify_mail_by_event;
