-- +goose Up
-- Above which amount an approval for an organisation asks again who approves; a currency
-- without a row asks for nothing.

CREATE TABLE account_approval_limit (
	organisation_id BYTEA NOT NULL REFERENCES account_organisation (id),
	currency TEXT NOT NULL,
	amount BIGINT NOT NULL, -- minor units; above it, not at it
	PRIMARY KEY (organisation_id, currency)
);

-- +goose Down
DROP TABLE account_approval_limit;
