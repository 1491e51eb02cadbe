-- +goose Up
-- Addresses that a person confirmed for notices about their requests, beside the one
-- they sign in with (AWS_IQ.md 1.1). Rows go when the person leaves.
CREATE TABLE account_mailbox (
    person_id    BYTEA NOT NULL REFERENCES account_person (id),
    email        TEXT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, email)
) /*STRICT*/;

-- +goose Down
DROP TABLE account_mailbox;
